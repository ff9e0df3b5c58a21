"""One run of a protocol: its window and its player, from the first frame to the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QScreen

from desktop.neuro.stimulus.painter import StimulusPainter
from desktop.neuro.stimulus.player import Player
from desktop.neuro.stimulus.stimulus_window import StimulusWindow


@dataclass(frozen=True)
class Stage:
    """Where a run is shown."""

    screen: QScreen
    is_full: bool
    frame_s: float


class StimulusRun(QObject):
    """Owns a stimulus window until it has ended.

    Attributes
    ----------
    began : Signal
        The person at the window started.
    ended : Signal of RunReport
        The window is closed.
    """

    began = Signal()
    ended = Signal(object)

    def __init__(
        self,
        player: Player,
        painter: StimulusPainter,
        stage: Stage,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.player = player
        self.window = StimulusWindow(player, painter, stage.frame_s, clock)
        self._stage = stage
        self._is_over = False
        self.window.began.connect(self.began)
        # The window ends within its own event: it is deleted after that.
        self.window.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, title: str) -> None:
        """Show the window; it waits for the person."""
        self.window.setTitle(title)
        self.window.show_on(self._stage.screen, full=self._stage.is_full)

    def stop(self) -> None:
        """End it now; `ended` follows."""
        self.window.abort()

    def close(self) -> None:
        """End it within this call, with its report, whatever events still wait."""
        self.window.abort()
        self._end()

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self.window.close()
        self.window.deleteLater()
        self.ended.emit(self.player.report())
