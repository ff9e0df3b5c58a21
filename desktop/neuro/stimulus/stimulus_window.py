"""The window that a participant looks at: it paints frames and says when each was shown."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QExposeEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRasterWindow,
    QRegion,
    QResizeEvent,
    QScreen,
)

from desktop.neuro.stimulus.painter import StimulusPainter
from desktop.neuro.stimulus.player import Frame, Player

WINDOW_SHARE = 0.8
MIN_SIZE = QSize(320, 240)
# Ticks whose distance says how far ahead a frame is seen.
_TICKS = 32
_BEGIN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StimulusWindow(QRasterWindow):
    """Asks the player for a frame at each update of the screen and paints it if it is another one.

    `QWindow.requestUpdate` paces it: by the screen's refresh where the platform tells it, else
    every few milliseconds. A frame counts as shown when its pixels have been handed over. Space and
    Esc give gray at once, and so does another window that takes the focus; a second Esc ends.

    Attributes
    ----------
    began : Signal
        The person started the run.
    ended : Signal
        The last frame is gray and on the screen, or the window was closed.
    """

    began = Signal()
    ended = Signal()

    def __init__(
        self,
        player: Player,
        painter: StimulusPainter,
        frame_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._player, self._painter, self._frame_s, self._clock = player, painter, frame_s, clock
        self._frame: Frame | None = None
        self._ticks: deque[float] = deque(maxlen=_TICKS)
        self._has_ended = self._is_stale = False
        self.setMinimumSize(MIN_SIZE)

    def show_on(self, screen: QScreen, *, full: bool) -> None:
        """Fill the screen, or open in the middle of it."""
        self.setScreen(screen)
        area = screen.availableGeometry()
        if full:
            self.setCursor(Qt.CursorShape.BlankCursor)
            self.setGeometry(screen.geometry())
            self.showFullScreen()
        else:
            size = area.size() * WINDOW_SHARE
            self.setGeometry(QRect(area.center() - QRect(area.topLeft(), size).center(), size))
            self.show()
        self.requestActivate()

    @property
    def frame(self) -> Frame | None:
        """What is on the screen."""
        return self._frame

    # --- frames -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """An update of the screen is a tick; all else is Qt's."""
        if event.type() is QEvent.Type.UpdateRequest:
            self.tick()
            return True
        return bool(super().event(event))

    def tick(self) -> None:
        """Paint what is due now, if it differs from what is shown."""
        if self._has_ended:
            return
        now_s = self._clock()
        self._ticks.append(now_s)
        frame = self._player.frame(now_s, self._ahead_s())
        if frame != self._frame:
            self._show(frame)
        elif self._is_stale:
            self._paint_now(QRegion(QRect(QPoint(0, 0), self.size())))
        self._is_stale = False
        if self._player.phase == "running":
            self.requestUpdate()
        else:
            self._ticks.clear()
        if self._player.phase == "over":
            self._end()

    def _show(self, frame: Frame) -> None:
        ratio = self.devicePixelRatio()
        region = self._painter.changed(self._frame, frame, self.size(), ratio)
        self._frame = frame
        self._paint_now(region)
        self._player.swapped(self._clock())

    def _paint_now(self, region: QRegion) -> None:
        self.update(region)
        super().event(QEvent(QEvent.Type.UpdateRequest))

    def _ahead_s(self) -> float:
        """Half the time to the next tick: what is due until then is nearest to now."""
        if len(self._ticks) < 2:
            return 0.0
        between_s = median(b - a for a, b in pairwise(self._ticks))
        return min(between_s, self._frame_s) / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        frame = self._frame or Frame("ready")
        self._painter.paint(painter, frame, self.size(), self.devicePixelRatio())
        painter.end()

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.ended.emit()

    # --- what happens to it -----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space: gray, and on again. Esc: gray, then the end. Enter: I saw the target."""
        if event.isAutoRepeat():
            return
        key, phase = Qt.Key(event.key()), self._player.phase
        if key is Qt.Key.Key_Escape:
            self.pause() if phase == "running" else self.abort()
        elif phase == "ready" and key in _BEGIN_KEYS:
            self.begin()
        elif key is Qt.Key.Key_Space:
            self.toggle_pause()
        elif key in _BEGIN_KEYS:
            self._player.respond(self._clock())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click answers the target as Enter does, and begins."""
        if self._player.phase == "ready":
            self.begin()
        else:
            self._player.respond(self._clock())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nobody may be looking."""
        self.pause()
        super().focusOutEvent(event)

    def exposeEvent(self, event: QExposeEvent) -> None:
        """A window that is covered or put away shows nothing."""
        super().exposeEvent(event)
        if not self.isExposed():
            self.pause()
        elif self._frame is None:
            self.tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All is painted anew."""
        super().resizeEvent(event)
        self._is_stale = True
        self.requestUpdate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it ends the run."""
        self.abort()
        super().closeEvent(event)

    # --- what is asked of it ----------------------------------------------------------------------

    def begin(self) -> None:
        """Start the run."""
        if self._player.phase == "ready":
            self._player.begin(self._clock())
            self.began.emit()
            self.tick()

    def pause(self) -> None:
        """Gray within this call."""
        if self._player.phase == "running":
            self._player.pause()
            self.tick()

    def toggle_pause(self) -> None:
        """Gray within this call, or on again."""
        if self._player.phase == "paused":
            self._player.resume(self._clock())
            self.tick()
        else:
            self.pause()

    def abort(self) -> None:
        """Gray within this call, and the end."""
        if self._player.phase != "over":
            self._player.abort()
            self.tick()
