"""What the canvas draws over the picture: paths, keys, pins, masks and the play-head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from desktop.motion.document import Layer
from desktop.motion.drags import CURVE_STEPS
from desktop.motion.mask import INSIDE
from desktop.motion.view_transform import ViewTransform

KEY_RADIUS_PX = 4.5
TICK_PX = 3.5
MIN_TICK_SPACING_PX = 4.0
HEAD_PX = 13.0
MAX_OVERLAY_SIDE_PX = 1024
HALO = QColor(0, 0, 0, 150)


@dataclass(frozen=True)
class LayerLook:
    """How one layer is drawn."""

    colour: QColor
    selected: bool
    keys: frozenset[int] = frozenset()
    hovered_key: int | None = None


def draw_path(
    painter: QPainter, layer: Layer, curve: np.ndarray, view: ViewTransform, look: LayerLook
) -> None:
    """Draw a path as an arrow with a tick for each frame, then its keys."""
    screen = curve * view.zoom + (view.x, view.y)
    line = QPolygonF([QPointF(x, y) for x, y in screen.tolist()])
    style = Qt.PenStyle.DashLine if layer.role == "camera" else Qt.PenStyle.SolidLine
    width = 2.4 if look.selected else 1.6
    colour = QColor(look.colour)
    colour.setAlphaF(1.0 if look.selected else 0.85)
    for pen in (
        QPen(HALO, width + 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap),
        QPen(colour, width, style, Qt.PenCapStyle.RoundCap),
    ):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
    _draw_ticks(painter, screen, colour)
    _draw_head(painter, screen, colour)
    draw_keys(painter, layer, view, look)


def _draw_ticks(painter: QPainter, screen: np.ndarray, colour: QColor) -> None:
    along = np.gradient(screen, axis=0) if len(screen) > 1 else np.zeros_like(screen)
    length = np.hypot(along[:, 0], along[:, 1])
    ticks = screen[::CURVE_STEPS]
    spacing = float(np.hypot(*np.diff(ticks, axis=0).T).mean()) if len(ticks) > 1 else 0.0
    # Ticks closer than this run together: then every second, third … frame has one.
    stride = CURVE_STEPS * max(1, int(np.ceil(MIN_TICK_SPACING_PX / max(spacing, 0.1))))
    lines = []
    for index in range(0, len(screen), stride):
        if length[index] < 1e-6:
            continue
        across = np.array([-along[index, 1], along[index, 0]]) / length[index] * TICK_PX
        a, b = screen[index] - across, screen[index] + across
        lines.append(QLineF(a[0], a[1], b[0], b[1]))
    painter.setPen(QPen(colour, 1.2))
    painter.drawLines(lines)


def _draw_head(painter: QPainter, screen: np.ndarray, colour: QColor) -> None:
    end = screen[-1]
    distance = np.hypot(*(screen - end).T)
    size = min(HEAD_PX, 0.6 * float(distance.max()))
    before = np.nonzero(distance > 0.8 * size)[0]
    if size < 4 or not len(before):
        return
    back = screen[before[-1]] - end
    back = back / np.hypot(*back)
    across = np.array([-back[1], back[0]]) * 0.42 * size
    base = end + back * size
    head = [end, base + across, base - across]
    painter.setPen(QPen(HALO, 1))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in head]))


def draw_keys(painter: QPainter, layer: Layer, view: ViewTransform, look: LayerLook) -> None:
    """Draw the keys of a path as discs, the selected one filled with white."""
    for index, point in enumerate(layer.points):
        if not look.selected and index not in (0, look.hovered_key):
            continue
        x, y = view.to_screen(point)
        radius = KEY_RADIUS_PX + (1.5 if index in look.keys or index == look.hovered_key else 0)
        if not look.selected:
            radius -= 1.5
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.2))
        painter.setBrush(QColor("white") if index in look.keys else look.colour)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        if index in look.keys:
            painter.setPen(QPen(look.colour, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), radius + 2, radius + 2)


def draw_ghost_key(painter: QPainter, point: tuple[float, float], colour: QColor) -> None:
    """Draw where a key could be put, on the canvas."""
    faint = QColor(colour)
    faint.setAlphaF(0.45)
    painter.setPen(QPen(QColor("white"), 1.4, Qt.PenStyle.DotLine))
    painter.setBrush(faint)
    painter.drawEllipse(QPointF(*point), KEY_RADIUS_PX + 1, KEY_RADIUS_PX + 1)


def draw_pins(painter: QPainter, layer: Layer, view: ViewTransform, look: LayerLook) -> None:
    """Draw pins as small crosses, the selected one in a ring."""
    for index, point in enumerate(layer.points):
        x, y = view.to_screen(point)
        size = 6.0 if index in look.keys or index == look.hovered_key else 4.5
        lines = [QLineF(x - size, y - size, x + size, y + size)]
        lines.append(QLineF(x - size, y + size, x + size, y - size))
        for pen in (QPen(HALO, 4.4), QPen(look.colour, 2.0)):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines(lines)
        if look.selected and index in look.keys:
            painter.setPen(QPen(QColor("white"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), 9.0, 9.0)


def draw_position(painter: QPainter, point: tuple[float, float], colour: QColor) -> None:
    """Draw where a point is at the play-head, on the canvas."""
    painter.setPen(QPen(QColor(0, 0, 0, 220), 3.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(*point), 6.5, 6.5)
    painter.setPen(QPen(colour.lighter(140), 1.8))
    painter.drawEllipse(QPointF(*point), 6.5, 6.5)


def draw_label(painter: QPainter, text: str, at: QPointF, bounds: QRectF) -> None:
    """Draw a small label near a canvas position, inside `bounds`."""
    box = _plate(painter, text)
    box.moveTopLeft(at + QPointF(12, -box.height() - 8))
    box.moveRight(min(box.right(), bounds.right() - 4))
    box.moveTop(max(box.top(), bounds.top() + 4))
    _draw_plate(painter, text, box)


def draw_badge(painter: QPainter, text: str, corner: QPointF) -> None:
    """Draw a small label whose top left is `corner`."""
    box = _plate(painter, text)
    box.moveTopLeft(corner)
    _draw_plate(painter, text, box)


def _plate(painter: QPainter, text: str) -> QRectF:
    return QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-7, -4, 7, 4)


def _draw_plate(painter: QPainter, text: str, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(10, 12, 15, 225))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#e7eaf0"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


@dataclass(frozen=True)
class MaskOverlay:
    """A mask ready to draw: a tinted image and its edge as two interleaved sets of lines.

    Lines are in pixels of the image; `factor` is picture pixels per image pixel.
    """

    image: QImage
    edges: tuple[list[QLineF], ...]
    factor: float


def make_mask_overlay(
    array: np.ndarray, picture_width: int, colour: QColor, *, edge: bool = True
) -> MaskOverlay:
    """Prepare a uint8 [H, W] mask for drawing; a stroke in progress goes without its edge."""
    step = max(1, -(-max(array.shape) // MAX_OVERLAY_SIDE_PX))
    small = np.ascontiguousarray(array[::step, ::step])
    tint = QColor(colour)
    tint.setAlphaF(0.36)
    argb = np.where(small > INSIDE, np.uint32(_premultiplied(tint)), np.uint32(0))
    height, width = small.shape
    image = QImage(argb.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    edges = _edge_lines(small > INSIDE) if edge else ()
    return MaskOverlay(image.copy(), edges, step * picture_width / array.shape[1])


def _premultiplied(colour: QColor) -> int:
    alpha = colour.alpha()
    r, g, b = (c * alpha // 255 for c in (colour.red(), colour.green(), colour.blue()))
    return (alpha << 24) | (r << 16) | (g << 8) | b


def _edge_lines(inside: np.ndarray) -> tuple[list[QLineF], ...]:
    padded = np.pad(inside, 1)
    groups: tuple[list[QLineF], ...] = ([], [], [], [])
    rows, columns = np.nonzero(padded[1:, 1:-1] != padded[:-1, 1:-1])
    for y, x in zip(rows.tolist(), columns.tolist(), strict=True):
        groups[((x + y) // 3) % 4].append(QLineF(x, y, x + 1, y))
    rows, columns = np.nonzero(padded[1:-1, 1:] != padded[1:-1, :-1])
    for y, x in zip(rows.tolist(), columns.tolist(), strict=True):
        groups[((x + y) // 3) % 4].append(QLineF(x, y, x, y + 1))
    return groups


def draw_mask(
    painter: QPainter,
    overlay: MaskOverlay,
    view: ViewTransform,
    phase: int | None,
    motion: np.ndarray,
) -> None:
    """Draw a mask where `motion`, float64 [3, 3] on picture px, takes it.

    `phase` moves the edge's dashes; None draws no edge.
    """
    painter.save()
    painter.translate(view.x, view.y)
    painter.scale(view.zoom, view.zoom)
    m = motion.T.ravel().tolist()  # Qt multiplies row vectors
    painter.setTransform(QTransform(*m), True)
    painter.scale(overlay.factor, overlay.factor)
    painter.drawImage(0, 0, overlay.image)
    if phase is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for group, lines in enumerate(overlay.edges):
            pen = QPen(QColor("white" if (group + phase) % 4 < 2 else "black"), 0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(lines)
    painter.restore()
