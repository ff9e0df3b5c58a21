"""Brings the client's callbacks from its I/O thread to the GUI thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.link import Client, Link
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.messages import Message

# A frame at 60 Hz is 16 ms; half of it leaves room for what the listeners repaint.
BUDGET_S = 0.008


class LinkBridge(QObject):
    """Runs calls of any thread on the thread that made it, in order.

    Calls are collected, so 10,000 jobs of a snapshot are one wake-up for every 8 ms of work, and
    the window draws and answers in between.
    """

    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._awake = False
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` later on the GUI thread."""
        with self._lock:
            self._calls.append(call)
            wake, self._awake = not self._awake, True
        if wake:
            self._wake.emit()

    def _drain(self) -> None:
        until = time.monotonic() + BUDGET_S
        try:
            while (call := self._take()) is not None:
                call()
                if time.monotonic() > until:
                    self._wake.emit()
                    return
        except BaseException:
            # The call that failed is gone; the ones behind it still have to run.
            self._wake.emit()
            raise

    def _take(self) -> Callable[[], None] | None:
        with self._lock:
            if self._calls:
                return self._calls.popleft()
            self._awake = False
            return None


def open_link(
    home: Path, bridge: LinkBridge, *, keep_running: bool, host_options: tuple[str, ...] = ()
) -> Link:
    """A link to the worker of `home`, started with `start()`; it speaks on the bridge's thread."""

    def make_client(
        on_message: Callable[[Message, list[Blob]], None], on_link: Callable[[LinkState], None]
    ) -> Client:
        # ZeroMQ and the key files cost 60 ms that nobody pays who only makes a bridge.
        from shared.protocol.client import HostClient

        return HostClient(
            home,
            kind="desktop",
            on_message=on_message,
            on_link=on_link,
            keep_running=keep_running,
            host_options=host_options,
        )

    return Link(make_client, bridge.post)
