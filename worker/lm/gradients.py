"""How the loss of a right option moves with each token that a model of this machine reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.lm.causal import CausalModel, option_trees
from worker.lm.language_model import Question
from worker.lm.options import OptionTree, Path


@dataclass(frozen=True)
class TokenGradients:
    """Of a prompt's tokens, in their order.

    Attributes
    ----------
    spans : tuple of (int, int)
        The characters of the prompt that each token stands for; empty ones for special tokens.
    values : float32 [tokens, D]
        Gradient of the loss by each token's embedding.
    loss : float
        Cross-entropy of the right option among the options, nats.
    """

    spans: tuple[tuple[int, int], ...]
    values: npt.NDArray[np.float32]
    loss: float


def tells_gradients(model: object) -> bool:
    """Whether gradients can be had: of a model here, whose tokenizer says where tokens stand."""
    return isinstance(model, CausalModel) and bool(getattr(model.tokenizer, "is_fast", False))


def token_gradients(model: CausalModel, question: Question, right: int) -> TokenGradients:
    """Gradient of the loss of option `right`, by the embeddings of the prompt's tokens.

    Raises
    ------
    AppError
        What `CausalModel.choose` raises.
    """
    import torch

    [tree] = option_trees(model, [question])
    paths = list(tree.forks)
    if not paths:  # one option goes on where the other ends: nothing depends on the prompt
        spans = _spans(model, question.prompt, len(tree.prompt), tree)
        width = int(model.model.get_input_embeddings().weight.shape[1])
        return TokenGradients(spans, np.zeros((len(spans), width), np.float32), math.log(2))
    with torch.enable_grad():
        embedded, told = _told(model, tree, paths)
        totals = [_total(option, told) for option in tree.options]
        loss = torch.logsumexp(torch.stack(totals), dim=0) - totals[right]
        [gradient] = torch.autograd.grad(loss, [embedded])
    count = len(tree.prompt)
    values = gradient[:, :count].float().sum(dim=0).cpu().numpy()
    return TokenGradients(_spans(model, question.prompt, count, tree), values, float(loss.detach()))


def _told(
    model: CausalModel, tree: OptionTree, paths: list[Path]
) -> tuple[Any, dict[Path, dict[int, Any]]]:
    """Embeddings [paths, W, D] of the ways to all forks, and log-probabilities of what follows."""
    import torch

    rows = [tree.sequence(path) for path in paths]
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.int64)
    for row, tokens in zip(ids, rows, strict=True):
        row[: len(tokens)] = torch.tensor(tokens)
    # Padded on the right, where no token looks.
    words = model.model.get_input_embeddings()(ids.to(model.device))
    embedded = words.detach().requires_grad_()
    logits = model.model(inputs_embeds=embedded, use_cache=False).logits
    told: dict[Path, dict[int, Any]] = {}
    for number, (path, tokens) in enumerate(zip(paths, rows, strict=True)):
        shares = logits[number, len(tokens) - 1].float().log_softmax(dim=-1)
        told[path] = {token: shares[token] for token in tree.forks[path]}
    return embedded, told


def _total(option: Path, told: dict[Path, dict[int, Any]]) -> Any:
    """As `OptionTree.totals`, of tensors."""
    import torch

    values = [
        told[option[:place]][token] for place, token in enumerate(option) if option[:place] in told
    ]
    return torch.stack(values).sum()


def _spans(
    model: CausalModel, prompt: str, count: int, tree: OptionTree
) -> tuple[tuple[int, int], ...]:
    """Where the first `count` tokens of the tree stand in the prompt."""
    coded = model.tokenizer(prompt, return_offsets_mapping=True)
    places = [(int(begin), int(end)) for begin, end in coded["offset_mapping"]]
    # A text that begins with its answer got a token before it; others have the tokenizer's own.
    added = 0 if tuple(coded["input_ids"][:1]) == tree.prompt[:1] else 1
    found = [(0, 0)] * added + places
    return tuple([*found, *[(len(prompt), len(prompt))] * count][:count])
