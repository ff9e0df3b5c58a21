"""The offset between two clocks, from measurements every few seconds."""

from __future__ import annotations

from collections import deque

import numpy as np

KEEP = 24
# A measurement further off than this belongs to a clock that jumped.
FAR_S = 0.5


class OffsetLine:
    """A straight line through the last measurements, so that drift costs no delay."""

    def __init__(self, offset_s: float | None) -> None:
        self._points: deque[tuple[float, float]] = deque(maxlen=KEEP)
        self._first_s = offset_s
        self._at_s = 0.0
        self._offset_s = offset_s or 0.0
        self._slope = 0.0

    def add(self, at_s: float, offset_s: float) -> None:
        """Note that the offset was `offset_s` at `at_s` of the sender's clock."""
        if self._first_s is not None and abs(offset_s - self.at(at_s)) > FAR_S:
            return
        self._first_s = offset_s if self._first_s is None else self._first_s
        self._points.append((at_s, offset_s))
        self._fit()

    def at(self, at_s: float) -> float:
        """The offset (s) at a time of the sender's clock; 0 while there is no measurement."""
        return self._offset_s + self._slope * (at_s - self._at_s)

    def _fit(self) -> None:
        times, offsets = np.array(self._points).T
        self._at_s, self._offset_s = float(times.mean()), float(offsets.mean())
        x = times - self._at_s
        # Over less than 20 s the noise of two measurements is larger than any drift.
        if len(x) >= 4 and np.ptp(x) >= 20.0:
            self._slope = float(x @ (offsets - self._offset_s) / (x @ x))
