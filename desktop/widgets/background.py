"""Slow work of the window on one named thread, its outcome back on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.outcomes import hand_over
from shared.errors import AppError

T = TypeVar("T")


class Background(QObject):
    """Runs calls one after the other; `done` and `failed` are called where this object lives."""

    _finished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a call waits, runs or has not been delivered."""
        return self._waiting > 0

    def run(
        self,
        call: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Run `call` on the thread."""
        if self._closed:
            return
        self._waiting += 1
        future = self._executor.submit(call)
        future.add_done_callback(lambda f: self._post((f, done, failed)))

    def _post(self, outcome: tuple[object, object, object]) -> None:
        if not self._closed:
            self._finished.emit(outcome)

    def _deliver(
        self,
        outcome: tuple[
            Future[object],
            Callable[[object], object] | None,
            Callable[[AppError], object] | None,
        ],
    ) -> None:
        future, done, failed = outcome
        self._waiting -= 1
        if not self._closed:
            hand_over(future, done, failed)

    def close(self) -> None:
        """Finish what runs, drop what waits, deliver nothing more."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=True)
