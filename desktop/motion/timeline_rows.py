"""Paints the timeline: the ruler, a row for each layer and the play-head."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop.motion.document import Layer
from desktop.motion.labels import layer_name
from desktop.motion.model import MotionModel
from desktop.motion.timeline_bar import BarPainter
from desktop.motion.timeline_grid import EYE_X, HEADER_PX, LOCK_X, ROW_PX, RULER_PX, TimelineGrid
from desktop.widgets.theme import Theme

ICON_PX, THUMB_PX = 15, 5
ROLE_ICONS = {"object": "arrow-bend-up-right", "pin": "push-pin", "camera": "video-camera"}


class TimelinePainter:
    """Draws a model's layers where a grid has them."""

    def __init__(self, model: MotionModel, theme: Theme, grid: TimelineGrid) -> None:
        self._model, self._theme, self._grid = model, theme, grid
        self._bars = BarPainter(model, theme, grid.time_x)

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Draw everything onto a widget of `size`."""
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), self._theme.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(12))
        for row, layer in enumerate(self._grid.rows()):
            self._paint_row(painter, row, layer, size)
        if not self._model.document.layers:
            self._paint_hint(painter, size)
        self._paint_ruler(painter, size.width())
        self._paint_play_head(painter, size.height())
        painter.fillRect(HEADER_PX, 0, 1, size.height(), self._theme.color("line"))
        self._paint_thumb(painter, size.width())

    def _paint_thumb(self, painter: QPainter, width: int) -> None:
        thumb = self._grid.thumb()
        if thumb is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("edge", 0.7))
            top, height = thumb
            bar = QRectF(width - THUMB_PX - 2, top + 2, THUMB_PX, height - 4)
            painter.drawRoundedRect(bar, THUMB_PX / 2, THUMB_PX / 2)

    def _paint_hint(self, painter: QPainter, size: QSize) -> None:
        painter.setPen(self._theme.color("muted"))
        area = QRectF(HEADER_PX, RULER_PX, size.width() - HEADER_PX, size.height() - RULER_PX)
        text = QCoreApplication.translate(
            "Timeline", "Drag on the picture: each drag becomes a row here."
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_ruler(self, painter: QPainter, width: int) -> None:
        painter.fillRect(0, 0, width, RULER_PX, self._theme.color("surface"))
        painter.fillRect(0, RULER_PX - 1, width, 1, self._theme.color("line"))
        painter.setFont(self._theme.font(11))
        painter.setPen(self._theme.color("muted"))
        box = QRectF(12, 0, HEADER_PX - 24, RULER_PX)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignVCenter, QCoreApplication.translate("Timeline", "Layers")
        )
        frames = self._model.document.frames
        spacing = (self._grid.time_x(1) - self._grid.time_x(0)) / (frames - 1)
        every = next((n for n in (1, 2, 5, 10, 20, 50) if n * spacing >= 30), 100)
        for frame in range(frames):
            x = self._grid.time_x(frame / (frames - 1))
            labelled = frame == 0 or ((frame + 1) % every == 0 and frame * spacing >= 24)
            painter.setPen(self._theme.color("edge" if labelled else "line"))
            painter.drawLine(QPointF(x, RULER_PX - (7 if labelled else 4)), QPointF(x, RULER_PX))
            if labelled:
                painter.setPen(self._theme.color("muted"))
                label = QRectF(x - 20, 1, 40, RULER_PX - 12)
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, str(frame + 1))

    def _paint_row(self, painter: QPainter, row: int, layer: Layer, size: QSize) -> None:
        top = self._grid.row_y(row)
        if top + ROW_PX < RULER_PX or top > size.height():
            return
        chosen = {layer_id for layer_id, _ in self._model.selection.value.items}
        if layer.layer_id in chosen:
            painter.fillRect(0, top, size.width(), ROW_PX, self._theme.color("selection"))
        painter.fillRect(0, top + ROW_PX - 1, size.width(), 1, self._theme.color("line", 0.6))
        painter.setOpacity(1.0 if layer.visible else 0.45)
        self._paint_header(painter, top, layer)
        self._bars.paint(painter, layer, top, ROW_PX)
        painter.setOpacity(1.0)

    def _paint_header(self, painter: QPainter, top: int, layer: Layer) -> None:
        colour = self._theme.data_color(layer.colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(8, top + 7, 4, ROW_PX - 15), 2, 2)
        y = top + (ROW_PX - ICON_PX) // 2
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap(ROLE_ICONS[layer.role], "muted", ICON_PX, ratio)
        painter.drawPixmap(20, y, icon)
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("text"))
        name = painter.fontMetrics().elidedText(
            layer_name(layer), Qt.TextElideMode.ElideRight, EYE_X - 50
        )
        painter.drawText(QRectF(42, top, EYE_X - 46, ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
        eye = ("eye", "muted") if layer.visible else ("eye-slash", "text")
        lock = ("lock-simple", "text") if layer.locked else ("lock-simple-open", "muted")
        painter.drawPixmap(EYE_X, y, self._theme.pixmap(*eye, ICON_PX, ratio))
        painter.drawPixmap(LOCK_X, y, self._theme.pixmap(*lock, ICON_PX, ratio))

    def _paint_play_head(self, painter: QPainter, height: int) -> None:
        frames = self._model.document.frames
        x = self._grid.time_x(min(self._model.frame.value, frames - 1) / (frames - 1))
        accent = self._theme.color("accent")
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QPointF(x, RULER_PX - 2), QPointF(x, height))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        head = [(x - 5, RULER_PX - 10), (x + 5, RULER_PX - 10), (x + 5, RULER_PX - 5)]
        head += [(x, RULER_PX), (x - 5, RULER_PX - 5)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
