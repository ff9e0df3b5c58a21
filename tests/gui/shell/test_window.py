"""The window: workspaces, keys, dock, menu, files and closing, by real events."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.settings import SettingsStore
from shared.paths import config_dir
from tests.gui.conftest import App, close_app, make_app
from tests.gui.shell.dragging import drop

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


def test_ctrl_and_a_digit_change_the_workspace(app: App) -> None:
    for key, workspace_id, title in (
        (Qt.Key.Key_2, "neuro", "EEG"),
        (Qt.Key.Key_3, "icl", "Demos"),
        (Qt.Key.Key_4, "robustness", "Robustness"),
        (Qt.Key.Key_1, "motion", "Motion"),
    ):
        QTest.keyClick(app.window, key, CONTROL)
        assert app.window.workspace.workspace_id == workspace_id
        assert app.window.top_bar.title.text() == title
        assert app.window.rail.buttons[workspace_id].isChecked()


def test_a_click_on_the_rail_changes_the_workspace(app: App) -> None:
    QTest.mouseClick(app.window.rail.buttons["icl"], Qt.MouseButton.LeftButton)
    assert app.window.workspace.workspace_id == "icl"
    assert app.window.stack.currentWidget() is app.window.workspaces["icl"]


def test_the_jobs_bar_opens_and_closes_the_dock(app: App) -> None:
    QTest.mouseClick(app.window.jobs_bar.toggle, Qt.MouseButton.LeftButton)
    assert app.window.dock.isVisible()
    assert app.window.dock.tab == "jobs"
    QTest.keyClick(app.window, Qt.Key.Key_L, CONTROL)
    assert app.window.dock.tab == "log"
    QTest.keyClick(app.window, Qt.Key.Key_L, CONTROL)
    assert not app.window.dock.isVisible()


def test_each_workspace_remembers_its_dock(app: App) -> None:
    app.window.show_workspace("neuro")
    app.window.toggle_dock("jobs")
    app.window.splitter.setSizes([400, 300])
    height = app.window.splitter.sizes()[1]
    app.window.show_workspace("icl")
    assert not app.window.dock.isVisible()
    app.window.show_workspace("neuro")
    assert app.window.dock.isVisible()
    assert app.window.splitter.sizes()[1] == height


def test_window_size_workspace_and_panes_survive_a_restart(
    qapp: QApplication, qtbot: QtBot, fresh_folders: Path
) -> None:
    first = make_app(qapp, fresh_folders)
    first.desktop.show()
    first.window.resize(1300, 820)
    first.window.show_workspace("icl")
    first.window.toggle_dock("log")
    close_app(first)
    value = SettingsStore(config_dir()).value
    assert (value.workspace, value.window_size) == ("icl", (1300, 820))
    second = make_app(qapp, fresh_folders)
    second.desktop.show()
    assert second.window.workspace.workspace_id == "icl"
    assert second.window.dock.isVisible()
    close_app(second)


def test_the_window_fits_1280_by_800(app: App) -> None:
    assert (app.window.width(), app.window.height()) == (1280, 800)
    hint = app.window.minimumSizeHint()
    assert hint.width() <= 1280
    assert hint.height() <= 800


def test_a_dropped_file_that_cannot_be_opened_is_named_in_a_message(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "notes.xyz"
    path.write_text("no picture")
    app.window.show_workspace("neuro")
    drop(app.window, path)
    qtbot.waitUntil(lambda: any("notes.xyz" in t.text for t in app.window.toasts.shown))


def test_the_question_mark_shows_the_keys_and_esc_hides_them(app: App) -> None:
    QTest.keyClicks(app.window, "?")
    assert app.window.key_sheet.isVisible()
    QTest.keyClick(app.window.key_sheet, Qt.Key.Key_Escape)
    assert not app.window.key_sheet.isVisible()


def test_the_palette_finds_and_runs_a_command(app: App) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_P, CONTROL_SHIFT)
    palette = app.window.palette_card
    assert palette.isVisible()
    QTest.keyClicks(palette.line, "go demos")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert app.window.workspace.workspace_id == "icl"


def test_arrows_move_in_the_palette_and_a_click_beside_closes_it(app: App) -> None:
    app.window.open_palette()
    palette = app.window.palette_card
    before = palette.list.currentRow()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() != before
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentRow() == before
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not palette.isVisible()


def test_the_menu_lists_the_commands(app: App) -> None:
    QTest.mouseClick(app.window.rail.menu_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    titles = [action.text().split("\t")[0] for action in menu.actions()]
    assert {"Settings", "Quit", "Undo"} <= set(titles)
    menu.close()


def test_space_presses_the_button_that_has_the_focus(app: App) -> None:
    app.window.toggle_dock("jobs")
    app.window.dock.closer.setFocus()
    QTest.keyClick(app.window.dock.closer, Qt.Key.Key_Space)
    assert not app.window.dock.isVisible()


def test_every_command_has_a_title_and_a_known_icon(app: App) -> None:
    from desktop.widgets.icons import is_icon

    for command in app.window.registry:
        assert command.title, command.id
        assert not command.icon or is_icon(command.icon), command


def test_the_window_title_names_document_and_program(app: App) -> None:
    app.window.show_workspace("icl")
    assert app.window.windowTitle() == "[*]Demos — Vitrine"
