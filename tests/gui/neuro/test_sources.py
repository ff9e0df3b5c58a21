"""Choosing a source: the empty page, streams, boards, files, and what cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.neuro.source_dialog import SourceDialog
from shared.errors import AppError
from shared.neuro.acquisition import BoardChoice, FileChoice, LslChoice, SimulatedChoice
from shared.protocol.eeg_messages import EegClose, EegOpen
from tests.gui.neuro.acquisition import stream_info
from tests.gui.neuro.conftest import Desk


def source_dialog(desk: Desk) -> SourceDialog:
    desk.click(desk.workspace.empty_page.find_button)
    dialog = desk.workspace.dialogs.open_one
    assert isinstance(dialog, SourceDialog)
    return dialog


def test_the_first_button_streams_a_simulated_participant_that_is_labelled(desk: Desk) -> None:
    desk.click(desk.workspace.empty_page.simulate_button)
    desk.wait_for_panel()
    assert isinstance(desk.acquisition.first(EegOpen).choice, SimulatedChoice)
    assert ("SIMULATED", "warning") in desk.traces.canvas.tags
    assert desk.has_color("warning", desk.picture())
    assert desk.workspace.document_name == "Simulated participant"


def test_a_headset_is_not_called_simulated(desk: Desk) -> None:
    desk.open_headset()
    assert desk.traces.canvas.tags == ()


def test_streams_that_answer_are_listed_and_the_chosen_one_is_opened(desk: Desk) -> None:
    muse = stream_info(("TP9", "AF7", "AF8", "TP10"), 256.0)
    desk.acquisition.streams = [muse, stream_info((), 0.0)]
    dialog = source_dialog(desk)
    desk.wait(lambda: dialog.lsl.list.count() == 2)
    assert dialog.open_button.isEnabled()
    dialog.lsl.list.setFocus()
    QTest.keyClick(dialog.lsl.list, Qt.Key.Key_Return)
    desk.wait(lambda: desk.workspace.dialogs.open_one is None)
    assert desk.acquisition.first(EegOpen).choice == LslChoice(name="Cap", source_id="cap-1")


def test_nothing_is_opened_while_no_stream_answers(desk: Desk) -> None:
    dialog = source_dialog(desk)
    assert not dialog.open_button.isEnabled()
    assert "muselsl" in dialog.lsl.status.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.workspace.dialogs.open_one is None


def test_a_board_asks_for_what_it_needs_only(desk: Desk) -> None:
    dialog = source_dialog(desk)
    dialog.show_page(dialog.board)
    board = dialog.board
    board.board.setCurrentIndex(board.board.findData(0))
    assert board.fields["serial_port"].isVisible()
    assert not board.fields["ip_address"].isVisible()
    QTest.keyClicks(board.fields["serial_port"], "/dev/ttyUSB0")
    desk.click(dialog.open_button)
    desk.wait(lambda: desk.acquisition.count(EegOpen))
    assert desk.acquisition.first(EegOpen).choice == BoardChoice(
        board_id=0, serial_port="/dev/ttyUSB0"
    )


def test_a_source_that_cannot_be_opened_says_why_and_the_dialog_stays(desk: Desk) -> None:
    desk.acquisition.refuse = AppError("no_board", board="Cyton", reason="no answer")
    dialog = source_dialog(desk)
    dialog.show_page(dialog.board)
    desk.click(dialog.open_button)
    desk.wait(lambda: "no answer" in dialog.message.text())
    assert dialog.isVisible()
    assert dialog.open_button.isEnabled()


def test_a_file_is_played_at_the_chosen_speed(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "night.edf"
    dialog = source_dialog(desk)
    dialog.show_page(dialog.file)
    QTest.keyClicks(dialog.file.path, str(file))
    dialog.file.loop.setChecked(True)
    desk.click(dialog.open_button)
    desk.wait(lambda: desk.acquisition.count(EegOpen))
    assert desk.acquisition.first(EegOpen).choice == FileChoice(path=str(file), loop=True)


def test_a_recording_that_is_dropped_on_the_window_is_played(desk: Desk, tmp_path: Path) -> None:
    assert desk.workspace.claims(tmp_path / "a.xdf")
    assert desk.workspace.open_path(tmp_path / "a.xdf")
    assert not desk.workspace.open_path(tmp_path / "a.png")
    desk.wait(lambda: desk.acquisition.count(EegOpen))
    assert desk.acquisition.first(EegOpen).choice.path.endswith("a.xdf")


def test_a_failure_of_the_first_button_is_told_on_the_empty_page(desk: Desk) -> None:
    desk.acquisition.refuse = AppError("acquisition_died", reason="signal 9")
    desk.click(desk.workspace.empty_page.simulate_button)
    desk.wait(lambda: "signal 9" in desk.workspace.empty_page.status.text())
    assert desk.workspace.empty_page.simulate_button.isEnabled()


def test_closing_the_source_brings_the_empty_page_back(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.panel.bar.closer)
    desk.wait(lambda: desk.workspace.empty_page.isVisible())
    assert desk.acquisition.count(EegClose) == 1
