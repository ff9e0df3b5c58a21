"""The shadow that a thing throws on the ground."""

from __future__ import annotations

import cv2
import numpy as np

# Shadows are soft: they are made small and drawn out.
_MAX_PX = 256
# How far the shadow of a point falls for each unit of its height: to the side, and away.
_ASIDE, _AWAY = 0.42, 0.17
_FLYING_AWAY = 0.14
_NEARER = 0.005


def standing_shadow(
    alpha: np.ndarray, left: float, base: float, size_px: int, side: int
) -> np.ndarray:
    """The shadow of a thing that stands, float32 [S, S] in [0, 1].

    Parameters
    ----------
    alpha : np.ndarray
        Its cover, float32 [h, w].
    left, base : float
        Where its left edge and its lowest row are, in px of the picture.
    size_px : int
        Side of the picture.
    side : int
        1 if the shadow falls to the right, -1 to the left.
    """
    scale = min(1.0, _MAX_PX / size_px)
    small = round(size_px * scale)
    height = alpha.shape[0]
    aside = _ASIDE * side
    cast = _fallen(alpha, (left, base), scale, small, (aside, _AWAY), height)
    near, far = _blurred(cast, 0.010), _blurred(cast, 0.026)
    # The higher the part that throws it, the softer and fainter.
    rows = np.arange(small, dtype=np.float32)[:, None] + 0.5
    share = np.clip((base * scale - rows) / max(height * scale * _AWAY, 1.0), 0, 1)
    soft = near + share * (far - near)
    soft *= 1 - 0.55 * share
    low = max(2, round(0.10 * height))
    foot = np.zeros_like(alpha)
    foot[-low:] = alpha[-low:] * np.linspace(0.2, 1, low, dtype=np.float32)[:, None]
    # A little nearer than the foot itself, which hides what is behind it.
    lower = base + _NEARER * size_px
    touch = _fallen(foot, (left, lower), scale, small, (0.0, 0.30), height)
    touch = _blurred(touch, 0.016, 0.0065)
    peak = float(touch.max())
    touch *= 1.0 / peak if peak > 0.05 else 1.0
    shadow = 1 - (1 - 0.85 * soft) * (1 - np.clip(touch, 0, 1))
    return _drawn_out(shadow, size_px)


def flying_shadow(alpha: np.ndarray, left: float, ground: float, size_px: int) -> np.ndarray:
    """The shadow below a thing in the air, float32 [S, S]; `ground` in px."""
    scale = min(1.0, _MAX_PX / size_px)
    small = round(size_px * scale)
    height = alpha.shape[0]
    # Its middle lies on the line.
    base = ground + height * _FLYING_AWAY / 2
    cast = _fallen(alpha, (left, base), scale, small, (0.0, _FLYING_AWAY), height)
    return _drawn_out(0.75 * _blurred(cast, 0.024), size_px)


def _fallen(
    alpha: np.ndarray,
    foot: tuple[float, float],
    scale: float,
    small: int,
    fall: tuple[float, float],
    height: int,
) -> np.ndarray:
    """Cover laid down on the ground: rows go aside and away by their height."""
    aside, away = fall
    left, base = foot
    matrix = np.array(
        [
            [1.0, -aside, left + height * aside],
            [0.0, away, base - height * away],
        ]
    )
    return np.asarray(
        cv2.warpAffine(alpha, matrix * scale, (small, small), flags=cv2.INTER_AREA), np.float32
    )


def _blurred(values: np.ndarray, across: float, down: float = 0.0) -> np.ndarray:
    x_px = max(across * values.shape[0], 0.5)
    y_px = max(down * values.shape[0], 0.5) if down else x_px
    return np.asarray(cv2.GaussianBlur(values, (0, 0), x_px, sigmaY=y_px))


def _drawn_out(values: np.ndarray, size_px: int) -> np.ndarray:
    if values.shape[0] == size_px:
        return values
    return np.asarray(cv2.resize(values, (size_px, size_px), interpolation=cv2.INTER_LINEAR))
