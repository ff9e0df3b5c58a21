"""How much two ranked lists have in common."""

from __future__ import annotations

from collections.abc import Sequence

PERSISTENCE = 0.9


def jaccard(first: Sequence[str], second: Sequence[str]) -> float:
    """Share of what is in both of what is in either; 1.0 for two empty lists."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one | other else 1.0


def rank_biased_overlap(
    first: Sequence[str], second: Sequence[str], p: float = PERSISTENCE
) -> float:
    """Agreement that counts the top most, 0 to 1 (Webber et al. 2010, equation 32, RBO_ext).

    `p` is the chance that a reader goes on to the next rank.
    """
    depth = min(len(first), len(second))
    if not depth:
        return 1.0 if not first and not second else 0.0
    one: set[str] = set()
    other: set[str] = set()
    total, agreement = 0.0, 0.0
    for rank in range(depth):
        one.add(first[rank])
        other.add(second[rank])
        agreement = len(one & other) / (rank + 1)
        total += p**rank * agreement
    return (1 - p) * total + p**depth * agreement
