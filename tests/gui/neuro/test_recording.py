"""Recording: consent, what is said meanwhile, leaving the window, and export."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.neuro.consent_sheet import ConsentSheet
from desktop.neuro.export_sheet import ExportSheet
from shared.protocol.eeg_messages import EegRecord, EegStopRecording
from tests.e2e.eeg.streams import write_csv
from tests.gui.neuro.conftest import Desk


def consent(desk: Desk) -> ConsentSheet:
    sheet = desk.workspace.dialogs.open_one
    assert isinstance(sheet, ConsentSheet)
    return sheet


def record_simulated(desk: Desk) -> None:
    desk.click(desk.workspace.empty_page.simulate_button)
    desk.wait_for_panel()
    desk.click(desk.panel.record_bar.record)
    desk.wait(lambda: desk.workspace.recorder.is_recording)


def test_a_person_is_recorded_only_with_a_code_and_consent(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.panel.record_bar.record)
    sheet = consent(desk)
    assert not sheet.record.isEnabled()
    QTest.keyClicks(sheet.subject, "P01 Jane")  # what is no code is not taken
    assert sheet.subject.text() == "P01Jane"
    assert not sheet.record.isEnabled()
    desk.click(sheet.tick)
    desk.click(sheet.record)
    desk.wait(lambda: desk.acquisition.count(EegRecord))
    asked = desk.acquisition.first(EegRecord)
    assert asked.name.startswith("sub-P01Jane_")
    assert (asked.notes.subject, asked.notes.consent) == ("P01Jane", "1")
    assert asked.notes.consent_at.endswith("+00:00")


def test_without_consent_nothing_is_recorded(desk: Desk) -> None:
    desk.open_headset()
    desk.click(desk.panel.record_bar.record)
    QTest.keyClick(consent(desk), Qt.Key.Key_Escape)
    assert desk.acquisition.count(EegRecord) == 0
    assert desk.panel.record_bar.record.isEnabled()


def test_a_participant_who_agreed_is_not_asked_again(desk: Desk) -> None:
    desk.open_headset()
    desk.workspace.recorder.agree("P02")
    desk.wait(lambda: desk.workspace.recorder.is_recording)
    desk.click(desk.panel.record_bar.record)
    desk.wait(lambda: not desk.workspace.recorder.is_recording)
    desk.click(desk.panel.record_bar.record)
    desk.wait(lambda: desk.acquisition.count(EegRecord) == 2)
    assert desk.workspace.dialogs.open_one is None


def test_a_simulated_participant_needs_no_consent(desk: Desk) -> None:
    record_simulated(desk)
    assert desk.acquisition.first(EegRecord).notes.consent == ""


def test_time_size_and_losses_are_shown_while_recording(desk: Desk) -> None:
    record_simulated(desk)
    recording = desk.acquisition.state.recording
    assert recording is not None
    desk.acquisition.lose(25)
    changed = msgspec.structs.replace(recording, seconds=187.0, size_bytes=12_400_000)
    desk.acquisition.tell(recording=changed)
    bar = desk.panel.record_bar
    desk.wait(lambda: "0:03:07" in bar.status.text())
    assert bar.status.text() == "REC  0:03:07  ·  12.4 MB  ·  25 lost"
    assert bar.record.text() == "Stop"
    assert not bar.codes["subject"].isVisible()
    assert not desk.panel.bar.closer.isEnabled()
    assert desk.workspace.is_modified


def test_r_records_and_stops(desk: Desk) -> None:
    desk.click(desk.workspace.empty_page.simulate_button)
    desk.wait_for_panel()
    desk.key(Qt.Key.Key_R)
    desk.wait(lambda: desk.workspace.recorder.is_recording)
    desk.key(Qt.Key.Key_R)
    desk.wait(lambda: not desk.workspace.recorder.is_recording)
    assert any(text.startswith("Recorded ") for _, text in desk.notices)


def test_a_refused_recording_leaves_the_button_ready(desk: Desk) -> None:
    from shared.errors import AppError

    desk.click(desk.workspace.empty_page.simulate_button)
    desk.wait_for_panel()
    desk.acquisition.refuse = AppError("disk_full", path="/recordings")
    desk.click(desk.panel.record_bar.record)
    desk.wait(lambda: any("full" in text for _, text in desk.notices))
    assert desk.panel.record_bar.record.isEnabled()
    assert desk.panel.record_bar.record.text() == "Record"


def answer_question(desk: Desk, words: str) -> None:
    """Press a button of the question as soon as it is there."""
    from PySide6.QtCore import QTimer

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        timer.stop()
        button = next(b for b in box.buttons() if b.text().replace("&", "") == words)
        desk.click(button)

    timer = QTimer(desk.workspace)
    timer.timeout.connect(press)
    timer.start(10)


def test_the_window_asks_before_it_leaves_a_recording_and_it_can_go_on(desk: Desk) -> None:
    record_simulated(desk)
    answer_question(desk, "Stay")
    desk.app.window.close()
    assert desk.app.window.isVisible()
    answer_question(desk, "Go on recording")
    desk.app.window.close()
    assert not desk.app.window.isVisible()
    assert desk.acquisition.count(EegStopRecording) == 0


def test_stop_and_close_ends_the_recording_first(desk: Desk) -> None:
    record_simulated(desk)
    answer_question(desk, "Stop and close")
    desk.app.window.close()
    desk.wait(lambda: not desk.app.window.isVisible())
    assert desk.acquisition.count(EegStopRecording) == 1


def test_a_window_finds_a_recording_that_goes_on(desk: Desk) -> None:
    record_simulated(desk)
    state = desk.acquisition.state
    desk.workspace.session.state.value = type(state)()
    desk.workspace.recorder.step.value = "idle"
    desk.workspace.session.refresh()
    desk.wait(lambda: desk.workspace.recorder.is_recording)
    assert desk.panel.record_bar.file.text() == state.recording.name


def export_sheet(desk: Desk) -> ExportSheet:
    desk.click(desk.panel.record_bar.record)
    desk.wait(lambda: desk.panel.record_bar.export.isVisible())
    desk.click(desk.panel.record_bar.export)
    sheet = desk.workspace.dialogs.open_one
    assert isinstance(sheet, ExportSheet)
    return sheet


def test_the_export_sheet_names_the_command_of_each_format(desk: Desk) -> None:
    record_simulated(desk)
    sheet = export_sheet(desk)
    for kind in ("edf", "fif", "bids"):
        sheet.kind.setCurrentIndex(sheet.kind.findData(kind))
        assert f"--format {kind}" in sheet.command.text()
    desk.click(sheet.copy_button)
    assert QApplication.clipboard().text() == sheet.command.text()
    desk.click(sheet.export)  # it is on the computer of another worker
    assert "not on this computer" in sheet.message.text()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_recording_is_exported_and_a_bad_one_is_told(desk: Desk, tmp_path: Path) -> None:
    record_simulated(desk)
    recording = desk.acquisition.state.recording
    assert recording is not None
    file = tmp_path / "session.csv"
    write_csv(file)
    desk.acquisition.tell(recording=msgspec.structs.replace(recording, path=str(file)))
    desk.wait(lambda: desk.workspace.recorder.last.value.path == str(file))
    sheet = export_sheet(desk)
    desk.click(sheet.export)
    assert not sheet.export.isEnabled()
    desk.wait(lambda: sheet.export.isEnabled())
    assert sheet.folder.isVisible(), sheet.message.text()
    assert list(sheet.out.glob("*.edf"))
    file.write_text("no recording")
    desk.click(sheet.export)
    desk.wait(lambda: sheet.export.isEnabled())
    assert not sheet.folder.isVisible()
    assert "session.csv" in sheet.message.text()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
