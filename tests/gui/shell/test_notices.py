"""The system tells of a job that ended, where the person is elsewhere and wants to know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.settings import SettingsStore
from shared.paths import config_dir
from tests.gui.conftest import App
from tests.gui.screens import settle
from tests.gui.shell.waiting import until


class Tray(QSystemTrayIcon):
    """Keeps messages instead of giving them to the system."""

    made: list[Tray]
    messageClicked = Signal()  # noqa: N815 - Qt's name; ours can be emitted

    def __init__(self, icon: QIcon) -> None:
        super().__init__(icon)
        self.told: list[tuple[str, str, object]] = []
        self.is_shown = False
        Tray.made.append(self)

    def show(self) -> None:
        self.is_shown = True

    def hide(self) -> None:
        self.is_shown = False

    def showMessage(self, title: str, text: str, icon: object, ms: int) -> None:  # type: ignore[override]
        self.told.append((title, text, icon))


@pytest.fixture
def alerts(app: App, monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """Windows whose taskbar entry was marked."""
    found: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, ms=0: found.append(window))
    return found


@pytest.fixture
def tray(app: App, alerts: list[QWidget], monkeypatch: pytest.MonkeyPatch) -> list[Tray]:
    """A system that has notifications; the icons that were made for them."""
    Tray.made = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    app.window.job_actions.notices.make_tray = Tray
    return Tray.made


@pytest.fixture
def elsewhere(app: App, qtbot: QtBot) -> Iterator[QWidget]:
    """Another window in front of ours."""
    other = QWidget()
    other.show()
    other.activateWindow()
    until(qtbot, lambda: QApplication.activeWindow() is other)
    yield other
    other.close()
    other.deleteLater()


def finish(app: App, title: str = "Harbour", task: str = "motion.render") -> str:
    view = app.client.add_job(task, title=title)
    app.client.run(view.job_id)
    app.client.finish(view.job_id)
    settle()
    return view.job_id


@pytest.mark.usefixtures("elsewhere")
def test_a_job_that_is_done_is_told_outside(
    app: App, tray: list[Tray], alerts: list[QWidget]
) -> None:
    finish(app)
    ((title, text, icon),) = tray[0].told
    assert (title, text) == ("Vitrine", "Harbour is done.")
    assert icon == QSystemTrayIcon.MessageIcon.Information
    assert alerts == []
    view = app.client.add_job(title="Boat")
    app.client.fail(view.job_id, "out_of_memory", device="cpu")
    settle()
    assert tray[0].told[-1][1:] == ("Boat has failed.", QSystemTrayIcon.MessageIcon.Warning)
    assert len(tray) == 1


def test_nothing_is_told_to_a_person_who_looks(
    app: App, qtbot: QtBot, tray: list[Tray], alerts: list[QWidget]
) -> None:
    app.window.activateWindow()
    until(qtbot, lambda: QApplication.activeWindow() is app.window)
    finish(app)
    # A dialog of the window is the window.
    app.window.open_settings()
    dialog = app.window._dialog
    assert dialog is not None
    dialog.activateWindow()
    until(qtbot, lambda: QApplication.activeWindow() is dialog)
    finish(app, "Second")
    assert tray == []
    assert alerts == []


@pytest.mark.usefixtures("elsewhere")
def test_a_click_brings_the_window_and_the_jobs_back(
    app: App, qtbot: QtBot, tray: list[Tray]
) -> None:
    finish(app)
    assert tray[0].is_shown
    assert not app.window.dock.isVisible()
    tray[0].messageClicked.emit()
    until(qtbot, lambda: QApplication.activeWindow() is app.window)
    assert app.window.dock.isVisible()
    assert app.window.dock.tab == "jobs"
    assert not tray[0].is_shown


@pytest.mark.usefixtures("elsewhere")
def test_the_icon_goes_with_its_message_and_with_the_window(app: App, tray: list[Tray]) -> None:
    notices = app.window.job_actions.notices
    finish(app)
    notices._timer.timeout.emit()
    assert not tray[0].is_shown
    finish(app, "Second")
    assert tray[0].is_shown
    app.window.shut_down()
    assert not tray[0].is_shown


@pytest.mark.usefixtures("elsewhere")
def test_without_a_tray_the_taskbar_entry_is_marked(app: App, alerts: list[QWidget]) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    finish(app)
    assert alerts == [app.window]


def test_the_switch_is_in_the_settings_and_is_kept(
    app: App, qtbot: QtBot, tray: list[Tray], alerts: list[QWidget]
) -> None:
    app.window.open_settings()
    dialog = app.window._dialog
    assert dialog is not None
    box = dialog.notify_when_done
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert not SettingsStore(config_dir()).value.notify_when_done
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    other = QWidget()
    other.show()
    other.activateWindow()
    until(qtbot, lambda: QApplication.activeWindow() is other)
    finish(app)
    assert tray == []
    assert alerts == []
    other.close()
    other.deleteLater()
