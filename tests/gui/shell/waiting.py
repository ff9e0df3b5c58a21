"""Waiting for what has to come: the limit only ends a test that hangs, on any machine."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

LIMIT_MS = 120_000


def until(qtbot: QtBot, true: Callable[[], object]) -> None:
    """Run the event loop until `true()`."""
    qtbot.waitUntil(lambda: bool(true()), timeout=LIMIT_MS)
