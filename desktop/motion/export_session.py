"""Exports on a thread of their own, with progress and a way to stop."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desktop.motion.export_source import ExportSource
from desktop.motion.exports import ExportId, export
from desktop.widgets.background import Background
from shared.errors import AppError

REPORT_EVERY_S = 0.05


class ExportSession(QObject):
    """Runs one export after the other.

    Attributes
    ----------
    progress : Signal of (done, total)
    exported : Signal of Path
    failed : Signal of AppError
    ended : Signal
        An export finished, failed or was stopped.
    """

    progress = Signal(int, int)
    exported = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _ticked = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("motion-exports", self)
        self._stop = threading.Event()
        self._ticked.connect(self.progress, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being exported."""
        return self._background.is_busy

    def start(self, kind: ExportId, source: ExportSource, target: Path) -> None:
        """Export; `exported` or `failed` follows, then `ended`."""
        self._stop.clear()
        last = 0.0

        def tick(done: int, total: int) -> None:
            nonlocal last
            if self._stop.is_set():
                raise AppError("cancelled")
            now = time.monotonic()
            if done == total or now - last >= REPORT_EVERY_S:
                last = now
                self._ticked.emit(done, total)

        self._background.run(lambda: export(kind, source, target, tick), self._done, self._failed)

    def stop(self) -> None:
        """Stop at the next frame; nothing is left behind."""
        self._stop.set()

    def close(self) -> None:
        """Stop and let go of the thread."""
        self.stop()
        self._background.close()

    def _done(self, path: Path) -> None:
        self.exported.emit(path)
        self.ended.emit()

    def _failed(self, error: AppError) -> None:
        if error.code != "cancelled":
            self.failed.emit(error)
        self.ended.emit()
