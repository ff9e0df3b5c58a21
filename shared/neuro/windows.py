"""Epochs around markers; one that touches a gap is rejected, never mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Reason = Literal["gap", "outside"]


@dataclass(frozen=True)
class Epochs:
    """Windows of a signal, all of the same length.

    Attributes
    ----------
    samples : np.ndarray
        [m, n, C] in the dtype of the signal.
    times_s : np.ndarray
        float64 [n], seconds after the marker of each sample, by the rate.
    kept : np.ndarray
        int64 [m], which of the markers each epoch belongs to.
    rejected : dict of int to str
        Marker → "gap" (a sample is missing or not finite) or "outside" (not all of it is there).
    """

    samples: np.ndarray
    times_s: np.ndarray
    kept: np.ndarray
    rejected: dict[int, Reason]


def cut_epochs(
    samples: np.ndarray,
    first_index: int,
    marks: np.ndarray | Sequence[float],
    rate_hz: float,
    before_s: float,
    after_s: float,
) -> Epochs:
    """Cut `before_s` to `after_s` around each marker.

    Parameters
    ----------
    samples : np.ndarray
        floating [N, C] with NaN in missing slots, as `RingBuffer.read` gives them.
    first_index : int
        Slot of the first row.
    marks : float [k]
        Slots of the markers with their fraction (`Timeline.index_of`); the nearest is taken.
        A marker without a finite slot is outside.
    """
    first = -round(before_s * rate_hz)
    offsets = np.arange(first, round(after_s * rate_hz))
    kept, windows = [], []
    rejected: dict[int, Reason] = {}
    for number, mark in enumerate(np.asarray(marks, np.float64)):
        start = round(mark) + first - first_index if np.isfinite(mark) else -1
        if start < 0 or start + len(offsets) > len(samples):
            rejected[number] = "outside"
            continue
        window = samples[start : start + len(offsets)]
        if np.isfinite(window).all():
            kept.append(number)
            windows.append(window)
        else:
            rejected[number] = "gap"
    empty = np.empty((0, len(offsets), samples.shape[1]), samples.dtype)
    stacked = np.stack(windows) if windows else empty
    return Epochs(stacked, offsets / rate_hz, np.array(kept, np.int64), rejected)
