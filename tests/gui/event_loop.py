"""Waiting as a program does, in its own loop of events."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def let_pass(ms: int) -> None:
    """Run the loop of events for so long: `QTest.qWait` would hold up all other threads."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def turn_until(
    true: Callable[[], object], what: str = "", *, limit_s: float = 60.0, look_ms: int = 50
) -> None:
    """Run the loop of events until `true()`.

    Raises
    ------
    TimeoutError
        Named `what`, after `limit_s`.
    """
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        let_pass(look_ms)
