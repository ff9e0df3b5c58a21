"""Motion inside the whole window: keys, menus' commands, drops, and 500 random commands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.motion.tool_bar import TOOL_KEYS
from desktop.motion.workspace import MotionWorkspace
from tests.gui.conftest import App
from tests.gui.shell.dragging import drop

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def motion(app: App, qtbot: QtBot, picture_file: Path) -> MotionWorkspace:
    workspace = app.window.workspaces["motion"]
    assert isinstance(workspace, MotionWorkspace)
    workspace.prompts.ask_save = lambda: "discard"
    app.window.activateWindow()
    with qtbot.waitSignal(workspace.documents.opened, timeout=20_000):
        app.window.open_path(picture_file)
    workspace.editor.canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is workspace.editor.canvas)
    return workspace


def draw(workspace: MotionWorkspace, points: list[tuple[float, float]]) -> None:
    canvas = workspace.editor.canvas
    QTest.mousePress(canvas, LEFT, NONE, canvas.screen_point(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, canvas.screen_point(*point))
    QTest.mouseRelease(canvas, LEFT, NONE, canvas.screen_point(*points[-1]))


def test_the_keys_of_the_tools(motion: MotionWorkspace) -> None:
    canvas = motion.editor.canvas
    for tool, key in TOOL_KEYS.items():
        QTest.keyClick(canvas, key.lower())
        assert motion.model.tool_name.value == tool
        assert motion.editor.tools.buttons[tool].isChecked()


def test_undo_redo_and_render_by_key(app: App, motion: MotionWorkspace, qtbot: QtBot) -> None:
    canvas, before = motion.editor.canvas, motion.model.document
    draw(motion, [(100, 100), (140, 120), (180, 130)])
    after = motion.model.document
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert motion.model.document is before
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert motion.model.document is after
    QTest.keyClick(canvas, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(app.client.submitted))
    qtbot.waitUntil(lambda: app.window.jobs.summary().waiting == 1)
    assert motion.results.job_ids == tuple(app.client.jobs)


def test_space_plays_whether_or_not_the_canvas_has_the_focus(motion: MotionWorkspace) -> None:
    QTest.keyClick(motion.editor.canvas, Qt.Key.Key_Space)
    assert motion.player.is_playing
    motion.editor.timeline.setFocus()
    QTest.keyClick(motion.editor.timeline, Qt.Key.Key_Space)
    assert not motion.player.is_playing


def test_a_name_can_be_typed_although_letters_choose_tools(motion: MotionWorkspace) -> None:
    draw(motion, [(100, 100), (140, 120), (180, 130)])
    name = motion.editor.layer_page._name
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, "peb cv")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert motion.model.document.layers[0].name == "peb cv"
    assert motion.model.tool_name.value == "drag"


def test_a_dropped_picture_opens(app: App, motion: MotionWorkspace, qtbot: QtBot, tmp_path: Path):
    from PIL import Image

    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    with qtbot.waitSignal(motion.documents.opened, timeout=20_000):
        drop(app.window, tmp_path / "red.png")
    assert motion.document_name == "red"


def test_leaving_the_workspace_stops_playing(app: App, motion: MotionWorkspace) -> None:
    motion.player.play()
    app.window.show_workspace("neuro")
    assert not motion.player.is_playing
    app.window.show_workspace("motion")


def test_500_random_commands(
    app: App, motion: MotionWorkspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    rng = np.random.default_rng(11)
    commands = [c.id for c in motion.commands() if c.id not in ("motion.open_sample",)]
    for step in range(500):
        if step % 4 == 0:
            points = (rng.random((4, 2)) * (451, 300)).tolist()
            draw(motion, [tuple(point) for point in points])
        app.window.registry.run(commands[rng.integers(len(commands))])
        if step % 25 == 0:
            qtbot.wait(5)
    motion.player.pause()
    end = motion.model.document
    steps = len(motion.undo_stack)
    for _ in range(steps):
        motion.undo()
    for _ in range(steps):
        motion.redo()
    assert motion.model.document is end
