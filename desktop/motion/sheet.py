"""A transparent picture of what lies on the canvas, kept in one view and shown moved in others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop.motion.view_transform import ViewTransform


@dataclass(frozen=True)
class Surface:
    """The canvas that is drawn on: its view, size and device pixels per pixel."""

    view: ViewTransform
    size: QSize
    ratio: float


class Sheet:
    """A pixmap of a surface and a margin around it, so that what a pan brings in is there already.

    Attributes
    ----------
    surface : Surface
        What it was drawn for.
    area : QRect
        What it covers, in canvas px of its own view.
    """

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        # Whole device pixels at ratios of 1.25, 1.5 and 1.75 too: paths lie where they are drawn.
        right, down = surface.size.width() // 16 * 4, surface.size.height() // 16 * 4
        self.area = QRect(QPoint(0, 0), surface.size).adjusted(-right, -down, right, down)
        self._pixmap = QPixmap(self.area.size() * surface.ratio)
        self._pixmap.setDevicePixelRatio(surface.ratio)
        self._pixmap.fill(QColor(0, 0, 0, 0))

    @contextmanager
    def painter(self) -> Iterator[QPainter]:
        """A painter in canvas px of the sheet's own view."""
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.area.topLeft())
        try:
            yield painter
        finally:
            painter.end()

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw it where it lies in `view`; exact in its own view."""
        old, ratio = self.surface.view, self.surface.ratio
        factor = view.zoom / old.zoom
        x = (self.area.x() - old.x) * factor + view.x
        y = (self.area.y() - old.y) * factor + view.y
        if factor == 1.0:  # on whole device pixels: between them it would blur
            at = QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio)
            painter.drawPixmap(at, self._pixmap)
        else:
            target = QRectF(x, y, self.area.width() * factor, self.area.height() * factor)
            painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))
