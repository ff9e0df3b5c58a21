"""The canvas: the picture with zoom and pan, the drags on it, the mouse and keys that edit them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.motion import layer_actions
from desktop.motion.canvas_painter import CanvasPainter, Moment
from desktop.motion.live_estimate import Estimate
from desktop.motion.marching_edge import MarchingEdge
from desktop.motion.model import MotionModel
from desktop.motion.sheet import Surface
from desktop.motion.tools import Pointer
from desktop.motion.view_transform import ViewTransform, fitted
from desktop.widgets.theme import Theme

ZOOM_STEP = 1.2
REST_MS = 90
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_HELD = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_OWN_KEYS = {*_ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape}


class MotionCanvas(QWidget):
    """Shows a `MotionModel` and feeds it pointer events in picture pixels.

    Attributes
    ----------
    content : CanvasPainter
        What is on it.
    view : ViewTransform
        Where the picture lies.
    """

    play_toggled = Signal()
    view_changed = Signal()

    def __init__(self, model: MotionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.view = ViewTransform()
        self.reduced_motion = self.is_playing = False
        self.content = CanvasPainter(model, theme)
        self._pan_from: QPointF | None = None
        self._space = self._space_used = self._waiting = False
        self._fitted = True
        self._march = MarchingEdge(self.update, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._rested)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._connections = [
            model.document_changed.connect(lambda _: self._document_changed()),
            model.draft_changed.connect(self.update),
            model.selection.changed.connect(lambda _: self._document_changed()),
            model.frame.changed.connect(lambda _: self.update()),
            model.view.changed.connect(lambda _: self.update()),
            model.tool_name.changed.connect(lambda _: self._tool_changed()),
            model.brush_radius_px.changed.connect(lambda _: self.update()),
            model.marks.changed.connect(lambda _: self.update()),
            theme.changed.connect(self._theme_changed),
        ]
        self._tool_changed()

    def release(self) -> None:
        """Let go of the model and the timer."""
        for disconnect in self._connections:
            disconnect()
        self._march.run(False)
        self._rest.stop()

    # --- what is shown --------------------------------------------------------------------------

    def set_levels(self, levels: tuple[QImage, ...]) -> None:
        """Show another picture; `levels` are its sizes, largest first."""
        self.content.show_picture(levels)
        self.fit()

    def set_frame_image(self, image: QImage | None) -> None:
        """Show this frame stretched over the picture; None shows the picture itself."""
        self.content.backdrop.frame = image
        self.update()

    def set_onion(self, images: tuple[QImage, ...]) -> None:
        """Show these frames faintly over the picture."""
        self.content.backdrop.onion = images
        self.update()

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Show an estimate of a render in the picture's place; None shows the preview again."""
        self.content.show_estimate(estimate)
        self.update()

    def set_waiting(self, waiting: bool) -> None:
        """Say by the pointer that a region is being searched."""
        self._waiting = waiting
        self._tool_changed()

    def fit(self) -> None:
        """Show the whole picture."""
        levels = self.content.backdrop.levels
        if levels:
            size = levels[0].width(), levels[0].height()
            self._set_view(fitted(size, (self.width(), self.height())))
            self._fitted = True

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom about a canvas position, by default the middle."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self._set_view(self.view.zoomed(factor, (at.x(), at.y())))

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the picture by screen pixels."""
        self._set_view(self.view.panned(dx, dy))

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel."""
        self.zoom_by(1.0 / self.view.zoom)

    def _set_view(self, view: ViewTransform) -> None:
        self.view, self._fitted = view, False
        self._rest.start(REST_MS)
        self.view_changed.emit()
        self.update()

    @property
    def is_at_rest(self) -> bool:
        """Whether all is drawn for this view; while it moves, paths move as a picture of before."""
        return not self._rest.isActive()

    def _surface(self) -> Surface:
        return Surface(self.view, self.size(), self.devicePixelRatioF())

    def _rested(self) -> None:
        if self.content.sharpen(self._surface()):
            self.update()
        else:
            self._rest.start(0)

    def _document_changed(self) -> None:
        self.content.forget_missing()
        self._set_marching()
        self.update()

    def _theme_changed(self) -> None:
        self.content.clear()
        self.update()

    def _tool_changed(self) -> None:
        name = self._model.tool_name.value
        shape = Qt.CursorShape.ArrowCursor if name == "select" else Qt.CursorShape.CrossCursor
        shape = Qt.CursorShape.BlankCursor if name in ("brush", "eraser") else shape
        self.setCursor(Qt.CursorShape.BusyCursor if self._waiting else shape)
        self._set_marching()
        self.update()

    def _set_marching(self) -> None:
        layer = self._model.document.layer(self._model.selection.value.layer_id)
        wanted = layer is not None and layer.mask is not None and self.isVisible()
        self._march.run(wanted and not self.reduced_motion)

    def showEvent(self, event: object) -> None:
        self._set_marching()

    def hideEvent(self, event: object) -> None:
        self._march.run(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        panning = self._pan_from is not None
        moment = Moment(self._march.phase, self.is_playing, panning, self.is_at_rest)
        self.content.paint(painter, self._surface(), moment)
        painter.end()

    # --- mouse ----------------------------------------------------------------------------------

    def _pointer(self, event: QMouseEvent, *, double: bool = False) -> Pointer:
        x, y = self.view.to_picture((event.position().x(), event.position().y()))
        shift, ctrl, alt = (bool(event.modifiers() & key) for key in _HELD)
        return Pointer(x, y, 1.0 / self.view.zoom, shift, ctrl, alt, double)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (self._space and event.button() == Qt.MouseButton.LeftButton):
            self._pan_from = event.position()
            self._space_used = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._model.press(self._pointer(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._space:
            self._model.press(self._pointer(event, double=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.content.hover.at = event.position()
        if self._pan_from is not None:
            moved = event.position() - self._pan_from
            self._pan_from = event.position()
            self.pan_by(moved.x(), moved.y())
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._model.drag(self._pointer(event))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._tool_changed()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._model.release(self._pointer(event))

    def leaveEvent(self, event: QEvent) -> None:
        self.content.hover.at = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.content.backdrop.levels:
            return
        turns = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and not turns:
            turns = event.angleDelta().x() / 120  # Qt turns the wheel sideways while Alt is held
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._model.set_brush_radius(self._model.brush_radius_px.value * 1.15**turns)
        else:
            self.zoom_by(ZOOM_STEP**turns, event.position())
        event.accept()

    # --- keys -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The canvas keeps its keys even where the window has a shortcut on them (Space plays).
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if plain and Qt.Key(event.key()) in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space, self._space_used = True, False
        elif key in _ARROWS:
            step = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            dx, dy = _ARROWS[key]
            layer_actions.nudge(self._model, dx * step, dy * step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            layer_actions.delete_selected(self._model)
        elif key == Qt.Key.Key_Escape:
            self._model.escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._model.has_outline:
            self._model.close_outline()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._space and not self._space_used:
                self.play_toggled.emit()
            self._space = False
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: object) -> None:
        self._space = False
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._rest.start(REST_MS)
        if self._fitted:
            self.fit()

    def screen_point(self, x: float, y: float) -> QPoint:
        """Canvas pixel of a picture position."""
        sx, sy = self.view.to_screen((x, y))
        return QPoint(round(sx), round(sy))
