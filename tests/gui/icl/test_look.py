"""Every string is translated, every control named, and no text cut, in both languages."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.i18n import ROOT, unfinished
from tests.gui.icl.conftest import Demos
from tests.gui.motion_states import settle
from tests.gui.shell.test_look import controls


def contexts() -> set[str]:
    """The contexts of all strings of the workspace."""
    found = set()
    for path in (ROOT / "desktop" / "icl").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^class (\w+)", text, re.MULTILINE))
        found |= set(re.findall(r"""translate\(\s*["'](\w+)["']""", text))
    return found


def test_every_string_of_demos_is_translated() -> None:
    ours = contexts()
    assert "Icl" in ours
    assert not [entry for entry in unfinished("zh_CN") if entry[0] in ours]


def test_every_control_has_a_name_and_a_tooltip(sample: Demos) -> None:
    nameless = []
    for tab in range(5):
        sample.panel.drawer.show_tab(tab)
        for widget in controls(sample.panel):
            named = widget.accessibleName() or (
                isinstance(widget, QAbstractButton) and widget.text()
            )
            if not named:
                nameless.append(f"{widget} in {widget.parentWidget()}")
    assert not nameless, "\n".join(nameless)
    sample.rest()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_text_is_cut_at_1280_by_800(sample: Demos, language: str, scale: float) -> None:
    sample.app.desktop.settings.update(language=language, font_scale=scale)
    settle()
    cut = []
    for tab in range(5):
        sample.panel.drawer.show_tab(tab)
        settle()
        for widget in sample.panel.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
                continue
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            wanted = widget.minimumSizeHint() if wraps else widget.sizeHint()
            if widget.text() and wanted.width() > widget.width() + 1:
                cut.append(f"{widget.text()!r}: {wanted.width()} px in {widget.width()} px")
    assert not cut, "\n".join(sorted(set(cut)))
    sample.app.desktop.settings.update(language="en", font_scale=1.0)
    sample.rest()
