"""One pass of a causal model over a batch: log-probabilities only where somebody asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from worker.lm.packs import Batch, Pack

# A mask whose rows are not a multiple of this cannot be read by the quick kernels of CUDA.
_WIDTH_STEP = 8


@dataclass(frozen=True)
class Wanted:
    """Tokens of a text, and which next tokens' log-probabilities are wanted from place `first` on.

    Attributes
    ----------
    ids : tuple of int
        What the model reads.
    first : int
        The first place after which something is wanted.
    after : tuple of tuple of int
        For each place from `first` to the last one: tokens that might follow it.
    """

    ids: tuple[int, ...]
    first: int
    after: tuple[tuple[int, ...], ...]


Told = list[list[float]]


def told_by(model: Any, batch: Batch, wanted: Sequence[Wanted], device: str) -> dict[int, Told]:
    """For each text of the batch and each of its places: the log-probabilities asked for, nats."""
    import torch

    width = batch.width if batch.is_plain else -(-batch.width // _WIDTH_STEP) * _WIDTH_STEP
    spots: dict[int, int] = {}  # of all places of all rows, those that are asked for
    rows: list[int] = []
    tokens: list[int] = []
    for number, pack in enumerate(batch.packs):
        for text, way in zip(pack.texts, pack.ways, strict=True):
            asked = wanted[text]
            for place, some in enumerate(asked.after, asked.first):
                spot = spots.setdefault(number * width + way[place], len(spots))
                rows += [spot] * len(some)
                tokens += some
    given = _inputs(batch, width, getattr(model, "dtype", torch.float32))
    given = {name: value.to(device) for name, value in given.items()}
    kept = torch.tensor(list(spots), device=device)
    with torch.inference_mode(), only_at(model, kept) as trim:
        logits = trim(model(**given, use_cache=False).logits)
        values = _shares(logits, torch.tensor(rows).to(device), torch.tensor(tokens).to(device))
    return _by_text(batch, wanted, iter(values))


def _by_text(batch: Batch, wanted: Sequence[Wanted], values: Iterator[float]) -> dict[int, Told]:
    return {
        text: [[next(values) for _ in some] for some in wanted[text].after]
        for pack in batch.packs
        for text in pack.texts
    }


def _shares(logits: Any, rows: Any, tokens: Any) -> list[float]:
    """Log-probabilities of `tokens` at `rows` of logits [N, V]; a part at a time, in float32."""
    import torch

    totals = torch.cat([part.float().logsumexp(dim=-1) for part in logits.split(1024)])
    found: list[float] = (logits[rows, tokens].float() - totals[rows]).double().tolist()
    return found


@contextmanager
def only_at(model: Any, kept: Any) -> Iterator[Any]:
    """While this lasts, the model's last layer sees only the places `kept` of all rows.

    Logits of every place would be the largest array of the pass by far. Yields what makes [N, V]
    out of the logits, whether or not the model has such a layer.
    """
    head = model.get_output_embeddings()

    def flat(logits: Any) -> Any:
        return logits.reshape(-1, logits.shape[-1])

    if head is None:
        yield lambda logits: flat(logits)[kept]
        return

    def trim(_: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return (flat(inputs[0])[kept][None], *inputs[1:])

    hook = head.register_forward_pre_hook(trim)
    try:
        yield flat
    finally:
        hook.remove()


def _inputs(batch: Batch, width: int, dtype: Any) -> dict[str, Any]:
    """Tokens [B, W], padded on the right, where no token looks.

    With branches also the places in the texts [B, W] and a mask [B, 1, W, W]: what is added to how
    much a token looks at another one.
    """
    import torch

    count = len(batch.packs)
    ids = torch.zeros(count, width, dtype=torch.int64)
    for row, pack in zip(ids, batch.packs, strict=True):
        row[: pack.width] = torch.tensor(pack.tokens)
    if batch.is_plain:
        return {"input_ids": ids}
    places = torch.zeros(count, width, dtype=torch.int64)
    mask = torch.full((count, 1, width, width), torch.finfo(dtype).min, dtype=dtype)
    for number, pack in enumerate(batch.packs):
        places[number, : pack.width] = torch.tensor(pack.depths)
        _let_look(mask[number, 0], pack)
    return {"input_ids": ids, "position_ids": places, "attention_mask": mask}


def _let_look(mask: Any, pack: Pack) -> None:
    """Open the mask [W, W] from each token to itself and to those before it in its own text."""
    import torch

    mask.fill_diagonal_(0)  # padding looks at itself: a row that sees nothing has no mean
    for part in pack.segments:
        length = len(part.way) - part.depth
        own = mask[part.begin : part.begin + length]
        own[:, list(part.way[: part.depth])] = 0
        inner = own[:, part.begin : part.begin + length]
        inner.masked_fill_(torch.ones(length, length, dtype=torch.bool).tril(), 0)
