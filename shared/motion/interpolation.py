"""Values between keys: smooth (PCHIP), linear and hold."""

from __future__ import annotations

import numpy as np

from shared.tasks.motion import Interpolation

# Far less than a frame of the longest video; a slope between closer keys would overflow.
_SAME_TIME = 1e-6


def interpolate(
    times: np.ndarray, values: np.ndarray, at: np.ndarray, kind: Interpolation
) -> np.ndarray:
    """Values [T, C] at times `at` [T] from keys `values` [K, C] at `times` [K], not decreasing.

    Before the first key and after the last the value holds. Of keys at the same time the last
    counts.
    """
    last_of_equals = np.append(np.diff(times) > _SAME_TIME, True)
    times, values = times[last_of_equals], values[last_of_equals]
    at = np.clip(at, times[0], times[-1])
    if len(times) == 1:
        return np.repeat(values, len(at), axis=0)
    if kind == "hold":
        # A frame that falls on a key up to rounding takes that key.
        return np.asarray(values[np.searchsorted(times, at + 1e-9, side="right") - 1])
    if kind == "linear" or len(times) == 2:
        return np.stack([np.interp(at, times, column) for column in values.T], axis=1)
    return pchip(times, values, at)


def pchip(times: np.ndarray, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Monotone piecewise cubic Hermite interpolation of values [K, C] at `at` [T], K >= 3.

    It does not overshoot: between two keys a coordinate stays between them. Slopes by Fritsch &
    Butland (1984), ends by the three-point formula, as in DragNUWA 1.5 (which calls SciPy's).
    """
    step = np.diff(times)
    secant = np.diff(values, axis=0) / step[:, None]
    slope = np.zeros_like(values)
    before, after = secant[:-1], secant[1:]
    weight_1 = (2 * step[1:] + step[:-1])[:, None]
    weight_2 = (step[1:] + 2 * step[:-1])[:, None]
    same_sign = before * after > 0
    below = np.where(same_sign, weight_1 * after + weight_2 * before, 1.0)
    harmonic = (weight_1 + weight_2) * before * after / below
    slope[1:-1] = np.where(same_sign, harmonic, 0.0)
    slope[0] = _end_slope(step[0], step[1], secant[0], secant[1])
    slope[-1] = _end_slope(step[-1], step[-2], secant[-1], secant[-2])

    index = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    h = step[index][:, None]
    u = (at - times[index])[:, None] / h
    left, right = values[index], values[index + 1]
    return np.asarray(
        left  # in this form equal keys give exactly their value
        + (right - left) * u**2 * (3 - 2 * u)
        + h * (slope[index] * u * (1 - u) ** 2 - slope[index + 1] * u**2 * (1 - u))
    )


def _end_slope(h0: float, h1: float, m0: np.ndarray, m1: np.ndarray) -> np.ndarray:
    slope = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1)
    slope = np.where(np.sign(slope) != np.sign(m0), 0.0, slope)
    overshoots = (np.sign(m0) != np.sign(m1)) & (np.abs(slope) > 3 * np.abs(m0))
    return np.where(overshoots, 3 * m0, slope)
