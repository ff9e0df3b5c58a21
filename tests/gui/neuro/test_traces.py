"""The traces: drawn as samples come, frozen, scaled, chosen, annotated; gaps are seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.neuro.trace_model import Stretch
from shared.neuro.acquisition import LslChoice, SlotMark
from shared.protocol.eeg_messages import EegAnnotate, EegMark, EegMarkBad
from tests.gui.neuro.acquisition import LABELS, RATE_HZ
from tests.gui.neuro.conftest import Desk


def test_new_samples_change_only_new_columns(desk: Desk) -> None:
    desk.open_headset(3.0)
    before = desk.picture()
    desk.stream(0.4)
    after = desk.picture()
    page = desk.workspace.streaming.feed.page
    assert page is not None
    edge = round(desk.traces.canvas.width() * 3.0 / page.spec.window_s) - 4
    left = before.copy(0, 0, edge, before.height())
    assert left == after.copy(0, 0, edge, after.height())
    assert before != after


def test_every_channel_has_its_name_and_colour(desk: Desk) -> None:
    desk.open_headset()
    names = [name for name, _, _ in desk.traces._names._names]
    assert names == list(LABELS)
    colors = {color.name() for _, color, _ in desk.traces._names._names}
    assert len(colors) == 3  # frontal, central, occipital


def test_lost_samples_are_hatched_and_counted(desk: Desk) -> None:
    desk.open_headset(2.0)
    assert not desk.has_color("bad", desk.picture(), near=70)
    desk.acquisition.lose(125)
    desk.stream(1.0)
    desk.acquisition.tell()
    desk.wait(lambda: desk.panel.strip.lost.text().startswith("Lost 125"))
    assert desk.has_color("bad", desk.picture(), near=70)
    assert desk.panel.strip.lost.text() == "Lost 125 (20.00 %)"
    assert desk.panel.strip.lost.property("role") == "bad"


def test_space_freezes_while_samples_are_kept_and_space_goes_on(desk: Desk) -> None:
    desk.open_headset()
    desk.key(Qt.Key.Key_Space)
    before = desk.picture()
    desk.acquisition.seconds(2.0)
    desk.take()
    assert desk.picture() == before
    assert ("FROZEN", "accent") in desk.traces.canvas.tags
    assert desk.panel.history.isVisible()
    desk.key(Qt.Key.Key_Space)
    desk.wait(desk.is_drawn)
    assert not desk.panel.history.isVisible()


def test_scrolling_back_shows_what_was(desk: Desk) -> None:
    desk.open_headset(10.0)
    desk.stream(10.0)
    desk.stream(10.0)
    desk.key(Qt.Key.Key_Space)
    desk.panel.history.setValue(round(12 * RATE_HZ))
    feed = desk.workspace.streaming.feed
    desk.wait(lambda: feed.page is not None and not feed.page.is_live)
    assert feed.page is not None
    assert feed.page.spec.start_index == round(2 * RATE_HZ)
    assert ("LOOKING BACK", "accent") in desk.traces.canvas.tags


def test_the_wheel_changes_scale_and_window(desk: Desk) -> None:
    desk.open_headset()
    settings = desk.workspace.traces.settings
    desk.wheel(1)
    assert settings.value.scale_uv == 70.0
    desk.wheel(-1, Qt.KeyboardModifier.ControlModifier)
    assert settings.value.window_s == 15.0
    desk.redraw()
    assert desk.panel.bar.scale_step.value.text() == "70 µV"
    assert desk.panel.bar.window_step.value.text() == "15 s"


def test_a_click_chooses_the_channel_and_says_its_value(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.traces.viewport(), desk.point(1.0, 2))
    assert desk.workspace.channels.selected.value == LABELS[2]
    cursor = desk.workspace.traces.cursor.value
    assert cursor is not None
    assert abs(cursor.index - RATE_HZ) <= 5
    assert desk.traces.canvas.point is not None
    assert "µV" in desk.traces.canvas.point[1]


def test_dragging_asks_for_a_note_about_raw_slots(desk: Desk) -> None:
    desk.open_headset()
    desk.drag(desk.point(1.0, 1), desk.point(2.0, 1))
    note = desk.panel.note
    assert note.isVisible()
    assert note.about.text().startswith("1.0")
    QTest.keyClicks(note.text, "eyes closed")
    QTest.keyClick(note.text, Qt.Key.Key_Return)
    desk.wait(lambda: desk.acquisition.count(EegAnnotate))
    asked = desk.acquisition.first(EegAnnotate)
    assert asked.text == "eyes closed"
    assert abs(asked.index - RATE_HZ) <= 5
    assert abs(asked.length - RATE_HZ) <= 6
    assert not note.isVisible()
    assert desk.workspace.traces.stretch.value is None


def test_escape_drops_a_note(desk: Desk) -> None:
    desk.open_headset()
    desk.drag(desk.point(1.0, 1), desk.point(2.0, 1))
    assert desk.workspace.traces.stretch.value != Stretch(0, 0)
    QTest.keyClick(desk.panel.note.text, Qt.Key.Key_Escape)
    assert not desk.panel.note.isVisible()
    assert desk.acquisition.count(EegAnnotate) == 0


def test_marks_are_drawn_named_and_listed(desk: Desk) -> None:
    desk.open_headset(2.0)
    desk.acquisition.mark(SlotMark(index=1.5 * RATE_HZ, text="picture/17"))
    desk.acquisition.seconds(0.5)
    desk.wait(lambda: [flag.text for flag in desk.traces.canvas.flags] == ["picture/17"])
    assert desk.panel.event_list.list.count() == 1
    assert "Marker: picture/17" in desk.panel.event_list.list.item(0).text()


def test_m_sets_a_marker(desk: Desk) -> None:
    desk.open_headset()
    desk.key(Qt.Key.Key_M)
    desk.wait(lambda: desk.acquisition.count(EegMark))
    assert desk.acquisition.first(EegMark).text == "M1"


def test_b_marks_the_chosen_channel_as_bad_and_it_is_struck_out(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.traces.viewport(), desk.point(1.0, 0))
    desk.key(Qt.Key.Key_B)
    desk.wait(lambda: desk.workspace.channels.bad.value == ("Fp1",))
    assert desk.acquisition.first(EegMarkBad).labels == ("Fp1",)
    desk.redraw()
    desk.wait(lambda: desk.traces._names._names[0][2])


def test_h_hides_the_chosen_channel_and_shift_h_brings_it_back(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.traces.viewport(), desk.point(1.0, 0))
    desk.key(Qt.Key.Key_H)
    desk.wait(lambda: len(desk.traces._names._names) == len(LABELS) - 1)
    desk.key(Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    desk.wait(lambda: len(desk.traces._names._names) == len(LABELS))


def test_fit_finds_a_scale_in_which_the_signal_stays_in_its_lane(desk: Desk) -> None:
    desk.open_headset()
    desk.key(Qt.Key.Key_F)
    assert 30.0 <= desk.workspace.traces.settings.value.scale_uv <= 200.0


def test_a_new_source_finds_its_scale_unless_a_person_chose_one(desk: Desk) -> None:
    settings = desk.workspace.traces.settings
    desk.open_headset(1.0)
    desk.acquisition.seconds(12.0, amplitude_uv=8.0)
    desk.wait(lambda: settings.value.scale_uv < 100.0)
    desk.workspace.session.close()
    desk.wait(lambda: not desk.workspace.tasks.is_open)
    desk.workspace.session.open(LslChoice(name="Cap"))
    desk.wait(lambda: desk.workspace.tasks.is_open)
    desk.acquisition.seconds(5.0, amplitude_uv=900.0)
    desk.wait(lambda: settings.value.scale_uv >= 1000.0)
    desk.wheel(1)
    chosen = settings.value.scale_uv
    desk.workspace.session.close()
    desk.wait(lambda: not desk.workspace.tasks.is_open)
    desk.open_headset(5.0)
    desk.wait(lambda: desk.workspace.streaming.analysis.latest is not None)
    assert settings.value.scale_uv == chosen


def test_nothing_is_drawn_while_another_workspace_is_in_front_and_nothing_is_missed(
    desk: Desk,
) -> None:
    desk.open_headset(2.0)
    desk.app.window.show_workspace("motion")
    painted = desk.traces.canvas.painted
    desk.acquisition.seconds(2.0)
    desk.take()
    assert desk.traces.canvas.painted == painted
    desk.app.window.show_workspace("neuro")
    desk.wait(desk.is_drawn)


def test_a_click_outside_the_lanes_chooses_nothing(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.traces.viewport(), QPoint(desk.traces.width() - 2, 2))
    assert desk.workspace.channels.selected.value is None
