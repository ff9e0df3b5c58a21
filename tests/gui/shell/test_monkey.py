"""Five hundred commands in two random orders, each time the same, without an error."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.conftest import App

COMMANDS = 250
# These end the program or would wait for a person.
LEFT_OUT = {"window.quit"}


@pytest.fixture
def no_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs that wait for an answer get none; menus and message boxes close at once."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *a, **k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: "")
    monkeypatch.setattr(QMessageBox, "exec", lambda self: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(QDialog, "exec", lambda self: 0)
    monkeypatch.setattr(QMenu, "exec", lambda *a, **k: None)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.usefixtures("no_dialogs")
def test_random_commands_never_fail(app: App, qtbot: QtBot, seed: int) -> None:
    rng = random.Random(seed)
    app.client.engine("ready")
    app.window.registry.run("motion.open_sample")
    ran: list[str] = []
    with qtbot.captureExceptions() as errors:
        for _ in range(COMMANDS):
            commands = app.window.registry.available(app.window.workspace.workspace_id)
            command = rng.choice([c for c in commands if c.id not in LEFT_OUT])
            ran.append(command.id)
            app.window.registry.run(command.id)
            if rng.random() < 0.1 and app.client.jobs:
                app.client.run(rng.choice(list(app.client.jobs)))
            QApplication.processEvents()
            assert not errors, f"after {ran[-5:]}: {errors}"
    assert len(set(ran)) > 10
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()
