"""The loop of the acquisition child: one thread that reads, records and answers."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.neuro.acquisition import Phase, SourceChoice
from shared.protocol.client import HostClient
from shared.protocol.connection import FILE_NAME
from shared.protocol.eeg_messages import (
    EegAnnotate,
    EegAnswer,
    EegAsk,
    EegClose,
    EegHello,
    EegList,
    EegMark,
    EegMarkBad,
    EegOpen,
    EegRead,
    EegRecord,
    EegState,
    EegStopRecording,
    EegStreams,
)
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.message import Error, Message
from shared.protocol.messages import Welcome
from worker.neuro.acquisition.choices import check_trust, make_source
from worker.neuro.acquisition.resume import Saved, forget, load, save, touch
from worker.neuro.acquisition.session import Session

READ_S = 0.02
STATE_S = 1.0
# Without a recording nobody needs this process for longer.
IDLE_END_S = 60.0
ALONE_END_S = 15.0
WELL_ENDED_S = 1.0
Reply = EegState | EegStreams | Error
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """An `EegRead` without anything new yet; `until` in monotonic seconds."""

    ask_id: str
    read: EegRead
    until: float


class AcquisitionService:
    """Owns the client, the session and the file that says what is acquired.

    Parameters
    ----------
    token : str
        What the host started this process with.
    resume : bool
        Go on with what the process before this one did when it was killed.
    """

    def __init__(self, home: Path, token: str, *, resume: bool) -> None:
        self._home, self._token = home, token
        self._asks: queue.SimpleQueue[EegAsk] = queue.SimpleQueue()
        self._waiting: list[_Waiting] = []
        self._session: Session | None = None
        self._phase: Phase = "idle"
        self._error: Error | None = None
        self._stop = False
        self._host_lost_at: float | None = time.monotonic()
        self._used_at = time.monotonic()
        self._told_at = 0.0
        self._told = False
        self._client = HostClient(
            home,
            kind="acquisition",
            autostart=False,
            on_message=self._on_message,
            on_link=self._on_link,
        )
        self._before = load(home) if resume else None

    # --- any thread -------------------------------------------------------------------------------

    def stop(self) -> None:
        """End the loop; safe to call from a signal handler."""
        self._stop = True

    def _on_message(self, message: Message, _: list[Blob]) -> None:
        if isinstance(message, EegAsk):
            self._asks.put(message)
        elif isinstance(message, Welcome):
            self._client.send(EegHello(token=self._token, pid=os.getpid()))
            self._told = False

    def _on_link(self, state: LinkState) -> None:
        if state.state == "ready":
            self._host_lost_at = None
        elif self._host_lost_at is None:
            self._host_lost_at = time.monotonic()

    # --- the loop ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Serve until told to stop or until nobody needs this process; then close everything."""
        self._client.start()
        try:
            self._save()
            self._resume()
            while not self._finished():
                self._turn()
        finally:
            if self._session is not None:
                self._session.close()
            forget(self._home)
            self._client.close()

    def _turn(self) -> None:
        if self._session is None:
            self._take_ask(0.1)
        else:
            self._read(self._session)
            while not self._asks.empty():
                self._take_ask(0.0)
        now = time.monotonic()
        if not self._told or (self._session is not None and now - self._told_at >= STATE_S):
            self._tell_state(now)

    def _read(self, session: Session) -> None:
        try:
            if session.read(READ_S):
                self._told = False
        except AppError as error:
            _log.warning("the source failed", extra={"code": error.code})
            self._fail(error)
            self._close_session()
            return
        self._answer_reads(session)

    def _finished(self) -> bool:
        if self._stop:
            return True
        if self._session is not None and self._session.recording is not None:
            return False
        now = time.monotonic()
        lost_at = self._host_lost_at
        if lost_at is not None:
            # A host that ended well takes its connection file with it; one that was killed is
            # started again.
            alone_s = ALONE_END_S if (self._home / FILE_NAME).exists() else WELL_ENDED_S
            if now - lost_at > alone_s:
                return True
        return self._session is None and now - self._used_at > IDLE_END_S

    def _resume(self) -> None:
        before = self._before
        if before is None or before.choice is None:
            return
        try:
            self._open(before.choice)
            assert self._session is not None
            self._session.mark_bad(before.bad)
            if before.recording:
                self._session.record(before.recording, before.notes, before.part + 1)
        except AppError as error:
            self._fail(error)
        self._save()

    # --- what is asked ----------------------------------------------------------------------------

    def _take_ask(self, timeout_s: float) -> None:
        try:
            ask = self._asks.get(timeout=timeout_s) if timeout_s else self._asks.get_nowait()
        except queue.Empty:
            return
        self._used_at = time.monotonic()
        if isinstance(ask.request, EegRead):
            self._read_asked(ask.ask_id, ask.request)
            return
        if isinstance(ask.request, EegList):
            # Looking takes a second in which no sample may wait.
            threading.Thread(
                target=self._list, args=(ask.ask_id, ask.request), name="lsl-list", daemon=True
            ).start()
            return
        try:
            self._do(ask)
            reply: Reply = self._state()
        except AppError as error:
            reply = Error(code=error.code, params=error.params, retryable=error.retryable)
        self._answer(ask.ask_id, reply)
        self._told = False

    def _do(self, ask: EegAsk) -> None:
        request = ask.request
        if isinstance(request, EegOpen):
            check_trust(request.choice, trusted=ask.trusted)
            self._open_asked(request)
        elif isinstance(request, EegClose):
            self._refuse_while_recording()
            self._error = None
            self._close_session()
        else:
            self._of_session(self._opened(), request)
        self._save()

    @staticmethod
    def _of_session(session: Session, request: Message) -> None:
        match request:
            case EegMark():
                session.mark(request.text, request.at_s)
            case EegAnnotate():
                session.annotate(request.text, request.index, request.length)
            case EegMarkBad():
                session.mark_bad(request.labels)
            case EegRecord():
                session.record(request.name, request.notes)
            case EegStopRecording():
                session.stop_recording()

    def _open_asked(self, request: EegOpen) -> None:
        session = self._session
        if session is not None and session.choice == request.choice and session.phase != "ended":
            return
        self._refuse_while_recording()
        self._close_session()
        try:
            self._open(request.choice)
        except AppError as error:
            self._fail(error)
            raise

    def _open(self, choice: SourceChoice) -> None:
        self._phase, self._error = "opening", None
        self._tell_state(time.monotonic())
        try:
            self._session = Session(choice, make_source(choice), self._home)
        finally:
            self._phase = "idle"

    def _opened(self) -> Session:
        if self._session is None:
            raise AppError("no_source")
        return self._session

    def _refuse_while_recording(self) -> None:
        session = self._session
        if session is not None and session.recording is not None:
            raise AppError("recording_runs", name=session.recording.path.name)

    def _close_session(self) -> None:
        if self._session is None:
            return
        session, self._session = self._session, None
        for waiting in self._waiting:
            self._answer(waiting.ask_id, Error(code="no_source"))
        self._waiting.clear()
        session.close()

    def _fail(self, error: AppError) -> None:
        self._error = Error(code=error.code, params=error.params, retryable=error.retryable)
        self._told = False

    # --- samples ----------------------------------------------------------------------------------

    def _read_asked(self, ask_id: str, read: EegRead) -> None:
        session = self._session
        if session is None:
            self._answer(ask_id, Error(code="no_source"))
            return
        if read.from_index < 0:
            start = max(0, session.next_index + 1 + read.from_index)
            read = EegRead(from_index=start, max_slots=read.max_slots, wait_s=read.wait_s)
        self._waiting.append(_Waiting(ask_id, read, time.monotonic() + read.wait_s))
        self._answer_reads(session)

    def _answer_reads(self, session: Session) -> None:
        still: list[_Waiting] = []
        now = time.monotonic()
        for waiting in self._waiting:
            found = session.samples(waiting.read.from_index, waiting.read.max_slots)
            if found is not None:
                self._send_answer(waiting.ask_id, found[0], [found[1]])
            elif now >= waiting.until:
                message, rows = session.nothing(waiting.read.from_index)
                self._send_answer(waiting.ask_id, message, [rows])
            else:
                still.append(waiting)
        self._waiting = still

    # --- what is told -----------------------------------------------------------------------------

    def _list(self, ask_id: str, request: EegList) -> None:
        from worker.neuro.sources.lsl_streams import list_streams

        self._answer(ask_id, EegStreams(streams=list_streams(request.wait_s)))

    def _answer(self, ask_id: str, reply: Reply) -> None:
        self._send_answer(ask_id, reply, [])

    def _send_answer(self, ask_id: str, reply: Message, blobs: Sequence[Blob]) -> None:
        self._client.send(EegAnswer(ask_id=ask_id, reply=reply), blobs)  # type: ignore[arg-type]

    def _state(self) -> EegState:
        session = self._session
        if session is None:
            return EegState(phase=self._phase, pid=os.getpid(), error=self._error)
        return EegState(
            phase=session.phase,
            pid=os.getpid(),
            session=session.id,
            choice=session.choice,
            info=session.info,
            rate_hz=session.rate_hz,
            next_index=session.next_index,
            jitter_ms=1000 * session.jitter_s,
            counts=session.counts,
            bad=session.bad,
            recording=session.recording.state() if session.recording is not None else None,
            notices=session.notices.last,
            error=self._error,
        )

    def _tell_state(self, now: float) -> None:
        self._told, self._told_at = True, now
        touch(self._home)
        self._client.send(self._state())

    def _save(self) -> None:
        session = self._session
        saved = Saved(pid=os.getpid(), token=self._token)
        if session is not None:
            recording = session.recording
            saved = msgspec.structs.replace(saved, choice=session.choice, bad=session.bad)
            if recording is not None:
                saved = msgspec.structs.replace(
                    saved, recording=recording.name, part=recording.part, notes=recording.notes
                )
        save(self._home, saved)
