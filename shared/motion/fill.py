"""What lies behind an object that moves away: the picture without it, made once for all frames."""

from __future__ import annotations

import cv2
import numpy as np


def fill_region(picture: np.ndarray, region: np.ndarray) -> np.ndarray:
    """The picture with a region painted over from its surroundings.

    Telea's fast marching (2004) carries edges into a small region; over a wide one it smears, so
    towards the middle it gives way to a smooth membrane of the border's colours.

    Parameters
    ----------
    picture : np.ndarray
        uint8 [H, W, 3].
    region : np.ndarray
        bool [H, W], what to paint over.
    """
    if not region.any():
        return picture
    if region.all():
        return np.full_like(picture, 128)
    top, bottom, left, right = _frame(region, margin=16)
    part, hole = picture[top:bottom, left:right], region[top:bottom, left:right]
    result = picture.copy()
    result[top:bottom, left:right] = np.where(hole[..., None], _fill(part, hole), part)
    return result


def _fill(part: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return cv2.inpaint(np.ascontiguousarray(part), hole.astype(np.uint8), 5, cv2.INPAINT_TELEA)


def _frame(region: np.ndarray, margin: int) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    height, width = region.shape
    return (
        max(0, int(rows[0]) - margin),
        min(height, int(rows[-1]) + 1 + margin),
        max(0, int(columns[0]) - margin),
        min(width, int(columns[-1]) + 1 + margin),
    )
