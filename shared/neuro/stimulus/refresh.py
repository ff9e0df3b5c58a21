"""Whether a window is paced by its screen: the times of its updates, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MIN_TICKS = 20
# How far the rate of updates may be from what the screen says of itself.
_TOLERANCE = 0.05
# Updates that come on a beat differ by less than this share of a frame (half of the distance
# between quartiles: one late update says nothing about the beat).
_MAX_SPREAD = 0.2
# What a screen may have, in Hz.
_HZ = (20.0, 1000.0)


@dataclass(frozen=True)
class RefreshReport:
    """Updates of a window that changed nothing.

    Attributes
    ----------
    rate_hz : float
        From the median time between two of them.
    spread_ms : float
        Half of the distance between the quartiles of that time.
    n, n_late : int
        Times between updates, and those of more than one and a half frames.
    is_paced : bool
        They come with the screen's refresh: on a beat, and at the rate that the screen tells.
    """

    rate_hz: float
    spread_ms: float
    n: int
    n_late: int
    is_paced: bool

    @property
    def frame_s(self) -> float:
        """Time of one frame."""
        return 1 / self.rate_hz


def refresh_report(ticks_s: Sequence[float], nominal_hz: float) -> RefreshReport | None:
    """Sum up the times of updates; None if there are too few.

    Parameters
    ----------
    ticks_s : sequence of float
        Rising, on the monotonic clock.
    nominal_hz : float
        What the screen says of itself.
    """
    if len(ticks_s) < MIN_TICKS:
        return None
    between_s = np.diff(np.asarray(ticks_s, np.float64))
    low_s, middle_s, high_s = map(float, np.percentile(between_s, (25, 50, 75)))
    if middle_s <= 0:
        return None
    rate_hz, spread_s = 1 / middle_s, (high_s - low_s) / 2
    is_near = abs(rate_hz - nominal_hz) <= _TOLERANCE * nominal_hz
    return RefreshReport(
        rate_hz=rate_hz,
        spread_ms=1000 * spread_s,
        n=len(between_s),
        n_late=int((between_s > 1.5 * middle_s).sum()),
        is_paced=is_near and _HZ[0] <= rate_hz <= _HZ[1] and spread_s <= _MAX_SPREAD * middle_s,
    )
