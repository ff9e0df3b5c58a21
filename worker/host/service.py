"""The host: one loop over sockets, store and engine. It never imports torch."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

import psutil

from shared import VERSION
from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.jobs import JobView
from shared.paths import private_dir
from shared.protocol.connection import ConnectionInfo, remove_connection, write_connection
from shared.protocol.frames import (
    Blob,
    Envelope,
    ProtocolError,
    UnknownMessage,
    VersionMismatch,
    unpack,
)
from shared.protocol.messages import (
    MAJOR,
    MINOR,
    Credit,
    Error,
    HostStatus,
    JobChanged,
    JobPartial,
    Message,
    Models,
    Rejected,
    StreamPartial,
    StreamResult,
    Submit,
    Unsupported,
)
from shared.protocol.previews import JPEG, encoded
from shared.tasks.registry import load_registry
from worker.host.acquisition_link import ACQUISITION, AcquisitionLink
from worker.host.acquisition_process import AcquisitionProcess
from worker.host.ballast import Ballast
from worker.host.engine_command import engine_command
from worker.host.engine_link import EngineLink
from worker.host.jobs import JobKeeper
from worker.host.lock import HomeLock
from worker.host.options import HostOptions
from worker.host.requests import RequestHandler
from worker.host.sessions import SILENCE_S, Session, Sessions
from worker.host.sockets import HostSockets, Undeliverable
from worker.host.store import JobStore, store_error
from worker.host.streams import StreamTable
from worker.host.supervisor import Supervisor
from worker.host.uploads import Uploads

BURST = 256
IDLE_POLL_S = 1.0
STORE_RETRY_S = 1.0
ORPHAN_SILENCE_S = 3.0
_log = logging.getLogger(__name__)


class HostService:
    """Owns the lock of the home, the sockets, the store and the supervisor, and closes them.

    What a message changes is committed before anybody is told: sends collect in `_outbox` and leave
    after the commit.
    """

    def __init__(self, options: HostOptions) -> None:
        self._options = options
        home = options.home
        try:
            for folder in (home, home / "logs", home / "results"):
                private_dir(folder)
            self._lock = HomeLock(home)
            self._lock.acquire()
        except OSError as error:
            raise store_error(error, home) from error
        self._cleanup = contextlib.ExitStack()
        self._cleanup.callback(self._lock.release)
        with contextlib.ExitStack() as on_error:
            on_error.callback(self._cleanup.close)
            self._build(options)
            on_error.pop_all()

    def _build(self, options: HostOptions) -> None:
        home = options.home
        self._epoch = secrets.token_hex(8)
        self._started_at = time.monotonic()
        self._ballast = Ballast(home / "ballast")
        try:
            self._ballast.fill()
            artefacts = ArtefactStore(home / "artefacts")
            artefacts.prepare()
        except OSError as error:
            raise store_error(error, home) from error
        self._store = JobStore(home / "queue.sqlite")
        self._cleanup.callback(self._store.close)
        self._sockets = HostSockets(home, listen=options.listen, allow_remote=options.allow_remote)
        self._cleanup.callback(self._sockets.close)
        self._sessions = Sessions()
        self._streams = StreamTable()
        self._outbox: list[Callable[[], None]] = []
        registry = load_registry()
        self._keeper = JobKeeper(self._store, registry, home, self._tell_changed)
        self._supervisor = Supervisor(
            self._engine_command,
            home / "logs" / "engine.log",
            self._sockets.wake,
            stall_floor_s=options.stall_floor_s,
        )
        self._cleanup.callback(self._supervisor.close)
        self._engine = EngineLink(
            self._supervisor, self._keeper, self._streams, self._tell, self._tell_one
        )
        self._acquisition = AcquisitionLink(
            AcquisitionProcess(home, self._sockets.wake, network=options.lsl_network),
            self._post,
            lambda message: self._tell(message, []),
            trusted=options.listen is None,
        )
        self._cleanup.callback(self._acquisition.close)
        self._requests = RequestHandler(
            epoch=self._epoch,
            pid=os.getpid(),
            store=self._store,
            keeper=self._keeper,
            artefacts=artefacts,
            uploads=Uploads(artefacts),
            sessions=self._sessions,
            streams=self._streams,
            registry=registry,
            ask_shutdown=self._ask_shutdown,
            status=self._status,
            engine_status=lambda: self._supervisor.status,
            models=self._models,
            acquisition=self._acquisition,
        )
        self._late_reports: deque[Envelope] = deque()
        self._store_retry_at = 0.0
        self._recheck_at = 0.0
        self._stop = self._stop_when_idle = self._orphaned = False

    # --- life -------------------------------------------------------------------------------------

    def run(self) -> None:
        """Serve until asked to stop; then end the engine and close everything."""
        try:
            self._transact(self._keeper.recover)
            self._acquisition.adopt(time.monotonic())
            write_connection(
                self._options.home,
                ConnectionInfo(
                    endpoint=self._sockets.endpoint,
                    pid=os.getpid(),
                    epoch=self._epoch,
                    app_version=VERSION,
                    server_key=self._sockets.server_key,
                ),
            )
            if self._options.end_with_parent:
                threading.Thread(
                    target=self._watch_parent, name="parent-watcher", daemon=True
                ).start()
            _log.info("host ready", extra={"endpoint": self._sockets.endpoint})
            while not self._finished():
                self._turn()
            self._transact(self._keeper.put_back)
        finally:
            remove_connection(self._options.home)
            self._cleanup.close()

    def stop(self) -> None:
        """End the loop; safe to call from a signal handler."""
        self._stop = True
        self._sockets.wake()

    def _watch_parent(self) -> None:
        sys.stdin.buffer.read()  # returns when the other end closes, however it ended
        self._orphaned = True
        self._sockets.wake()

    def _finished(self) -> bool:
        if self._stop:
            return True
        if self._stop_when_idle and self._store.open_count() == 0:
            return True
        return self._orphaned and not any(s.kind != ACQUISITION for s in self._sessions)

    def _ask_shutdown(self, when_idle: bool) -> None:
        if when_idle:
            self._stop_when_idle = True
        else:
            self._outbox.append(self.stop)

    # --- one turn ---------------------------------------------------------------------------------

    def _turn(self) -> None:
        self._sockets.poll(self._wait_s())
        for identity, frames in self._sockets.receive(self._sockets.clients, BURST):
            self._on_client(identity, frames)
        for identity, frames in self._sockets.receive(self._sockets.engines, BURST):
            self._on_engine(identity, frames)
        now = time.monotonic()
        if now >= self._store_retry_at:
            while self._late_reports and self._report(self._late_reports[0]):
                self._late_reports.popleft()
            if self._transact(lambda: self._engine.check(now)):
                self._engine.death_recorded()
            self._transact(self._keeper.release_due)
            if now >= self._recheck_at:
                self._recheck_at = now + self._options.recheck_s
                self._ballast.refill_if_possible()
                self._transact(self._keeper.release_blocked)
            while self._start_one():
                pass
        self._acquisition.check(now)
        self._drop_silent(now)

    def _wait_s(self) -> float:
        if time.monotonic() < self._store_retry_at:
            return STORE_RETRY_S / 4
        waits = [IDLE_POLL_S]
        due = self._store.next_due()
        if due is not None:
            waits.append(due - time.time())
        starts = (self._supervisor.next_start_at(), self._acquisition.next_start_at())
        waits.extend(at - time.monotonic() for at in starts if at is not None)
        return max(0.0, min(waits))

    def _start_one(self) -> bool:
        started = False

        def start() -> None:
            nonlocal started
            run = self._engine.next_run(time.monotonic())
            if run is not None:
                self._to_engine(*run)
                started = True

        return self._transact(start) and started

    def _transact(self, action: Callable[[], object]) -> bool:
        """Do `action`, commit, then send what it says; undo it all on a full or read-only disk."""
        before = self._keeper.memory()
        try:
            action()
            self._store.commit()
        except AppError as error:
            self._undo(before)
            if not error.retryable:
                raise
            _log.error("store unavailable", extra={"code": error.code})
            self._ballast.drop()
            self._store_retry_at = time.monotonic() + STORE_RETRY_S
            return False
        self._flush()
        return True

    def _undo(self, before: object) -> None:
        self._store.rollback()
        self._keeper.restore(before)  # type: ignore[arg-type]
        self._outbox.clear()

    def _flush(self) -> None:
        outbox, self._outbox = self._outbox, []
        for send in outbox:
            send()

    # --- clients ----------------------------------------------------------------------------------

    def _on_client(self, identity: bytes, frames: list[bytes]) -> None:
        try:
            envelope = unpack(frames)
        except (VersionMismatch, UnknownMessage) as error:
            what = str(error.params["reason"])
            self._send(identity, Unsupported(what=f"{what} ({MAJOR}.{MINOR})"), error.reply_to)
            return
        except ProtocolError as error:
            self._send(identity, Error(code=error.code, params=error.params), error.reply_to)
            return
        before = self._keeper.memory()
        try:
            reply = self._requests.handle(identity, envelope, time.monotonic())
            for command in reply.to_engine:
                self._to_engine(command, [])
            self._store.commit()
        except Exception as error:  # noqa: BLE001 - one client's message must not end the host for all
            self._undo(before)
            self._refuse(identity, envelope, error)
            return
        if reply.message is not None:
            self._send(identity, reply.message, envelope.header.id, reply.blobs)
        self._flush()
        if reply.kill_engine:
            self._supervisor.kill(reply.kill_engine, intended=True)
        self._grant(identity, envelope.message)

    def _refuse(self, identity: bytes, envelope: Envelope, error: Exception) -> None:
        if isinstance(error, OSError):
            error = store_error(error, self._options.home)
        if not isinstance(error, AppError):
            _log.error("request failed", exc_info=error)
            error = AppError("internal", reason=f"{type(error).__name__}: {error}"[:300])
        if error.code == "disk_full":
            self._ballast.drop()
        self._send(identity, _refusal(envelope.message, error), envelope.header.id)

    def _grant(self, identity: bytes, message: Message) -> None:
        if isinstance(message, Credit):
            session = self._sessions.heard(identity, time.monotonic())
            if session is not None:
                for held, blobs in self._sessions.grant(session, message.n):
                    self._send_data(session, held, blobs)

    def _send(
        self, identity: bytes, message: Message, reply_to: str = "", blobs: list[Blob] | None = None
    ) -> None:
        try:
            self._sockets.send(
                self._sockets.clients, identity, message, reply_to=reply_to, blobs=blobs or []
            )
        except Undeliverable:
            self._forget(identity)
        except ProtocolError as error:  # a result too large to tell; the client can still fetch it
            _log.error("message not sent", extra={"reason": str(error)})

    def _post(self, identity: bytes, message: Message, reply_to: str, blobs: list[Blob]) -> None:
        self._outbox.append(lambda: self._send(identity, message, reply_to, blobs))

    def _forget(self, identity: bytes) -> None:
        self._sessions.drop(identity)
        self._streams.close(identity)

    def _drop_silent(self, now: float) -> None:
        # The session of the parent that has just ended must not keep an orphaned host alive for
        # long.
        limit_s = ORPHAN_SILENCE_S if self._orphaned else SILENCE_S
        for session in self._sessions.silent(now, limit_s):
            self._forget(session.identity)

    def _tell_changed(self, view: JobView) -> None:
        self._outbox.append(lambda: self._tell(JobChanged(job=view), []))

    def _tell(self, message: Message, blobs: list[Blob]) -> None:
        for session in self._sessions:
            if session.kind != ACQUISITION:
                self._tell_session(session, message, blobs)

    def _tell_one(self, identity: bytes, message: Message, blobs: list[Blob]) -> None:
        session = self._sessions.get(identity)
        if session is not None:
            self._tell_session(session, message, blobs)

    def _tell_session(self, session: Session, message: Message, blobs: list[Blob]) -> None:
        if blobs:
            key = _held_key(message)
            if not self._sessions.spend(session, key, message, blobs):
                return
        self._send_data(session, message, blobs)

    def _send_data(self, session: Session, message: Message, blobs: list[Blob]) -> None:
        if session.previews == JPEG:
            message, blobs = encoded(message, blobs)
        self._send(session.identity, message, "", blobs)

    # --- engine -----------------------------------------------------------------------------------

    def _engine_command(self, token: str) -> list[str]:
        return engine_command(self._options, self._sockets.engine_endpoint, token)

    def _on_engine(self, identity: bytes, frames: list[bytes]) -> None:
        if identity.decode("ascii", "replace") != self._supervisor.token:
            return  # an engine that was given up
        try:
            envelope = unpack(frames)
        except ProtocolError as error:
            _log.error("bad message from the engine", extra={"reason": str(error)})
            return
        if not self._report(envelope):
            self._late_reports.append(envelope)

    def _report(self, envelope: Envelope) -> bool:
        return self._transact(lambda: self._engine.report(envelope, time.monotonic()))

    def _to_engine(self, message: Message, blobs: list[Blob]) -> None:
        identity = self._supervisor.token.encode()

        def send() -> None:
            with contextlib.suppress(Undeliverable):  # its death is on the way to us
                self._sockets.send(self._sockets.engines, identity, message, blobs=blobs)

        self._outbox.append(send)

    # --- account ----------------------------------------------------------------------------------

    def _status(self) -> HostStatus:
        return HostStatus(
            pid=os.getpid(),
            endpoint=self._sockets.endpoint,
            home=str(self._options.home),
            uptime_s=time.monotonic() - self._started_at,
            versions={
                "vitrine": VERSION,
                "python": sys.version.split()[0],
                "protocol": f"{MAJOR}.{MINOR}",
            },
            engine=self._supervisor.status,
            jobs=self._store.counts(),
            clients=len(self._sessions),
            eeg=self._acquisition.state,
            rss_bytes=psutil.Process().memory_info().rss,
        )

    def _models(self) -> Models:
        # Imported when first asked: a host starts without it.
        from worker.models.availability import backend_states
        from worker.models.registry import ModelRegistry

        registry = ModelRegistry(self._options.home)
        device = self._supervisor.status.device
        return Models(models=registry.infos(), backends=backend_states(registry, device))


def _held_key(message: Message) -> str:
    """What a client without credit gets the newest of."""
    if isinstance(message, JobPartial):
        return message.job_id
    stream = message.stream if isinstance(message, StreamPartial | StreamResult) else ""
    return f"{type(message).__name__}:{stream}"


def _refusal(message: Message, error: AppError) -> Message:
    if isinstance(message, Submit):
        return Rejected(job_id=message.job_id, code=error.code, params=error.params)
    return Error(code=error.code, params=error.params, retryable=error.retryable)
