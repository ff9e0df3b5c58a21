"""Easing: how far along its path a layer is at each moment, as a cubic Bézier curve.

The curve is that of CSS Easing Functions Level 1, section 2.3 (`cubic-bezier(x1, y1, x2, y2)`): it
runs from (0, 0) to (1, 1), its handles are (x1, y1) and (x2, y2). With all four within 0 to 1 it
never goes back, so every place of the path is reached at one moment.
"""

from __future__ import annotations

import numpy as np

from shared.tasks.motion import Easing

_Pair = tuple[float, float]

EASE_IN: Easing = (0.42, 0.0, 1.0, 1.0)
EASE_OUT: Easing = (0.0, 0.0, 0.58, 1.0)
EASE_IN_OUT: Easing = (0.42, 0.0, 0.58, 1.0)
_TABLE = np.linspace(0.0, 1.0, 129)
_HALVINGS = 36  # from a cell of the table to about 1e-13


def ease(progress: np.ndarray, easing: Easing | None) -> np.ndarray:
    """How much of the way is done, float64 of `progress`'s shape, at moments in [0, 1].

    0 gives 0 and 1 gives 1 exactly; None and handles on the diagonal give `progress` itself.
    """
    if easing is None:
        return progress
    x1, y1, x2, y2 = easing
    return _along(progress, (x1, x2), (y1, y2))


def unease(done: np.ndarray, easing: Easing | None) -> np.ndarray:
    """The moments at which `ease` gives `done`, both in [0, 1]: the inverse function."""
    if easing is None:
        return done
    x1, y1, x2, y2 = easing
    return _along(done, (y1, y2), (x1, x2))


def _along(values: np.ndarray, known: _Pair, wanted: _Pair) -> np.ndarray:
    """The `wanted` coordinate of the curve where its `known` coordinate has `values`."""
    if known == wanted:
        return values
    values = np.clip(np.asarray(values, np.float64), 0.0, 1.0)
    cell = np.searchsorted(_bezier(_TABLE, known), values, side="right") - 1
    low = _TABLE[np.clip(cell, 0, len(_TABLE) - 2)]
    high = low + _TABLE[1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        below = _bezier(middle, known) < values
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    found = _bezier(0.5 * (low + high), wanted)
    return np.where(values <= 0.0, 0.0, np.where(values >= 1.0, 1.0, found))


def _bezier(s: np.ndarray, handles: _Pair) -> np.ndarray:
    first, second = handles
    return np.asarray(s * (3 * first * (1 - s) ** 2 + s * (3 * second * (1 - s) + s)))
