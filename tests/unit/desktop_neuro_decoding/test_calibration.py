"""Calibration as a job: followed, read back, kept by person, refused for another montage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import save

from desktop.neuro.decoding.calibration_record import (
    MAX_RECORDS,
    CalibrationRecord,
    labels_of_file,
    person_key,
    with_record,
)
from desktop.neuro.decoding.calibrator import Calibrator
from desktop.neuro.preferences import PreferenceStore
from shared.jobs import JobState
from shared.neuro.acquisition import LslChoice, SimulatedChoice
from shared.tasks.neuro import NeuroTrainRequest, NeuroTrainResult
from tests.gui.fake_client import scripted_link

LABELS = ("O1", "Oz", "O2")


def calibration_file(labels: tuple[str, ...] = LABELS) -> bytes:
    metadata = {"labels": msgspec.json.encode(labels).decode(), "format": "any"}
    return save({"alignment": np.zeros((64, len(labels)), np.float32)}, metadata)


class Desk:
    def __init__(self, tmp_path: Path) -> None:
        self.link, self.client = scripted_link()
        self.calibrator = Calibrator(self.link)
        self.found: list[tuple[str, CalibrationRecord]] = []
        self.calibrator.finished.connect(lambda *found: self.found.append(found))
        self.recording = tmp_path / "sub-P01.xdf"
        self.recording.write_bytes(b"XDF:")

    def start(self) -> str:
        self.calibrator.start(self.recording, "P01", ("O2",))
        return next(iter(self.client.jobs))

    def store(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.client.artefacts[sha256] = data
        return sha256

    def finish(self, job_id: str, data: bytes, **fields: Any) -> None:
        files = {"calibration": "calibration.safetensors"}
        wanted = {"n_trials": 480, "minutes": 11.5, "top5_of": (0.31, 50)}
        result = NeuroTrainResult(files=files, **{**wanted, **fields})
        document = {"task": "neuro.train", "status": "succeeded", **msgspec.to_builtins(result)}
        names = {
            "result.json": self.store(msgspec.json.encode(document)),
            "calibration.safetensors": self.store(data),
        }
        self.client.change(job_id, JobState.SUCCEEDED, files=names)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.calibrator.close()


def test_a_recording_becomes_a_calibration_with_its_figures(desk: Desk) -> None:
    job_id = desk.start()
    task, request = desk.client.submitted[0]
    assert task == "neuro.train" and isinstance(request, NeuroTrainRequest)
    assert (request.recording, request.bad) == (str(desk.recording), ("O2",))
    assert desk.calibrator.run.value.step == "waiting"
    desk.client.run(job_id)
    desk.client.progress(job_id, 2, 3)
    run = desk.calibrator.run.value
    assert (run.step, run.done, run.total) == ("running", 2, 3)
    data = calibration_file()
    desk.finish(job_id, data)
    ((person, record),) = desk.found
    assert person == "P01"
    assert record.ref == "sha256:" + hashlib.sha256(data).hexdigest()
    assert (record.labels, record.n_trials, record.minutes) == (LABELS, 480, 11.5)
    assert (record.top5, record.of, record.recording) == (0.31, 50, "sub-P01.xdf")
    assert desk.calibrator.run.value.record == record


def test_only_one_runs_and_it_can_be_stopped(desk: Desk) -> None:
    job_id = desk.start()
    desk.calibrator.start(desk.recording, "P02")
    assert len(desk.client.submitted) == 1
    desk.calibrator.cancel()
    assert ("cancel", job_id, False) in desk.client.calls
    run = desk.calibrator.run.value
    assert run.step == "failed" and run.error is not None and run.error.code == "cancelled"
    desk.calibrator.put_away()
    assert desk.calibrator.run.value.step == "idle"


def test_what_went_wrong_is_told(desk: Desk) -> None:
    job_id = desk.start()
    desk.client.run(job_id)
    desk.client.fail(job_id, "bad_recording", file="a.xdf", reason="no markers", formats="XDF")
    error = desk.calibrator.run.value.error
    assert error is not None and "no markers" in str(error)
    desk.calibrator.start(desk.recording, "P01")
    again = desk.client.submitted[-1]
    assert again[0] == "neuro.train"
    desk.finish(list(desk.client.jobs)[-1], b"no safetensors at all")
    error = desk.calibrator.run.value.error
    assert error is not None and error.code == "bad_model"
    assert desk.found == []


def test_a_result_whose_files_are_gone_is_told(desk: Desk) -> None:
    job_id = desk.start()
    desk.client.change(job_id, JobState.SUCCEEDED, files={})
    error = desk.calibrator.run.value.error
    assert error is not None and error.code == "missing_file"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 8,
        b"\xff" * 64,
        (20).to_bytes(8, "little") + b'{"__metadata__": {}}',
        (7).to_bytes(8, "little") + b'"hello"',
        save({"a": np.zeros(2)}, {"labels": "Oz"}),
    ],
)
def test_other_files_name_no_channels(data: bytes) -> None:
    with pytest.raises(ValueError, match="it"):
        labels_of_file(data)


def test_calibrations_are_kept_by_person(tmp_path: Path) -> None:
    record = CalibrationRecord(ref="sha256:" + "a" * 64, labels=LABELS, minutes=9.0)
    store = PreferenceStore(tmp_path)
    store.update(calibrations=with_record(store.value.calibrations, "P01", record))
    assert PreferenceStore(tmp_path).value.calibrations == {"P01": record}
    assert with_record({"P01": record}, "P01", None) == {}
    many = {str(n): record for n in range(MAX_RECORDS)}
    assert list(with_record(many, "new", record))[-1] == "new"
    assert len(with_record(many, "new", record)) == MAX_RECORDS


def test_persons_are_known_by_code_and_simulated_ones_by_number() -> None:
    assert person_key("P01", LslChoice()) == "P01"
    assert person_key("P01", SimulatedChoice()) == "P01"
    one, two = (person_key("", SimulatedChoice(participant=n)) for n in (1, 2))
    assert one != two != person_key("", None) == ""
