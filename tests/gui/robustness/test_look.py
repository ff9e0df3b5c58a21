"""Every string is translated, every control named, and no text cut, in both languages."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop.core.tokens import THEMES
from desktop.i18n import ROOT, unfinished
from tests.gui.motion_states import settle
from tests.gui.robustness.conftest import Robust
from tests.gui.robustness_states import RobustStates
from tests.gui.shell.test_look import controls


def contexts() -> set[str]:
    """The contexts of all strings of the workspace."""
    found = set()
    for path in (ROOT / "desktop" / "robustness").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^class (\w+)", text, re.MULTILINE))
        found |= set(re.findall(r"""translate\(\s*["'](\w+)["']""", text))
    return found


@pytest.fixture
def full(robust: Robust) -> Robust:
    """Everything has run."""
    states = RobustStates(robust.app)
    states.open()
    for name, show in states.names().items():
        if name not in ("export", "check", "library"):
            show()
    return robust


def test_every_string_is_translated() -> None:
    ours = contexts()
    assert "Robust" in ours
    assert not [entry for entry in unfinished("zh_CN") if entry[0] in ours]


def test_every_control_has_a_name_and_a_tooltip(full: Robust) -> None:
    nameless = []
    for key in full.panel.tabs.pages:
        full.panel.tabs.show_page(key)
        settle()
        for widget in controls(full.panel):
            named = widget.accessibleName() or (
                isinstance(widget, QAbstractButton) and widget.text()
            )
            if not named or not widget.toolTip():
                nameless.append(f"{key}: {widget} in {widget.parentWidget()}")
    assert not nameless, "\n".join(sorted(set(nameless)))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_text_is_cut_at_1280_by_800(full: Robust, language: str, scale: float) -> None:
    full.app.desktop.settings.update(language=language, font_scale=scale)
    settle()
    cut = []
    for key in full.panel.tabs.pages:
        full.panel.tabs.show_page(key)
        settle()
        for widget in full.panel.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
                continue
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            wanted = widget.minimumSizeHint() if wraps else widget.sizeHint()
            if widget.text() and wanted.width() > widget.width() + 1:
                cut.append(f"{key} {widget.text()!r}: {wanted.width()} in {widget.width()} px")
    assert not cut, "\n".join(sorted(set(cut)))
    full.app.desktop.settings.update(language="en", font_scale=1.0)


@pytest.mark.parametrize("name", THEMES)
def test_themes_are_taken_at_once(full: Robust, name: str) -> None:
    full.app.desktop.settings.update(theme="light" if name == "dark" else "dark")
    full.app.desktop.settings.update(theme=name)
    settle()
    theme = full.app.desktop.theme
    plot = full.panel.search.plot
    assert plot.backgroundBrush().color() == theme.color("surface")
    assert full.panel.search.diff.textColor() == theme.color("text")


def test_tab_walks_through_prompt_and_settings(sample: Robust) -> None:
    sample.app.window.activateWindow()
    setup = sample.panel.setup
    setup.data.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(60):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(sample.app.window, Qt.Key.Key_Tab)
    wanted = [
        setup.labels, setup.attacks.boxes["textbugger"], setup.attacks.boxes["ensemble"],
        setup.search, setup.run, sample.panel.prompt.editor, sample.panel.prompt.lock,
        sample.panel.tabs.bar, sample.panel.runs.table,
    ]  # fmt: skip
    assert not [one for one in wanted if one not in seen]
