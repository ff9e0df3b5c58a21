"""Arrays as Qt images, and a picture in several sizes so that drawing it small is quick."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from shared.motion.picture import resize_picture

SMALLEST_LEVEL_PX = 512


def to_image(rgb: np.ndarray) -> QImage:
    """A QImage of its own from uint8 [H, W, 3]."""
    height, width = rgb.shape[:2]
    data = np.ascontiguousarray(rgb)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def make_levels(rgb: np.ndarray) -> tuple[QImage, ...]:
    """The picture and its halves, largest first; safe to call on any thread."""
    levels = [to_image(rgb)]
    while max(rgb.shape[:2]) > 2 * SMALLEST_LEVEL_PX:
        height, width = rgb.shape[:2]
        rgb = resize_picture(rgb, max(1, width // 2), max(1, height // 2))
        levels.append(to_image(rgb))
    return tuple(levels)


def level_for(levels: tuple[QImage, ...], zoom: float) -> QImage:
    """The smallest level that still has a pixel for every device pixel at `zoom`."""
    width = levels[0].width() * zoom
    fitting = [level for level in levels if level.width() >= width]
    return fitting[-1] if fitting else levels[0]
