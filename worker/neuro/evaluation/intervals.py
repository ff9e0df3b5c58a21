"""How sure a figure is: exact binomial thresholds, Wilson and bootstrap intervals, p values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
PERMUTATIONS = 1000
Interval = tuple[float, float]
Floats = npt.NDArray[np.float64]


def binomial_p(hits: int, n: int, chance: float) -> float:
    """Probability of at least `hits` of `n` by chance alone."""
    from scipy.stats import binom

    return float(binom.sf(hits - 1, n, chance))


def binomial_threshold(n: int, chance: float, p: float = 0.05) -> float:
    """The smallest share of hits that chance reaches with less than `p` (exact, one-sided).

    200 trials of 200 ways: 0.02 for top-1 at p < .05 and 0.03 at p < .001.
    """
    from scipy.stats import binom

    hits = np.arange(n + 2)
    return float(hits[np.flatnonzero(binom.sf(hits - 1, n, chance) < p)[0]] / n)


def wilson(hits: float, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval (1927) of a share: it is not empty at 0 and at 1."""
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + level / 2))
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


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
    for begin in range(0, resamples, 250):
        rows = rng.integers(0, n, (min(250, resamples - begin), n))
        parts.append(np.asarray(statistic(rows), np.float64))
    tail = (1 - level) / 2
    low, high = np.quantile(np.concatenate(parts), (tail, 1 - tail))
    return float(low), float(high)


def mean_interval(values: Floats, clusters: npt.NDArray[np.int64], seed: int) -> Interval:
    """Interval of the mean of `values` [n] over clusters int64 [n] drawn with replacement.

    Values of one picture resemble each other: pictures are drawn, not trials. Where all clusters
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


def permutation_p(value: float, null: Floats) -> float:
    """One-sided p of a value among those of permuted labels, itself counted; never 0."""
    # Equal sums in another order differ in the last digits.
    at_least = int((null >= value - 1e-12).sum())
    return (1 + at_least) / (len(null) + 1)
