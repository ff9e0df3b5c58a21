"""The timeline: a row for each layer with its keys, a frame ruler and the play-head."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.motion import edits, layer_actions
from desktop.motion.document import Layer, key_moments
from desktop.motion.items import Selection
from desktop.motion.labels import layer_name, role_name
from desktop.motion.model import MotionModel
from desktop.motion.timeline_bar import KEY_PX, BarPainter
from desktop.widgets.theme import Theme

HEADER_PX, RULER_PX, ROW_PX, MARGIN_PX = 208, 30, 30, 18
EYE_X, LOCK_X = HEADER_PX - 52, HEADER_PX - 28
ICON_PX = 15
ROLE_ICONS = {"object": "arrow-bend-up-right", "pin": "push-pin", "camera": "video-camera"}


@dataclass(frozen=True)
class Place:
    """What lies at a position: `part` is ruler, eye, lock, header, key or bar."""

    part: str
    layer_id: int | None = None
    key: int | None = None


class Timeline(QWidget):
    """Rows from front to back; keys and layers can be dragged, the ruler scrubs."""

    def __init__(self, model: MotionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._bars = BarPainter(model, theme, self.time_x)
        self._scroll = 0
        self._dragged: Place | None = None
        self._pressed_at = QPointF()
        self._moved = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(RULER_PX + 3 * ROW_PX)
        self.setAccessibleName(self.tr("Timeline"))
        self._connections = [
            model.document_changed.connect(lambda _: self._document_changed()),
            model.selection.changed.connect(lambda _: self.update()),
            model.frame.changed.connect(lambda _: self.update()),
            theme.changed.connect(self.update),
        ]

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()

    def sizeHint(self) -> QSize:
        return QSize(640, RULER_PX + 5 * ROW_PX)

    def _document_changed(self) -> None:
        self._set_scroll(self._scroll)
        self.update()

    # --- geometry -------------------------------------------------------------------------------

    def rows(self) -> list[Layer]:
        """The layers as shown, the front one first."""
        return list(reversed(self._model.document.layers))

    def time_x(self, time: float) -> float:
        """Widget x of a time in [0, 1]."""
        left, right = HEADER_PX + MARGIN_PX, self.width() - MARGIN_PX
        return left + time * max(1, right - left)

    def x_time(self, x: float) -> float:
        """Time in [0, 1] of a widget x."""
        left, right = HEADER_PX + MARGIN_PX, self.width() - MARGIN_PX
        return min(max((x - left) / max(1, right - left), 0.0), 1.0)

    def row_y(self, row: int) -> int:
        """Top of a row."""
        return RULER_PX + row * ROW_PX - self._scroll

    def place_at(self, point: QPointF) -> Place:
        """What lies at a position."""
        if point.y() < RULER_PX:
            return Place("ruler")
        row = int((point.y() - RULER_PX + self._scroll) // ROW_PX)
        layers = self.rows()
        if row >= len(layers):
            return Place("empty")
        layer = layers[row]
        if point.x() < HEADER_PX:
            if point.x() >= LOCK_X - 4:
                return Place("lock", layer.layer_id)
            if point.x() >= EYE_X - 4:
                return Place("eye", layer.layer_id)
            return Place("header", layer.layer_id)
        if layer.role != "pin":
            for index, moment in enumerate(key_moments(layer)):
                if abs(self.time_x(moment) - point.x()) <= KEY_PX + 2:
                    return Place("key", layer.layer_id, index)
        return Place("bar", layer.layer_id)

    def _set_scroll(self, value: int) -> None:
        content = len(self._model.document.layers) * ROW_PX
        self._scroll = max(0, min(value, content - (self.height() - RULER_PX)))

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(12))
        for row, layer in enumerate(self.rows()):
            self._paint_row(painter, row, layer)
        if not self._model.document.layers:
            painter.setPen(self._theme.color("muted"))
            area = self.rect().adjusted(HEADER_PX, RULER_PX, 0, 0)
            text = self.tr("Drag on the picture: each drag becomes a row here.")
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_ruler(painter)
        self._paint_play_head(painter)
        painter.fillRect(HEADER_PX, 0, 1, self.height(), self._theme.color("line"))
        painter.end()

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.fillRect(0, 0, self.width(), RULER_PX, self._theme.color("surface"))
        painter.fillRect(0, RULER_PX - 1, self.width(), 1, self._theme.color("line"))
        painter.setFont(self._theme.font(11))
        painter.setPen(self._theme.color("muted"))
        box = QRectF(12, 0, HEADER_PX - 24, RULER_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.tr("Layers"))
        frames = self._model.document.frames
        spacing = (self.time_x(1) - self.time_x(0)) / (frames - 1)
        every = next((n for n in (1, 2, 5, 10, 20, 50) if n * spacing >= 30), 100)
        for frame in range(frames):
            x = self.time_x(frame / (frames - 1))
            labelled = frame == 0 or ((frame + 1) % every == 0 and frame * spacing >= 24)
            painter.setPen(self._theme.color("edge" if labelled else "line"))
            painter.drawLine(QPointF(x, RULER_PX - (7 if labelled else 4)), QPointF(x, RULER_PX))
            if labelled:
                painter.setPen(self._theme.color("muted"))
                label = QRectF(x - 20, 1, 40, RULER_PX - 12)
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, str(frame + 1))

    def _paint_row(self, painter: QPainter, row: int, layer: Layer) -> None:
        top = self.row_y(row)
        if top + ROW_PX < RULER_PX or top > self.height():
            return
        chosen = {layer_id for layer_id, _ in self._model.selection.value.items}
        if layer.layer_id in chosen:
            painter.fillRect(0, top, self.width(), ROW_PX, self._theme.color("selection"))
        painter.fillRect(0, top + ROW_PX - 1, self.width(), 1, self._theme.color("line", 0.6))
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
        ratio = self.devicePixelRatioF()
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

    def _paint_play_head(self, painter: QPainter) -> None:
        frames = self._model.document.frames
        x = self.time_x(min(self._model.frame.value, frames - 1) / (frames - 1))
        accent = self._theme.color("accent")
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QPointF(x, RULER_PX - 2), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        head = [(x - 5, RULER_PX - 10), (x + 5, RULER_PX - 10), (x + 5, RULER_PX - 5)]
        head += [(x, RULER_PX), (x - 5, RULER_PX - 5)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))

    # --- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self.place_at(event.position())
        self._pressed_at, self._moved = event.position(), False
        self._dragged = place
        match place.part:
            case "ruler":
                self._scrub(event.position().x())
            case "eye" | "lock":
                self._toggle(place)
            case "key":
                self._press_key(place, event.modifiers())
            case "header" | "bar":
                self._model.select(place.layer_id)
            case _:
                self._model.select(None)

    def _press_key(self, place: Place, held: Qt.KeyboardModifier) -> None:
        if place.layer_id is None:
            return
        item, selection = (place.layer_id, place.key), self._model.selection
        if held & Qt.KeyboardModifier.ControlModifier:
            now = selection.value
            selection.value = now.without_item(item) if item in now else now.with_item(item)
        else:
            self._model.select(*item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place.part == "bar":
            layer_actions.insert_key_at(self._model, place.layer_id, self._moment(event))
        else:
            self.mousePressEvent(event)

    def _toggle(self, place: Place) -> None:
        layer = self._model.document.layer(place.layer_id)
        if layer is None:
            return
        field = "visible" if place.part == "eye" else "locked"
        changes = {field: not getattr(layer, field)}
        document = edits.set_layer(self._model.document, layer.layer_id, **changes)
        self._model.edit("Change layer", document)

    def _scrub(self, x: float) -> None:
        if x >= HEADER_PX:
            self._model.frame.value = round(self.x_time(x) * (self._model.document.frames - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._dragged
        if place is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._set_cursor(self.place_at(event.position()))
            return
        if place.part == "ruler":
            self._scrub(event.position().x())
            return
        far = (event.position() - self._pressed_at).manhattanLength() >= 4
        if place.part not in ("key", "header") or not (far or self._moved):
            return
        if not self._moved:
            self._moved = True
            self._model.begin()
            if place.part == "key" and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._copy_key(place, event.position().x() < self._pressed_at.x())
        if place.part == "key":
            self._move_key(self._dragged or place, event)
        else:
            self._move_row(place, event)

    def _move_key(self, place: Place, event: QMouseEvent) -> None:
        layer = self._model.document.layer(place.layer_id)
        if layer is None or place.key is None or layer.locked:
            return
        document = edits.set_key_moment(
            self._model.document, layer.layer_id, place.key, self._moment(event)
        )
        self._model.update("Move key in time", document)

    def _moment(self, event: QMouseEvent) -> float:
        moment = self.x_time(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return moment
        last = self._model.document.frames - 1
        return round(moment * last) / last  # to whole frames; Shift places it freely

    def _copy_key(self, place: Place, to_left: bool) -> None:
        """Go on with a copy of the key, which lies on the original so far."""
        layer = self._model.document.layer(place.layer_id)
        if layer is None or place.key is None or layer.locked:
            return
        document, copy = edits.clone_key(
            self._model.document, layer.layer_id, place.key, key_moments(layer)[place.key]
        )
        # Which of the two is dragged does not matter: to the left it must be the first.
        self._dragged = Place("key", layer.layer_id, place.key if to_left else copy)
        self._model.update("Copy key", document, Selection(layer.layer_id, self._dragged.key))

    def _move_row(self, place: Place, event: QMouseEvent) -> None:
        count = len(self._model.document.layers)
        row = int((event.position().y() - RULER_PX + self._scroll) // ROW_PX)
        index = count - 1 - max(0, min(row, count - 1))
        if place.layer_id is not None and index != self._model.document.index_of(place.layer_id):
            document = edits.reorder_layer(self._model.document, place.layer_id, index)
            self._model.update("Change order", document)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None and self._moved:
            self._model.commit()
        self._dragged, self._moved = None, False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            layer_actions.delete_selected(self._model)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._set_scroll(self._scroll - event.angleDelta().y() // 4)
        self.update()
        event.accept()

    def _set_cursor(self, place: Place) -> None:
        shapes = {
            "key": Qt.CursorShape.SizeHorCursor,
            "ruler": Qt.CursorShape.SizeHorCursor,
            "eye": Qt.CursorShape.PointingHandCursor,
            "lock": Qt.CursorShape.PointingHandCursor,
        }
        self.setCursor(shapes.get(place.part, Qt.CursorShape.ArrowCursor))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tool_tip(self.place_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _tool_tip(self, place: Place) -> str:
        layer = self._model.document.layer(place.layer_id)
        if place.part == "ruler":
            return self.tr("Drag to look at another frame")
        if layer is None:
            return ""
        if place.part == "eye":
            return self.tr("Hide the layer") if layer.visible else self.tr("Show the layer")
        if place.part == "lock":
            return self.tr("Unlock the layer") if layer.locked else self.tr("Lock the layer")
        if place.part == "key":
            return self.tr("Drag the key in time, Alt a copy; Shift places it between frames")
        if place.part == "bar" and layer.role != "pin":
            return self.tr("Double-click to add a key here")
        return self.tr("{name} · {role} · drag the name to change the order").format(
            name=layer_name(layer), role=role_name(layer.role)
        )
