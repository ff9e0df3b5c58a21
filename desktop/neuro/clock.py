"""The beat of the window: asks for samples, and what else is done now and then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

# A picture 60 times a second; ten times when nobody looks, so that nothing is missed.
FRAME_MS, HIDDEN_MS = 16, 100
SLOW_MS = 500


class Clock(QObject):
    """Calls `frame` at each picture and `slow` twice a second while it runs."""

    def __init__(
        self, frame: Callable[[], object], slow: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._frames, self._slows = QTimer(self), QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(HIDDEN_MS)
        self._slows.setInterval(SLOW_MS)
        self._frames.timeout.connect(lambda: frame())
        self._slows.timeout.connect(lambda: slow())

    @property
    def is_running(self) -> bool:
        """Whether it beats."""
        return self._frames.isActive()

    def run(self, running: bool) -> None:
        """Begin or stop."""
        for timer in (self._frames, self._slows):
            if running and not timer.isActive():
                timer.start()
            elif not running:
                timer.stop()

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._frames.setInterval(FRAME_MS if seen else HIDDEN_MS)
