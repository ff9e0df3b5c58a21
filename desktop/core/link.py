"""The window's side of the connection to the worker, without Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from desktop.core.observable import Signal
from desktop.core.outcomes import hand_over
from shared.errors import AppError
from shared.jobs import JobView, Lane
from shared.protocol.eeg_messages import EegState
from shared.protocol.frames import Blob, Envelope
from shared.protocol.link import LinkState
from shared.protocol.messages import (
    Accepted,
    EngineStatus,
    JobChanged,
    JobPartial,
    JobProgress,
    Message,
    Models,
    Snapshot,
    StreamPartial,
    StreamResult,
    Welcome,
)
from shared.tasks.spec import TaskRequest

log = logging.getLogger(__name__)
R = TypeVar("R")

Dispatch = Callable[[Callable[[], None]], None]


class Client(Protocol):
    """What the link needs of `shared.protocol.client.HostClient`; tests give a scripted one."""

    def start(self) -> None: ...
    def close(self) -> None: ...
    def submit(
        self,
        task: str,
        request: TaskRequest,
        *,
        title: str = "",
        lane: Lane | None = None,
        job_id: str | None = None,
    ) -> Future[Accepted]: ...
    def cancel(self, job_id: str, *, force: bool = False) -> Future[Any]: ...
    def retry(self, job_id: str) -> Future[Any]: ...
    def status(self) -> Future[Any]: ...
    def sync(self) -> None: ...
    def models(self) -> Future[Models]: ...
    def restart_engine(self) -> Future[Any]: ...

    def shutdown(self, *, when_idle: bool = False) -> Future[Any]: ...
    def fetch(self, ref: str) -> Future[bytes]: ...
    def credit(self, n: int) -> None: ...
    def ask(self, message: Message, *, timeout_s: float = 30.0) -> Future[Envelope]: ...
    def stream_push(
        self,
        stream: str,
        task: str,
        seq: int,
        params: dict[str, Any],
        blobs: Sequence[Blob] = (),
        *,
        deadline_ms: int = 1000,
    ) -> None: ...
    def stream_close(self, stream: str) -> None: ...


MakeClient = Callable[[Callable[[Message, list[Blob]], None], Callable[[LinkState], None]], Client]


def _direct(call: Callable[[], None]) -> None:
    call()


class Link:
    """Submit jobs and hear about them.

    Every signal, and every callback given to `then`, runs through `dispatch`; the window's bridge
    makes that the GUI thread, so listeners need no locks.

    Attributes
    ----------
    state_changed : Signal of LinkState
    job_changed : Signal of JobView
        Also once for each job of a snapshot.
    progress : Signal of JobProgress
    partial : Signal of (JobPartial, blobs)
        Blob 0 is the array. The credit is given back after the listeners return.
    synced : Signal of Snapshot
    stream_partial : Signal of (StreamPartial, blobs)
    stream_result : Signal of (StreamResult, blobs)
        Of what was pushed with `push`; the credit is given back after the listeners return.
    eeg_state : Signal of EegState
        Of live EEG, when it changed and each second while a source is open.
    """

    def __init__(self, make_client: MakeClient, dispatch: Dispatch = _direct) -> None:
        self.state_changed: Signal[LinkState] = Signal()
        self.job_changed: Signal[JobView] = Signal()
        self.progress: Signal[JobProgress] = Signal()
        self.partial: Signal[JobPartial, list[Blob]] = Signal()
        self.synced: Signal[Snapshot] = Signal()
        self.stream_partial: Signal[StreamPartial, list[Blob]] = Signal()
        self.stream_result: Signal[StreamResult, list[Blob]] = Signal()
        self.eeg_state: Signal[EegState] = Signal()
        self.state: LinkState | None = None
        self._dispatch = dispatch
        self._closed = False
        self._client = make_client(self._on_message, self._on_link)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._client.start()

    def close(self) -> None:
        """Let go of the worker; nothing is delivered afterwards."""
        self._closed = True
        self._client.close()

    def submit(
        self,
        task: str,
        request: TaskRequest,
        *,
        title: str = "",
        lane: Lane | None = None,
        job_id: str | None = None,
    ) -> Future[Accepted]:
        """Ask for a job, uploading the local files that it names; `then` delivers the answer."""
        return self._client.submit(task, request, title=title, lane=lane, job_id=job_id)

    def cancel(self, job_id: str, force: bool = False) -> Future[Any]:
        """Stop a job."""
        return self._client.cancel(job_id, force=force)

    def retry(self, job_id: str) -> Future[Any]:
        """Run an ended or blocked job again."""
        return self._client.retry(job_id)

    def status(self) -> Future[Any]:
        """Ask for `HostStatus`."""
        return self._client.status()

    def models(self) -> Future[Models]:
        """Ask which models the worker has, and which backends can run there."""
        return self._client.models()

    def ask(self, message: Message, *, timeout_s: float = 30.0) -> Future[Envelope]:
        """Ask the host anything: the future holds its answer, no error among them."""
        return self._client.ask(message, timeout_s=timeout_s)

    def push(
        self,
        stream: str,
        task: str,
        seq: int,
        params: dict[str, Any],
        blobs: Sequence[Blob] = (),
        *,
        deadline_ms: int = 1000,
    ) -> None:
        """Offer the newest item of a stream; it is dropped when it cannot start in time."""
        self._client.stream_push(stream, task, seq, params, blobs, deadline_ms=deadline_ms)

    def close_stream(self, stream: str) -> None:
        """Forget a stream and what waits in it."""
        self._client.stream_close(stream)

    def restart_engine(self) -> Future[Any]:
        """End the engine; the host starts another and its jobs run again."""
        return self._client.restart_engine()

    def shutdown(self, when_idle: bool = False) -> Future[Any]:
        """End the worker."""
        return self._client.shutdown(when_idle=when_idle)

    def sync(self) -> None:
        """Ask again for every job."""
        self._client.sync()

    def fetch(self, ref: str) -> Future[bytes]:
        """The bytes of an artefact."""
        return self._client.fetch(ref)

    def then(
        self,
        future: Future[R],
        done: Callable[[R], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Call `done(result)` or `failed(error)` where signals are delivered, unless closed."""

        def deliver() -> None:
            if self._closed or future.cancelled():
                return
            hand_over(future, done, failed)

        future.add_done_callback(lambda _: self._post(deliver))

    def _post(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._dispatch(call)

    def _on_link(self, state: LinkState) -> None:
        self._post(lambda: self._set_state(state))

    def _set_state(self, state: LinkState) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _on_message(self, message: Message, blobs: list[Blob]) -> None:
        self._post(lambda: self._deliver(message, blobs))

    def _deliver(self, message: Message, blobs: list[Blob]) -> None:
        if self._closed:
            return
        match message:
            case JobChanged():
                self.job_changed.emit(message.job)
            case JobProgress():
                self.progress.emit(message)
            case JobPartial():
                try:
                    self.partial.emit(message, blobs)
                finally:
                    self._client.credit(1)
            case Snapshot():
                for job in message.jobs:
                    self.job_changed.emit(job)
                self.synced.emit(message)
            case StreamPartial():
                try:
                    self.stream_partial.emit(message, blobs)
                finally:
                    self._client.credit(1)
            case StreamResult():
                try:
                    self.stream_result.emit(message, blobs)
                finally:
                    if blobs:
                        self._client.credit(1)
            case EegState():
                self.eeg_state.emit(message)
            case EngineStatus() | Welcome():
                pass  # the client folds them into the link state
            case _:
                log.debug("unexpected message %s", type(message).__name__)
