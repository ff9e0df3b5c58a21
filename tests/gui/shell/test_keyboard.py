"""Every control of a workspace with its sample open is named and reached by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.icl.workspace import IclWorkspace
from desktop.motion.workspace import MotionWorkspace
from desktop.robustness.workspace import RobustWorkspace
from tests.gui.conftest import App
from tests.gui.screens import settle
from tests.gui.shell.test_look import controls
from tests.gui.shell.waiting import until

SAMPLES = {
    "motion": "motion.open_sample",
    "neuro": "neuro.simulate",
    "icl": "icl.sample",
    "robustness": "robustness.quick_sample",
}
TABS = 150


def is_filled(app: App, workspace_id: str) -> bool:
    workspace = app.window.workspaces[workspace_id]
    if isinstance(workspace, MotionWorkspace):
        return bool(workspace.model.document.layers)
    if isinstance(workspace, IclWorkspace):
        return workspace.pool.summary.rows > 100 and not workspace.pool.is_busy
    if isinstance(workspace, RobustWorkspace):
        return workspace.is_open
    return True  # a stream needs a worker; the pages of EEG have tests of their own


def walk(app: App) -> list[QWidget]:
    """Every widget that Tab comes to, in order."""
    seen: dict[int, QWidget] = {}
    for _ in range(TABS):
        QTest.keyClick(QApplication.focusWidget() or app.window, Qt.Key.Key_Tab)
        found = QApplication.focusWidget()
        if found is not None:
            seen[id(found)] = found
    return list(seen.values())


def is_reached(widget: QWidget, seen: list[QWidget]) -> bool:
    if any(widget is one or widget.isAncestorOf(one) for one in seen):
        return True
    # Of buttons that exclude one another, Tab comes to the chosen one and arrows to the others.
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and any(one in seen for one in group.buttons())


@pytest.mark.parametrize("workspace_id", SAMPLES)
def test_the_keyboard_reaches_every_control(app: App, qtbot: QtBot, workspace_id: str) -> None:
    app.client.engine("ready")
    app.window.show_workspace(workspace_id)
    app.window.registry.run(SAMPLES[workspace_id])
    until(qtbot, lambda: is_filled(app, workspace_id))
    app.window.activateWindow()
    settle()
    seen = walk(app)
    workspace = app.window.workspaces[workspace_id]
    shown = [w for w in controls(workspace) if w.isVisible() and w.isEnabled()]
    assert shown
    assert not [w for w in shown if not is_reached(w, seen)]
    nameless = [
        w
        for w in shown
        if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert not nameless


def test_arrows_choose_among_tools_that_exclude_one_another(app: App, qtbot: QtBot) -> None:
    app.client.engine("ready")
    app.window.registry.run("motion.open_sample")
    until(qtbot, lambda: is_filled(app, "motion"))
    motion = app.window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    app.window.activateWindow()
    settle()
    groups = {
        w.group(): w
        for w in controls(motion)
        if isinstance(w, QAbstractButton) and w.isChecked() and w.group() is not None
    }
    assert len(groups) > 1
    for group, chosen in groups.items():
        chosen.setFocus(Qt.FocusReason.TabFocusReason)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
            if QApplication.focusWidget() is chosen:
                QTest.keyClick(chosen, key)
        after = QApplication.focusWidget()
        assert after is not chosen
        assert isinstance(after, QAbstractButton)
        assert after in group.buttons()
        assert after.isChecked()
