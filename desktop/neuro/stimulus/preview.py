"""The screen as the participant sees it, in small: gray, picture, cross and square."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.theme import Theme
from shared.neuro.stimulus.exposure import Placement

MIN_HEIGHT_PX = 150


class StimulusPreview(QWidget):
    """Paints one picture at its size on a small screen; says its size below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._gray = QColor(128, 128, 128)
        self._placement: Placement | None = None
        self._caption = ""
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Preview of the stimulus window"))

    def sizeHint(self) -> QSize:
        """A screen of 16 to 9."""
        return QSize(480, 270)

    def show_picture(
        self, image: QImage | None, gray: int, placement: Placement, caption: str
    ) -> None:
        """Show a thumbnail of a picture, the byte of its gray, and words about it."""
        self._image, self._gray = image, QColor(gray, gray, gray)
        self._placement, self._caption = placement, caption
        self.setToolTip(caption)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the small screen as large as there is room."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = self._theme.font(11)
        painter.setFont(font)
        caption_px = painter.fontMetrics().height() + 8
        room = QRectF(0.5, 0.5, self.width() - 1, self.height() - caption_px - 1)
        screen = self._screen_rect(room)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._gray)
        painter.drawRoundedRect(screen, 6, 6)
        if self._placement is not None:
            self._draw_stimulus(painter, screen, self._placement)
        painter.setPen(self._theme.color("muted"))
        below = QRectF(0, screen.bottom() + 4, self.width(), caption_px)
        words = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        painter.end()

    def _screen_rect(self, room: QRectF) -> QRectF:
        shape = self._placement.screen if self._placement is not None else None
        ratio = shape.width_px / shape.height_px if shape is not None else 16 / 9
        width = min(room.width(), room.height() * ratio)
        rect = QRectF(0, 0, width, width / ratio)
        rect.moveCenter(room.center())
        return rect

    def _draw_stimulus(self, painter: QPainter, screen: QRectF, place: Placement) -> None:
        scale = screen.width() / place.screen.width_px
        painter.save()
        painter.setClipRect(screen.adjusted(1, 1, -1, -1))
        centre = screen.center()
        if self._image is not None:
            side = place.size_px * scale
            longest = max(self._image.width(), self._image.height())
            width = side * self._image.width() / longest
            height = side * self._image.height() / longest
            box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
            painter.drawImage(box, self._image)
        if place.patch_px:
            side = place.patch_px * scale
            corner = QRectF(screen.right() - side, screen.bottom() - side, side, side)
            painter.fillRect(corner, QColor("white"))
        dark = self._gray.lightness() > 117
        painter.setPen(QPen(QColor("black" if dark else "white"), 1.5))
        for arm in (QPointF(4, 0), QPointF(0, 4)):
            painter.drawLine(centre - arm, centre + arm)
        painter.restore()
