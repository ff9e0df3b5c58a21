"""The pictures on the cards of the samples, painted in the theme's colours."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.core.tokens import RADIUS_PX
from desktop.widgets.theme import Theme

PHOTOGRAPH = Path(__file__).resolve().parents[2] / "resources/samples/motion/cat/picture.jpg"
WIDTH, HEIGHT = 256.0, 128.0  # of the drawings, which are scaled to the card


class SamplePicture(QWidget):
    """One drawing; it says nothing that the card does not say in words."""

    def __init__(self, theme: Theme, workspace_id: str, width_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._draw = _DRAWINGS[workspace_id]
        self.setFixedSize(QSize(width_px, round(width_px * HEIGHT / WIDTH)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw inside the rounded upper corners of the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        # The lower corners lie below the picture.
        whole = QRectF(0, 0, self.width(), self.height() + 2 * RADIUS_PX)
        shape.addRoundedRect(whole, RADIUS_PX, RADIUS_PX)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        painter.scale(self.width() / WIDTH, self.height() / HEIGHT)
        self._draw(painter, self._theme)
        painter.end()


def _motion(painter: QPainter, theme: Theme) -> None:
    photograph = QImage(str(PHOTOGRAPH))
    if not photograph.isNull():
        height = photograph.width() * HEIGHT / WIDTH
        top = (photograph.height() - height) * 0.3
        source = QRectF(0, top, photograph.width(), height)
        painter.drawImage(QRectF(0, 0, WIDTH, HEIGHT), photograph, source)
    for index, (start, bend, end) in enumerate(
        (((128, 52), (136, 30), (168, 26)), ((150, 104), (168, 108), (186, 92)))
    ):
        _arrow(painter, theme.data_color(index), QPointF(*start), QPointF(*bend), QPointF(*end))


def _arrow(painter: QPainter, color: QColor, start: QPointF, bend: QPointF, end: QPointF) -> None:
    path = QPainterPath(start)
    path.quadTo(bend, end)
    for pen_color, width in ((QColor(0, 0, 0, 150), 5.0), (color, 2.5)):
        pen = QPen(pen_color, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    angle = math.atan2(end.y() - bend.y(), end.x() - bend.x())
    head = [
        QPointF(end.x() + 11 * math.cos(angle + turn), end.y() + 11 * math.sin(angle + turn))
        for turn in (0.0, 2.4, -2.4)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF(head))
    painter.drawEllipse(start, 3.5, 3.5)


def _neuro(painter: QPainter, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Without the yellow, which a light canvas swallows.
    for row, color in enumerate((0, 1, 2, 4, 5, 6)):
        middle = 16 + row * 19.2
        path = QPainterPath(QPointF(0, middle))
        for x in range(0, int(WIDTH) + 1, 2):
            burst = math.exp(-(((x - 165) / 38) ** 2))
            y = 3.2 * math.sin(x / 9 + row * 1.9) + 2.4 * math.sin(x / 3.7 + row * 2.3)
            y += 7.5 * burst * math.sin(x / 4.2 + 0.3 * row)
            path.lineTo(x, middle + y)
        painter.setPen(QPen(theme.data_color(color), 1.4))
        painter.drawPath(path)
    painter.setPen(QPen(theme.color("muted"), 1.0, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(128, 4), QPointF(128, HEIGHT - 4))


def _icl(painter: QPainter, theme: Theme) -> None:
    zero = 186.0
    painter.setPen(Qt.PenStyle.NoPen)
    gains = (44.0, 30.0, 12.0, -10.0, -24.0)
    for row, (gain, words) in enumerate(zip(gains, (92, 70, 104, 82, 60), strict=True)):
        y = 15 + row * 21.0
        painter.setBrush(theme.color("edge", 0.5))
        painter.drawRoundedRect(QRectF(16, y, 116, 15), 3, 3)
        painter.setBrush(theme.color("muted"))
        painter.drawRoundedRect(QRectF(22, y + 6, words, 3), 1.5, 1.5)
        painter.setBrush(theme.data_color(0 if gain > 0 else 5))
        painter.drawRect(QRectF(min(zero, zero + gain), y + 3, abs(gain), 9))
    painter.setPen(QPen(theme.color("muted"), 1.0))
    painter.drawLine(QPointF(zero, 8), QPointF(zero, HEIGHT - 8))


def _robustness(painter: QPainter, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    words = ((16, 34, ""), (56, 22, ""), (84, 46, "bad"), (136, 40, "good"), (182, 30, ""))
    for left, width, mark in words:
        painter.setBrush(theme.color(mark or "edge", 0.55))
        painter.drawRoundedRect(QRectF(left, 14, width, 14), 3, 3)
    painter.setPen(QPen(theme.color("bad"), 1.6))
    painter.drawLine(QPointF(82, 21), QPointF(132, 21))
    painter.setPen(QPen(theme.color("edge", 0.6), 1.0))
    for y in (46.0, 80.0, 114.0):
        painter.drawLine(QPointF(16, y), QPointF(WIDTH - 16, y))
    steps = (50, 50, 56, 56, 70, 74, 74, 92, 104)
    path = QPainterPath(QPointF(16, steps[0]))
    for number, y in enumerate(steps[1:], 1):
        x = 16 + number * (WIDTH - 32) / (len(steps) - 1)
        path.lineTo(x, steps[number - 1])
        path.lineTo(x, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.data_color(1), 2.2))
    painter.drawPath(path)


_DRAWINGS: dict[str, Callable[[QPainter, Theme], None]] = {
    "motion": _motion,
    "neuro": _neuro,
    "icl": _icl,
    "robustness": _robustness,
}
