"""Where traces are painted: the raster, and what lies over it; a plain widget over the plot.

In the plot's scene each frame would walk through all of its items: 2 ms, four times what painting
the new columns costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.trace_page import TracePage
from desktop.widgets.theme import Theme

MOST_FLAG_PX, MOST_FLAG_ROWS = 140, 4
# Tags lie within this distance of the right edge.
TAGS_PX = 400


@dataclass(frozen=True)
class Flag:
    """A mark's words at a distance from the left edge in px; `to_px` for a stretch."""

    at_px: float
    text: str
    color: str
    to_px: float | None = None


@dataclass(frozen=True)
class _Plate:
    """A flag with its place."""

    flag: Flag
    text: str
    rect: QRectF


class TraceCanvas(QWidget):
    """Paints a page pixel for pixel; only columns that changed are painted again.

    Attributes
    ----------
    painted : int
        How often new columns were painted.
    on_painted : callable
        Called after each time.
    """

    def __init__(self, parent: QWidget, theme: Theme, on_painted: Callable[[], object]) -> None:
        super().__init__(parent)
        self._theme, self._on_painted = theme, on_painted
        self._page: TracePage | None = None
        self._image: QImage | None = None
        self._colors: list[int] = []
        self._flags: tuple[Flag, ...] = ()
        self._plates: list[_Plate] = []
        self.tags: tuple[tuple[str, str], ...] = ()
        self.stretch_px: tuple[float, float] | None = None
        self.point: tuple[QPointF, str] | None = None
        self.painted = 0
        self._columns_wait = False
        self._font = theme.font(LABEL_PX)
        # The plot below is told of the mouse, and every pixel is painted here.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The marks in the picture."""
        return self._flags

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    @property
    def px_per_column(self) -> float:
        """Width of a column of the page."""
        page = self._page
        return self.width() / page.spec.width_px if page is not None else 1.0

    def set_colors(self, colors: list[int]) -> None:
        """The colour of each value of the raster."""
        self._colors = colors
        if self._image is not None:
            self._image.setColorTable(colors)
        self.update()

    def set_page(self, page: TracePage | None) -> None:
        """Show another page."""
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
        self._columns_wait = True
        self.update()

    def update_columns(self, first: int, count: int) -> None:
        """Paint some columns again; beyond the right edge they go on at the left."""
        page = self._page
        if page is None:
            return
        width, px = page.spec.width_px, self.px_per_column
        self._columns_wait = True
        for start, stop in ((first, min(first + count, width)), (0, first + count - width)):
            if stop > start:
                left, right = int(start * px), int(stop * px) + 1
                self.update(left, 0, right - left, self.height())

    def show_flags(self, flags: Sequence[Flag]) -> None:
        """Marks in the picture."""
        if tuple(flags) == self._flags:
            return
        before = {(plate.flag, plate.rect.top()) for plate in self._plates}
        self._flags = tuple(flags)
        self._place_flags()
        after = {(plate.flag, plate.rect.top()): plate.rect for plate in self._plates}
        spans = any(flag.to_px is not None for flag in flags)
        if spans or before - set(after):
            self.update()
            return
        for key, rect in after.items():
            if key not in before:
                self.update(rect.toAlignedRect())

    def _place_flags(self) -> None:
        metrics = QFontMetricsF(self._font)
        row_px = metrics.height() + 4
        ends: list[float] = []  # of each row of words, so that none lies on another
        self._plates = []
        for flag in sorted(self._flags, key=lambda f: f.at_px):
            text = metrics.elidedText(flag.text, Qt.TextElideMode.ElideRight, MOST_FLAG_PX)
            width = metrics.horizontalAdvance(text) + 8
            row = next((i for i, end in enumerate(ends) if end <= flag.at_px), len(ends))
            if row < MOST_FLAG_ROWS:
                ends[row : row + 1] = [flag.at_px + width + 4]
                rect = QRectF(flag.at_px, 2 + row * row_px, width, row_px - 2)
                self._plates.append(_Plate(flag, text, rect))

    def restyle(self) -> None:
        """The theme has other colours or another font."""
        self._font = self._theme.font(LABEL_PX)
        self._place_flags()
        self.update()

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed."""
        exposed = event.rect()
        painter = QPainter(self)
        self._paint_raster(painter, exposed)
        painter.setFont(self._font)
        if self.stretch_px is not None:
            self._paint_stretch(painter)
        self._paint_flags(painter, QRectF(exposed))
        if self.point is not None:
            self._paint_point(painter)
        if self.tags:
            self._paint_tags(painter, QRectF(exposed))
        painter.end()
        if self._columns_wait:
            self._columns_wait = False
            self.painted += 1
            self._on_painted()

    def _paint_raster(self, painter: QPainter, exposed: QRect) -> None:
        image, ratio = self._image, self.devicePixelRatioF()
        if image is None:
            painter.fillRect(exposed, self._theme.color("canvas"))
            return
        if (image.width(), image.height()) != self.size_px:
            # A page of this size is on its way.
            painter.drawImage(QRectF(self.rect()), image, QRectF(image.rect()))
            return
        left, top = int(exposed.left() * ratio), int(exposed.top() * ratio)
        right = min(image.width(), round((exposed.right() + 1) * ratio) + 1)
        bottom = min(image.height(), round((exposed.bottom() + 1) * ratio) + 1)
        # Painting with a colour table takes five times as long as copying and painting.
        part = image.copy(left, top, right - left, bottom - top)
        part = part.convertToFormat(QImage.Format.Format_RGB32)
        part.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(left / ratio, top / ratio), part)

    def _paint_stretch(self, painter: QPainter) -> None:
        assert self.stretch_px is not None
        left, right = sorted(self.stretch_px)
        height = self.height()
        painter.fillRect(QRectF(left, 0, right - left, height), self._theme.color("accent", 0.18))
        painter.setPen(QPen(self._theme.color("accent"), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def _paint_flags(self, painter: QPainter, exposed: QRectF) -> None:
        for plate in self._plates:
            flag, rect = plate.flag, plate.rect
            if flag.to_px is not None:
                shade = self._theme.color(flag.color, 0.12)
                painter.fillRect(
                    QRectF(flag.at_px, 0, flag.to_px - flag.at_px, self.height()), shade
                )
            if not rect.intersects(exposed):
                continue
            color = self._theme.color(flag.color)
            painter.fillRect(rect, self._theme.color("canvas", 0.86))
            painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), color)
            painter.setPen(color)
            painter.drawText(rect.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, plate.text)

    def _paint_point(self, painter: QPainter) -> None:
        assert self.point is not None
        at, text = self.point
        width, height = self.width(), self.height()
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

    def _paint_tags(self, painter: QPainter, exposed: QRectF) -> None:
        if exposed.right() < self.width() - TAGS_PX:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(LABEL_PX, bold=True))
        metrics = QFontMetricsF(painter.font())
        right = self.width() - 8.0
        bottom = self.height() - 8.0
        for text, color in self.tags:
            plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 6)
            # At the foot: the words of marks are at the head.
            plate.moveBottomRight(QPointF(right, bottom))
            painter.setPen(QPen(self._theme.color(color), 1))
            painter.setBrush(self._theme.color("canvas", 0.9))
            painter.drawRoundedRect(plate, 4, 4)
            painter.setPen(self._theme.color(color))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
            right = plate.left() - 8
