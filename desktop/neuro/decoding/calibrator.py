"""Calibration of the decoder to a person, as a job of the worker; no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from desktop.core.link import Link
from desktop.core.observable import Observable, Signal
from desktop.neuro.decoding.calibration_record import CalibrationRecord, labels_of_file
from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import ENDED, Failure, JobState, JobView
from shared.protocol.messages import JobProgress
from shared.tasks.neuro import NEURO_TRAIN, NeuroTrainRequest, NeuroTrainResult
from shared.tasks.spec import RESULT_FILE

CALIBRATION = "calibration"
Step = Literal["idle", "sending", "waiting", "running", "reading", "done", "failed"]


@dataclass(frozen=True)
class CalibrationRun:
    """How far it is: `done` of `total` of a `stage`; at last a record or an error.

    Attributes
    ----------
    person : str
        Whose calibration it is (`person_key`).
    recording : str
        Name of the file.
    """

    step: Step = "idle"
    person: str = ""
    recording: str = ""
    done: float = 0.0
    total: float = 0.0
    stage: str = ""
    record: CalibrationRecord | None = None
    error: AppError | None = None

    @property
    def is_running(self) -> bool:
        """Whether it can be stopped."""
        return self.step in ("sending", "waiting", "running", "reading")


class Calibrator:
    """One calibration at a time.

    Attributes
    ----------
    run : Observable of CalibrationRun
    finished : Signal of (str, CalibrationRecord)
        A person's key and calibration.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.run: Observable[CalibrationRun] = Observable(CalibrationRun())
        self.finished: Signal[str, CalibrationRecord] = Signal()
        self._job_id = ""
        self._connections = [
            link.job_changed.connect(self._job_changed),
            link.progress.connect(self._progress),
        ]

    def start(self, path: Path, person: str, bad: tuple[str, ...] = ()) -> None:
        """Calibrate from a recording of known pictures; nothing happens while another runs."""
        if self.run.value.is_running:
            return
        self._job_id = job_id = new_job_id()
        self.run.value = CalibrationRun("sending", person, path.name)
        request = NeuroTrainRequest(recording=str(path), bad=bad)
        title = f"{NEURO_TRAIN.name} {path.name}"[:200]
        future = self._link.submit(NEURO_TRAIN.name, request, title=title, job_id=job_id)
        self._link.then(
            future, failed=lambda error: self._fail(error) if self._job_id == job_id else None
        )

    def cancel(self) -> None:
        """Stop the calibration that runs."""
        if self.run.value.is_running:
            self._link.then(self._link.cancel(self._job_id), failed=self._fail)

    def put_away(self) -> None:
        """The last outcome was seen."""
        if not self.run.value.is_running:
            self.run.value = CalibrationRun()

    # --- what the worker says ---------------------------------------------------------------------

    def _progress(self, message: JobProgress) -> None:
        if message.job_id == self._job_id and self.run.value.is_running:
            self._change(
                step="running", done=message.done, total=message.total, stage=message.stage
            )

    def _job_changed(self, view: JobView) -> None:
        if view.job_id != self._job_id or not self.run.value.is_running:
            return
        match view.state:
            case JobState.SUCCEEDED:
                self._read(view)
            case JobState.RUNNING:
                self._change(step="running")
            case state if state in ENDED:
                failure = view.failure or Failure(code="cancelled")
                self._fail(AppError.from_params(failure.code, failure.params))
            case _:
                self._change(step="waiting")

    def _read(self, view: JobView) -> None:
        """Read the figures, and which channels the calibration is for."""
        self._change(step="reading")
        document = view.files.get(RESULT_FILE, "")
        self._fetch(document, lambda figures: self._read_file(view, figures))

    def _read_file(self, view: JobView, figures: bytes) -> None:
        try:
            result = msgspec.json.decode(figures, type=NeuroTrainResult)
        except msgspec.MsgspecError as error:
            self._refuse(str(error))
            return
        sha256 = view.files.get(result.files.get(CALIBRATION, ""), "")
        self._fetch(sha256, lambda data: self._take(SCHEME + sha256, result, data))

    def _fetch(self, sha256: str, then: Callable[[bytes], object]) -> None:
        job_id = self._job_id

        def fetched(data: bytes) -> None:
            if self._job_id == job_id:
                then(data)

        self._link.then(self._link.fetch(SCHEME + sha256), fetched, self._fail)

    def _take(self, ref: str, result: NeuroTrainResult, data: bytes) -> None:
        try:
            labels = labels_of_file(data)
        except ValueError as error:
            self._refuse(str(error))
            return
        top5, of = result.top5_of
        record = CalibrationRecord(
            ref=ref,
            labels=labels,
            n_trials=result.n_trials,
            n_dropped=result.n_dropped,
            minutes=result.minutes,
            top5=top5,
            of=of,
            recording=self.run.value.recording,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            simulated=result.simulated,
        )
        self._change(step="done", record=record)
        self.finished.emit(self.run.value.person, record)

    def _refuse(self, reason: str) -> None:
        fix = "Calibrate again."
        self._fail(AppError("bad_model", model=CALIBRATION, reason=reason, fix=fix))

    def _fail(self, error: AppError) -> None:
        if self.run.value.is_running:
            self._change(step="failed", error=error)

    def _change(self, **changes: object) -> None:
        self.run.value = replace(self.run.value, **changes)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of the link; the job goes on."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._job_id = ""
