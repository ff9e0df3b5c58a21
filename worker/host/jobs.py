"""What happens to jobs: accepted, claimed, ended, retried; each change stored, then told."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError
from shared.ids import request_hash
from shared.jobs import ENDED, RETRY_DELAYS_S, Failure, JobEvent, JobState, JobView, Lane
from shared.protocol.messages import Submit
from shared.tasks.spec import TaskRegistry, TaskRequest, TaskSpec
from worker.host.scheduler import Turns, choose
from worker.host.store import JobRow, JobStore

LOOKAHEAD = 64
_BLOCK_CODES = {
    "disk_full": "blocked_disk_full",
    "read_only": "blocked_read_only",
    "missing_model": "missing_model",
    "no_model": "no_model",
}
_SPACE_BYTES = 64 << 20


@dataclass(frozen=True)
class ActiveRun:
    """A job that the engine runs now."""

    job: JobRow
    cancel_requested: bool = False


class JobKeeper:
    """Owns the running set and all changes of jobs.

    Parameters
    ----------
    changed : callable
        Called with every change; the caller tells clients after the commit.
    """

    def __init__(
        self,
        store: JobStore,
        registry: TaskRegistry,
        home: Path,
        changed: Callable[[JobView], None],
    ) -> None:
        self._store, self._registry, self._home = store, registry, home
        self._changed = changed
        self._turns = Turns()
        self.active: dict[str, ActiveRun] = {}

    def memory(self) -> tuple[dict[str, ActiveRun], Turns]:
        """What is kept in memory, to go back to when a transaction fails."""
        return dict(self.active), self._turns

    def restore(self, memory: tuple[dict[str, ActiveRun], Turns]) -> None:
        """Go back to what `memory` gave."""
        self.active, self._turns = memory

    # --- clients' requests ------------------------------------------------------------------------

    def submit(
        self,
        message: Submit,
        client: str,
        check: Callable[[TaskRequest], None] = lambda request: None,
    ) -> tuple[JobRow, bool]:
        """Store a job; returns it and whether it was there already.

        `check` may refuse the request once it has its type.

        Raises
        ------
        AppError
            `unsupported` task, `bad_field` or `bad_request` in the request, `conflict` for a known
            id with another request.
        """
        spec = self._registry.get(message.task)
        if spec is None:
            raise AppError("unsupported", what=f"the task {message.task}")
        request = typed_request(spec, message.request)
        check(request)
        builtins = msgspec.to_builtins(request)
        digest = request_hash(spec.name, builtins)
        known = self._store.get(message.job_id)
        if known is not None:
            if known.request_hash != digest:
                raise AppError("conflict", job_id=message.job_id)
            return known, True
        row = JobRow(
            job_id=message.job_id,
            task=spec.name,
            request=msgspec.msgpack.encode(builtins),
            request_hash=digest,
            lane=spec.lane if message.lane is None else message.lane,
            title=message.title,
            client=client,
            supersede_key=spec.supersede_key(request) if spec.supersede_key else "",
            state=JobState.QUEUED,
            created_at=time.time(),
        )
        row = self._store.add(row)
        self._changed(row.view())
        return row, False

    def replaced_by(self, job: JobRow) -> list[str]:
        """Cancel what `job` supersedes; returns the ids that the engine must be told of."""
        return [old.job_id for old in self._store.superseded(job) if self.cancel(old.job_id)]

    def cancel(self, job_id: str) -> bool:
        """Cancel a job; True if it runs, and so ends when the engine has stopped it.

        Raises
        ------
        AppError
            `not_found`. An ended job stays as it is.
        """
        job = self._require(job_id)
        if job.state in ENDED:
            return False
        run = self.active.get(job_id)
        if run is not None:
            self.active[job_id] = replace(run, cancel_requested=True)
            return True
        self._apply(job, JobEvent.CANCEL, ended_at=time.time())
        return False

    def retry(self, job_id: str) -> None:
        """Run an ended or blocked job again with fresh attempts.

        Raises
        ------
        AppError
            `not_found`, or `bad_request` for a job that still runs or has succeeded.
        """
        job = self._require(job_id)
        if job.state not in (ENDED - {JobState.SUCCEEDED}) | {JobState.BLOCKED}:
            raise AppError(
                "bad_request", reason=f"Job {job_id} is {job.state}; it cannot run again."
            )
        self._apply(
            job,
            JobEvent.RETRY,
            attempts=0,
            failure=None,
            started_at=None,
            ended_at=None,
            due_at=None,
        )

    # --- scheduling -------------------------------------------------------------------------------

    def claim_next(self, slots: int = 1) -> JobRow | None:
        """Take the next job for the engine of so many `slots`, if one may start.

        Its attempt is counted now.
        """
        waiting: Mapping[Lane, list[JobRow]] = {
            lane: self._store.queued(lane, LOOKAHEAD) for lane in Lane
        }
        running = [run.job.lane for run in self.active.values()]
        job = choose(waiting, running, self._turns, slots)
        if job is None:
            return None
        claimed = self._apply(
            job, JobEvent.CLAIM, attempts=job.attempts + 1, started_at=time.time(), failure=None
        )
        self._turns = self._turns.after(job)
        self.active[job.job_id] = ActiveRun(claimed)
        return claimed

    def release_due(self) -> None:
        """Queue the jobs whose wait is over."""
        for job in self._store.due(time.time()):
            self._apply(job, JobEvent.DUE, due_at=None)

    def release_blocked(self) -> None:
        """Queue the blocked jobs whose cause is gone."""
        for job in self._store.by_state(JobState.BLOCKED):
            if job.failure is not None and self._cause_is_gone(job.failure):
                self._apply(job, JobEvent.UNBLOCK, failure=None)

    # --- the engine's reports ---------------------------------------------------------------------

    def succeeded(self, job_id: str, attempt: int, result_dir: str, files: dict[str, str]) -> bool:
        """A run delivered; False if it is not the attempt that counts."""
        run = self._current(job_id, attempt)
        if run is None:
            return False
        self._apply(
            run.job, JobEvent.SUCCEED, ended_at=time.time(), result_dir=result_dir, files=files
        )
        del self.active[job_id]
        return True

    def failed(self, job_id: str, attempt: int, failure: Failure) -> None:
        """A run ended without a result."""
        run = self._current(job_id, attempt)
        if run is None:
            return
        if failure.code == "cancelled" or run.cancel_requested:
            self._apply(run.job, JobEvent.CANCEL, ended_at=time.time())
        elif failure.code in _BLOCK_CODES:
            failure = msgspec.structs.replace(failure, code=_BLOCK_CODES[failure.code])
            # What is no fault of the job does not use up one of its attempts.
            self._apply(run.job, JobEvent.BLOCK, failure=failure, attempts=run.job.attempts - 1)
        elif failure.retryable:
            self._fail_transient(run.job, failure)
        else:
            self._apply(run.job, JobEvent.FAIL_PERMANENT, ended_at=time.time(), failure=failure)
        del self.active[job_id]

    def engine_lost(self, reason: str) -> None:
        """The engine died: each of its runs has used an attempt."""
        failure = Failure(code="engine_died", params={"reason": reason}, retryable=True)
        for run in list(self.active.values()):
            if run.cancel_requested:
                self._apply(run.job, JobEvent.CANCEL, ended_at=time.time())
            else:
                self._fail_transient(run.job, failure)
            del self.active[run.job.job_id]

    def put_back(self) -> None:
        """Queue what runs again: the engine ends by intent, and no attempt is used up."""
        for run in list(self.active.values()):
            if run.cancel_requested:
                self._apply(run.job, JobEvent.CANCEL, ended_at=time.time())
            else:
                self._apply(
                    run.job, JobEvent.RELEASE, attempts=run.job.attempts - 1, started_at=None
                )
            del self.active[run.job.job_id]

    def recover(self) -> None:
        """After a start: what ran when the last host ended has used an attempt."""
        failure = Failure(
            code="engine_died", params={"reason": "the worker was restarted"}, retryable=True
        )
        for job in self._store.by_state(JobState.RUNNING):
            self._fail_transient(job, failure)

    # --- inside -----------------------------------------------------------------------------------

    def _fail_transient(self, job: JobRow, failure: Failure) -> None:
        delay_s = RETRY_DELAYS_S[min(job.attempts, len(RETRY_DELAYS_S)) - 1]
        changed = self._apply(
            job, JobEvent.FAIL_TRANSIENT, failure=failure, due_at=time.time() + delay_s, tell=False
        )
        if changed.state is JobState.QUARANTINED:
            reason = AppError.from_params(failure.code, failure.params)
            quarantine = Failure(
                code="quarantined",
                params={"attempts": job.attempts, "reason": str(reason)},
                trace=failure.trace,
            )
            changed = self._store.annotate(
                changed, failure=quarantine, ended_at=time.time(), due_at=None
            )
        self._changed(changed.view())

    def _apply(self, job: JobRow, event: JobEvent, *, tell: bool = True, **changes: Any) -> JobRow:
        changed = self._store.apply(job, event, **changes)
        if tell:
            self._changed(changed.view())
        return changed

    def _current(self, job_id: str, attempt: int) -> ActiveRun | None:
        run = self.active.get(job_id)
        return run if run is not None and run.job.attempts == attempt else None

    def _require(self, job_id: str) -> JobRow:
        job = self._store.get(job_id)
        if job is None:
            raise AppError("not_found", what="Job", value=job_id)
        return job

    def _cause_is_gone(self, failure: Failure) -> bool:
        if failure.code in ("missing_model", "no_model"):
            return self._has_model(failure)
        try:
            if shutil.disk_usage(self._home).free < _SPACE_BYTES:
                return False
            probe = self._home / f".probe.{os.getpid()}"
            probe.write_bytes(b"\0" * 4096)
            probe.unlink()
        except OSError:
            return False
        return True

    def _has_model(self, failure: Failure) -> bool:
        # Imported when first needed: a host starts without it.
        from worker.models.registry import ModelRegistry

        try:
            models = [model.files for model in ModelRegistry(self._home).all()]
        except AppError:  # a damaged list has no models
            return False
        wanted = failure.params.get("model"), failure.params.get("kind")
        return any(files.id == wanted[0] or files.kind == wanted[1] for files in models)


def typed_request(spec: TaskSpec, builtins: dict[str, Any]) -> TaskRequest:
    """A request of the task's own type, checked.

    Raises
    ------
    AppError
        `bad_request` naming the field and what its type allows, or what the task's own check says.
    """
    try:
        request = msgspec.convert(builtins, spec.request)
    except msgspec.ValidationError as error:
        raise AppError("bad_request", reason=f"{spec.name}: {error}.") from None
    if spec.check is not None:
        spec.check(request)
    return request
