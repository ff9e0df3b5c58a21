"""The workspace's jobs: started, followed, and found again when the window comes back; no Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.robustness.runs import SPECS, Run, grown, read_cells, read_result
from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import ENDED, Failure, JobState, JobView
from shared.protocol.frames import Blob
from shared.protocol.messages import JobPartial, JobProgress
from shared.tasks.robustness import ROBUSTNESS_ATTACK
from shared.tasks.robustness_evaluate import CELLS_FILE
from shared.tasks.spec import RESULT_FILE, TaskRequest

MOST_RUNS = 200


class Lab:
    """Runs by the id of their job.

    Attributes
    ----------
    changed : Signal of str
        A run is new or another; its id.
    ended : Signal of Run
        One that was under way is over; not for those that are only read again.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._runs: dict[str, Run] = {}
        self._seen: dict[str, int] = {}
        self._fresh: set[str] = set()
        self.changed: Signal[str] = Signal()
        self.ended: Signal[Run] = Signal()
        self._connections = [
            link.job_changed.connect(self._job_changed),
            link.progress.connect(self._progress),
            link.partial.connect(self._partial),
        ]

    def close(self) -> None:
        """Let go of the link; jobs go on."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()

    # --- what is known ----------------------------------------------------------------------------

    def get(self, job_id: str) -> Run | None:
        """A run by its id."""
        return self._runs.get(job_id)

    def runs(self, task: str = "") -> tuple[Run, ...]:
        """All runs, or those of one task, the newest first."""
        found = [run for run in self._runs.values() if not task or run.task == task]
        return tuple(sorted(found, key=lambda run: (-run.created_at, run.job_id)))

    def attacks(self) -> tuple[Run, ...]:
        """Attacks, the newest first."""
        return self.runs(ROBUSTNESS_ATTACK.name)

    def newest(self, task: str) -> Run | None:
        """The newest run of a task."""
        return next(iter(self.runs(task)), None)

    def under_way(self, task: str = "") -> tuple[Run, ...]:
        """Runs that can be stopped, the newest first."""
        return tuple(run for run in self.runs(task) if run.is_under_way)

    # --- what a person does -----------------------------------------------------------------------

    def start(self, task: str, request: TaskRequest, title: str) -> str:
        """Begin a run; its id."""
        job_id = new_job_id()
        # Two that begin in the same moment keep their order.
        newest = max((run.created_at for run in self._runs.values()), default=0.0)
        created = max(time.time(), newest + 1e-3)
        self._fresh.add(job_id)
        self._put(Run(job_id, task, title, request=request, created_at=created))
        future = self._link.submit(task, request, title=title[:200], job_id=job_id)
        self._link.then(future, failed=lambda error: self._fail(error, job_id))
        return job_id

    def cancel(self, job_id: str) -> None:
        """Stop a run."""
        run = self._runs.get(job_id)
        if run is not None and run.is_under_way:
            self._link.then(
                self._link.cancel(job_id), failed=lambda error: self._fail(error, job_id)
            )

    def retry(self, job_id: str) -> None:
        """Run one that failed or was stopped once more; what it asked is not asked again."""
        run = self._runs.get(job_id)
        if run is None or run.step not in ("failed", "cancelled"):
            return
        self._fresh.add(job_id)
        self._put(replace(run, step="sending", error=None, cells=()))
        self._link.then(self._link.retry(job_id), failed=lambda error: self._fail(error, job_id))

    # --- what the worker says ---------------------------------------------------------------------

    def _job_changed(self, view: JobView) -> None:
        if view.task not in SPECS or view.seq < self._seen.get(view.job_id, 0):
            return
        self._seen[view.job_id] = view.seq
        run = self._runs.get(view.job_id)
        if run is None:
            if len(self._runs) >= MOST_RUNS and view.state in ENDED:
                return
            run = Run(view.job_id, view.task, view.title, "waiting", view.created_at)
            if view.state not in ENDED:
                self._fresh.add(view.job_id)
        self._take(replace(run, result_dir=view.result_dir or "", files=dict(view.files)), view)

    def _take(self, run: Run, view: JobView) -> None:
        match view.state:
            case JobState.SUCCEEDED:
                if run.step not in ("done", "reading"):
                    self._read(run, view)
            case JobState.RUNNING:
                self._put(replace(run, step="running"))
            case JobState.CANCELLED:
                self._end(replace(run, step="cancelled"))
            case state if state in ENDED:
                self._put(run)
                failure = view.failure or Failure(code="internal")
                self._fail(AppError.from_params(failure.code, failure.params), view.job_id)
            case _:
                self._put(replace(run, step="waiting", done=0.0, total=0.0, stage="", eta_s=None))

    def _progress(self, message: JobProgress) -> None:
        run = self._runs.get(message.job_id)
        if run is not None and run.is_under_way:
            self._put(
                replace(
                    run,
                    step="running",
                    done=message.done,
                    total=message.total,
                    stage=message.stage,
                    eta_s=message.eta_s,
                )
            )

    def _partial(self, message: JobPartial, blobs: list[Blob]) -> None:
        run = self._runs.get(message.job_id)
        if run is not None and run.is_under_way:
            blob = blobs[0] if blobs else None
            self._put(replace(grown(run, message.kind, message.meta, blob), step="running"))

    # --- what came of it --------------------------------------------------------------------------

    def _read(self, run: Run, view: JobView) -> None:
        self._put(replace(run, step="reading"))

        def fetched(data: bytes) -> None:
            reading = self._runs.get(view.job_id)
            if reading is None or reading.step != "reading":
                return
            try:
                done = read_result(reading, data)
            except msgspec.MsgspecError as error:
                reason = f"{RESULT_FILE}: {error}"
                self._fail(AppError("bad_request", reason=reason), view.job_id)
                return
            if done.judged is not None and not done.cells and CELLS_FILE in view.files:
                self._read_cells(done)
            else:
                self._end(done)

        self.fetch(run, RESULT_FILE, fetched, lambda error: self._fail(error, view.job_id))

    def _read_cells(self, done: Run) -> None:
        """A suite of before the window opened: its rows are in a file."""

        def take(data: bytes) -> None:
            try:
                self._end(read_cells(done, data))
            except msgspec.MsgspecError:
                self._end(done)  # of another version: the figures stand in its report

        self.fetch(done, CELLS_FILE, take, lambda _: self._end(done))

    def fetch(
        self,
        run: Run,
        name: str,
        take: Callable[[bytes], object],
        failed: Callable[[AppError], object],
    ) -> None:
        """Have a file that a run wrote, wherever its worker is."""
        self._link.then(self._link.fetch(SCHEME + run.files.get(name, "")), take, failed)

    def _fail(self, error: AppError, job_id: str) -> None:
        run = self._runs.get(job_id)
        if run is not None and (run.is_under_way or run.step == "reading"):
            self._end(replace(run, step="failed", error=error))

    def _end(self, run: Run) -> None:
        self._put(run)
        if run.job_id in self._fresh:
            self._fresh.discard(run.job_id)
            self.ended.emit(run)

    def _put(self, run: Run) -> None:
        self._runs[run.job_id] = run
        self.changed.emit(run.job_id)
