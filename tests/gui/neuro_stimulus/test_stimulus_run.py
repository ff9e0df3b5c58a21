"""A run by keyboard and mouse: markers, pauses, ends, and what is kept whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.neuro_stimulus.conftest import Desk, settings_of, write_pictures

MakeDesk = Callable[..., Desk]


def test_each_picture_is_marked_once_as_its_frame_comes_with_its_own_code(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(settings=settings_of(repeats=2))
    seen: list[tuple[str, int | None]] = []
    mark = desk.page.control.session._mark

    def watched(text: str, at_s: float) -> None:
        frame = desk.window.frame
        if text.startswith("picture/"):
            assert frame is not None and frame.kind == "picture"
            seen.append((text, frame.picture))
        mark(text, at_s)

    desk.page.control.session._mark = watched
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    codes = {k: f"picture/{k:03d}_thing{k}" for k in range(3)}
    assert Counter(seen) == Counter({(code, k): 2 for k, code in codes.items()})
    assert Counter(desk.names)["pictures/off"] == 6
    assert desk.names[0] == "protocol/start" and desk.names[-1] == "protocol/end"
    times_s = [at_s for _, at_s in desk.marks]
    assert times_s == sorted(times_s)


def test_the_report_says_what_was_planned_shown_and_missed(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=settings_of(repeats=2, seed=5))
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    desk.wait_saved()
    report = desk.report()
    assert (report.outcome, report.n_shown, report.n_planned) == ("finished", 6, 6)
    assert report.settings.seed == 5
    assert [picture.file for picture in report.pictures] == [f"thing{k}.png" for k in range(3)]
    shown = [entry for entry in report.shown if entry.marker.startswith("picture/")]
    assert [entry.trial for entry in shown] == list(range(6))
    marked = [mark for mark in desk.marks if mark[0].startswith("picture/")]
    assert [(e.marker, e.shown_s) for e in shown] == marked
    assert report.timing is not None and report.timing.n == 12
    # On a clock that hurries, frames are missed; the card and the file say how many.
    assert (
        f"frames missed: {report.timing.missed_frames}" in desk.page.view.run_card.sentence.text()
    )
    desk.click(desk.page.view.run_card.show_file)
    assert desk.shown_files == [desk.page.control.reporter.saved]


def test_escape_pauses_space_goes_on_and_escape_twice_ends(desk: Desk) -> None:
    window = desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    desk.key(Qt.Key.Key_Escape)
    assert window.frame is not None and window.frame.kind == "paused"
    assert desk.names[-1] == "pause"
    count = len(desk.marks)
    desk.key(Qt.Key.Key_Space)
    desk.wait(lambda: len(desk.marks) > count + 1)
    assert desk.names[count] == "resume"
    desk.key(Qt.Key.Key_Escape)
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.key(Qt.Key.Key_Escape)
    assert desk.names[-1] == "aborted"
    desk.wait_saved()
    report = desk.report()
    assert (report.outcome, report.n_pauses) == ("aborted", 2)
    assert desk.page.view.run_card.title.text().startswith("Ended after")


def test_the_operator_can_go_on_and_end_with_the_mouse(desk: Desk) -> None:
    desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    desk.key(Qt.Key.Key_Space)
    card = desk.page.view.run_card
    desk.wait(lambda: card.resume.isVisible())
    desk.click(card.resume)
    desk.wait_marker("resume")
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.click(card.stop)
    assert desk.names[-1] == "aborted"
    desk.click(card.close_button)
    assert not card.isVisible()


def test_a_window_that_nobody_looks_at_pauses(desk: Desk) -> None:
    window = desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    desk.page.activateWindow()
    desk.wait(lambda: desk.names[-1] == "pause")
    assert window.frame is not None and window.frame.kind == "paused"
    desk.wait(lambda: desk.page.view.run_card.title.text() == "Paused")
    desk.page.control.session.stop()
    desk.wait(lambda: not desk.page.control.is_active)


def test_what_is_still_made_ready_can_be_given_up(make_desk: MakeDesk) -> None:
    desk = make_desk(source="shapes", size=40.0, distance_cm=100.0)
    desk.click(desk.page.view.start_button)
    card = desk.page.view.run_card
    assert card.title.text() == "Getting the pictures ready"
    desk.click(card.stop)
    assert not desk.page.control.is_active and not card.isVisible()
    assert desk.page.view.start_button.isVisible() and desk.marks == []


def test_before_enter_nothing_is_marked_and_escape_leaves_nothing_behind(
    desk: Desk, fresh_folders: Path
) -> None:
    desk.open()
    desk.key(Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.page.control.is_active)
    assert desk.marks == []
    assert not list(fresh_folders.rglob("*.json"))
    assert not desk.page.view.run_card.isVisible()
    assert desk.page.view.start_button.isEnabled()


def test_a_ring_is_answered_by_enter_or_a_click(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=settings_of(repeats=4, target_every=2))
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        window = desk.open()
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
        desk.wait_marker("picture/")
        desk.key(Qt.Key.Key_Return)
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert desk.names.count("response") == 2
    desk.wait_saved()
    assert desk.report().n_targets == 6


def test_closing_the_window_in_the_middle_keeps_what_was_shown(desk: Desk) -> None:
    window = desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        window.close()
    desk.wait_saved()
    report = desk.report()
    assert report.outcome == "aborted"
    assert report.shown[0].marker == next(n for n in desk.names if n.startswith("picture/"))
    assert desk.names[-2:] == ["pictures/off", "aborted"]


def test_letting_go_of_the_page_in_the_middle_keeps_what_was_shown(
    desk: Desk, fresh_folders: Path
) -> None:
    desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.page.release()
    # Nothing of the event loop ran since: the file is there all the same.
    [path] = fresh_folders.rglob("*.json")
    desk.page.control.reporter.saved = path
    report = desk.report()
    assert report.outcome == "aborted"
    assert report.shown[0].marker.startswith("picture/")
    assert desk.names[-1] == "aborted"


def test_a_program_that_dies_leaves_the_plan(desk: Desk, fresh_folders: Path) -> None:
    desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait(lambda: desk.page.control.reporter.saved is not None)
    report = desk.report()
    assert (report.outcome, report.n_planned, report.shown) == ("running", 3, ())
    desk.wait_marker("picture/")


def test_the_report_lies_beside_the_recording(desk: Desk, tmp_path: Path) -> None:
    desk.recording = tmp_path / "sub-a_2026.xdf"
    taken = tmp_path / "sub-a_2026_pictures-1.json"
    taken.write_text("mine")
    desk.page.refresh()
    assert "sub-a_2026.xdf" in desk.page.view.record_hint.text()
    desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait_marker("picture/")
    desk.page.control.session.stop()
    desk.wait_saved()
    assert desk.page.control.reporter.saved == tmp_path / "sub-a_2026_pictures-2.json"
    assert desk.report().recording == "sub-a_2026.xdf"
    assert taken.read_text() == "mine"


def test_a_report_that_cannot_be_saved_is_told_and_saved_elsewhere(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    desk.recording = folder / "a.xdf"
    desk.open()
    desk.key(Qt.Key.Key_Return)
    desk.wait(lambda: desk.page.control.reporter.saved is not None)
    desk.wait_marker("picture/")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    desk.page.control.session.stop()
    card = desk.page.view.run_card
    desk.wait(lambda: card.save.isVisible())
    assert str(folder) in card.sentence.text()
    assert desk.notices[-1][0] == "error"
    target = tmp_path / "kept.json"
    desk.page.ask_file = lambda suggestion: str(target)
    desk.click(card.save)
    desk.wait(lambda: desk.page.control.reporter.saved == target)
    assert desk.report().outcome == "aborted"
    assert not card.save.isVisible()


# --- pictures that cannot be read -----------------------------------------------------------------


def test_a_corrupt_picture_is_named_and_never_shown(make_desk: MakeDesk, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    write_pictures(folder, 3)
    (folder / "thing1.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    desk = make_desk(folder)
    problems = desk.page.view.pictures.problems
    assert problems.isVisible()
    assert "Left out: 1" in problems.text() and "thing1.png" in problems.text()
    assert str(folder / "thing1.png") in problems.toolTip()
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.open()
        desk.key(Qt.Key.Key_Return)
    shown = [name for name in desk.names if name.startswith("picture/")]
    assert sorted(shown) == ["picture/000_thing0", "picture/002_thing2"]


def test_a_folder_without_a_readable_picture_cannot_be_started(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a.png").write_text("no picture")
    desk = make_desk(folder)
    assert not desk.page.view.start_button.isEnabled()
    assert desk.page.view.verdict.title.text() == "This cannot be shown"
    assert "a.png" in desk.page.view.verdict.sentence.text()


@pytest.mark.parametrize("change", ["gone", "replaced"])
def test_a_file_that_changed_since_it_was_read_is_refused_before_the_run(
    desk: Desk, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "things" / "thing1.png"
    if change == "gone":
        path.unlink()
    else:
        write_pictures(tmp_path / "other", 1, (80, 80))
        (tmp_path / "other" / "thing0.png").replace(path)
    desk.click(desk.page.view.start_button)
    card = desk.page.view.run_card
    desk.wait(lambda: card.title.text() == "Nothing was shown")
    assert "thing1.png" in card.sentence.text()
    assert desk.notices and desk.notices[-1][0] == "error"
    assert desk.marks == [] and desk.page.control.session.run is None
    assert desk.page.view.start_button.isEnabled()
