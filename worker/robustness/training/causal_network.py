"""A causal language model as checkpoints want it: what is trained, and each weight once."""

from __future__ import annotations

from typing import Any

from torch import nn


class CausalNetwork(nn.Module):
    """A model of transformers whose state holds its trained parameters only.

    Weights that two layers share would be written twice, which safetensors refuses; those that stay
    as they are come with the model anyway.
    """

    def __init__(self, causal: Any) -> None:
        super().__init__()
        self.causal = causal

    def forward(self, **given: Any) -> Any:
        """As the model itself."""
        return self.causal(**given)

    def state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """Trained parameters by their names."""
        trained = {name for name, one in self.named_parameters() if one.requires_grad}
        whole = super().state_dict(*args, **kwargs)
        return {name: value for name, value in whole.items() if name in trained}

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Put such a state back; what it does not hold stays.

        Raises
        ------
        KeyError
            For a state of another model.
        """
        found = super().load_state_dict(state_dict, strict=False, assign=assign)
        if found.unexpected_keys:
            raise KeyError(", ".join(found.unexpected_keys[:3]))
        return found
