"""Evaluations as jobs of the worker: one is looked at, all are listed; no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from desktop.core.link import Link
from desktop.core.observable import Observable, Signal
from desktop.neuro.evaluation.result import METRICS_FILE, Evaluation, read_evaluation, read_notes
from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import ENDED, Failure, JobState, JobView
from shared.protocol.messages import JobProgress
from shared.tasks.neuro_evaluate import NEURO_EVALUATE, NeuroEvaluateRequest
from shared.tasks.spec import RESULT_FILE

MAX_LISTED = 30
Step = Literal["idle", "sending", "waiting", "running", "reading", "done", "failed", "cancelled"]
_UNDER_WAY = ("sending", "waiting", "running")


@dataclass(frozen=True)
class EvaluationRun:
    """How far the evaluation is that is looked at: `done` of `total` of a `stage`.

    Attributes
    ----------
    result : Evaluation or None
        When it is done.
    error : AppError or None
        When it failed, or what came of it cannot be read.
    sends_files : bool
        Whether recordings are copied to the worker first.
    """

    step: Step = "idle"
    job_id: str = ""
    title: str = ""
    done: float = 0.0
    total: float = 0.0
    stage: str = ""
    eta_s: float | None = None
    result: Evaluation | None = None
    error: AppError | None = None
    sends_files: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether it can be stopped."""
        return self.step in _UNDER_WAY


class Evaluator:
    """Starts evaluations, follows one, and finds those again that the worker still knows.

    Attributes
    ----------
    run : Observable of EvaluationRun
    jobs : Observable of tuple of JobView
        The newest first.
    ended : Signal of EvaluationRun
        The one that is looked at is done; not for one that is only read again.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.run: Observable[EvaluationRun] = Observable(EvaluationRun())
        self.jobs: Observable[tuple[JobView, ...]] = Observable(())
        self.ended: Signal[EvaluationRun] = Signal()
        self._is_fresh = False
        self._connections = [
            link.job_changed.connect(self._job_changed),
            link.progress.connect(self._progress),
        ]

    @property
    def is_busy(self) -> bool:
        """Whether one is under way: a second one would only wait for it."""
        return self.run.value.is_under_way or any(
            view.state not in ENDED for view in self.jobs.value
        )

    def find(self, job_id: str) -> JobView | None:
        """An evaluation by its id."""
        return next((view for view in self.jobs.value if view.job_id == job_id), None)

    # --- what a person does -----------------------------------------------------------------------

    def start(self, request: NeuroEvaluateRequest, title: str) -> None:
        """Begin an evaluation; nothing happens while one is under way."""
        if self.is_busy:
            return
        job_id = new_job_id()
        self._is_fresh = True
        self.run.value = EvaluationRun("sending", job_id, title, sends_files=bool(request.files))
        future = self._link.submit(NEURO_EVALUATE.name, request, title=title, job_id=job_id)
        self._link.then(future, failed=lambda error: self._fail(error, job_id))

    def cancel(self) -> None:
        """Stop the one that is under way."""
        run = self.run.value
        if run.is_under_way:
            self._link.then(
                self._link.cancel(run.job_id),
                failed=lambda error: self._fail(error, run.job_id),
            )

    def retry(self) -> None:
        """Run the one that failed or was stopped once more."""
        run = self.run.value
        if run.step not in ("failed", "cancelled") or self.is_busy:
            return
        self._is_fresh = True
        self.run.value = EvaluationRun("sending", run.job_id, run.title)
        self._link.then(
            self._link.retry(run.job_id), failed=lambda error: self._fail(error, run.job_id)
        )

    def show(self, job_id: str) -> bool:
        """Look at a known evaluation, done or not; whether it is known."""
        view = self.find(job_id)
        if view is None:
            return False
        run = self.run.value
        if run.job_id != job_id or run.step not in (*_UNDER_WAY, "reading", "done"):
            self._is_fresh = False
            self._follow(view)
        return True

    # --- what the worker says ---------------------------------------------------------------------

    def _progress(self, message: JobProgress) -> None:
        if message.job_id == self.run.value.job_id and self.run.value.is_under_way:
            self._change(
                step="running",
                done=message.done,
                total=message.total,
                stage=message.stage,
                eta_s=message.eta_s,
            )

    def _job_changed(self, view: JobView) -> None:
        if view.task != NEURO_EVALUATE.name:
            return
        self._list(view)
        run = self.run.value
        if run.step == "idle" and view.state not in ENDED:
            # The window was closed meanwhile.
            self._is_fresh = True
            self._follow(view)
        elif view.job_id == run.job_id and run.is_under_way:
            self._take(view)

    def _list(self, view: JobView) -> None:
        others = [each for each in self.jobs.value if each.job_id != view.job_id]
        listed = sorted([*others, view], key=lambda each: each.created_at, reverse=True)
        self.jobs.value = tuple(listed[:MAX_LISTED])

    def _follow(self, view: JobView) -> None:
        self.run.value = EvaluationRun("waiting", view.job_id, view.title)
        self._take(view)

    def _take(self, view: JobView) -> None:
        match view.state:
            case JobState.SUCCEEDED:
                self._read(view)
            case JobState.RUNNING:
                self._change(step="running")
            case JobState.CANCELLED:
                self._change(step="cancelled")
            case state if state in ENDED:
                failure = view.failure or Failure(code="internal")
                self._fail(AppError.from_params(failure.code, failure.params), view.job_id)
            case _:
                self._change(step="waiting", done=0.0, total=0.0, stage="", eta_s=None)

    # --- what came of it --------------------------------------------------------------------------

    def _read(self, view: JobView) -> None:
        self._change(step="reading")
        self._fetch(view, RESULT_FILE, lambda data: self._read_table(view, data))

    def _read_table(self, view: JobView, data: bytes) -> None:
        try:
            result = read_evaluation(data)
        except msgspec.MsgspecError as error:
            reason = f"{RESULT_FILE}: {error}"
            self._fail(AppError("bad_request", reason=reason), view.job_id)
            return
        if METRICS_FILE in view.files and result.kind != "confound":
            self._fetch(
                view,
                METRICS_FILE,
                lambda found: self._read_picture(view, replace(result, notes=read_notes(found))),
            )
        else:
            self._read_picture(view, result)

    def _read_picture(self, view: JobView, result: Evaluation) -> None:
        if result.picture_file in view.files:
            self._fetch(
                view, result.picture_file, lambda png: self._end(replace(result, picture=png))
            )
        else:
            self._end(result)

    def _fetch(self, view: JobView, name: str, then: Callable[[bytes], object]) -> None:
        def fetched(data: bytes) -> None:
            if self.run.value.job_id == view.job_id and self.run.value.step == "reading":
                then(data)

        self._link.then(
            self._link.fetch(SCHEME + view.files.get(name, "")),
            fetched,
            lambda error: self._fail(error, view.job_id),
        )

    def _end(self, result: Evaluation) -> None:
        self._change(step="done", result=result)
        if self._is_fresh:
            self._is_fresh = False
            self.ended.emit(self.run.value)

    def _fail(self, error: AppError, job_id: str) -> None:
        run = self.run.value
        if run.job_id == job_id and (run.is_under_way or run.step == "reading"):
            self._change(step="failed", error=error)

    def _change(self, **changes: object) -> None:
        self.run.value = replace(self.run.value, **changes)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of the link; the job goes on."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.run.value = EvaluationRun()
