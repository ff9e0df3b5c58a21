"""The timeline: keys and layers that are dragged, a ruler that scrubs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.motion import edits, layer_actions
from desktop.motion.document import key_moments
from desktop.motion.items import Selection
from desktop.motion.labels import layer_name, role_name
from desktop.motion.model import MotionModel
from desktop.motion.timeline_grid import HEADER_PX, ROW_PX, RULER_PX, Place, TimelineGrid
from desktop.motion.timeline_rows import TimelinePainter
from desktop.widgets.theme import Theme


class Timeline(QWidget):
    """Rows from front to back; keys and layers can be dragged, the ruler scrubs."""

    def __init__(self, model: MotionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.grid = TimelineGrid(model, lambda: (self.width(), self.height()))
        self._painter = TimelinePainter(model, theme, self.grid)
        self._dragged: Place | None = None
        self._pressed_at = QPointF()
        self._moved = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(RULER_PX + 3 * ROW_PX)
        self.setAccessibleName(self.tr("Timeline"))
        self._connections = [
            model.document_changed.connect(lambda _: self._document_changed()),
            model.selection.changed.connect(lambda _: self._selection_changed()),
            model.frame.changed.connect(lambda _: self.update()),
            theme.changed.connect(self.update),
        ]

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()

    def sizeHint(self) -> QSize:
        return QSize(640, RULER_PX + 5 * ROW_PX)

    def _selection_changed(self) -> None:
        if self._dragged is None:
            self.grid.scroll_to_layer(self._model.selection.value.layer_id)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.grid.scroll_to(self.grid.scroll)

    def _document_changed(self) -> None:
        self.grid.scroll_to(self.grid.scroll)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._painter.paint(painter, self.size())
        painter.end()

    # --- mouse ----------------------------------------------------------------------------------

    def _place(self, point: QPointF) -> Place:
        return self.grid.place_at(point.x(), point.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._place(event.position())
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
        place = self._place(event.position())
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
            self._model.frame.value = round(self.grid.x_time(x) * (self._model.document.frames - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._dragged
        if place is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._set_cursor(self._place(event.position()))
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
        moment = self.grid.x_time(event.position().x())
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
        row = self.grid.row_at(event.position().y())
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
        self.grid.scroll_to(self.grid.scroll - event.angleDelta().y() // 4)
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
            text = self._tool_tip(self._place(QPointF(event.pos())))
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
