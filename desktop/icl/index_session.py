"""Gives the pool to the worker: once per content, as a job that reads and encodes every row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.core.link import Link
from desktop.widgets.background import Background
from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.icl.pool.store import Pool
from shared.ids import new_job_id, sha256_file
from shared.jobs import JobState, JobView
from shared.protocol.link import LinkState
from shared.protocol.messages import JobProgress
from shared.tasks.icl import ICL_INDEX, IclIndexRequest

Step = Literal["none", "offline", "writing", "sending", "encoding", "ready", "failed"]
_FAILED = frozenset({JobState.FAILED, JobState.QUARANTINED, JobState.CANCELLED})


@dataclass(frozen=True)
class IndexState:
    """How far the worker is with the pool of `content`; `pool` is its reference there."""

    step: Step = "none"
    content: str = ""
    pool: str = ""
    job_id: str = ""
    done: float = 0.0
    total: float = 0.0
    eta_s: float | None = None
    error: AppError | None = None


class IndexSession(QObject):
    """Keeps the worker's copy of the pool up to date.

    Attributes
    ----------
    changed : Signal
        `state` is new.
    """

    changed = Signal()

    def __init__(self, link: Link, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._folder = link, folder
        self._background = Background("pool-export", self)
        self._path: Path | None = None
        self._title = ""
        self.state = IndexState()
        self._connections = [
            link.state_changed.connect(self._link_changed),
            link.job_changed.connect(self._job_changed),
            link.progress.connect(self._progressed),
        ]

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._background.is_busy

    def prepare(self, path: Path, content: str, title: str) -> None:
        """Make a pool's content known to the worker, unless it is already, or on its way."""
        if content == self.state.content and self.state.step not in ("none", "failed", "offline"):
            return
        self._path, self._title = path, title
        if not self._is_online():
            self._set(IndexState("offline", content))
            return
        self._set(IndexState("writing", content))
        file = self._folder / f"{new_job_id()}.jsonl"
        self._background.run(
            lambda: _write_rows(path, file),
            lambda sha256: self._send(content, file, sha256),
            lambda error: self._fail(content, error),
        )

    def forget(self) -> None:
        """No pool is open."""
        self._path = None
        self._set(IndexState())

    def retry(self) -> None:
        """Try again after a failure."""
        if self._path is not None:
            content = self.state.content
            self._set(IndexState())
            self.prepare(self._path, content, self._title)

    def cancel(self) -> None:
        """Stop encoding."""
        if self.state.job_id:
            self._link.then(self._link.cancel(self.state.job_id))

    def close(self) -> None:
        """Let go of link and thread."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._background.close()

    def _send(self, content: str, file: Path, sha256: str) -> None:
        if content != self.state.content:
            self._background.run(lambda: file.unlink(missing_ok=True))
            return
        job_id = new_job_id()
        self._set(IndexState("sending", content, SCHEME + sha256, job_id))
        future = self._link.submit(
            ICL_INDEX.name,
            IclIndexRequest(pool=str(file)),
            title=self._title[:200],
            job_id=job_id,
        )

        def accepted(_: object) -> None:
            self._background.run(lambda: file.unlink(missing_ok=True))
            if self.state.job_id == job_id and self.state.step == "sending":
                self._set(replace(self.state, step="encoding"))

        def refused(error: AppError) -> None:
            self._background.run(lambda: file.unlink(missing_ok=True))
            self._fail(content, error)

        self._link.then(future, accepted, refused)

    def _job_changed(self, job: JobView) -> None:
        if job.job_id != self.state.job_id or self.state.step == "ready":
            return
        if job.state is JobState.SUCCEEDED:
            self._set(replace(self.state, step="ready", eta_s=None))
        elif job.state in _FAILED:
            failure = job.failure
            error = (
                AppError.from_params(failure.code, failure.params)
                if failure is not None
                else AppError("cancelled")
            )
            self._fail(self.state.content, error)

    def _progressed(self, progress: JobProgress) -> None:
        if progress.job_id == self.state.job_id and self.state.step in ("sending", "encoding"):
            self._set(
                replace(
                    self.state,
                    step="encoding",
                    done=progress.done,
                    total=progress.total,
                    eta_s=progress.eta_s,
                )
            )

    def _link_changed(self, _: LinkState) -> None:
        if self._is_online() and self.state.step == "offline" and self._path is not None:
            self.prepare(self._path, self.state.content, self._title)

    def _is_online(self) -> bool:
        return self._link.state is not None and self._link.state.state == "ready"

    def _fail(self, content: str, error: AppError) -> None:
        if content == self.state.content:
            self._set(IndexState("failed", content, error=error))

    def _set(self, state: IndexState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _write_rows(path: Path, file: Path) -> str:
    """Write the pool as JSON lines; gives the file's SHA-256."""
    file.parent.mkdir(parents=True, exist_ok=True)
    encode = msgspec.json.encode
    try:
        with Pool(path, create=False) as pool, file.open("wb") as out:
            for example in pool.examples():
                out.write(encode(example) + b"\n")
        return sha256_file(file)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
