"""Intervals and paired tests by resampling clips, then windows (two-stage cluster bootstrap).

Davison & Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8: windows of one
clip resemble each other, so clips are drawn first and windows within each drawn clip. With few
clips such intervals are too narrow: in simulations without any effect, 5 clips of 4 windows that
agree by half (intra-class correlation 0.5) gave p < 0.05 in 10 % of the cases, 12 clips in 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RESAMPLES = 10_000
# Fewer clips have so few different resamples that a test over clips says nothing.
MIN_CLIPS_TO_TEST = 5
_CHUNK = 500


def mean_interval(
    clips: Sequence[Sequence[float]], seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Percentile interval of the mean over all windows.

    Parameters
    ----------
    clips : sequence of sequences of float
        The windows' figures, clip by clip.

    Returns
    -------
    (low, high), or None for fewer than two windows. With a single clip it speaks of that clip only.
    """
    if sum(len(clip) for clip in clips) < 2:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(_resampled_means(clips, seed, resamples), (tail, 1 - tail))
    return float(low), float(high)


def paired_p(
    clips: Sequence[Sequence[float]], seed: int, resamples: int = RESAMPLES
) -> float | None:
    """Two-sided p of "the mean difference is 0", from differences window by window, clip by clip.

    Twice the smaller share of resampled means on one side of 0, counting one more on each, so that
    it is never 0. None for fewer than five clips.
    """
    if sum(bool(len(clip)) for clip in clips) < MIN_CLIPS_TO_TEST:
        return None
    means = _resampled_means(clips, seed, resamples)
    smaller = min(int((means <= 0).sum()), int((means >= 0).sum()))
    return min(1.0, 2 * (1 + smaller) / (resamples + 1))


def _resampled_means(clips: Sequence[Sequence[float]], seed: int, resamples: int) -> np.ndarray:
    filled = [np.asarray(clip, np.float64) for clip in clips if len(clip)]
    sizes = np.array([len(clip) for clip in filled])
    values = np.zeros((len(filled), sizes.max()))
    for row, clip in zip(values, filled, strict=True):
        row[: len(clip)] = clip
    rng = np.random.default_rng(seed)
    parts = [
        _draw(values, sizes, rng, min(_CHUNK, resamples - done))
        for done in range(0, resamples, _CHUNK)
    ]
    return np.concatenate(parts)


def _draw(
    values: np.ndarray, sizes: np.ndarray, rng: np.random.Generator, count: int
) -> np.ndarray:
    chosen = rng.integers(0, len(values), (count, len(values)))
    picks = rng.random((count, *values.shape)) * sizes[chosen][..., None]
    drawn = values[chosen[..., None], picks.astype(np.intp)]
    counted = np.arange(values.shape[1]) < sizes[chosen][..., None]
    return np.asarray((drawn * counted).sum(axis=(1, 2)) / counted.sum(axis=(1, 2)))
