"""Runs `vitrine-worker eeg export` for the window: in a process of its own, which needs no host."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from shared.protocol.launch import child_environment

ROOT = Path(__file__).resolve().parents[2]
# How long a process that was told to stop may take; then it is killed.
STOP_MS = 3000


class ExportRun(QObject):
    """One export at a time.

    Attributes
    ----------
    ended : Signal of (bool, str)
        Whether it worked, and what the worker said last.
    """

    ended = Signal(bool, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def is_running(self) -> bool:
        """Whether one runs."""
        return self._process is not None

    def start(self, arguments: Sequence[str]) -> None:
        """Begin; `arguments` follow `vitrine-worker`."""
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        environment = QProcessEnvironment()
        for key, value in child_environment().items():
            environment.insert(key, value)
        process.setProcessEnvironment(environment)
        process.setWorkingDirectory(str(ROOT))
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        process.start(sys.executable, ["-m", "worker", *arguments])

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        said = bytes(process.readAll().data()).decode("utf-8", "replace")
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        self._forget()
        worked = code == 0 and status == QProcess.ExitStatus.NormalExit
        self.ended.emit(worked, lines[-1] if lines else "")

    def _failed(self, error: QProcess.ProcessError) -> None:
        # What has begun also finishes; what could not begin does not.
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            words = self._process.errorString()
            self._forget()
            self.ended.emit(False, words)

    def _forget(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def stop(self) -> None:
        """End it; nothing is said any more."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            if not process.waitForFinished(STOP_MS):
                process.kill()
                process.waitForFinished(STOP_MS)
            process.deleteLater()
