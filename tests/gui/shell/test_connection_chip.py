"""The chip says what the worker does and why; its popover says more and helps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import App


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        ("ready", {}, "Ready · CPU"),
        ("starting", {}, "Engine is loading…"),
        ("stalled", {}, "Engine makes no progress"),
        (
            "restarting",
            {"restarts": 2, "reason": "exit code -9"},
            "Restarting (2) — engine ran out of memory or was killed",
        ),
        (
            "restarting",
            {"restarts": 1, "reason": "exit code -11"},
            "Restarting (1) — engine crashed",
        ),
        ("broken", {"reason": "driver missing"}, "Engine broken — driver missing"),
    ],
)
def test_the_engine_in_words(
    app: App, qtbot: QtBot, state: str, fields: dict[str, object], words: str
) -> None:
    app.client.engine(state, **fields)
    qtbot.waitUntil(lambda: app.window.chip.text().strip() == words)
    assert words in app.window.chip.accessibleName()


def test_before_the_first_word_it_is_starting(app: App) -> None:
    assert app.window.chip.text().strip() == "Starting…"


def test_offline_says_why_in_the_popover(app: App, qtbot: QtBot) -> None:
    app.client.link("offline", reason="host_unreachable", params={"endpoint": "ipc://x"})
    qtbot.waitUntil(lambda: "Offline" in app.window.chip.text())
    QTest.mouseClick(app.window.chip, Qt.MouseButton.LeftButton)
    popover = app.window.chip.popover
    assert popover.isVisible()
    assert "No worker answers at ipc://x" in popover.help.text()
    assert not popover.restart_button.isEnabled()
    popover.hide()


def test_the_popover_restarts_the_worker_and_opens_the_log(app: App, qtbot: QtBot) -> None:
    app.client.engine("ready")
    qtbot.waitUntil(lambda: "Ready" in app.window.chip.text())
    QTest.mouseClick(app.window.chip, Qt.MouseButton.LeftButton)
    popover = app.window.chip.popover
    QTest.mouseClick(popover.restart_button, Qt.MouseButton.LeftButton)
    assert ("restart_engine",) in app.client.calls
    assert not popover.isVisible()
    QTest.mouseClick(app.window.chip, Qt.MouseButton.LeftButton)
    QTest.mouseClick(popover.log_button, Qt.MouseButton.LeftButton)
    assert app.window.dock.isVisible()
    assert app.window.dock.tab == "log"
