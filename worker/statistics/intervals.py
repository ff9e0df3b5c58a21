"""Intervals of a share: Wilson's, Clopper and Pearson's, and that of resampled values."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]


def wilson(hits: float, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval (1927) of a share: it is not empty at 0 and at 1."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, square = hits / n, z * z / n
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / n + square / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(hits: int, n: int, level: float = 0.95) -> Interval:
    """The exact interval of a share (Clopper and Pearson 1934): it never covers too rarely."""
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return low, high


def interval(resampled: Floats, level: float = 0.95) -> Interval:
    """Percentile interval of resampled values [resamples]."""
    tail = (1 - level) / 2
    low, high = np.quantile(resampled, (tail, 1 - tail))
    return float(low), float(high)
