"""A client that does what a test says, with the surface of `shared.protocol.client.HostClient`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from desktop.core.link import Link
from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import Failure, JobState, JobView, Lane
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.messages import (
    LONGEST_DEADLINE_MS,
    Accepted,
    EngineStatus,
    JobChanged,
    JobPartial,
    JobProgress,
    Message,
    Models,
    Ok,
)
from shared.tasks.files import replace_files
from shared.tasks.spec import TaskRequest


class FakeClient:
    """Accepts every submit at once unless `refuse` is set; `calls` holds what it was asked.

    Scripted from the test's thread: `ready`, `add_job`, `progress`, `partial`, `finish`, `fail`.
    """

    def __init__(
        self,
        on_message: Callable[[Message, list[Blob]], None],
        on_link: Callable[[LinkState], None],
    ) -> None:
        self.on_message, self.on_link = on_message, on_link
        self.calls: list[tuple[Any, ...]] = []
        self.submitted: list[tuple[str, TaskRequest]] = []
        self.stored: list[TaskRequest] = []  # as submitted, files by content
        self.jobs: dict[str, JobView] = {}
        self.artefacts: dict[str, bytes] = {}
        self.known_models = Models()
        self.refuse: AppError | None = None
        self.credits = 0
        self.asked: list[tuple[Message, Future[Any]]] = []
        self.answer: Callable[[Message, Future[Any]], object] | None = None
        self.is_open = False
        self._rev = 0

    # What the link calls.

    def start(self) -> None:
        self.is_open = True
        self.calls.append(("start",))

    def close(self) -> None:
        self.is_open = False
        self.calls.append(("close",))

    def submit(
        self,
        task: str,
        request: TaskRequest,
        *,
        title: str = "",
        lane: Lane | None = None,
        job_id: str | None = None,
    ) -> Future[Accepted]:
        self.calls.append(("submit", task, title))
        future: Future[Accepted] = Future()
        if self.refuse is not None:
            future.set_exception(self.refuse)
            return future
        self.submitted.append((task, request))
        self.stored.append(replace_files(request, self._store))
        view = self.add_job(task, title=title, job_id=job_id)
        future.set_result(Accepted(job_id=view.job_id, rev=view.rev))
        return future

    def _store(self, ref: str) -> str:
        path = Path(ref)
        if not path.is_file():
            return ref
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        self.artefacts[sha256] = data
        return SCHEME + sha256

    def cancel(self, job_id: str, *, force: bool = False) -> Future[Any]:
        self.calls.append(("cancel", job_id, force))
        self.change(job_id, JobState.CANCELLED)
        return done(Ok())

    def retry(self, job_id: str) -> Future[Any]:
        self.calls.append(("retry", job_id))
        self.change(job_id, JobState.QUEUED)
        return done(Ok())

    def status(self) -> Future[Any]:
        return done(Ok())

    def models(self) -> Future[Models]:
        return done(self.known_models)

    def sync(self) -> None:
        self.calls.append(("sync",))

    def restart_engine(self) -> Future[Any]:
        self.calls.append(("restart_engine",))
        return done(Ok())

    def shutdown(self, *, when_idle: bool = False) -> Future[Any]:
        self.calls.append(("shutdown", when_idle))
        return done(Ok())

    def fetch(self, ref: str) -> Future[bytes]:
        data = self.artefacts.get(ref.removeprefix(SCHEME))
        if data is None:
            missing: Future[bytes] = Future()
            missing.set_exception(AppError("missing_file", file=ref))
            return missing
        return done(data)

    def credit(self, n: int = 1) -> None:
        self.credits += n

    def stream_push(
        self,
        stream: str,
        task: str,
        seq: int,
        params: dict[str, Any],
        blobs: Any = (),
        *,
        deadline_ms: int = 1000,
    ) -> None:
        assert 1 <= deadline_ms <= LONGEST_DEADLINE_MS, "a host refuses such an item unanswered"
        self.calls.append(("stream_push", stream, task, seq, params, list(blobs)))

    def stream_close(self, stream: str) -> None:
        self.calls.append(("stream_close", stream))

    def ask(self, message: Message, *, timeout_s: float = 30.0) -> Future[Any]:
        """Answered by `answer` if a test has set one; otherwise it stays open."""
        self.calls.append(("ask", message))
        future: Future[Any] = Future()
        self.asked.append((message, future))
        if self.answer is not None:
            self.answer(message, future)
        return future

    # What a test scripts.

    def link(self, state: str, **fields: Any) -> None:
        self.on_link(LinkState(state=state, **fields))  # type: ignore[arg-type]

    def engine(self, state: str = "ready", **fields: Any) -> None:
        status = EngineStatus(state=state, **{"pid": 4242, "device": "cpu", **fields})
        self.link("ready", endpoint="ipc://test", engine=status)

    def add_job(
        self,
        task: str = "motion.render",
        *,
        title: str = "",
        job_id: str | None = None,
        age_s: float = 0.0,
    ) -> JobView:
        self._rev += 1
        view = JobView(
            job_id=job_id or new_job_id(),
            task=task,
            title=title,
            state=JobState.QUEUED,
            seq=1,
            rev=self._rev,
            created_at=time.time() - age_s,
        )
        self.jobs[view.job_id] = view
        self.on_message(JobChanged(job=view), [])
        return view

    def change(self, job_id: str, state: JobState, **fields: Any) -> JobView:
        import msgspec

        old = self.jobs[job_id]
        self._rev += 1
        view = msgspec.structs.replace(old, state=state, seq=old.seq + 1, rev=self._rev, **fields)
        self.jobs[job_id] = view
        self.on_message(JobChanged(job=view), [])
        return view

    def run(self, job_id: str) -> JobView:
        return self.change(job_id, JobState.RUNNING, attempts=1, started_at=time.time())

    def progress(
        self, job_id: str, done: float, total: float, eta_s: float | None = None, unit: str = ""
    ) -> None:
        message = JobProgress(job_id=job_id, done=done, total=total, eta_s=eta_s, unit=unit)
        self.on_message(message, [])

    def partial(self, job_id: str, picture: np.ndarray, index: int = 0, **meta: Any) -> None:
        self.on_message(JobPartial(job_id=job_id, index=index, meta=meta), [picture])

    def finish(self, job_id: str, result_dir: str = "", **files: str) -> JobView:
        return self.change(
            job_id, JobState.SUCCEEDED, ended_at=time.time(), result_dir=result_dir, files=files
        )

    def fail(self, job_id: str, code: str, **params: Any) -> JobView:
        failure = Failure(code=code, params=params)
        return self.change(job_id, JobState.FAILED, ended_at=time.time(), failure=failure)


def scripted_link() -> tuple[Link, FakeClient]:
    """A link, and the client that the test speaks through."""
    clients: list[FakeClient] = []

    def make(on_message: Any, on_link: Any) -> FakeClient:
        clients.append(FakeClient(on_message, on_link))
        return clients[-1]

    return Link(make), clients[0]


def done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future
