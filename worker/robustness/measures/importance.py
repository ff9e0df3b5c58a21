"""How much the model's answers hang on each word, and whether two ways to tell agree."""

from __future__ import annotations

import numpy as np

from worker.statistics.bootstrap import RESAMPLES, resampled_totals
from worker.statistics.intervals import Floats, Interval, interval


def rises(
    loss: Floats, without: Floats, seed: int = 0, resamples: int = RESAMPLES
) -> tuple[Floats, tuple[Interval, ...]]:
    """Mean rise of the cross-entropy without each word, and its interval over samples.

    Parameters
    ----------
    loss : float64 [samples]
        With all words, nats.
    without : float64 [words, samples]
        Without each of them.

    Returns
    -------
    (float64 [words], intervals)
    """
    if not len(without):
        return np.zeros(0), ()
    each = (without - loss).T
    drawn = resampled_totals(each, (seed, len(loss)), resamples)
    return each.mean(axis=0), tuple(interval(column) for column in drawn.T)


def agreement(first: Floats, second: Floats) -> float | None:
    """Spearman's rank correlation of two measures [words]; None where one tells no words apart."""
    if len(first) < 2:
        return None
    a, b = _ranks(first), _ranks(second)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else None


def _ranks(values: Floats) -> Floats:
    """Ranks, equal values sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse.ravel()], np.float64)
