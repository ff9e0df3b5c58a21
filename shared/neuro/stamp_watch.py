"""How good a stream's stamps are, and what their errors add up to."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

REMEMBER_S = 5.0
# Stamps further than this share of a slot from the grid of slots come from a clock that was read
# when a chunk was sent, not from the amplifier's count.
GRID_SHARE = 0.15
# A first step lies near the grid by chance too often: it must lie nearer.
FIRST_GRID_SHARE, FIRST_RUNS = 0.05, 10
# Jitter of this size is usual for a wireless headset and must not count as loss.
USUAL_JITTER_S = 0.25
STEP_WINDOW_S = 2.0
STEP_AFTER_S = 5.0
# Standard errors of a median that no jitter reaches: for even jitter within 0.2 s they are too
# small by a third, and the question is asked for every chunk.
SURE = 6.0
# An error of more than this many usual ones is an outlier.
BELIEVED = 4.0
ASK_EVERY_S = 0.25


class StampWatch:
    """The errors of stamps against the line, one for each run of samples."""

    def __init__(self, rate_hz: float) -> None:
        self.rate_hz = rate_hz
        self._errors: deque[tuple[float, float]] = deque()
        # Falling from the largest error on, so that the largest costs no search.
        self._largest: deque[tuple[float, float]] = deque()
        self._seconds = 0.0
        self._asked_s = self._judged_s = -math.inf
        self._believed_s = math.inf

    def add(self, at_s: float, error_s: float, count: int) -> None:
        """Note the error of a run of `count` samples that was placed, at `at_s`."""
        self._errors.append((at_s, error_s))
        self._seconds += count / self.rate_hz
        while self._largest and self._largest[-1][1] <= abs(error_s):
            self._largest.pop()
        self._largest.append((at_s, abs(error_s)))
        for kept in (self._errors, self._largest):
            while kept[0][0] < at_s - REMEMBER_S:
                kept.popleft()
        if len(self._errors) >= FIRST_RUNS and at_s > self._asked_s + ASK_EVERY_S:
            self._asked_s = at_s
            usual_s = float(np.median([abs(error) for _, error in self._errors]))
            self._believed_s = max(BELIEVED * usual_s, 0.25 / self.rate_hz)

    def believed(self, error_s: float) -> float:
        """The part of an error that the line should learn from: a hiccup counts little (Huber)."""
        return max(-self._believed_s, min(self._believed_s, error_s))

    def forget(self) -> None:
        """Start anew, as after a jump of the clock."""
        self._errors.clear()
        self._largest.clear()
        self._seconds = 0.0
        self._asked_s = self._judged_s = -math.inf
        self._believed_s = math.inf

    @property
    def jitter_s(self) -> float:
        """Largest error of the last seconds."""
        return self._largest[0][1] if self._largest else 0.0

    @property
    def usual_s(self) -> float:
        """An error up to this is jitter."""
        return max(USUAL_JITTER_S, 1.5 * self.jitter_s)

    def exact(self, step_s: float = 0.0) -> bool:
        """True if every stamp up to now, and one that is off by `step_s`, lies on the grid."""
        slots = abs(step_s) * self.rate_hz
        share = GRID_SHARE if len(self._errors) >= FIRST_RUNS else FIRST_GRID_SHARE
        return abs(slots - round(slots)) <= share and self.jitter_s * self.rate_hz <= GRID_SHARE

    def lasting_step_s(self) -> float:
        """An error (s) that the runs of the last seconds share beyond their scatter; 0 if none.

        The median of the last 2 s counts as shifted if it is 6 of its standard errors, and three
        quarters of a slot, from zero.
        """
        if self._seconds < STEP_AFTER_S or self.exact():
            return 0.0
        last_s = self._errors[-1][0]
        if last_s < self._judged_s + ASK_EVERY_S:
            return 0.0
        self._judged_s = last_s
        errors = np.array([e for at_s, e in self._errors if at_s > last_s - STEP_WINDOW_S])
        if len(errors) < 8:
            return 0.0
        median = float(np.median(errors))
        standard_error = 1.25 * float(errors.std()) / len(errors) ** 0.5
        return median if abs(median) > max(0.75 / self.rate_hz, SURE * standard_error) else 0.0
