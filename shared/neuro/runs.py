"""Stretches of a chunk whose stamps follow one another."""

from __future__ import annotations

import itertools

import numpy as np

# Stamps that jump about more often than this in one chunk jitter from sample to sample.
MAX_RUNS = 32


def runs(stamps: np.ndarray, slot_s: float, allowed_s: float) -> list[tuple[int, int]]:
    """Stretches as (start, stop) in which no step is off one slot by more than `allowed_s`."""
    breaks = np.flatnonzero(np.abs(np.diff(stamps) - slot_s) > allowed_s) + 1
    if len(breaks) > MAX_RUNS:
        breaks = breaks[:0]
    return list(itertools.pairwise([0, *breaks.tolist(), len(stamps)]))


def deduce_again(stamps: np.ndarray, promised_hz: float, rate_hz: float) -> np.ndarray:
    """Stamps (s): the last of each stretch at the promised rate, those before it by `rate_hz`."""
    breaks = np.abs(np.diff(stamps) * promised_hz - 1.0) > 0.1
    ends = np.append(np.flatnonzero(breaks), len(stamps) - 1)
    numbers = np.arange(len(stamps))
    end = ends[np.searchsorted(ends, numbers)]
    return np.asarray(stamps[end] - (end - numbers) / rate_hz)
