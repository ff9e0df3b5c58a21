"""Paints frames of a run: a picture in the middle of a gray, the cross, a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QRegion

from desktop.neuro.stimulus.player import Frame
from desktop.neuro.stimulus.prepared import PreparedSet

_CROSS_SHARE = 0.045
_CROSS_PX = (5, 14)
_TEXT_WIDTH_PX = 640
_LINE_PX = 30
_MOVING = ("gray", "picture")


@dataclass(frozen=True)
class StimulusWords:
    """What the window says, in the language of the program; lines for each kind of frame."""

    ready: Sequence[str]
    paused: Sequence[str]
    rest: Sequence[str]  # `{seconds}` is what is left


class StimulusPainter:
    """Draws a frame into a window of any size and device pixel ratio.

    Parameters
    ----------
    prepared : PreparedSet
        What was made ready.
    patch_px : float
        Side of the photodiode's square in device pixels; 0 for none.
    """

    def __init__(
        self, prepared: PreparedSet, patch_px: float, words: StimulusWords, font: QFont
    ) -> None:
        self._prepared, self._patch_px, self._words, self._font = prepared, patch_px, words, font
        gray = prepared.gray
        self.gray = QColor(gray, gray, gray)
        # Whichever is told better from the gray.
        white = prepared.white
        self.ink = QColor(0, 0, 0) if gray > 0.46 * white else QColor(white, white, white)
        self._white = QColor(white, white, white)

    def picture_rect(self, size: QSize, ratio: float) -> QRectF:
        """The square of pictures, on whole device pixels, in a window of `size`."""
        side = self._prepared.side_px
        left = round((size.width() * ratio - side) / 2)
        top = round((size.height() * ratio - side) / 2)
        return QRectF(left / ratio, top / ratio, side / ratio, side / ratio)

    def patch_rect(self, size: QSize, ratio: float) -> QRectF:
        """The square for the photodiode, in the lower right corner."""
        side = round(self._patch_px) / ratio
        return QRectF(size.width() - side, size.height() - side, side, side)

    def changed(self, before: Frame | None, now: Frame, size: QSize, ratio: float) -> QRegion:
        """What has to be painted to come from one frame to the next."""
        window = QRect(0, 0, size.width(), size.height())
        if before is None or before.kind not in _MOVING or now.kind not in _MOVING:
            return QRegion(window)
        region = QRegion(self.picture_rect(size, ratio).toAlignedRect().intersected(window))
        if before.is_lit != now.is_lit:
            region += QRegion(self.patch_rect(size, ratio).toAlignedRect())
        return region

    def paint(self, painter: QPainter, frame: Frame, size: QSize, ratio: float) -> None:
        """Draw the frame."""
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), self.gray)
        middle = self.picture_rect(size, ratio)
        if frame.kind == "picture":
            painter.setOpacity(frame.opacity)
            self._draw_image(painter, self._image(frame), middle, ratio)
            painter.setOpacity(1.0)
        if self._patch_px:
            color = self._white if frame.is_lit else QColor(0, 0, 0)
            painter.fillRect(self.patch_rect(size, ratio), color)
        lines = self._lines(frame)
        if lines:
            self._draw_lines(painter, lines, size)
        elif frame.kind != "over":
            self._draw_cross(painter, middle)

    def _image(self, frame: Frame) -> QImage:
        if frame.picture is None:
            return self._prepared.target
        return self._prepared.images[frame.picture]

    def _draw_image(self, painter: QPainter, image: QImage, box: QRectF, ratio: float) -> None:
        width, height = image.width() / ratio, image.height() / ratio
        left = box.x() + round((box.width() - width) / 2 * ratio) / ratio
        top = box.y() + round((box.height() - height) / 2 * ratio) / ratio
        painter.drawImage(QRectF(left, top, width, height), image)

    def _lines(self, frame: Frame) -> list[str]:
        if frame.kind == "ready":
            return list(self._words.ready)
        if frame.kind == "paused":
            return list(self._words.paused)
        if frame.kind == "break":
            return [line.format(seconds=frame.seconds) for line in self._words.rest]
        return []

    def _draw_cross(self, painter: QPainter, box: QRectF) -> None:
        """A cross of the ink with a rim of the gray: seen on any picture, and small."""
        arm = min(max(_CROSS_SHARE * box.width(), _CROSS_PX[0]), _CROSS_PX[1])
        centre = box.center()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, width in ((self.gray, arm * 0.75), (self.ink, arm * 0.28)):
            pen = QPen(color, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
            painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))

    def _draw_lines(self, painter: QPainter, lines: list[str], size: QSize) -> None:
        """The first line large, the others below it."""
        width = min(_TEXT_WIDTH_PX, size.width() - 32)
        left = (size.width() - width) / 2
        top = size.height() / 2 - _LINE_PX * (len(lines) + 1) / 2
        painter.setPen(self.ink)
        for place, line in enumerate(lines):
            font = QFont(self._font)
            font.setPixelSize(26 if place == 0 else 17)
            font.setWeight(QFont.Weight.DemiBold if place == 0 else QFont.Weight.Normal)
            painter.setFont(font)
            height = 2 * _LINE_PX if place == 0 else _LINE_PX
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(left, top, width, height), flags, line)
            top += height
