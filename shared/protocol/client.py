"""The client of a host: requests as futures, sent again until answered, and resync after a gap."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec

from shared.artefacts import SCHEME, ArtefactStore, is_artefact
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import JobView, Lane
from shared.protocol.client_io import ClientThread, MessageCallback, StateCallback
from shared.protocol.frames import Blob, Envelope
from shared.protocol.launch import HostAddress
from shared.protocol.messages import (
    LONGEST_DEADLINE_MS,
    Accepted,
    Cancel,
    Chunk,
    Credit,
    Error,
    Fetch,
    HostStatus,
    ListModels,
    Message,
    Models,
    Rejected,
    RestartEngine,
    Retry,
    Shutdown,
    StatusRequest,
    StreamClose,
    StreamPush,
    Submit,
    Unsupported,
)
from shared.protocol.mirror import Download, ResultMirror
from shared.protocol.remote import read_remote
from shared.protocol.upload import upload
from shared.tasks.files import file_refs, replace_files
from shared.tasks.spec import TaskRequest

DEFAULT_TIMEOUT_S = 30.0


class HostClient:
    """Talks to the host of `home`; callbacks come on the client's I/O thread and must not block.

    Where `home` uses a host on another machine, nothing is started here, and the results of jobs
    that were submitted here are brought here before their success is told.

    Parameters
    ----------
    home : Path
        The worker's home on this machine.
    address : HostAddress, optional
        A host elsewhere; then nothing is started here.
    autostart : bool
        Start a host when none runs, and again when it dies.
    keep_running : bool
        A host started here goes on when this process ends.
    host_options : tuple of str
        More options of `vitrine-worker serve` for a host started here.
    """

    def __init__(
        self,
        home: Path,
        *,
        kind: str = "cli",
        on_message: MessageCallback = lambda message, blobs: None,
        on_link: StateCallback = lambda state: None,
        autostart: bool = True,
        keep_running: bool = False,
        host_options: tuple[str, ...] = (),
        address: HostAddress | None = None,
    ) -> None:
        self.home = home
        self._mirror: ResultMirror | None = None
        if address.remote if address is not None else _uses_remote(home):
            self._mirror = ResultMirror(home, self.request, on_message)
        self._io = ClientThread(
            home,
            kind=kind,
            on_message=self._mirror.take if self._mirror else on_message,
            on_link=on_link,
            autostart=autostart,
            keep_running=keep_running,
            host_options=host_options,
            address=address,
        )

    def start(self) -> None:
        """Start the I/O thread, and a host if there is none."""
        self._io.start()

    def close(self) -> None:
        """End the I/O thread and close its sockets; open requests fail with `cancelled`."""
        self._io.close()

    def __enter__(self) -> HostClient:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def request(
        self, message: Message, blobs: Sequence[Blob] = (), *, timeout_s: float = DEFAULT_TIMEOUT_S
    ) -> Future[Envelope]:
        """Send `message` until it is answered; the future holds the answer or an `AppError`."""
        return self._io.request(message, blobs, timeout_s)

    def send(self, message: Message, blobs: Sequence[Blob] = ()) -> None:
        """Send `message` once, without waiting for an answer."""
        self._io.send(message, blobs)

    def ask(self, message: Message, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Future[Envelope]:
        """Like `request`, but an error that is answered becomes the future's exception."""
        result: Future[Envelope] = Future()

        def settled(done: Future[Envelope]) -> None:
            with _failing(result):
                envelope = done.result()
                expect(envelope.message, Message)
                result.set_result(envelope)

        self.request(message, timeout_s=timeout_s).add_done_callback(settled)
        return result

    def submit(
        self,
        task: str,
        request: TaskRequest,
        *,
        title: str = "",
        lane: Lane | None = None,
        job_id: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> Future[Accepted]:
        """Upload the local files that `request` names, then submit it.

        The future holds `Accepted` once the job is on the host's disk. Sending the same `job_id`
        twice makes one job.
        """
        job_id = job_id or new_job_id()
        if self._mirror is not None:
            self._mirror.sent(job_id)
        result: Future[Accepted] = Future()

        def submit_uploaded(references: dict[str, str]) -> None:
            stored = replace_files(request, lambda ref: references.get(ref, ref))
            message = Submit(
                job_id=job_id,
                task=task,
                request=msgspec.to_builtins(stored),
                lane=lane,
                title=title,
            )
            answer = self.request(message, timeout_s=timeout_s)
            answer.add_done_callback(lambda done: settle(result, done, Accepted))

        local = [ref for ref in file_refs(request) if not is_artefact(ref)]
        if local:  # a large file takes seconds to hash, which a window cannot wait for
            paths = dict.fromkeys(local)
            self._io.run(lambda: upload(self.request, paths, submit_uploaded, result.set_exception))
        else:
            submit_uploaded({})
        return result

    def cancel(self, job_id: str, *, force: bool = False) -> Future[Message]:
        """Stop a job at its next step; with `force` by ending the engine."""
        return self._ask(Cancel(job_id=job_id, force=force))

    def retry(self, job_id: str) -> Future[Message]:
        """Run an ended or blocked job again."""
        return self._ask(Retry(job_id=job_id))

    def status(self, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Future[HostStatus]:
        """The host's own account of itself."""
        return self._ask(StatusRequest(), timeout_s=timeout_s)

    def models(self, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Future[Models]:
        """The models that the host knows, and which backends can run there."""
        return self._ask(ListModels(), timeout_s=timeout_s)

    def restart_engine(self) -> Future[Message]:
        """End the engine and let the host start another; its jobs run again."""
        return self._ask(RestartEngine())

    def shutdown(self, *, when_idle: bool = False) -> Future[Message]:
        """End the host."""
        return self._ask(Shutdown(when_idle=when_idle))

    def sync(self) -> None:
        """Ask again for every job; the answers come as `JobChanged` messages."""
        self._io.resync()

    def credit(self, n: int = 1) -> None:
        """Say that `n` data messages have been consumed."""
        self._io.send(Credit(n=n))

    def stream_push(
        self,
        stream: str,
        task: str,
        seq: int,
        params: dict[str, Any],
        blobs: Sequence[Blob] = (),
        *,
        deadline_ms: int = 1000,
    ) -> None:
        """Offer the newest item of a stream; a `StreamResult` comes for it, or for a newer one.

        Raises
        ------
        ValueError
            For a deadline that no host would take.
        """
        if not 1 <= deadline_ms <= LONGEST_DEADLINE_MS:
            raise ValueError(f"deadline_ms {deadline_ms} is not in 1 to {LONGEST_DEADLINE_MS}")
        message = StreamPush(
            stream=stream, task=task, seq=seq, params=params, deadline_ms=deadline_ms
        )
        self._io.send(message, blobs)

    def stream_close(self, stream: str) -> None:
        """End a stream."""
        self._io.send(StreamClose(stream=stream))

    def download(self, job: JobView, folder: Path) -> Future[Path]:
        """Bring the files of a job that succeeded into `folder`, which appears with all of them."""
        result: Future[Path] = Future()
        Download(
            self.request,
            ArtefactStore(self.home / "artefacts"),
            job.files,
            folder,
            done=lambda: result.set_result(folder),
            failed=result.set_exception,
        ).start()
        return result

    def fetch(self, ref: str) -> Future[bytes]:
        """All bytes of an artefact, in pieces of 1 MiB."""
        sha256 = ref.removeprefix(SCHEME)
        result: Future[bytes] = Future()
        pieces: list[bytes] = []

        def take(done: Future[Envelope]) -> None:
            with _failing(result):
                envelope = done.result()
                chunk = expect(envelope.message, Chunk)
                piece = envelope.blobs[0]
                assert isinstance(piece, bytes)
                pieces.append(piece)
                received = chunk.offset + len(piece)
                if received >= chunk.total:
                    result.set_result(b"".join(pieces))
                else:
                    self.request(Fetch(sha256=sha256, offset=received)).add_done_callback(take)

        self.request(Fetch(sha256=sha256)).add_done_callback(take)
        return result

    def _ask(self, message: Message, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Future[Any]:
        result: Future[Any] = Future()
        answer = self.request(message, timeout_s=timeout_s)
        answer.add_done_callback(lambda done: settle(result, done, Message))
        return result


def _uses_remote(home: Path) -> bool:
    try:
        return read_remote(home) is not None
    except AppError:  # damaged: the link says so when it starts
        return False


def settle(result: Future[Any], done: Future[Envelope], kind: type[Message]) -> None:
    """Pass an answer on: a message of `kind`, or the error that it carries."""
    with _failing(result):
        result.set_result(expect(done.result().message, kind))


def expect(message: Message, kind: type[Any]) -> Any:
    """`message` if it is of `kind`.

    Raises
    ------
    AppError
        What the message says went wrong.
    """
    if isinstance(message, Error):
        raise AppError.from_params(message.code, message.params, retryable=message.retryable)
    if isinstance(message, Rejected):
        raise AppError.from_params(message.code, message.params)
    if isinstance(message, Unsupported):
        raise AppError("unsupported", what=message.what)
    if not isinstance(message, kind):
        raise AppError("protocol", reason=f"{type(message).__name__} is no answer to this request")
    return message


@contextlib.contextmanager
def _failing(result: Future[Any]) -> Any:
    try:
        yield
    except AppError as error:
        result.set_exception(error)
