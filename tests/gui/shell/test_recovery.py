"""After a window that ended unexpectedly: its report and its unsaved work are offered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop.motion.project_file import new_project, write_project
from desktop.motion.workspace import MotionWorkspace
from tests.gui.conftest import App, close_app, make_app
from tests.gui.screens import settle
from tests.gui.shell.test_welcome import begin
from tests.gui.shell.waiting import until


@pytest.fixture
def crashed(fresh_folders: Path) -> Path:
    """A home whose window died."""
    logs = fresh_folders / "logs"
    logs.mkdir()
    trail = logs / "running-999999999-0badc0de.txt"
    trail.write_text("vitrine 0.1.0\n03:00:00Z ERROR window: uncaught: %s\n")
    return fresh_folders


@pytest.fixture
def lost(fresh_folders: Path, sample_picture: Path) -> Path:
    """A home with unsaved work of a window that is gone."""
    project = new_project(sample_picture.read_bytes(), "harbour.png")
    folder = fresh_folders / "autosave"
    folder.mkdir()
    write_project(folder / "0123.vitrine", project.document, ())
    return fresh_folders


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Folders that were opened in the system's file manager."""
    found: list[str] = []

    def open_url(url: QUrl) -> bool:
        found.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return found


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[list[App]]:
    """Programs that a test has started."""
    made: list[App] = []
    yield made
    for app in made:
        close_app(app)


def click(widget: QAbstractButton) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_nothing_is_offered_where_nothing_happened(app: App) -> None:
    assert not app.window.recovery_bar.isVisible()


def test_a_crash_is_told_and_its_folder_opened(
    qapp: QApplication, qtbot: QtBot, crashed: Path, opened: list[str], start: list[App]
) -> None:
    start.append(begin(qapp, qtbot, crashed))
    bar = start[0].window.recovery_bar
    assert bar.isVisible()
    assert "ended unexpectedly" in bar.words.text()
    assert not bar.recover_button.isVisible()
    click(bar.report_button)
    assert opened == [str(crashed / "crashes")]
    (report,) = (crashed / "crashes").iterdir()
    assert "uncaught: %s" in report.read_text()
    click(bar.dismiss_button)
    assert not bar.isVisible()
    # Told once: the next start has nothing to say.
    close_app(start.pop())
    start.append(begin(qapp, qtbot, crashed))
    assert not start[0].window.recovery_bar.isVisible()


def test_unsaved_work_is_brought_back_from_any_page(
    qapp: QApplication, qtbot: QtBot, crashed: Path, lost: Path, start: list[App]
) -> None:
    start.append(begin(qapp, qtbot, lost))
    window = start[0].window
    window.show_workspace("icl")
    bar = window.recovery_bar
    assert "Unsaved work in Motion" in bar.words.text()
    bar.recover_button.setFocus()
    QTest.keyClick(bar.recover_button, Qt.Key.Key_Space)
    motion = window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    motion.prompts.ask_save = lambda: "discard"
    until(qtbot, lambda: motion.model.pixels is not None)
    assert window.workspace.workspace_id == "motion"
    assert motion.document_name == "harbour"
    assert motion.is_modified
    assert not bar.isVisible()


def test_work_without_a_crash_is_offered_in_other_words(
    qapp: QApplication, qtbot: QtBot, lost: Path, start: list[App]
) -> None:
    start.append(begin(qapp, qtbot, lost))
    bar = start[0].window.recovery_bar
    assert "unexpectedly" not in bar.words.text()
    assert bar.recover_button.isVisible()
    assert not bar.report_button.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_offer_is_whole_and_named_in_both_languages(
    qapp: QApplication, qtbot: QtBot, crashed: Path, lost: Path, start: list[App], language: str
) -> None:
    start.append(begin(qapp, qtbot, lost))
    start[0].desktop.settings.update(language=language)
    start[0].window.resize(960, 800)
    settle()
    bar = start[0].window.recovery_bar
    assert bar.isVisible()
    assert ("unexpectedly" in bar.words.text()) is (language == "en")
    # Wrapped text is whole where it has the height that it needs at its width.
    assert bar.words.heightForWidth(bar.words.width()) <= bar.words.height()
    for control in (bar.recover_button, bar.report_button, bar.dismiss_button):
        assert control.accessibleName()
        assert control.toolTip()


def test_this_run_leaves_a_trail_until_it_is_closed(
    qapp: QApplication, qtbot: QtBot, fresh_folders: Path
) -> None:
    app = make_app(qapp, fresh_folders)
    (trail,) = (fresh_folders / "logs").glob("running-*")
    logging.getLogger("test").error("it broke: %s", "/home/me/private.png")
    text = trail.read_text()
    assert "it broke: %s" in text
    assert "private" not in text
    close_app(app)
    assert not trail.exists()
