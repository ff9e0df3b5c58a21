"""What is drawn in the plot of the traces: the raster, and what lies over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.trace_page import TracePage
from desktop.widgets.theme import Theme


class SweepItem(pg.GraphicsObject):  # type: ignore[misc]
    """The raster of a page, pixel for pixel; only columns that changed are painted again."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box
        self._page: TracePage | None = None
        self._image: QImage | None = None
        self._colors: list[int] = []
        self.painted = 0
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_colors(self, colors: list[int]) -> None:
        """The colour of each value of the raster."""
        self._colors = colors
        if self._image is not None:
            self._image.setColorTable(colors)
        self.update()

    def set_page(self, page: TracePage | None) -> None:
        """Show another page."""
        self.prepareGeometryChange()
        self._page, self._image = page, None
        if page is not None:
            pixels = page.raster.image
            height, width = pixels.shape
            # The image looks at the raster's own memory, which the page keeps.
            image = QImage(
                pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Indexed8
            )
            image.setColorTable(self._colors)
            self._image = image
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole plot."""
        return QRectF(self._box.viewRect())

    def update_columns(self, first: int, count: int) -> None:
        """Paint some columns again; beyond the right edge they go on at the left."""
        page = self._page
        if page is None:
            return
        width = page.spec.width_px
        rect = self.boundingRect()
        for start, stop in ((first, min(first + count, width)), (0, first + count - width)):
            if stop > start:
                left = rect.left() + rect.width() * start / width
                part = QRectF(
                    left, rect.top(), rect.width() * (stop - start) / width, rect.height()
                )
                self.update(part)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Copy the columns that are exposed."""
        image = self._image
        if image is None:
            return
        self.painted += 1
        rect, exposed = self.boundingRect(), option.exposedRect
        per_unit = image.width() / rect.width()
        start = max(0, int((exposed.left() - rect.left()) * per_unit) - 1)
        stop = min(image.width(), int((exposed.right() - rect.left()) * per_unit) + 2)
        box = self._box.sceneBoundingRect()
        px = box.width() / image.width()
        target = QRectF(box.left() + start * px, box.top(), (stop - start) * px, box.height())
        painter.save()
        painter.resetTransform()
        painter.drawImage(target, image, QRectF(start, 0, stop - start, image.height()))
        painter.restore()


@dataclass(frozen=True)
class Flag:
    """A mark's words at a column; `to_column` for a stretch."""

    column: float
    text: str
    color: str
    to_column: float | None = None


class OverlayItem(pg.GraphicsObject):  # type: ignore[misc]
    """Words over the traces: marks, the chosen point, the chosen stretch, and what kind it is."""

    def __init__(self, box: pg.ViewBox, theme: Theme) -> None:
        super().__init__()
        self._box, self._theme = box, theme
        self.flags: tuple[Flag, ...] = ()
        self.tags: tuple[tuple[str, str], ...] = ()
        self.stretch_px: tuple[float, float] | None = None
        self.point: tuple[QPointF, str] | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """The whole plot."""
        return QRectF(self._box.viewRect())

    def refit(self) -> None:
        """The plot shows another range."""
        self.prepareGeometryChange()
        self.update()

    def show_flags(self, flags: Sequence[Flag]) -> None:
        """Marks in the picture."""
        if tuple(flags) != self.flags:
            self.flags = tuple(flags)
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw all in px of the plot."""
        box = self._box.sceneBoundingRect()
        painter.save()
        painter.resetTransform()
        painter.translate(box.topLeft())
        painter.setClipRect(QRectF(0, 0, box.width(), box.height()))
        painter.setFont(self._theme.font(LABEL_PX))
        if self.stretch_px is not None:
            self._paint_stretch(painter, box.height())
        self._paint_flags(painter, box.height())
        if self.point is not None:
            self._paint_point(painter, box.width(), box.height())
        self._paint_tags(painter, box.width())
        painter.restore()

    def _paint_stretch(self, painter: QPainter, height: float) -> None:
        assert self.stretch_px is not None
        left, right = sorted(self.stretch_px)
        painter.fillRect(QRectF(left, 0, right - left, height), self._theme.color("accent", 0.18))
        painter.setPen(QPen(self._theme.color("accent"), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def _paint_flags(self, painter: QPainter, height: float) -> None:
        metrics = QFontMetricsF(painter.font())
        row_px = metrics.height() + 4
        ends: list[float] = []  # of each row of words, so that none lies on another
        for flag in sorted(self.flags, key=lambda f: f.column):
            color = self._theme.color(flag.color)
            if flag.to_column is not None:
                shade = self._theme.color(flag.color, 0.12)
                painter.fillRect(
                    QRectF(flag.column, 0, flag.to_column - flag.column, height), shade
                )
            text = metrics.elidedText(flag.text, Qt.TextElideMode.ElideRight, 140)
            width = metrics.horizontalAdvance(text) + 8
            row = next((i for i, end in enumerate(ends) if end <= flag.column), len(ends))
            if row >= 4:
                continue
            ends[row : row + 1] = [flag.column + width + 4]
            plate = QRectF(flag.column, 2 + row * row_px, width, row_px - 2)
            painter.fillRect(plate, self._theme.color("canvas", 0.86))
            painter.fillRect(QRectF(plate.left(), plate.top(), 2, plate.height()), color)
            painter.setPen(color)
            painter.drawText(plate.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_point(self, painter: QPainter, width: float, height: float) -> None:
        assert self.point is not None
        at, text = self.point
        painter.setPen(QPen(self._theme.color("text", 0.5), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("text"), 1.5))
        painter.setBrush(self._theme.color("canvas"))
        painter.drawEllipse(at, 3.5, 3.5)
        metrics = QFontMetricsF(painter.font())
        plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 8)
        plate.moveTopLeft(at + QPointF(10, 10))
        if plate.right() > width:
            plate.moveRight(at.x() - 10)
        if plate.bottom() > height:
            plate.moveBottom(at.y() - 10)
        painter.setPen(QPen(self._theme.color("edge"), 1))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(self._theme.color("text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_tags(self, painter: QPainter, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(LABEL_PX, bold=True))
        metrics = QFontMetricsF(painter.font())
        right = width - 8
        for text, color in self.tags:
            plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 6)
            plate.moveTopRight(QPointF(right, 8))
            painter.setPen(QPen(self._theme.color(color), 1))
            painter.setBrush(self._theme.color("canvas", 0.9))
            painter.drawRoundedRect(plate, 4, 4)
            painter.setPen(self._theme.color(color))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
            right = plate.left() - 8
