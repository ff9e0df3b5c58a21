"""Two versions on one play-head: a divider to wipe between them, side by side, or what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.motion.model import MotionModel
from desktop.widgets.theme import Theme

CompareMode = Literal["wipe", "side", "difference"]
MARGIN_PX = 16
GRIP_PX = 9
STEP = 0.02
# Differences of a few grey levels are what matters, so they are shown four times as strong.
_DOUBLINGS = 2


class CompareView(QWidget):
    """Paints two sequences of frames; the shorter one is stretched over the longer one's time.

    Attributes
    ----------
    closed : Signal
        The person is done.
    """

    closed = Signal()

    def __init__(self, model: MotionModel, theme: Theme) -> None:
        super().__init__()
        self._model, self._theme = model, theme
        self._a: Sequence[QImage] = ()
        self._b: Sequence[QImage] = ()
        self.names = ("", "")
        self.mode: CompareMode = "wipe"
        self.divider = 0.5
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Comparison of two versions"))
        self.setToolTip(self.tr("Drag the divider; the arrow keys move it too. Esc leaves."))
        self._disconnect = model.frame.changed.connect(lambda _: self.update())

    def release(self) -> None:
        """Let go of the model."""
        self._disconnect()

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def set_frames(self, a: Sequence[QImage], b: Sequence[QImage], names: tuple[str, str]) -> None:
        """Compare these."""
        self._a, self._b, self.names = a, b, names
        self.update()

    def set_mode(self, mode: CompareMode) -> None:
        """Wipe, side by side or difference."""
        self.mode = mode
        self.update()

    def clear(self) -> None:
        """Let go of the frames."""
        self._a = self._b = ()

    # --- geometry -------------------------------------------------------------------------------

    def picture_rect(self) -> QRectF:
        """Where the wiped pair is, in widget pixels."""
        return self._fitted(QRectF(self.rect()))

    def divider_x(self) -> float:
        """Where the divider is, in widget pixels."""
        rect = self.picture_rect()
        return rect.left() + self.divider * rect.width()

    def _fitted(self, room: QRectF) -> QRectF:
        room = room.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        first = self._a[0] if self._a else None
        if first is None or room.width() < 1 or room.height() < 1:
            return room
        factor = min(room.width() / first.width(), room.height() / first.height())
        width, height = first.width() * factor, first.height() * factor
        center = room.center()
        return QRectF(center.x() - width / 2, center.y() - height / 2, width, height)

    def frames_now(self) -> tuple[QImage, QImage] | None:
        """The frames of both at the play-head; None while there is nothing to compare."""
        if not self._a or not self._b:
            return None
        longest = max(len(self._a), len(self._b))
        at = min(self._model.frame.value, longest - 1) / max(1, longest - 1)
        return (
            self._a[round(at * (len(self._a) - 1))],
            self._b[round(at * (len(self._b) - 1))],
        )

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frames = self.frames_now()
        if frames is not None:
            match self.mode:
                case "wipe":
                    self._paint_wipe(painter, *frames)
                case "side":
                    self._paint_side(painter, *frames)
                case "difference":
                    painter.drawImage(self.picture_rect(), difference(*frames))
        painter.end()

    def _paint_wipe(self, painter: QPainter, a: QImage, b: QImage) -> None:
        rect, x = self.picture_rect(), self.divider_x()
        painter.drawImage(rect, a)
        painter.save()
        painter.setClipRect(QRectF(x, rect.top(), rect.right() - x, rect.height()))
        painter.drawImage(rect, b)
        painter.restore()
        self._name(painter, self.names[0], rect, left=True)
        self._name(painter, self.names[1], rect, left=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 120), 4))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(QPen(QColor(255, 255, 255), 2))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setBrush(self._theme.color("accent"))
        painter.drawEllipse(QPointF(x, rect.center().y()), GRIP_PX, GRIP_PX)

    def _paint_side(self, painter: QPainter, a: QImage, b: QImage) -> None:
        half = self.width() / 2
        for image, left, name in ((a, 0.0, self.names[0]), (b, half, self.names[1])):
            rect = self._fitted(QRectF(left, 0, half, self.height()))
            painter.drawImage(rect, image)
            self._name(painter, name, rect, left=True)

    def _name(self, painter: QPainter, text: str, rect: QRectF, *, left: bool) -> None:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 16
        x = rect.left() + 8 if left else rect.right() - 8 - width
        box = QRectF(x, rect.top() + 8, width, metrics.height() + 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 165))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # --- the divider ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.mode == "wipe":
            self._dragging = True
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        near = abs(event.position().x() - self.divider_x()) <= GRIP_PX and self.mode == "wipe"
        self.setCursor(
            Qt.CursorShape.SplitHCursor if near or self._dragging else Qt.CursorShape.ArrowCursor
        )
        if self._dragging:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def _move_to(self, x: float) -> None:
        rect = self.picture_rect()
        self.divider = min(max((x - rect.left()) / max(1.0, rect.width()), 0.0), 1.0)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif step is not None and self.mode == "wipe":
            self.divider = min(max(self.divider + step, 0.0), 1.0)
            self.update()
        else:
            super().keyPressEvent(event)


def difference(a: QImage, b: QImage) -> QImage:
    """`4 · |a - b|` of the larger one's size, black where they agree."""
    size = a.size() if a.width() >= b.width() else b.size()
    result = a.scaled(size).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(result.rect(), b)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    for _ in range(_DOUBLINGS):
        painter.drawImage(0, 0, result.copy())
    painter.end()
    return result
