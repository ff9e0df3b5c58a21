"""Every control is named, reachable and whole; themes and languages switch at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.core.settings import SettingsStore
from desktop.core.tokens import THEMES
from desktop.i18n import I18N_DIR, TARGETS, catalogue, unfinished
from desktop.widgets.language import resolve_language
from shared.errors import SENTENCES, AppError
from shared.paths import config_dir
from tests.gui.conftest import App
from tests.gui.screens import settle

CONTROLS = (
    QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit,
    QTabBar, QAbstractSlider,
)  # fmt: skip
# Contexts of the shell; the workspaces' own strings are checked beside them.
SHELL = {
    "CommandPalette", "ConnectionChip", "ConnectionPopover", "Dock", "Errors",
    "JobActions", "JobsBar", "JobsPanel", "JobsTableModel", "KeySheet", "LogView",
    "DropHint", "MainWindow", "Models", "Rail", "RecoveryBar", "Restore", "SettingsDialog", "Tasks",
    "Toast", "TopBar", "WindowCommands", "WindowDrops",
    "Welcome", "Words", "Workspaces",
}  # fmt: skip


def controls(root: QWidget) -> Iterator[QWidget]:
    """The visible controls below `root` that a person can use, without the inner parts of one."""
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisibleTo(root):
            continue
        if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
            continue
        parent = widget.parentWidget()
        inner = (QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView)
        if isinstance(parent, inner) or isinstance(widget.window(), QComboBox):
            continue
        yield widget


def open_everything(app: App) -> list[QWidget]:
    app.window.open_settings()
    app.window.toggle_dock("jobs")
    dialog = app.window._dialog
    assert dialog is not None
    return [app.window, dialog, app.window.chip.popover]


def test_every_control_has_a_name_and_a_tooltip(app: App) -> None:
    app.window.notify("error", "Something failed", "details")
    nameless = []
    for root in open_everything(app):
        for workspace_id in app.window.workspaces:
            app.window.show_workspace(workspace_id)
            for widget in controls(root):
                named = widget.accessibleName() or (
                    isinstance(widget, QAbstractButton) and widget.text()
                )
                told = widget.toolTip() or isinstance(widget, QAbstractItemView)
                if not named or not told:
                    nameless.append(f"{workspace_id}: {widget} in {widget.parentWidget()}")
    assert not nameless, "\n".join(nameless)


def test_tab_reaches_every_button_of_the_shell(app: App) -> None:
    app.window.show_workspace("icl")
    app.client.engine("ready")
    app.window.activateWindow()
    app.window.rail.menu_button.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget | None] = []
    for _ in range(60):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(app.window, Qt.Key.Key_Tab)
    bar, rail = app.window.top_bar, app.window.rail
    expected = [*rail.buttons.values(), rail.settings_button, bar.search, bar.chip]
    expected.append(app.window.jobs_bar.toggle)
    assert not [w for w in expected if w not in seen]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5])
def test_no_text_of_the_shell_is_cut_at_1280_by_800(app: App, language: str, scale: float) -> None:
    app.desktop.settings.update(language=language, font_scale=scale)
    app.client.engine("ready")
    settle()
    parts = [app.window.rail, app.window.top_bar, app.window.jobs_bar]
    parts += [app.window.workspaces[i] for i in ("neuro", "icl", "robustness")]
    cut = []
    for part in parts:
        if part in app.window.workspaces.values():
            app.window.stack.setCurrentWidget(part)
            settle()
        for widget in part.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
                continue
            wanted = widget.sizeHint()
            if widget.text() and wanted.width() > widget.width() + 1:
                cut.append(f"{widget.text()!r}: {wanted.width()} px in {widget.width()} px")
            if isinstance(widget, QLabel) and wanted.height() > widget.height() + 1:
                cut.append(f"{widget.text()!r}: {wanted.height()} px high in {widget.height()} px")
    assert not cut, "\n".join(cut)


def test_no_widget_reaches_beyond_its_window(app: App) -> None:
    app.window.toggle_dock("jobs")
    QApplication.processEvents()
    for widget in controls(app.window):
        corner = widget.mapTo(app.window, QPoint(0, 0))
        area = widget.rect().translated(corner)
        inside = app.window.rect().contains(area)
        assert inside or _is_scrolled(widget), f"{widget} at {area}"


def _is_scrolled(widget: QWidget) -> bool:
    from PySide6.QtWidgets import QScrollArea

    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_applied_at_once(app: App, name: str) -> None:
    app.desktop.settings.update(theme="light" if name == "dark" else "dark")
    app.desktop.settings.update(theme=name)
    QApplication.processEvents()
    picture = app.window.grab().toImage()
    surface = app.desktop.theme.color("surface")
    assert picture.pixelColor(20, 500) == surface


def test_the_language_is_switched_while_the_window_runs(app: App, qtbot: QtBot) -> None:
    app.client.engine("ready")
    app.desktop.settings.update(language="zh_CN")
    qtbot.waitUntil(lambda: app.window.rail.buttons["neuro"].text() == "脑电")
    assert app.window.chip.text().strip().startswith("就绪")
    command = app.window.registry.get("edit.undo")
    assert command is not None
    assert command.title == "撤销"
    app.window.show_error(AppError("timeout", seconds=5))
    assert app.window.toasts.shown[-1].text == "工作进程在 5 秒内没有回应。"
    app.desktop.settings.update(language="en")
    qtbot.waitUntil(lambda: app.window.rail.buttons["neuro"].text() == "EEG")


def test_settings_take_effect_and_are_kept(app: App) -> None:
    app.window.open_settings()
    dialog = app.window._dialog
    assert dialog is not None
    box = dialog.reduced_motion
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    dialog.font_scale.setFocus()
    dialog.font_scale.selectAll()
    QTest.keyClicks(dialog.font_scale, "150")
    QTest.keyClick(dialog.font_scale, Qt.Key.Key_Return)
    dialog.worker_home.setFocus()
    QTest.keyClicks(dialog.worker_home, "/data/vitrine")
    QTest.keyClick(dialog.worker_home, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    value = SettingsStore(config_dir()).value
    assert (value.reduced_motion, value.font_scale) == (True, 1.5)
    assert value.worker_home == "/data/vitrine"
    assert app.desktop.theme.px(10) == 15


@pytest.mark.parametrize("language", list(TARGETS))
def test_every_string_of_the_shell_is_translated(language: str) -> None:
    missing = [entry for entry in unfinished(language) if entry[0] in SHELL]
    assert not missing
    assert (I18N_DIR / f"vitrine_{language}.qm").stat().st_size > 0


def test_every_error_sentence_is_in_the_catalogue() -> None:
    text = catalogue()
    assert all(code_text.replace('"', '\\"') in text for code_text in SENTENCES.values())


def test_translated_sentences_keep_their_parameters() -> None:
    import re
    import xml.etree.ElementTree as ET

    for message in ET.parse(I18N_DIR / "vitrine_zh_CN.ts").getroot().iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        if translation.get("type") == "unfinished":
            continue
        texts = [form.text or "" for form in translation] or [translation.text or ""]
        for text in texts:
            names = r"\{\w+\}|%n"
            assert sorted(re.findall(names, text)) == sorted(re.findall(names, source)), source


def test_the_system_decides_the_language_only_when_asked() -> None:
    assert resolve_language("system", "zh_CN") == "zh_CN"
    assert resolve_language("system", "de_DE") == "en"
    assert resolve_language("en", "zh_CN") == "en"


def test_plurals_in_english(app: App, qtbot: QtBot) -> None:
    for _ in range(2):
        app.client.run(app.client.add_job().job_id)
    app.client.add_job()
    qtbot.waitUntil(lambda: app.window.jobs_bar.toggle.text() == "Jobs: 2 running · 1 waiting")
