"""What a gesture draws besides the document: snap lines, rubber bands and outlines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.motion.items import Rect
from desktop.motion.snapping import Guide
from desktop.motion.view_transform import ViewTransform
from shared.tasks.motion import Point

OVERHANG_PX = 12.0
CORNER_PX = 3.5
HALO = QColor(0, 0, 0, 150)


def draw_guide(
    painter: QPainter, guide: Guide, view: ViewTransform, picture: QRectF, colour: QColor
) -> None:
    """Draw a line that something snapped to, a little longer than the picture."""
    x, y = view.to_screen((guide.value, guide.value))
    area = picture.adjusted(-OVERHANG_PX, -OVERHANG_PX, OVERHANG_PX, OVERHANG_PX)
    if guide.axis == "x":
        line = QLineF(x, area.top(), x, area.bottom())
    else:
        line = QLineF(area.left(), y, area.right(), y)
    for pen in (QPen(HALO, 3.0), QPen(colour, 1.2, Qt.PenStyle.DashLine)):
        painter.setPen(pen)
        painter.drawLine(line)


def draw_band(painter: QPainter, band: Rect, view: ViewTransform, colour: QColor) -> None:
    """Draw a rubber band."""
    start, end = view.to_screen((band[0], band[1])), view.to_screen((band[2], band[3]))
    fill = QColor(colour)
    fill.setAlphaF(0.14)
    painter.setPen(QPen(HALO, 3.0))
    painter.setBrush(fill)
    rect = QRectF(QPointF(*start), QPointF(*end)).normalized()
    painter.drawRect(rect)
    painter.setPen(QPen(colour, 1.2))
    painter.drawRect(rect)


def draw_outline(
    painter: QPainter,
    corners: Sequence[Point],
    view: ViewTransform,
    pointer: Point | None,
    is_polygon: bool,
) -> None:
    """Draw the outline of a region; to the pointer (on the canvas) where one is given."""
    points = [QPointF(*view.to_screen(corner)) for corner in corners]
    if pointer is not None:
        points.append(QPointF(*pointer))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    white = QPen(QColor("white"), 1.4, Qt.PenStyle.DashLine)
    for pen in (QPen(QColor(0, 0, 0, 200), 2.6), white):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
    if is_polygon:
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.2))
        painter.setBrush(QColor("white"))
        for index in range(len(corners)):
            radius = CORNER_PX + (2.0 if index == 0 else 0.0)
            painter.drawEllipse(points[index], radius, radius)
