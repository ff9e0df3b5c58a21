"""What the host answers to each message of a client."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from shared import VERSION
from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.jobs import JobView
from shared.models import is_model_id
from shared.protocol.eeg_messages import (
    EegAnswer,
    EegHello,
    EegRequest,
    EegState,
    EegStateRequest,
)
from shared.protocol.frames import Blob, Envelope
from shared.protocol.messages import (
    MINOR,
    Accepted,
    Cancel,
    Chunk,
    Credit,
    EngineCancel,
    EngineStatus,
    Fetch,
    Goodbye,
    Hello,
    HostStatus,
    ListModels,
    Message,
    Models,
    Ok,
    Ping,
    Pong,
    Put,
    Rejected,
    RestartEngine,
    Retry,
    Shutdown,
    Snapshot,
    StatusRequest,
    StreamClose,
    StreamPush,
    Submit,
    Sync,
    Unsupported,
    Welcome,
)
from shared.tasks.files import file_refs, folder_refs
from shared.tasks.spec import TaskRegistry, TaskRequest
from worker.host.acquisition_link import AcquisitionLink
from worker.host.jobs import JobKeeper
from worker.host.sessions import Session, Sessions
from worker.host.store import JobStore
from worker.host.streams import StreamTable
from worker.host.uploads import Uploads

PAGE_JOBS, PAGE_BYTES = 500, 1 << 20
_log = logging.getLogger(__name__)


@dataclass
class Reply:
    """What goes back to the sender, and what goes to the engine."""

    message: Message | None = None
    blobs: list[Blob] = field(default_factory=list)
    to_engine: list[Message] = field(default_factory=list)
    kill_engine: str = ""


@dataclass(frozen=True)
class RequestHandler:
    """Answers clients; owns nothing, changes the parts that it was given.

    `ask_shutdown(when_idle)` ends the host; `status()`, `engine_status()` and `models()` describe
    it.
    """

    epoch: str
    pid: int
    store: JobStore
    keeper: JobKeeper
    artefacts: ArtefactStore
    uploads: Uploads
    sessions: Sessions
    streams: StreamTable
    registry: TaskRegistry
    ask_shutdown: Callable[[bool], None]
    status: Callable[[], HostStatus]
    engine_status: Callable[[], EngineStatus]
    models: Callable[[], Models]
    acquisition: AcquisitionLink

    def handle(self, identity: bytes, envelope: Envelope, now: float) -> Reply:
        """Answer one message.

        Raises
        ------
        AppError
            What the sender is told as `Error`.
        """
        message = envelope.message
        session = self.sessions.heard(identity, now)
        if isinstance(message, Hello):
            return self._hello(identity, message, now)
        if isinstance(message, Goodbye):
            running = self.streams.close(identity)
            self.sessions.drop(identity)
            return Reply(to_engine=[EngineCancel(job_id=each) for each in running])
        if isinstance(message, Ping):
            if self.acquisition.is_peer(identity):
                self.acquisition.alive(now)
            return Reply(Pong(epoch=self.epoch, rev=self.store.rev(), known=session is not None))
        if session is None:
            raise AppError("protocol", reason="the first message of a client is Hello")
        if isinstance(message, EegRequest):
            self.acquisition.ask(identity, envelope.header.id, message, now)
            return Reply()
        if isinstance(message, EegHello):
            self.acquisition.hello(identity, message, now)
            return Reply()
        if self.acquisition.is_peer(identity):
            return self._of_acquisition(message, envelope.blobs, now)
        return self._of_session(session, message, envelope.blobs, now)

    def _of_session(
        self, session: Session, message: Message, blobs: list[Blob], now: float
    ) -> Reply:
        match message:
            case Submit():
                return self._submit(session, message)
            case Cancel():
                return self._cancel(message)
            case Retry():
                self.keeper.retry(message.job_id)
                return Reply(Ok())
            case Sync():
                return self._sync(message)
            case Put():
                return self._put(message, blobs)
            case Fetch():
                return self._fetch(message)
            case StreamPush():
                return self._push(session, message, blobs, now)
            case StreamClose():
                running = self.streams.close(session.identity, message.stream)
                return Reply(to_engine=[EngineCancel(job_id=each) for each in running])
        return self._of_host(message)

    def _of_acquisition(self, message: Message, blobs: list[Blob], now: float) -> Reply:
        match message:
            case EegAnswer():
                self.acquisition.answer(message, blobs)
            case EegState():
                self.acquisition.told(message, now)
        return Reply()

    def _of_host(self, message: Message) -> Reply:
        match message:
            case StatusRequest():
                return Reply(self.status())
            case ListModels():
                return Reply(self.models())
            case EegStateRequest():
                return Reply(self.acquisition.state)
            case Shutdown():
                self.ask_shutdown(message.when_idle)
                return Reply(Ok())
            case RestartEngine():
                return Reply(Ok(), kill_engine="a restart was asked for")
            case Credit():
                return Reply()  # granted by the loop, which can send what was held
        return Reply(Unsupported(what=f"a host takes no {type(message).__name__}"))

    def _push(self, session: Session, message: StreamPush, blobs: list[Blob], now: float) -> Reply:
        if message.task not in self.registry:
            raise AppError("unsupported", what=f"the task {message.task}")
        self.streams.push(session.identity, message, blobs, now)
        return Reply()

    def _hello(self, identity: bytes, message: Hello, now: float) -> Reply:
        self.sessions.open(identity, message.kind, now, message.previews)
        return Reply(
            Welcome(
                minor=min(MINOR, message.minor),
                epoch=self.epoch,
                rev=self.store.rev(),
                pid=self.pid,
                app_version=VERSION,
                tasks=[spec.name for spec in self.registry],
                engine=self.engine_status(),
            )
        )

    def _submit(self, session: Session, message: Submit) -> Reply:
        try:
            job, duplicate = self.keeper.submit(message, session.kind, self._check_files)
        except AppError as error:
            if error.retryable:
                raise
            return Reply(Rejected(job_id=message.job_id, code=error.code, params=error.params))
        reply = Reply(Accepted(job_id=job.job_id, rev=job.rev, duplicate=duplicate))
        if not duplicate:
            for old in self.keeper.replaced_by(job):
                reply.to_engine.append(EngineCancel(job_id=old))
        return reply

    def _check_files(self, request: TaskRequest) -> None:
        """A request names artefacts only: a path of a client's machine means nothing here."""
        for ref in file_refs(request):
            self.artefacts.resolve(ref)
        for field_name in ("model", "generator_model"):
            model = getattr(request, field_name, "")
            if model and not is_model_id(model):
                limit = "the id of a registered model; only `vitrine-worker run` takes a path"
                raise AppError("bad_field", field=field_name, value=model, limit=limit)
        for folder in filter(None, folder_refs(request)):
            limit = "only `vitrine-worker run`, on its own machine, may name a folder"
            raise AppError("bad_field", field="folder", value=folder, limit=limit)

    def _cancel(self, message: Cancel) -> Reply:
        running = self.keeper.cancel(message.job_id)
        reply = Reply(Ok())
        if running:
            reply.to_engine.append(EngineCancel(job_id=message.job_id))
            if message.force:
                reply.kill_engine = "a job was cancelled by force"
        return reply

    def _sync(self, message: Sync) -> Reply:
        since = message.since_rev if message.epoch == self.epoch else 0
        rows = self.store.since(since, PAGE_JOBS)
        page = _page([row.view() for row in rows])
        more = len(rows) == PAGE_JOBS or len(page) < len(rows)
        rev = page[-1].rev if more else self.store.rev()
        return Reply(Snapshot(epoch=self.epoch, rev=rev, jobs=page, more=more))

    def _put(self, message: Put, blobs: list[Blob]) -> Reply:
        piece: Any = blobs[0] if blobs else None
        if piece is not None and not isinstance(piece, bytes):
            raise AppError("protocol", reason="Put takes plain bytes")
        return Reply(self.uploads.put(message, piece))

    def _fetch(self, message: Fetch) -> Reply:
        path = self.artefacts.resolve("sha256:" + message.sha256)
        total = path.stat().st_size
        with path.open("rb") as file:
            file.seek(min(message.offset, total))
            piece = file.read(message.length)
        chunk = Chunk(sha256=message.sha256, offset=message.offset, total=total)
        return Reply(chunk, blobs=[piece])


def _page(views: list[JobView]) -> list[JobView]:
    """As many jobs as fit into a message: a render of 120 frames names 120 files."""
    size_bytes = 0
    page: list[JobView] = []
    for view in views:
        size_bytes += len(msgspec.msgpack.encode(view))
        if page and size_bytes > PAGE_BYTES:
            break
        page.append(view)
    return page
