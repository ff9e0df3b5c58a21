"""The built-in set: ten shapes in five colours, and the attention target, drawn at any size."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QTransform

from shared.neuro.stimulus.pictures import Picture

# From Okabe and Ito (2008): told apart by people with any colour vision.
COLORS = {
    "blue": "#2f80c8",
    "orange": "#e69f00",
    "green": "#1f9e77",
    "pink": "#cc79a7",
    "white": "#f2f2ee",
}


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path


def _regular(n: int, radius: float, inner: float = 0.0) -> QPainterPath:
    """A polygon with a corner at the top; with `inner` a star."""
    radii = [radius, inner] if inner else [radius]
    count = n * len(radii)
    points = []
    for k in range(count):
        angle = math.tau * k / count - math.pi / 2
        length = radii[k % len(radii)]
        points.append((length * math.cos(angle), length * math.sin(angle)))
    return _polygon(*points)


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(-0.76, -0.76, 1.52, 1.52), 0.08, 0.08)
    return path


def _heart() -> QPainterPath:
    path = QPainterPath(QPointF(0, 0.84))
    path.cubicTo(-1.25, 0.0, -0.95, -0.82, -0.45, -0.82)
    path.cubicTo(-0.2, -0.82, -0.05, -0.66, 0, -0.46)
    path.cubicTo(0.05, -0.66, 0.2, -0.82, 0.45, -0.82)
    path.cubicTo(0.95, -0.82, 1.25, 0.0, 0, 0.84)
    return path


def _moon() -> QPainterPath:
    # Large while it is cut: what is cut small becomes coarse.
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QPointF(-40, 0), 880, 880)
    bite.addEllipse(QPointF(400, -200), 720, 720)
    return QTransform.fromScale(0.001, 0.001).map(whole.subtracted(bite))


def _drop() -> QPainterPath:
    path = QPainterPath(QPointF(0, -0.92))
    path.cubicTo(0.2, -0.45, 0.64, -0.1, 0.64, 0.28)
    path.cubicTo(0.64, 0.64, 0.36, 0.9, 0, 0.9)
    path.cubicTo(-0.36, 0.9, -0.64, 0.64, -0.64, 0.28)
    path.cubicTo(-0.64, -0.1, -0.2, -0.45, 0, -0.92)
    return path


def _arrow() -> QPainterPath:
    return _polygon(
        (0.92, 0), (0.22, -0.68), (0.22, -0.28), (-0.9, -0.28), (-0.9, 0.28), (0.22, 0.28),
        (0.22, 0.68),
    )  # fmt: skip


def _plus() -> QPainterPath:
    a, b = 0.28, 0.84
    return _polygon(
        (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a),
        (-b, -a), (-a, -a),
    )  # fmt: skip


# Outlines in a square from -1 to 1. None is round but the target.
SHAPES: dict[str, Callable[[], QPainterPath]] = {
    "square": _square,
    "triangle": lambda: _regular(3, 0.96).translated(0, 0.2),
    "diamond": lambda: _polygon((0, -0.95), (0.66, 0), (0, 0.95), (-0.66, 0)),
    "hexagon": lambda: _regular(6, 0.9),
    "star": lambda: _regular(5, 0.98, inner=0.42).translated(0, 0.08),
    "heart": _heart,
    "moon": _moon,
    "drop": _drop,
    "arrow": _arrow,
    "plus": _plus,
}


def shape_pictures() -> list[Picture]:
    """The set: a shape is a category, a shape in a colour a concept."""
    names = [(shape, color) for shape in SHAPES for color in COLORS]
    concepts = [(shape, f"{color} {shape}") for shape, color in names]
    return [
        Picture(key=f"shape_{k:02d}", category=shape, concept=concept, caption=f"a {concept}")
        for k, (shape, concept) in enumerate(concepts)
    ]


def draw_shape(picture: Picture, side_px: int) -> QImage:
    """One picture of the set, ARGB32 with nothing around the shape; on any thread."""
    color = QColor(COLORS[picture.concept.partition(" ")[0]])
    path = _placed(SHAPES[picture.category](), side_px, 0.92)
    gradient = QLinearGradient(0, 0, 0, side_px)
    gradient.setColorAt(0.1, color.lighter(112))
    gradient.setColorAt(0.9, color.darker(125))
    edge = QPen(color.darker(190), max(1.0, side_px / 60))
    edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    image = _empty(side_px)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(edge)
    painter.setBrush(gradient)
    painter.drawPath(path)
    painter.end()
    return image


def draw_target(side_px: int) -> QImage:
    """The attention target: a ring, seen at once on any gray."""
    image = _empty(side_px)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, radius = side_px / 2, side_px * 0.3
    for color, width in (("#f2f2ee", 0.15), ("#20242b", 0.09)):
        painter.setPen(QPen(QColor(color), side_px * width))
        painter.drawEllipse(QPointF(middle, middle), radius, radius)
    painter.end()
    return image


def _empty(side_px: int) -> QImage:
    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    return image


def _placed(path: QPainterPath, side_px: int, share: float) -> QPainterPath:
    half = side_px / 2
    transform = QTransform()
    transform.translate(half, half)
    transform.scale(half * share, half * share)
    return transform.map(path)
