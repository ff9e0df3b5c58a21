"""The drop of accuracy from a prompt to its attacked form, on the same samples."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from shared.robustness.figures import Drop, Errors, Rate
from shared.statistics.paired import sign_p
from worker.statistics.bootstrap import RESAMPLES
from worker.statistics.intervals import Floats, Interval, interval, wilson

Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int16]
Pairs = tuple[int, int, int, int]
# From this share on, one answer is "nearly everything", and so much above its share of the samples.
COLLAPSED, ABOVE_ITS_SHARE = 0.9, 0.15
_DROP_STEP = 1e-4


def rate(right: Bools) -> Rate:
    """Share of right answers [n]."""
    hits, n = int(right.sum()), len(right)
    return Rate(value=hits / n, ci95=wilson(hits, n), n=n)


def chance_of(gold: Answers) -> float:
    """What always the same answer gets right at most, of samples with these labels int [n]."""
    return float(np.bincount(gold).max() / len(gold))


def drop_of(
    before: Answers,
    after: Answers,
    gold: Answers,
    *,
    chance: float | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Drop:
    """What the accuracy loses, with its interval, its test and its kinds of errors.

    Parameters
    ----------
    before, after : int16 [n]
        Place of the label that was answered to each sample, -1 where none could be read.
    gold : int16 [n]
        Place of the right label.
    chance : float, optional
        Where the lower end of the clean accuracy's interval is not above it, there is no PDR: a
        ratio of two accuracies says nothing then. Default: `chance_of(gold)`.
    """
    first, second = before == gold, after == gold
    clean, attacked = rate(first), rate(second)
    pairs = _pairs(first, second)
    level = chance_of(gold) if chance is None else chance
    above = clean.ci95[0] > level
    drops, ratios = resampled_drops(pairs, seed, resamples)
    lost, won, n = pairs[1], pairs[2], clean.n
    return Drop(
        clean=clean,
        attacked=attacked,
        drop=(lost - won) / n,
        drop_ci95=interval(drops),
        pdr=1 - attacked.value / clean.value if above else None,
        pdr_ci95=interval(ratios) if above else None,
        p=sign_p(lost, won),
        discordant=(lost, won),
        detectable=detectable_drop(n, (lost + won) / n),
        chance=level,
        errors_clean=errors_of(before, gold),
        errors_attacked=errors_of(after, gold),
    )


def gain_of(before: Bools, after: Bools, seed: int = 0) -> tuple[float, Interval]:
    """By how much more is right after than before [n], with the interval of the difference."""
    pairs = _pairs(after, before)
    drops, _ = resampled_drops(pairs, seed)
    return (pairs[1] - pairs[2]) / len(before), interval(drops)


def resampled_drops(pairs: Pairs, seed: int, resamples: int = RESAMPLES) -> tuple[Floats, Floats]:
    """Drops and PDRs float64 [resamples] of samples drawn with replacement, in pairs.

    Only how many samples are right both times, before only, after only and never counts, so those
    four are drawn, which is the same and quick. Half a sample is added to each (Agresti and Min
    2005): where one sample in a hundred changes, intervals of 200 would miss the truth in 13 % of
    cases, and where none did, they would claim certainty (`tests/bench/robustness_coverage.py`).

    Parameters
    ----------
    pairs : (both, before only, after only, neither)
    """
    n = sum(pairs)
    shares = (np.array(pairs) + 0.5) / (n + 2)
    drawn = np.random.default_rng((seed, n)).multinomial(n, shares, resamples)
    clean, attacked = drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2]
    return (clean - attacked) / n, 1 - attacked / np.maximum(clean, 1)


@lru_cache(maxsize=4096)
def detectable_drop(
    n: int, discordance: float = 0.2, *, power: float = 0.8, level: float = 0.95
) -> float:
    """The smallest drop that McNemar's exact test of `n` samples finds in a share `power` of cases.

    Samples that change are at least as many as the drop, so that a smaller `discordance` counts as
    the drop itself. 1.0 where no drop is large enough.

    Parameters
    ----------
    discordance : float
        Share of samples that are right only before or only after.
    """
    from scipy.stats import binom

    changed = np.arange(n + 1)
    # The most samples on the rarer side with which so many changed ones are significant.
    rare = binom.ppf((1 - level) / 2, changed, 0.5)
    rare = np.where(2 * binom.cdf(rare, changed, 0.5) < 1 - level, rare, rare - 1)

    def found(drop: float) -> float:
        total = max(discordance, drop)
        weights = binom.pmf(changed, n, total)
        return float(weights @ binom.cdf(rare, changed, (1 - drop / total) / 2))

    low, high = 0.0, 1.0
    while high - low > _DROP_STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if found(middle) < power else (low, middle)
    return high


def errors_of(answers: Answers, gold: Answers) -> Errors:
    """How answers int16 [n] miss the right labels: see `Errors`."""
    readable = answers[answers >= 0]
    n = len(gold)
    wrong = int((readable != gold[answers >= 0]).sum())
    counts = np.bincount(readable, minlength=1)
    share = counts.max() / len(readable) if len(readable) else 0.0
    own = float((gold == counts.argmax()).mean())
    return Errors(
        wrong=wrong / n,
        unreadable=1 - len(readable) / n,
        largest_share=float(share),
        collapsed=bool(share >= COLLAPSED and share - own >= ABOVE_ITS_SHARE),
    )


def _pairs(first: Bools, second: Bools) -> Pairs:
    both = int((first & second).sum())
    lost, won = int((first & ~second).sum()), int((second & ~first).sum())
    return both, lost, won, len(first) - both - lost - won
