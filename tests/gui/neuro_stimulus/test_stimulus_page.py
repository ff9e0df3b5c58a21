"""The page by mouse and keyboard: sets, plans, screens, the photodiode; and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.neuro.stimulus.light_source import LightSignal
from desktop.neuro.stimulus.options import StimulusOptions
from desktop.widgets.number_field import NumberField
from shared.errors import AppError
from shared.neuro.stimulus.refresh import RefreshReport
from tests.gui.neuro_stimulus.conftest import Desk, settings_of, write_pictures
from tests.gui.shell.test_look import controls

MakeDesk = Callable[..., Desk]


def choose(desk: Desk, combo: QComboBox, text: str) -> None:
    """Choose by keyboard, as a person does."""
    place = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
    assert place >= 0, [combo.itemText(k) for k in range(combo.count())]
    combo.setFocus()
    while combo.currentIndex() != place:
        before = combo.currentIndex()
        step = Qt.Key.Key_Down if before < place else Qt.Key.Key_Up
        desk.key(step, combo)
        assert combo.currentIndex() != before


def write(desk: Desk, field: NumberField, text: str) -> None:
    """Type a number and press Enter."""
    edit = field.box.lineEdit()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    desk.key(Qt.Key.Key_Return, edit)


def test_scenes_come_from_all_categories_and_their_number_is_typed(make_desk: MakeDesk) -> None:
    pytest.importorskip("shared.neuro.scenes.renderer")
    desk = make_desk()
    view = desk.page.view
    choose(desk, view.pictures.choice, "Rendered scenes")
    write(desk, view.pictures.count, "15")
    desk.wait(lambda: "Pictures: 15" in view.pictures.hint.text())
    loaded = desk.page.model.loaded.value
    assert loaded is not None
    assert len({picture.category for picture in loaded.pictures}) >= 12
    assert desk.remembered[-1].source == "scenes:15"
    assert view.thumbs.count == 15
    desk.wait_planned()


def test_a_folder_is_chosen_and_left_again(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk()
    view = desk.page.view
    write_pictures(tmp_path / "other" / "cats", 2)
    write_pictures(tmp_path / "other" / "dogs", 3)
    desk.page.ask_folder = lambda begin: str(tmp_path / "other")
    assert view.pictures.choice.itemText(3) == "Choose a folder…"
    desk.key(Qt.Key.Key_Down, view.pictures.choice)
    desk.wait(lambda: "Pictures: 5" in view.pictures.hint.text())
    assert "categories: 2" in view.pictures.hint.text()
    desk.page.ask_folder = lambda begin: ""
    desk.key(Qt.Key.Key_Down, view.pictures.choice)
    assert desk.page.model.options.value.source == f"folder:{tmp_path / 'other'}"
    assert view.pictures.choice.currentText() == "other"
    desk.wait_planned()


def test_a_thumbnail_is_chosen_by_keyboard_and_mouse(desk: Desk) -> None:
    view = desk.page.view
    assert view.preview.toolTip().startswith("thing0")
    desk.key(Qt.Key.Key_Right, view.thumbs)
    assert view.preview.toolTip().startswith("thing1")
    place = view.thumbs.visualRect(view.thumbs.model().index(2, 0)).center()
    QTest.mouseClick(view.thumbs.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.preview.toolTip().startswith("thing2")


def test_the_plan_follows_what_is_typed(desk: Desk) -> None:
    view = desk.page.view
    write(desk, view.presentation.fields["repeats"], "7")
    desk.wait(lambda: view.facts.values[1].text() == "21")
    assert view.facts.values[2].text() == "7×"
    write(desk, view.presentation.fields["on_s"], "50")
    # Slow pictures stay for 300 ms at least: the field does not take less.
    assert desk.page.model.options.value.settings.on_s >= 0.3
    choose(desk, view.presentation.paradigm, "Rapid (RSVP)")
    desk.wait_planned()
    assert desk.remembered[-1].settings.paradigm == "rapid"
    write(desk, view.presentation.fields["on_s"], "50")
    desk.wait_planned()
    assert desk.page.model.options.value.settings.on_s == pytest.approx(0.05)


def test_the_refresh_is_measured_and_said_where_it_cannot_be_trusted(desk: Desk) -> None:
    view = desk.page.view
    assert "not measured yet" in view.screen_section.refresh_hint.text()
    desk.click(view.screen_section.measure)
    assert not view.start_button.isVisible()
    desk.wait(lambda: not desk.page.stages.is_measuring)
    # Without a screen updates come from a timer: the page must not plan by them.
    assert "does not tell when a frame is shown" in view.screen_section.refresh_hint.text()
    options = desk.page.model.options.value
    assert desk.page.stages.stage(options).frame_s == pytest.approx(1 / 60)
    desk.wait_planned()
    assert view.start_button.isVisible() and view.start_button.isEnabled()


def test_a_refresh_that_can_be_trusted_is_planned_by(desk: Desk) -> None:
    options = desk.page.model.options.value
    name = desk.page.stages.stage(options).screen.name()
    report = RefreshReport(rate_hz=59.4, spread_ms=0.1, n=120, n_late=0, is_paced=True)
    desk.page.stages._reports[name] = report
    desk.page.stages.changed.emit()
    desk.wait_planned()
    assessment = desk.page.model.assessment.value
    assert assessment is not None and assessment.frame_s == pytest.approx(1 / 59.4)
    assert "59.40 Hz" in desk.page.view.screen_section.refresh_hint.text()


@pytest.mark.parametrize("way", ["escape", "close", "release"])
def test_measuring_can_be_broken_off(desk: Desk, way: str) -> None:
    desk.click(desk.page.view.screen_section.measure)
    probe = desk.page.stages.probe
    assert probe is not None
    desk.wait(probe._window.isExposed)
    if way == "escape":
        desk.key(Qt.Key.Key_Escape, probe._window)
    elif way == "close":
        probe._window.close()
    else:
        desk.page.release()
    desk.wait(lambda: not desk.page.stages.is_measuring)


# --- the photodiode -------------------------------------------------------------------------------


class Sensor:
    """A channel on which light follows each marker of a run by 20 ms."""

    rate_hz = 1000.0

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []
        self.error: AppError | None = None

    def channels(self) -> Sequence[str]:
        return ["Cz", "Photo"]

    def read(self, channel: str, since_s: float) -> LightSignal:
        if self.error is not None:
            raise self.error
        self.asked.append((channel, since_s))
        marks = 500.0 + 1000.0 * np.arange(12)
        samples = np.zeros(13_000)
        for mark in marks:
            samples[int(mark) + 20 : int(mark) + 520] = 1.0
        return LightSignal(samples, self.rate_hz, tuple(marks))


def test_light_is_compared_with_the_markers_and_its_delay_taken_over(make_desk: MakeDesk) -> None:
    sensor = Sensor()
    desk = make_desk(has_patch=True, offset_ms=3.0, actions={"light": sensor})
    card = desk.page.view.light_card
    assert not card.isVisible()
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    assert card.isVisible() and card.channel.currentText() == "Photo"
    sensor.error = AppError("no_source")
    desk.click(card.check)
    assert "No EEG source is open" in card.sentence.text()
    sensor.error = None
    desk.click(card.check)
    desk.wait(lambda: "19.5 ms" in card.sentence.text())
    desk.wait_saved()
    report = desk.report()
    assert report.photodiode is not None
    assert report.photodiode.n == 12 and report.photodiode.n_missing == 0
    assert sensor.asked[0][0] == "Photo"
    began_s = sensor.asked[0][1]
    assert began_s <= next(at_s for text, at_s in desk.marks if text.startswith("picture/"))
    desk.click(card.take)
    assert desk.page.model.options.value.offset_ms == pytest.approx(22.5)
    assert not card.take.isVisible()


def test_the_square_is_white_while_a_picture_is_shown(make_desk: MakeDesk) -> None:
    desk = make_desk(has_patch=True)
    window = desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    assert window.frame is not None and window.frame.is_lit
    desk.wait_marker("pictures/off")
    desk.key(Qt.Key.Key_Escape)
    assert not window.frame.is_lit
    desk.key(Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.page.control.is_active)


# --- how it is made -------------------------------------------------------------------------------


def test_every_control_is_named_told_and_reached(desk: Desk) -> None:
    page = desk.page
    for widget in controls(page):
        named = widget.accessibleName() or (
            isinstance(widget, QAbstractButton) and bool(widget.text())
        )
        assert named, widget
        assert widget.toolTip(), widget.accessibleName()
    reached: set[QWidget] = set()
    page.view.start_button.setFocus()
    for _ in range(80):
        QTest.keyClick(page.window(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
    wanted = {page.view.thumbs, page.view.start_button, page.view.pictures.choice}
    wanted |= {field.box for field in page.view.presentation.fields.values()}
    wanted |= {page.view.screen_section.measure, page.view.screen_section.patch}
    assert wanted <= reached


def test_no_words_are_cut_off_in_a_narrow_page(desk: Desk) -> None:
    desk.page.resize(1000, 640)
    QApplication.processEvents()
    for widget in (*desk.page.findChildren(QLabel), *desk.page.findChildren(QAbstractButton)):
        if not widget.isVisible() or not widget.text():
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        if not wraps:
            text_px = max(
                widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n")
            )
            assert text_px <= widget.width(), widget.text()
        elif widget.hasHeightForWidth():
            assert widget.heightForWidth(widget.width()) <= widget.height() + 1, widget.text()


def test_another_theme_keeps_the_plan_and_the_report(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    desk.wait_saved()
    before = desk.page.view
    desk.page._theme.use("light")
    after = desk.page.view
    assert after is not before
    assert after.run_card.title.text() == "All 3 pictures were shown"
    assert after.facts.values[1].text() == "3"
    assert after.thumbs.count == 3
    desk.page._theme.use("dark")


def test_another_language_in_the_middle_of_a_run_disturbs_nothing(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
        desk.wait_marker("picture/")
        QApplication.sendEvent(desk.page, QEvent(QEvent.Type.LanguageChange))
        view = desk.page.view
        assert view.run_card.isVisibleTo(view) and view.run_card.stop.isVisibleTo(view)
        assert not view.form.isEnabled()
        assert not view.start_button.isVisibleTo(view)
    assert desk.names.count("pictures/off") == 3 and "pause" not in desk.names
    assert desk.page.view.run_card.title.text() == "All 3 pictures were shown"


def test_options_of_an_earlier_version_or_a_lost_screen_still_work(make_desk: MakeDesk) -> None:
    desk = make_desk(screen="a screen that was unplugged")
    stage = desk.page.stages.stage(desk.page.model.options.value)
    assert not stage.is_full
    assert StimulusOptions().source.startswith("scenes:")
    assert desk.page.view.screen_section.choice.currentText() == "A window"


def test_without_a_workspace_it_works_alone(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=settings_of(), actions={"show_file": None})
    assert not desk.page.view.record_button.isVisible()
    assert "Nothing is being recorded" in desk.page.view.record_hint.text()
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    desk.wait_saved()
    assert not desk.page.view.run_card.show_file.isVisible()
