"""Which token sequences run together: those that share a beginning, then those of one length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# A shared beginning pays when so many tokens are not computed again.
LEAST_PREFIX, LEAST_SAVED = 8, 48


@dataclass(frozen=True)
class Batch:
    """Rows of a list that share their first `prefix` tokens, which run once."""

    rows: tuple[int, ...]
    prefix: int


def batches_of(
    sequences: Sequence[tuple[int, ...]], limits: Sequence[int], most_tokens: int, most_rows: int
) -> list[Batch]:
    """All rows, each once.

    Parameters
    ----------
    sequences : sequence of tuple
        Tokens of each row.
    limits : sequence of int
        At most so many tokens of a row may be shared: the logits of what follows are needed.
    most_tokens, most_rows : int
        Of a batch, padding included.
    """
    order = sorted(range(len(sequences)), key=lambda row: sequences[row])
    shared = [
        min(common(sequences[one], sequences[other]), limits[one], limits[other])
        for one, other in pairwise(order)
    ]
    made: list[Batch] = []
    alone: list[int] = []
    for begin, end, prefix in _best(shared, 0, len(order))[1] if order else []:
        rows = order[begin:end]
        if prefix * (len(rows) - 1) >= LEAST_SAVED:
            made += _cut(rows, prefix, sequences, most_tokens, most_rows)
        else:
            alone += rows
    return made + _cut(alone, 0, sequences, most_tokens, most_rows)


Span = tuple[int, int, int]  # first row, row after the last, shared beginning


def _best(shared: list[int], begin: int, end: int) -> tuple[int, list[Span]]:
    """Saved tokens, and the spans of the order that share beginnings so as to save the most.

    A span shares what its neighbours share at least; apart, its parts may share more each.
    """
    if end - begin == 1:
        return 0, [(begin, end, 0)]
    inner = shared[begin : end - 1]
    least = min(inner)
    together = least * (end - begin - 1) if least >= LEAST_PREFIX else 0
    cuts = [begin + place + 1 for place, value in enumerate(inner) if value == least]
    parts = [
        _best(shared, first, last) for first, last in zip([begin, *cuts], [*cuts, end], strict=True)
    ]
    apart = sum(saved for saved, _ in parts)
    if together >= apart:
        return together, [(begin, end, least if together else 0)]
    return apart, [span for _, spans in parts for span in spans]


def _cut(
    rows: list[int],
    prefix: int,
    sequences: Sequence[tuple[int, ...]],
    most_tokens: int,
    most_rows: int,
) -> list[Batch]:
    """Rows by length, so that little is padded."""
    ordered = sorted(rows, key=lambda row: (len(sequences[row]), row))
    made: list[Batch] = []
    held: list[int] = []
    for row in ordered:
        width = len(sequences[row]) - prefix
        if held and ((len(held) + 1) * width > most_tokens or len(held) >= most_rows):
            made.append(Batch(tuple(held), prefix))
            held = []
        held.append(row)
    if held:
        made.append(Batch(tuple(held), prefix))
    return made


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
