"""The easing of a layer as a curve whose two handles can be dragged."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from shared.motion.easing import ease
from shared.tasks.motion import Easing

HEIGHT_PX, MARGIN_PX, AXIS_FONT_PX = 132, 10, 11
HANDLE_PX, GRAB_PX = 5.0, 12.0
EVEN: Easing = (0.25, 0.25, 0.75, 0.75)  # where the handles lie while there is no easing
_STEP = 0.05
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, _STEP),
    Qt.Key.Key_Down: (0.0, -_STEP),
}


class EasingGraph(QWidget):
    """Time goes to the right, the way along the path up.

    Attributes
    ----------
    started, ended : Signal
        A handle is taken hold of and let go: one gesture.
    moved : Signal of Easing
        The handles while one is dragged, or after an arrow key.
    """

    started = Signal()
    moved = Signal(object)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.easing: Easing = EVEN
        self._dragged: int | None = None
        self._chosen = 0
        self.setMinimumHeight(HEIGHT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Easing curve"))
        self.setToolTip(
            self.tr("Drag a handle, or choose one with Tab or a click and use the arrow keys")
        )

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT_PX)

    def set_easing(self, easing: Easing | None) -> None:
        """Show an easing; None is even."""
        self.easing = easing or EVEN
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)

    def point(self, x: float, y: float) -> QPointF:
        """Widget position of a place of the unit square."""
        area = self._area()
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())

    def handles(self) -> tuple[QPointF, QPointF]:
        """Widget positions of the two handles."""
        x1, y1, x2, y2 = self.easing
        return self.point(x1, y1), self.point(x2, y2)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), self._area()
        line = palette.color(QPalette.ColorRole.Mid)
        text = palette.color(QPalette.ColorRole.Text)
        accent = palette.color(QPalette.ColorRole.Highlight)
        painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
        painter.setPen(QPen(line, 1))
        painter.drawRect(area)
        painter.setPen(QPen(line, 1, Qt.PenStyle.DotLine))
        painter.drawLine(self.point(0, 0), self.point(1, 1))
        self._paint_axes(painter, area)
        x = np.linspace(0, 1, 61)
        y = ease(x, self.easing)
        painter.setPen(QPen(text, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([self.point(a, b) for a, b in zip(x, y, strict=True)]))
        for index, (end, handle) in enumerate(
            zip((self.point(0, 0), self.point(1, 1)), self.handles(), strict=True)
        ):
            painter.setPen(QPen(accent, 1.4))
            painter.drawLine(end, handle)
            chosen = self.hasFocus() and index == self._chosen
            painter.setPen(QPen(text, 2.0 if chosen else 1.0))
            painter.setBrush(accent)
            painter.drawEllipse(handle, HANDLE_PX, HANDLE_PX)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.end()

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        font = self.font()
        font.setPixelSize(AXIS_FONT_PX)
        painter.setFont(font)
        # A style sheet makes the placeholder's colour half transparent: too faint to read here.
        faint = self.palette().color(QPalette.ColorRole.Text)
        faint.setAlphaF(0.72)
        painter.setPen(faint)
        inner = area.adjusted(6, 4, -6, -4)
        align = Qt.AlignmentFlag
        painter.drawText(inner, align.AlignRight | align.AlignBottom, self.tr("time →"))
        painter.drawText(inner, align.AlignLeft | align.AlignTop, self.tr("↑ path"))

    # --- mouse and keys -------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        distances = [(event.position() - handle).manhattanLength() for handle in self.handles()]
        nearest = int(np.argmin(distances))
        if distances[nearest] <= GRAB_PX:
            self._dragged = self._chosen = nearest
            self.started.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        area, at = self._area(), event.position()
        x = (at.x() - area.left()) / max(area.width(), 1.0)
        y = (area.bottom() - at.y()) / max(area.height(), 1.0)
        self._put(self._dragged, x, y)

    def _put(self, handle: int, x: float, y: float) -> None:
        values = list(self.easing)
        values[2 * handle] = round(min(max(x, 0.0), 1.0), 3)
        values[2 * handle + 1] = round(min(max(y, 0.0), 1.0), 3)
        self.easing = (values[0], values[1], values[2], values[3])
        self.update()
        self.moved.emit(self.easing)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._dragged = None
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        handle = self._chosen
        x, y = self.easing[2 * handle], self.easing[2 * handle + 1]
        self.started.emit()
        self._put(handle, x + way[0], y + way[1])
        self.ended.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab goes from the first handle to the second, then on.
        if forward != bool(self._chosen):
            self._chosen = 1 if forward else 0
            self.update()
            return True
        return super().focusNextPrevChild(forward)
