"""The bootstrap: of means and F1 of paired systems, of clusters, of any statistic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.statistics.intervals import Floats, Interval, interval, wilson

PAIRED_RESAMPLES = 10_000
RESAMPLES = 2000
_PAIRED_CHUNK, _CHUNK = 500, 250


@dataclass(frozen=True)
class Compared:
    """A difference of two systems on the same items.

    Attributes
    ----------
    delta : float
        Mean over the tasks.
    ci95 : (float, float)
        Percentile interval of the bootstrap.
    p : float
        Two-sided, of the same bootstrap; never 0.
    """

    delta: float
    ci95: Interval
    p: float


def resampled_totals(
    items: Floats, seed: Sequence[int], resamples: int = PAIRED_RESAMPLES
) -> Floats:
    """Each system's metric in resamples of one task's items: [resamples, systems].

    Parameters
    ----------
    items : float64 [n, systems] or [n, systems, 3]
        Values whose mean is the metric, or counts of hits, false alarms and misses whose sums give
        F1. All systems get the same resamples, so that their differences are paired.
    """
    n = len(items)
    rng = np.random.default_rng(seed)
    flat = items.reshape(n, -1)
    parts = []
    for begin in range(0, resamples, _PAIRED_CHUNK):
        count = min(_PAIRED_CHUNK, resamples - begin)
        rows = rng.integers(0, n, (count, n)) + n * np.arange(count)[:, None]
        drawn = np.bincount(rows.ravel(), minlength=count * n).reshape(count, n)
        parts.append(drawn.astype(np.float64) @ flat)
    sums = np.concatenate(parts).reshape(resamples, *items.shape[1:])
    return _f1(sums) if items.ndim == 3 else sums / n


def mean_of_tasks(tasks: Sequence[Floats]) -> Floats:
    """Mean over tasks of what `resampled_totals` gave for each: every task weighs the same."""
    return np.asarray(np.mean(np.stack(tasks), axis=0))


def compared(delta: float, resampled: Floats) -> Compared:
    """A difference with the interval and p of its resamples [resamples].

    p is twice the smaller share of resamples on one side of 0, one more counted on each side.
    """
    # Equal sums in another order differ in the last digits.
    smaller = min(int((resampled <= 1e-12).sum()), int((resampled >= -1e-12).sum()))
    p = min(1.0, 2 * (1 + smaller) / (len(resampled) + 1))
    return Compared(delta, interval(resampled), p)


def bootstrap(
    statistic: Callable[[npt.NDArray[np.int64]], Floats],
    n: int,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> Interval:
    """Percentile interval of a statistic of `n` things drawn with replacement.

    Parameters
    ----------
    statistic : callable
        From rows int64 [B, n] of B resamples to their values float64 [B].
    """
    parts = []
    for begin in range(0, resamples, _CHUNK):
        rows = rng.integers(0, n, (min(_CHUNK, resamples - begin), n))
        parts.append(np.asarray(statistic(rows), np.float64))
    return interval(np.concatenate(parts), level)


def mean_interval(values: Floats, clusters: npt.NDArray[np.int64], seed: int) -> Interval:
    """Interval of the mean of `values` [n] over clusters int64 [n] drawn with replacement.

    Values of one cluster resemble each other: clusters are drawn, not values. Where all clusters
    agree on 0 or on 1, resampling would claim certainty; Wilson's interval of the clusters stands
    in.
    """
    _, inverse = np.unique(clusters, return_inverse=True)
    sums = np.bincount(inverse.ravel(), values)
    counts = np.bincount(inverse.ravel()).astype(np.float64)
    n = len(sums)
    means = sums / counts
    if np.ptp(means) == 0 and means[0] in (0.0, 1.0):
        return wilson(n * means[0], n)

    def mean(rows: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(sums[rows].sum(axis=1) / counts[rows].sum(axis=1))

    return bootstrap(mean, n, np.random.default_rng((seed, 1)))


def _f1(sums: Floats) -> Floats:
    """F1 [..., systems] of counts [..., systems, 3], as `shared.icl.metrics.total` has it."""
    double, wrong = 2 * sums[..., 0], sums[..., 1] + sums[..., 2]
    both = double + wrong
    return np.divide(double, both, out=np.zeros_like(both), where=both > 0)
