"""Paths that stand still, each kept as a small picture of itself.

Drawing a path with its ticks costs about 2 ms and a document may hold 64 of them; what changes by
a click or a key is one or two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop.motion.document import Layer
from desktop.motion.view_transform import ViewTransform

MARGIN_PX = 18  # of arrow heads, keys and crosses around the points
MAX_PIXELS = 24_000_000  # of all together: 96 MB


@dataclass(frozen=True)
class Surface:
    """The canvas that is drawn on: its view, size, device pixels per pixel, and frame count."""

    view: ViewTransform
    size: QSize
    ratio: float
    frames: int


@dataclass(frozen=True)
class _Sprite:
    layer: Layer
    surface: Surface
    at: QPoint
    pixmap: QPixmap | None


class PathSprites:
    """Draws layers by `paint(painter, layer)` once and blits them from then on."""

    def __init__(self, paint: Callable[[QPainter, Layer], None]) -> None:
        self._paint = paint
        self._sprites: dict[int, _Sprite] = {}

    def clear(self) -> None:
        """Draw all anew next time."""
        self._sprites.clear()

    def keep(self, layer_ids: Collection[int]) -> None:
        """Forget all other layers."""
        self._sprites = {k: v for k, v in self._sprites.items() if k in layer_ids}

    def draw(self, painter: QPainter, layer: Layer, points: np.ndarray, surface: Surface) -> None:
        """Draw a layer that reaches over `points` [K, 2] in picture px."""
        sprite = self._sprites.get(layer.layer_id)
        if sprite is None or sprite.layer is not layer or sprite.surface != surface:
            sprite = self._make(layer, points, surface)
            if sum(map(_pixels, self._sprites.values())) + _pixels(sprite) > MAX_PIXELS:
                self._sprites.clear()
            self._sprites[layer.layer_id] = sprite
        if sprite.pixmap is not None:
            painter.drawPixmap(sprite.at, sprite.pixmap)

    def _make(self, layer: Layer, points: np.ndarray, surface: Surface) -> _Sprite:
        view = surface.view
        screen = points * view.zoom + (view.x, view.y)
        low = np.floor(np.clip(screen.min(axis=0), -1e6, 1e6)).astype(int) - MARGIN_PX
        high = np.ceil(np.clip(screen.max(axis=0), -1e6, 1e6)).astype(int) + MARGIN_PX
        box = QRect(QPoint(*low.tolist()), QPoint(*high.tolist()))
        box = box.intersected(QRect(QPoint(0, 0), surface.size))
        if box.isEmpty():
            return _Sprite(layer, surface, box.topLeft(), None)
        pixmap = QPixmap(box.size() * surface.ratio)
        pixmap.setDevicePixelRatio(surface.ratio)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-box.topLeft())
        self._paint(painter, layer)
        painter.end()
        return _Sprite(layer, surface, box.topLeft(), pixmap)


def _pixels(sprite: _Sprite) -> int:
    return 0 if sprite.pixmap is None else sprite.pixmap.width() * sprite.pixmap.height()
