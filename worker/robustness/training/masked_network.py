"""MiniLM with a head that tells words from their surroundings, as BERT has one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# Layers of MiniLM, from the last one, that are trained along with the head.
TUNED_LAYERS = 1


class MaskedNetwork(nn.Module):
    """Dense, GELU and normalisation, then the word embeddings of the encoder as the decoder.

    Its state holds what is trained only: the head and the encoder's last layers.
    """

    def __init__(self, encoder: Any, tuned_layers: int = TUNED_LAYERS) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(False)
        layers = list(encoder.encoder.layer)
        for layer in layers[len(layers) - tuned_layers :]:
            layer.requires_grad_(True)
        width, words = encoder.config.hidden_size, encoder.config.vocab_size
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=encoder.config.layer_norm_eps)
        self.bias = nn.Parameter(torch.zeros(words))

    def forward(self, ids: Tensor, known: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        """Logits float [n, words] at n places of tokens int64 [B, T]; `known` is 0 at padding."""
        hidden = self.encoder(input_ids=ids, attention_mask=known).last_hidden_state
        at = self.norm(F.gelu(self.dense(hidden[rows, columns])))
        return F.linear(at, self.encoder.embeddings.word_embeddings.weight, self.bias)

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
            For a state of another network, or one that lacks a part.
        """
        trained = set(self.state_dict())
        if trained != set(state_dict):
            raise KeyError(", ".join(sorted(trained ^ set(state_dict))[:3]))
        return super().load_state_dict(state_dict, strict=False, assign=assign)


def load_encoder_parts(folder: Path) -> tuple[Any, Any]:
    """A BERT encoder in float32 without dropout, and its tokenizer.

    Raises
    ------
    OSError
        What transformers raises for a folder that holds none.
    """
    from transformers import AutoModel, AutoTokenizer

    make_tokenizer: Any = AutoTokenizer.from_pretrained
    tokenizer = make_tokenizer(folder, local_files_only=True)
    encoder: Any = AutoModel.from_pretrained(
        folder,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        dtype=torch.float32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return encoder, tokenizer
