"""Whether a stream has the rate that it promises."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

import numpy as np

WINDOW_S = 4.5
# Seconds of stamps, and the share by which the rate must then differ: jitter of 0.2 s at both ends
# of a short window looks like another rate.
SOON_S, SOON_SHARE = 1.5, 0.35
SURE_S, SURE_SHARE = 4.0, 0.12
ENOUGH_SAMPLES = 16
ASK_EVERY_S = 0.25
# Shares of an interval and of a run's length: what is deduced comes in chunks of about one size, at
# times that no clock makes whole intervals.
EXACT, VARIED = 0.01, 0.4


class OtherRate(NamedTuple):
    """The real rate; `deduced` if stamps follow one another at the promised rate all the same.

    Then only the last stamp of what was sent at once was measured; LSL deduced those before it.
    """

    rate_hz: float
    deduced: bool


class RateWatch:
    """Stamps of the last seconds, compared with the promised rate."""

    def __init__(self, rate_hz: float) -> None:
        self.rate_hz = rate_hz
        self._stamps: deque[np.ndarray] = deque()
        self._asked_s = -math.inf

    def forget(self) -> None:
        """Start anew, as after a jump of the clock."""
        self._stamps.clear()
        self._asked_s = -math.inf

    def add(self, stamps: np.ndarray) -> None:
        """Note the stamps (s) of samples that came for the first time."""
        self._stamps.append(stamps)
        while self._stamps[0][-1] < stamps[-1] - WINDOW_S:
            self._stamps.popleft()

    def other_rate(self) -> OtherRate | None:
        """The real rate if it is not the promised one; None if it is, or if samples are lost.

        More samples than promised can only be another rate. Fewer are another rate if the usual
        interval is longer, or if the same share is missing in every part of the window.
        """
        newest_s, oldest_s = float(self._stamps[-1][-1]), float(self._stamps[0][-1])
        elapsed_s = newest_s - oldest_s
        if elapsed_s < SOON_S or newest_s < self._asked_s + ASK_EVERY_S:
            return None
        self._asked_s = newest_s
        share = SURE_SHARE if elapsed_s >= SURE_S else SOON_SHARE
        stamps = np.concatenate(self._stamps)
        # From last stamp to last stamp: those before it in a chunk may only be deduced.
        counted = (len(stamps) - len(self._stamps[0])) / elapsed_s
        if len(stamps) < ENOUGH_SAMPLES:
            return None
        usual = float(np.median(np.diff(stamps)))
        by_interval = 1.0 / usual if usual > 0 else 0.0
        too_many = counted > self.rate_hz * (1 + share)
        too_few = counted < self.rate_hz * (1 - share) and (
            by_interval < self.rate_hz * (1 - share) or self._evenly_few(stamps)
        )
        if not (too_many or too_few):
            return None
        if abs(by_interval / counted - 1) < SURE_SHARE:
            return OtherRate(by_interval, deduced=False)
        return OtherRate(counted, deduced=abs(by_interval / self.rate_hz - 1) < 0.01)

    def _evenly_few(self, stamps: np.ndarray) -> bool:
        parts = np.histogram(stamps, bins=4)[0]
        few = parts.mean() < 0.8 * self.rate_hz * (stamps[-1] - stamps[0]) / 4
        even = np.ptp(parts) <= 0.05 * parts.mean() + 1
        return bool(few and even) and not self._has_holes(stamps)

    def _has_holes(self, stamps: np.ndarray) -> bool:
        """True if whole intervals are missing after runs of any length, as samples get lost."""
        steps = np.diff(stamps) * self.rate_hz
        holes = np.flatnonzero(steps > 1.5)
        if len(holes) < ENOUGH_SAMPLES or np.abs(steps - np.round(steps)).max() > EXACT:
            return False
        lengths = np.diff(holes)
        return bool(lengths.std() > VARIED * lengths.mean())
