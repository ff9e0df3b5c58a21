"""Measures how a window is paced on a screen, with a gray that does not change."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QRasterWindow

from desktop.neuro.stimulus.run import Stage
from shared.neuro.stimulus.refresh import refresh_report

TICKS = 121
# The first updates of a new window come when they like.
SKIPPED = 15
LIMIT_MS = 4000
_GRAY = QColor(128, 128, 128)


class _GrayWindow(QRasterWindow):
    """Paints the same gray at every update and keeps their times."""

    full = Signal()

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self.ticks_s: list[float] = []

    def event(self, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.UpdateRequest:
            return bool(super().event(event))
        if len(self.ticks_s) < TICKS + SKIPPED:
            self.ticks_s.append(self._clock())
            self.update()
            super().event(event)
            self.requestUpdate()
            if len(self.ticks_s) == TICKS + SKIPPED:
                self.full.emit()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), _GRAY)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) is Qt.Key.Key_Escape:
            self.full.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.full.emit()
        super().closeEvent(event)


class RefreshProbe(QObject):
    """Opens a gray window on a stage for about two seconds; Esc ends it.

    Attributes
    ----------
    done : Signal of RefreshReport or None
        What was measured; None if too little came.
    """

    done = Signal(object)

    def __init__(
        self,
        stage: Stage,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._window = _GrayWindow(clock)
        self._window.full.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._finish)
        self._is_over = False

    def start(self, title: str) -> None:
        """Show the window and measure."""
        self._window.setTitle(title)
        area = self._stage.screen.geometry()
        self._window.setScreen(self._stage.screen)
        if self._stage.is_full:
            self._window.setGeometry(area)
            self._window.showFullScreen()
        else:
            self._window.resize(area.size() / 2)
            self._window.show()
        self._window.requestUpdate()
        self._limit.start(LIMIT_MS)

    def close(self) -> None:
        """End without a result."""
        self._is_over = True
        self._limit.stop()
        self._window.close()
        self._window.deleteLater()

    def _finish(self) -> None:
        if self._is_over:
            return
        self.close()
        ticks_s = self._window.ticks_s[SKIPPED:]
        self.done.emit(refresh_report(ticks_s, 1 / self._stage.frame_s))
