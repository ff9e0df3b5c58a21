"""Gray pictures without their light, so that what moves is seen where the light changes too."""

from __future__ import annotations

import cv2
import numpy as np

# Gray values. Keeps flat places flat: their deviation is noise and rounding.
_FLAT = 1.0
_SCALE = 40.0  # three deviations on each side of the middle fit into 8 bits
_BLACK, _WHITE = 2, 253


def even_light(gray: np.ndarray, window_px: int) -> np.ndarray:
    """Each pixel's distance from the mean of its surroundings, in their standard deviations.

    Any smooth gain and offset of the light cancel out (local normalisation). The surroundings,
    nearly a Gaussian of a sixth of `window_px`, are narrow: wider ones let what passes by, and
    the border, move the points beside them.

    Parameters
    ----------
    gray : np.ndarray
        uint8 [H, W].
    window_px : int
        Width of the windows that will be compared.

    Returns
    -------
    np.ndarray
        uint8 [H, W], 128 where a pixel is like its surroundings.
    """
    width = 2 * round(window_px / 5) + 1
    values = gray.astype(np.float32)
    values -= _smooth(values, width)
    # The running sums of a box leave tiny negative numbers where all is flat.
    deviation = np.sqrt(np.maximum(_smooth(values * values, width), 0))
    return np.asarray(np.clip(128 + _SCALE * values / (deviation + _FLAT), 0, 255), np.uint8)


def clipped_share(gray: np.ndarray, points: np.ndarray, window_px: int) -> np.ndarray:
    """How much of the window around each point [N, 2] px is all black or all white, float [N]."""
    clipped = ((gray <= _BLACK) | (gray >= _WHITE)).astype(np.float32)
    share = cv2.blur(clipped, (window_px, window_px))
    height, width = gray.shape
    x, y = np.clip(np.floor(points), 0, (width - 1, height - 1)).astype(int).T
    return np.asarray(share[y, x])


def _smooth(values: np.ndarray, width: int) -> np.ndarray:
    """Two boxes are nearly a Gaussian, and as fast however wide they are."""
    once = cv2.blur(values, (width, width))
    return np.asarray(cv2.blur(once, (width, width)))
