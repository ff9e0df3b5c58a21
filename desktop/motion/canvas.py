"""The canvas: the picture with zoom and pan, the drags on it, the mouse and keys that edit them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.motion import gesture_marks, layer_actions, overlay
from desktop.motion.backdrop import Backdrop
from desktop.motion.hits import Hit
from desktop.motion.hover import Hover
from desktop.motion.layer_painter import LayerPainter
from desktop.motion.model import MotionModel
from desktop.motion.position_rings import PositionRings
from desktop.motion.sheet import Surface
from desktop.motion.tools import Pointer
from desktop.motion.view_transform import ViewTransform, fitted
from desktop.widgets.theme import Theme

ZOOM_STEP = 1.2
MARCH_MS = 140
REST_MS = 90
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OWN_KEYS = {*_ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape}


class MotionCanvas(QWidget):
    """Shows a `MotionModel` and feeds it pointer events in picture pixels."""

    play_toggled = Signal()
    view_changed = Signal()

    def __init__(self, model: MotionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.view = ViewTransform()
        self.reduced_motion = self.is_playing = False
        self._backdrop = Backdrop(theme)
        self._layers = LayerPainter(model, theme)
        self._rings = PositionRings(model, theme)
        self._hover = Hover(model, self._pointer)
        self._pan_from: QPointF | None = None
        self._space = self._space_used = self._waiting = False
        self._fitted = True
        self._phase = 0
        self._march = QTimer(self)
        self._march.setInterval(MARCH_MS)
        self._march.timeout.connect(self._marched)
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
        self._march.stop()
        self._rest.stop()

    # --- what is shown --------------------------------------------------------------------------

    def set_levels(self, levels: tuple[QImage, ...]) -> None:
        """Show another picture; `levels` are its sizes, largest first."""
        self._backdrop.levels, self._backdrop.frame, self._backdrop.onion = levels, None, ()
        self._layers.clear()
        self.fit()

    def set_frame_image(self, image: QImage | None) -> None:
        """Show this frame stretched over the picture; None shows the picture itself."""
        self._backdrop.frame = image
        self.update()

    @property
    def levels(self) -> tuple[QImage, ...]:
        """The picture in its sizes, largest first."""
        return self._backdrop.levels

    @property
    def frame_image(self) -> QImage | None:
        """The frame that is shown in the picture's place."""
        return self._backdrop.frame

    @property
    def onion(self) -> tuple[QImage, ...]:
        """The frames that show faintly."""
        return self._backdrop.onion

    def set_onion(self, images: tuple[QImage, ...]) -> None:
        """Show these frames faintly over the picture."""
        self._backdrop.onion = images
        self.update()

    def set_waiting(self, waiting: bool) -> None:
        """Say by the pointer that a region is being searched."""
        self._waiting = waiting
        self._tool_changed()

    def fit(self) -> None:
        """Show the whole picture."""
        if self._backdrop.levels:
            size = self._backdrop.levels[0].width(), self._backdrop.levels[0].height()
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
        if self._layers.sharpen(self._surface()):
            self.update()
        else:
            self._rest.start(0)

    def _document_changed(self) -> None:
        self._layers.forget_missing()
        self._set_marching()
        self.update()

    def _theme_changed(self) -> None:
        self._backdrop.clear()
        self._rings.clear()
        self._layers.clear()
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
        if wanted and not self.reduced_motion:
            if not self._march.isActive():
                self._march.start()
        else:
            self._march.stop()

    def _marched(self) -> None:
        self._phase = (self._phase + 1) % 4
        self.update()

    def showEvent(self, event: object) -> None:
        self._set_marching()

    def hideEvent(self, event: object) -> None:
        self._march.stop()

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._surface()
        original = self._model.view.value == "original"
        painter.drawPixmap(0, 0, self._backdrop.pixmap(surface, original=original))
        if self._backdrop.levels:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._theme.font(11))
            if self._model.view.value != "result":
                hit = self._hover.hit(self.view) if self.is_at_rest else None
                hovered = (hit.layer_id, hit.key) if hit else None
                self._layers.paint(painter, surface, hovered, self._phase, self._mask_frame())
                if self._model.view.value == "warp" and not self._model.in_gesture:
                    self._rings.paint(painter, surface)
                self._paint_ghost(painter, hit)
                self._paint_marks(painter)
            self._paint_cursor(painter)
        painter.end()

    def _mask_frame(self) -> int | None:
        # A tint over a playing picture hides what one wants to see.
        if self.is_playing:
            return None
        return self._model.frame.value if self._model.view.value == "warp" else 0

    def picture_rect(self) -> QRectF:
        """Where the picture lies on the canvas."""
        return self._backdrop.picture_rect(self.view)

    def positions(self) -> list[tuple[int, tuple[float, float]]]:
        """Layer id and picture position of every moving point at the play-head, camera included."""
        return self._rings.positions()

    def _paint_cursor(self, painter: QPainter) -> None:
        hover = self._hover.at
        if hover is None or self._model.has_outline:
            return
        if self._model.tool_name.value in ("brush", "eraser") and self._pan_from is None:
            radius = self._model.brush_radius_px.value * self.view.zoom
            for pen in (QPen(QColor(0, 0, 0, 160), 3), QPen(QColor("white"), 1.2)):
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(hover, radius, radius)
            return
        text = self.hover_text() if self.is_at_rest else ""
        if text:
            overlay.draw_label(painter, text, hover, QRectF(self.rect()))

    def hover_text(self) -> str:
        """What the pointer is on: the layer and the frame at that place of its path."""
        return self._hover.text(self.view)

    def ghost_point(self) -> tuple[float, float] | None:
        """Where on a hovered path a double click would put a key, in picture px."""
        return self._hover.ghost_point(self.view)

    def _paint_ghost(self, painter: QPainter, hit: Hit | None) -> None:
        layer = self._model.document.layer(hit.layer_id) if hit is not None else None
        point = self.ghost_point() if layer is not None else None
        if point is not None and layer is not None:
            colour = self._theme.data_color(layer.colour)
            overlay.draw_ghost_key(painter, self.view.to_screen(point), colour)

    def _paint_marks(self, painter: QPainter) -> None:
        marks = self._model.marks.value
        accent, rect = self._theme.color("accent"), self.picture_rect()
        for guide in marks.guides:
            gesture_marks.draw_guide(painter, guide, self.view, rect, accent)
        if marks.band is not None:
            gesture_marks.draw_band(painter, marks.band, self.view, accent)
        if marks.outline:
            polygon = self._model.has_outline
            hover = self._hover.at
            pointer = (hover.x(), hover.y()) if polygon and hover else None
            gesture_marks.draw_outline(painter, marks.outline, self.view, pointer, polygon)

    # --- mouse ----------------------------------------------------------------------------------

    def _pointer(
        self, position: QPointF, modifiers: Qt.KeyboardModifier | None = None, double: bool = False
    ) -> Pointer:
        x, y = self.view.to_picture((position.x(), position.y()))
        held = modifiers or Qt.KeyboardModifier.NoModifier
        return Pointer(
            x,
            y,
            1.0 / self.view.zoom,
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
            double=double,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (self._space and event.button() == Qt.MouseButton.LeftButton):
            self._pan_from = event.position()
            self._space_used = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._model.press(self._pointer(event.position(), event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._space:
            self._model.press(self._pointer(event.position(), event.modifiers(), double=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover.at = event.position()
        if self._pan_from is not None:
            moved = event.position() - self._pan_from
            self._pan_from = event.position()
            self.pan_by(moved.x(), moved.y())
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._model.drag(self._pointer(event.position(), event.modifiers()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._tool_changed()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._model.release(self._pointer(event.position(), event.modifiers()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.at = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._backdrop.levels:
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
