"""Exact paired tests, and many of them at once: sign test, McNemar, Holm."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
import numpy.typing as npt


def mcnemar(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> float:
    """Exact two-sided p of McNemar's test of two systems' right answers [n] to the same items."""
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    return sign_p(only_first, only_second)


def sign_p(wins: int, losses: int) -> float:
    """Exact two-sided p that wins and losses are equally likely; 1.0 where there are none."""
    n, least = wins + losses, min(wins, losses)
    tail = sum(comb(n, count) for count in range(least + 1))
    return min(1.0, 2 * tail / (1 << n))


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjusted p (1979) of each, in their order."""
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    adjusted, highest = [0.0] * len(ps), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = highest
    return adjusted
