"""Results of a host on another machine, brought to this one.

A job that this home submitted is told as succeeded once its files lie in the results of this home,
so whoever reads `result_dir` need not know where the job ran.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path, PurePosixPath

import msgspec

from shared.artefacts import SCHEME, ArtefactStore, is_artefact
from shared.errors import AppError, file_error
from shared.jobs import JobState, JobView
from shared.paths import private_dir, sync_dir
from shared.protocol.frames import Blob, Envelope
from shared.protocol.messages import Chunk, Error, Fetch, JobChanged, Message
from shared.protocol.upload import Request

_JOB_ID = re.compile(r"^[0-9a-f-]{36}$")
_log = logging.getLogger(__name__)


class Download:
    """Brings files by their hashes into a store, one after the other, and shows them in a folder.

    Callbacks come on the thread on which answers come. A piece that is not answered in time is
    asked for again until the client is closed: a cut line is no failure.

    Parameters
    ----------
    files : dict of str to str
        sha256 by name relative to the folder.
    folder : Path
        Appears with all files, before `done` is called; with `failed` nothing appears.
    """

    def __init__(
        self,
        request: Request,
        store: ArtefactStore,
        files: dict[str, str],
        folder: Path,
        *,
        done: Callable[[], None],
        failed: Callable[[AppError], None],
    ) -> None:
        self._request, self._store = request, store
        self._files, self._folder = files, folder
        self._done, self._failed = done, failed
        self._waiting = list(dict.fromkeys(files.values()))

    def start(self) -> None:
        """Ask for the first piece that is not here."""
        if all(is_artefact(SCHEME + sha256) for sha256 in self._waiting):
            self._guarded(self._next_file)
        else:
            self._failed(AppError("protocol", reason="a result names a file by what is no hash"))

    def _next_file(self) -> None:
        while self._waiting and self._store.has(self._waiting[0]):
            self._waiting.pop(0)
        if self._waiting:
            self._ask(self._waiting[0], 0)
        else:
            show(self._store, self._files, self._folder)
            self._done()

    def _ask(self, sha256: str, offset: int) -> None:
        answer = self._request(Fetch(sha256=sha256, offset=offset))
        answer.add_done_callback(
            lambda answered: self._guarded(lambda: self._take(answered, sha256, offset))
        )

    def _take(self, answer: Future[Envelope], sha256: str, offset: int) -> None:
        try:
            envelope = answer.result()
        except AppError as error:
            if not error.retryable:
                raise
            self._ask(sha256, offset)
            return
        message, piece = envelope.message, envelope.blobs[0] if envelope.blobs else b""
        if isinstance(message, Error):
            raise AppError.from_params(message.code, message.params)
        if not isinstance(message, Chunk) or not isinstance(piece, bytes):
            raise AppError("protocol", reason=f"{type(message).__name__} does not answer Fetch")
        end = offset + len(piece)
        if not piece and message.total > offset:
            raise AppError("protocol", reason="a piece of a file came empty")
        incoming = self._store.incoming / f"{sha256}.{os.getpid()}"
        incoming.parent.mkdir(parents=True, exist_ok=True)
        with incoming.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(piece)
        if end < message.total:
            self._ask(sha256, end)
        else:
            self._store.commit(incoming, sha256)
            self._next_file()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except AppError as error:
            self._failed(error)
        except OSError as error:
            reason = f"{self._store.root} cannot be written: {error.strerror}."
            words = file_error(error, self._store.root) or AppError("bad_request", reason=reason)
            self._failed(words)


def show(store: ArtefactStore, files: dict[str, str], folder: Path) -> None:
    """Let `folder` appear by one rename, with stored files under their names.

    Raises
    ------
    AppError
        `protocol` for a name that leads out of the folder.
    """
    staging = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, sha256 in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            shutil.rmtree(staging)
            raise AppError("protocol", reason=f"{name[:80]} is no name of a file in a result")
        store.link(sha256, staging / path)
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)
    sync_dir(folder.parent)


class ResultMirror:
    """Stands between a client and whoever listens to it, while the host is elsewhere."""

    def __init__(
        self, home: Path, request: Request, pass_on: Callable[[Message, list[Blob]], None]
    ) -> None:
        private_dir(home)
        self._results, self._sent = home / "results", home / "sent"
        self._request, self._store = request, ArtefactStore(home / "artefacts")
        self._pass_on = pass_on
        self._newest: dict[str, int] = {}
        self._fetching: set[str] = set()

    def sent(self, job_id: str) -> None:
        """Remember, also for later runs, that this home wants the results of a job."""
        self._sent.mkdir(parents=True, exist_ok=True)
        (self._sent / job_id).touch()

    def take(self, message: Message, blobs: list[Blob]) -> None:
        """Pass a message on; one that tells of results, when they are here."""
        if not isinstance(message, JobChanged):
            self._pass_on(message, blobs)
            return
        job = message.job
        if job.seq < self._newest.get(job.job_id, -1):
            return
        self._newest[job.job_id] = job.seq
        if job.state is not JobState.SUCCEEDED or not self._wants(job.job_id):
            self._pass_on(message, blobs)
        elif (self._results / job.job_id).is_dir():
            self._here(job)
        elif job.job_id not in self._fetching:
            self._fetch(job)

    def _wants(self, job_id: str) -> bool:
        # The id becomes a path, and it comes from another machine.
        return bool(_JOB_ID.match(job_id)) and (self._sent / job_id).exists()

    def _fetch(self, job: JobView) -> None:
        self._fetching.add(job.job_id)

        def fetched() -> None:
            self._fetching.discard(job.job_id)
            self._here(job)

        def failed(error: AppError) -> None:
            self._fetching.discard(job.job_id)
            if error.code == "cancelled":  # the client is closing; the next one fetches it
                return
            _log.error("results not fetched", extra={"job": job.job_id, "reason": str(error)})
            if self._newest[job.job_id] == job.seq:
                self._pass_on(JobChanged(job=job), [])

        folder = self._results / job.job_id
        Download(self._request, self._store, job.files, folder, done=fetched, failed=failed).start()

    def _here(self, job: JobView) -> None:
        if self._newest[job.job_id] == job.seq:
            folder = str(self._results / job.job_id)
            self._pass_on(JobChanged(job=msgspec.structs.replace(job, result_dir=folder)), [])
