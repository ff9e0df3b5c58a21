"""The EEG workspace in both languages and at every font size: nothing cut, nothing nameless."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget

from tests.gui.eeg_states import LABELS
from tests.gui.neuro.acquisition import stream_info
from tests.gui.neuro.conftest import Desk
from tests.gui.shell.test_look import _is_scrolled, controls


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def cut_texts(root: QWidget) -> Iterator[str]:
    """Labels and buttons that want more room than they have."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        wanted = widget.sizeHint()
        if wanted.width() > widget.width() + 1:
            yield f"{widget.text()!r}: {wanted.width()} px in {widget.width()} px"


def nameless(root: QWidget) -> Iterator[str]:
    for widget in controls(root):
        named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
        told = widget.toolTip() or isinstance(widget, QAbstractItemView)
        if not named or not told:
            yield f"{widget} in {widget.parentWidget()}"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5])
def test_no_text_of_the_panel_is_cut(desk: Desk, language: str, scale: float) -> None:
    desk.app.desktop.settings.update(language=language, font_scale=scale)
    settle()
    assert not list(cut_texts(desk.workspace))
    desk.open_headset()
    desk.acquisition.lose(30)
    desk.acquisition.tell()
    settle()
    for tab in range(desk.panel.tabs.count()):
        desk.panel.tabs.setCurrentIndex(tab)
        settle()
        assert not list(cut_texts(desk.panel))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_of_a_dialog_is_cut(desk: Desk, language: str) -> None:
    desk.app.desktop.settings.update(language=language)
    desk.open_headset()
    dialogs = desk.workspace.dialogs
    for number in range(4):
        dialogs.source().kinds.setCurrentRow(number)
        settle()
        assert dialogs.open_one is not None
        assert not list(cut_texts(dialogs.open_one))
        assert not list(nameless(dialogs.open_one))
    desk.workspace.edit_montage()
    settle()
    assert dialogs.open_one is not None
    assert not list(cut_texts(dialogs.open_one))
    dialogs.consent("", lambda code: None)
    settle()
    assert not list(cut_texts(dialogs.open_one))
    assert not list(nameless(dialogs.open_one))
    dialogs.close()


def test_the_names_of_64_channels_are_all_written_whole(desk: Desk) -> None:
    desk.acquisition.info = stream_info(LABELS)
    desk.open_headset()
    axis = desk.traces._names
    places = axis._places()
    assert [place.lane for place in places] == list(range(64))
    metrics = axis._metrics()
    whole = [metrics.elidedText(x, Qt.TextElideMode.ElideMiddle, axis._name_px()) for x in LABELS]
    assert whole == list(LABELS)
    height = metrics.ascent()
    tops: dict[int, float] = {}
    for place in places:
        y = place.lane * axis._lane_px()
        assert y - tops.get(place.column, -height) >= height
        tops[place.column] = y


def test_every_control_of_the_panel_has_a_name_and_a_tooltip(desk: Desk) -> None:
    assert not list(nameless(desk.workspace))
    desk.open_headset()
    desk.key(Qt.Key.Key_Space)
    for tab in range(desk.panel.tabs.count()):
        desk.panel.tabs.setCurrentIndex(tab)
        assert not list(nameless(desk.workspace))


def test_nothing_reaches_beyond_the_window(desk: Desk) -> None:
    desk.open_headset()
    settle()
    for widget in controls(desk.app.window):
        area = widget.rect().translated(widget.mapTo(desk.app.window, QPoint(0, 0)))
        inside = desk.app.window.rect().contains(area)
        assert inside or _is_scrolled(widget), f"{widget} at {area}"


def test_tab_reaches_the_controls_of_the_panel(desk: Desk) -> None:
    desk.open_headset()
    desk.app.window.activateWindow()
    desk.traces.setFocus()
    seen: set[QWidget | None] = set()
    for _ in range(80):
        seen.add(QApplication.focusWidget())
        QTest.keyClick(desk.app.window, Qt.Key.Key_Tab)
    bar, foot = desk.panel.bar, desk.panel.record_bar
    wanted = [bar.change, bar.freeze, bar.fit, bar.montage, foot.record, foot.codes["subject"]]
    assert not [widget for widget in wanted if widget not in seen]
