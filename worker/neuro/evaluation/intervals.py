"""How sure a figure is: exact binomial thresholds, and p of permuted labels."""

from __future__ import annotations

import numpy as np

from worker.statistics.intervals import Floats

PERMUTATIONS = 1000


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


def permutation_p(value: float, null: Floats) -> float:
    """One-sided p of a value among those of permuted labels, itself counted; never 0."""
    # Equal sums in another order differ in the last digits.
    at_least = int((null >= value - 1e-12).sum())
    return (1 + at_least) / (len(null) + 1)
