"""The clock of the selected mask's edge, whose dashes walk around it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

MARCH_MS = 140
PHASES = 4


class MarchingEdge(QObject):
    """Steps `phase` and calls `moved` while it runs."""

    def __init__(self, moved: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.phase = 0
        self._moved = moved
        self._clock = QTimer(self)
        self._clock.setInterval(MARCH_MS)
        self._clock.timeout.connect(self._step)

    @property
    def is_running(self) -> bool:
        """Whether the dashes walk."""
        return self._clock.isActive()

    def run(self, wanted: bool) -> None:
        """Walk or stand still; one that walks already goes on as it was."""
        if not wanted:
            self._clock.stop()
        elif not self.is_running:
            self._clock.start()

    def _step(self) -> None:
        self.phase = (self.phase + 1) % PHASES
        self._moved()
