"""The straight line through slots and stamps: what time it is at a slot, by all stamps so far."""

from __future__ import annotations

import numpy as np

HALF_LIFE_S = 30.0
# Crystals of amplifiers are within ±100 ppm; a rate that was only measured is less certain.
PROMISED_PPM = 200.0
MEASURED_PPM = 50_000.0


class ClockLine:
    """Exponentially weighted least squares of stamp against slot, with the rate as a prior.

    Where stamps are exact two of them are enough for the slope; where they jitter, the slope stays
    near the promised rate until there is evidence (ridge of noise variance / prior variance).

    Parameters
    ----------
    rate_hz : float
        Slots per second that the prior expects.
    index, time_s : int, float
        A first point of the line.
    ppm : float
        Standard deviation of the prior on the rate.
    """

    def __init__(self, rate_hz: float, index: int, time_s: float, ppm: float) -> None:
        self.rate_hz = rate_hz
        self._index = index
        self._time_s = time_s
        self._slope_variance = (ppm * 1e-6) ** 2
        self._weight = self._x = self._y = 0.0
        self._xx = self._xy = self._yy = 0.0
        self._slope = 0.0

    def predict(self, indices: np.ndarray | int) -> np.ndarray:
        """Times (s), float64, of slots."""
        x = (np.asarray(indices, np.float64) - self._index) / self.rate_hz
        return np.asarray(self._time_s + x + self._y + self._slope * (x - self._x))

    def slot(self, times_s: np.ndarray | float) -> np.ndarray:
        """Slots, float64 with their fraction, at times (s): the inverse of `predict`."""
        elapsed = np.asarray(times_s, np.float64) - self._time_s - self._y + self._slope * self._x
        return np.asarray(self._index + elapsed / (1.0 + self._slope) * self.rate_hz)

    def update(self, indices: np.ndarray, stamps: np.ndarray) -> None:
        """Learn from stamps (s) of the slots `indices`, both [n], n ≥ 1."""
        x = (indices - self._index) / self.rate_hz
        y = stamps - self._time_s - x
        count, mean_x, mean_y = len(x), float(x.mean()), float(y.mean())
        keep = 0.5 ** (count / self.rate_hz / HALF_LIFE_S)
        old = self._weight * keep
        self._weight = old + count
        share = old * count / self._weight
        dx, dy = mean_x - self._x, mean_y - self._y
        cx, cy = x - mean_x, y - mean_y
        self._xx = self._xx * keep + float(cx @ cx) + share * dx * dx
        self._xy = self._xy * keep + float(cx @ cy) + share * dx * dy
        self._yy = self._yy * keep + float(cy @ cy) + share * dy * dy
        self._x += dx * count / self._weight
        self._y += dy * count / self._weight
        self._slope = self._fit(count)

    def move(self, seconds: float) -> None:
        """Shift the line in time, keeping its slope."""
        self._time_s += seconds

    def _fit(self, together: int) -> float:
        if self._xx <= 0.0:
            return 0.0
        noise = max(0.0, self._yy - self._xy**2 / self._xx) / self._weight
        # Samples of one chunk share one error, so they count as one piece of evidence.
        return self._xy / (self._xx + together * noise / self._slope_variance)
