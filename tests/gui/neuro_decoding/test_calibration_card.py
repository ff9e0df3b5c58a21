"""Calibration by the mouse: a recording is chosen, a job runs, its worth is told in words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from safetensors.numpy import save

from desktop.neuro.decoding.calibration_record import CalibrationRecord
from shared.jobs import JobState
from shared.neuro.acquisition import RecordingState
from shared.protocol.eeg_messages import EegState
from shared.tasks.neuro import NeuroTrainRequest, NeuroTrainResult
from tests.gui.neuro_decoding.conftest import LABELS, Desk

REF = "sha256:" + "a" * 64


def chosen(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Click and choose a file; the job's id."""
    path.write_bytes(b"XDF:")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.click(desk.pane.calibration.choose)
    return list(desk.client.jobs)[-1]


def finish(desk: Desk, job_id: str, labels: tuple[str, ...] = LABELS) -> str:
    """The job ends well; the calibration's reference."""
    metadata = {"labels": msgspec.json.encode(labels).decode()}
    result = NeuroTrainResult(
        files={"calibration": "calibration.safetensors"},
        n_trials=480,
        minutes=11.5,
        top5_of=(0.31, 50),
    )
    contents = {
        "result.json": msgspec.json.encode(msgspec.to_builtins(result)),
        "calibration.safetensors": save({"a": np.zeros(3, np.float32)}, metadata),
    }
    files = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    desk.client.artefacts |= {files[name]: data for name, data in contents.items()}
    desk.client.change(job_id, JobState.SUCCEEDED, files=files)
    return "sha256:" + files["calibration.safetensors"]


def test_uncalibrated_it_says_what_calibration_is_good_for(desk: Desk) -> None:
    desk.open()
    assert "as for any person" in desk.pane.calibration.sentence.text()
    assert not desk.pane.calibration.forget.isVisible()


def test_a_calibration_run_is_one_click_away_for_a_person(desk: Desk) -> None:
    desk.open(simulated=True)
    assert "by itself" in desk.pane.calibration.sentence.text()
    assert not desk.pane.calibration.run.isVisible()
    desk.close_source()
    desk.open(simulated=False)
    desk.click(desk.pane.calibration.run)
    assert desk.asked_to_show == 1


def test_a_recording_calibrates_and_is_used_from_then_on(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.recorder.set_code("subject", "P01")
    card = desk.pane.calibration
    job_id = chosen(desk, tmp_path / "known.xdf", monkeypatch)
    request = desk.client.submitted[-1][1]
    assert isinstance(request, NeuroTrainRequest)
    assert request.recording == str(tmp_path / "known.xdf")
    desk.client.run(job_id)
    desk.client.progress(job_id, 1, 3)
    assert card.progress.isVisible() and card.progress.value() == 33
    assert not card.choose.isVisible()
    ref = finish(desk, job_id)
    assert "Calibrated with known.xdf" in card.outcome.text()
    words = card.sentence.text()
    assert "11.5 min of signal" in words
    assert "among five named in 31 %" in words
    assert "one of 50 pictures" in words
    assert "by chance 10 %" in words
    desk.show(3)
    assert desk.pushes[-1][1].calibration == ref
    assert desk.preferences.value.calibrations["P01"].ref == ref
    # Another person has none.
    desk.recorder.set_code("subject", "P02")
    assert "as for any person" in card.sentence.text()
    desk.recorder.set_code("subject", "P01")
    desk.click(card.forget)
    assert desk.preferences.value.calibrations == {}


def test_without_a_code_it_is_forgotten_with_the_source(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(simulated=False)
    job_id = chosen(desk, tmp_path / "known.xdf", monkeypatch)
    ref = finish(desk, job_id)
    assert "forgotten with the source" in desk.pane.calibration.sentence.text()
    desk.show(3)
    assert desk.pushes[-1][1].calibration == ref
    assert desk.preferences.value.calibrations == {}
    desk.close_source()
    desk.open(simulated=False)
    assert "as for any person" in desk.pane.calibration.sentence.text()
    desk.show(3)
    assert desk.pushes[-1][1].calibration is None


def test_another_montage_is_refused_in_words(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.recorder.set_code("subject", "P01")
    job_id = chosen(desk, tmp_path / "muse.xdf", monkeypatch)
    finish(desk, job_id, ("TP9", "AF7", "AF8", "TP10"))
    words = desk.pane.calibration.sentence.text()
    assert "made with 4 channels and this source has 6" in words
    desk.show(3)
    assert desk.pushes[-1][1].calibration is None
    swapped = (LABELS[1], LABELS[0], *LABELS[2:])
    record = CalibrationRecord(ref=REF, labels=swapped)
    desk.preferences.update(calibrations={"P01": record})
    assert "Channel 1 is O1 here and was Oz" in desk.pane.calibration.sentence.text()


def test_a_calibration_can_be_stopped(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    chosen(desk, tmp_path / "known.xdf", monkeypatch)
    desk.click(desk.pane.calibration.cancel)
    assert desk.pane.calibration.outcome.text() == "Cancelled."
    assert desk.pane.calibration.choose.isVisible()


def test_a_recording_without_markers_is_refused_in_words(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    job_id = chosen(desk, tmp_path / "empty.xdf", monkeypatch)
    reason = "it has no markers picture/NUMBER that say what was shown"
    desk.client.fail(job_id, "bad_recording", file="empty.xdf", reason=reason, formats="XDF")
    assert "no markers picture/NUMBER" in desk.pane.calibration.outcome.text()


def test_the_recording_that_was_just_made_is_offered(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    card = desk.pane.calibration
    assert not card.use_last.isVisible()
    path = tmp_path / "sub-P01.xdf"
    path.write_bytes(b"XDF:")
    state = desk.session.state.value
    recording = RecordingState(name=path.name, path=str(path), seconds=1.0)
    running: EegState = msgspec.structs.replace(state, recording=recording)
    desk.client.on_message(running, [])
    assert not card.use_last.isVisible(), "not while it is being written"
    desk.client.on_message(state, [])
    desk.click(card.use_last)
    request = desk.client.submitted[-1][1]
    assert isinstance(request, NeuroTrainRequest) and request.recording == str(path)
