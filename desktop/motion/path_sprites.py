"""Paths that stand still, each kept as a small picture of itself.

Drawing a path with its ticks costs about 2 ms and a document may hold 64 of them; what changes by
a click or a key is one or two. While the view zooms, pictures of another zoom stand in, scaled, and
a few become sharp with each paint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop.motion.document import Layer
from desktop.motion.view_transform import ViewTransform

MARGIN_PX = 18  # of arrow heads, keys and crosses around the points
MAX_PIXELS = 24_000_000  # of all together: 96 MB
SHARPENED_PER_PAINT = 2


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
    is_whole: bool

    def stands_for(self, layer: Layer, surface: Surface) -> bool:
        """Whether it shows the layer as it is, be it in another view."""
        return self.layer is layer and self.surface == replace(surface, view=self.surface.view)

    def place(self, view: ViewTransform) -> QRectF:
        """Where it lies in another view, in canvas px."""
        old = self.surface.view
        factor = view.zoom / old.zoom
        x = (self.at.x() - old.x) * factor + view.x
        y = (self.at.y() - old.y) * factor + view.y
        size = QSize() if self.pixmap is None else self.pixmap.size() / self.surface.ratio
        return QRectF(x, y, size.width() * factor, size.height() * factor)


class PathSprites:
    """Draws layers by `paint(painter, layer)` once and blits them from then on.

    Attributes
    ----------
    is_stale : bool
        Whether the last paint held a path that is to be drawn sharper: paint again.
    """

    def __init__(self, paint: Callable[[QPainter, Layer], None]) -> None:
        self._paint = paint
        self._sprites: dict[int, _Sprite] = {}
        self._left = SHARPENED_PER_PAINT
        self.is_stale = False

    def clear(self) -> None:
        """Draw all anew next time."""
        self._sprites.clear()

    def keep(self, layer_ids: Collection[int]) -> None:
        """Forget all other layers."""
        self._sprites = {k: v for k, v in self._sprites.items() if k in layer_ids}

    def begin(self) -> None:
        """Start a paint: as many paths as one paint may sharpen are free again."""
        self._left, self.is_stale = SHARPENED_PER_PAINT, False

    def draw(self, painter: QPainter, layer: Layer, points: np.ndarray, surface: Surface) -> None:
        """Draw a layer that reaches over `points` [K, 2] in picture px."""
        sprite = self._sprites.get(layer.layer_id)
        if sprite is None or not sprite.stands_for(layer, surface):
            sprite = self._renew(layer, points, surface)
        elif not _is_sharp(sprite, surface):
            if self._left:
                self._left -= 1
                sprite = self._renew(layer, points, surface)
            else:
                self.is_stale = True
        if sprite.pixmap is None:
            return
        place = sprite.place(surface.view)
        if sprite.surface.view.zoom == surface.view.zoom:
            ratio = surface.ratio  # on whole device pixels: between them it would blur
            x, y = round(place.x() * ratio) / ratio, round(place.y() * ratio) / ratio
            painter.drawPixmap(QPointF(x, y), sprite.pixmap)
        else:
            painter.drawPixmap(place, sprite.pixmap, QRectF(sprite.pixmap.rect()))

    def _renew(self, layer: Layer, points: np.ndarray, surface: Surface) -> _Sprite:
        self._sprites.pop(layer.layer_id, None)
        sprite = self._make(layer, points, surface)
        if sum(map(_pixels, self._sprites.values())) + _pixels(sprite) > MAX_PIXELS:
            self._sprites.clear()
        self._sprites[layer.layer_id] = sprite
        return sprite

    def _make(self, layer: Layer, points: np.ndarray, surface: Surface) -> _Sprite:
        view = surface.view
        screen = points * view.zoom + (view.x, view.y)
        low = np.floor(np.clip(screen.min(axis=0), -1e6, 1e6)).astype(int) - MARGIN_PX
        high = np.ceil(np.clip(screen.max(axis=0), -1e6, 1e6)).astype(int) + MARGIN_PX
        whole = QRect(QPoint(*low.tolist()), QPoint(*high.tolist()))
        box = whole.intersected(_kept_area(surface.size))
        if box.isEmpty():
            return _Sprite(layer, surface, whole.topLeft(), None, is_whole=False)
        pixmap = QPixmap(box.size() * surface.ratio)
        pixmap.setDevicePixelRatio(surface.ratio)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-box.topLeft())
        self._paint(painter, layer)
        painter.end()
        return _Sprite(layer, surface, box.topLeft(), pixmap, is_whole=box == whole)


def _kept_area(size: QSize) -> QRect:
    # More than is seen, so that what a pan brings in is there already.
    width, height = size.width() // 2, size.height() // 2
    return QRect(QPoint(0, 0), size).adjusted(-width, -height, width, height)


def _is_sharp(sprite: _Sprite, surface: Surface) -> bool:
    view, other = sprite.surface.view, surface.view
    return view == other or (sprite.is_whole and view.zoom == other.zoom)


def _pixels(sprite: _Sprite) -> int:
    return 0 if sprite.pixmap is None else sprite.pixmap.width() * sprite.pixmap.height()
