"""A window on the Robustness workspace, and a worker that is scripted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.robustness.panel import Panel
from desktop.robustness.workspace import RobustWorkspace
from shared.jobs import JobView
from tests.gui.conftest import App
from tests.gui.robustness.engine import FakeLab

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Robust:
    """What a person does in the workspace, by real events."""

    def __init__(self, app: App, qtbot: QtBot) -> None:
        self.app, self.qtbot = app, qtbot
        workspace = app.window.workspaces["robustness"]
        assert isinstance(workspace, RobustWorkspace)
        self.workspace = workspace
        self.engine = FakeLab(app.client)
        app.client.engine()
        app.window.show_workspace("robustness")

    @property
    def panel(self) -> Panel:
        assert self.workspace.panel is not None
        return self.workspace.panel

    def click(
        self,
        widget: QWidget,
        at: QPoint | None = None,
        keys: Qt.KeyboardModifier = NONE,
    ) -> None:
        QTest.mouseClick(widget, LEFT, keys, at if at is not None else widget.rect().center())

    def open_sample(self) -> None:
        """Press the button of the empty page."""
        self.click(self.workspace.empty_page.sample_button)
        self.qtbot.waitUntil(lambda: self.workspace.panel is not None)
        self.qtbot.waitExposed(self.panel)

    def run(self) -> list[JobView]:
        """Press Run; the jobs that wait."""
        before = len(self.engine.jobs())
        wanted = before + len(self.workspace.model.setup.value.attacks)
        self.click(self.panel.setup.run)
        self.qtbot.waitUntil(lambda: len(self.engine.jobs()) == wanted)
        return self.engine.jobs()[before:]

    def attacked(self) -> None:
        """Run what is chosen, to the end."""
        for job in self.run():
            self.engine.attack(job)
        self.qtbot.waitUntil(lambda: not self.workspace.launcher.is_running)
        self.qtbot.waitUntil(lambda: all(r.step == "done" for r in self.workspace.lab.runs()))


@pytest.fixture
def robust(app: App, qtbot: QtBot) -> Robust:
    return Robust(app, qtbot)


@pytest.fixture
def sample(robust: Robust) -> Robust:
    """The sample is open."""
    robust.open_sample()
    return robust
