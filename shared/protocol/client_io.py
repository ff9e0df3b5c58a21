"""The client's I/O thread: sole owner of its sockets and of the host process that it started."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from pathlib import Path

import msgspec
import zmq

from shared import VERSION
from shared.errors import AppError
from shared.protocol.frames import (
    MAX_BLOB_BYTES,
    Blob,
    Envelope,
    ProtocolError,
    VersionMismatch,
    new_message_id,
    pack,
    unpack,
)
from shared.protocol.keys import secure_client
from shared.protocol.launch import HostAddress, host_address, start_host, start_log
from shared.protocol.link import LinkState
from shared.protocol.messages import (
    MAJOR,
    MINOR,
    Credit,
    EngineStatus,
    Goodbye,
    Hello,
    JobChanged,
    Message,
    Ping,
    Pong,
    Snapshot,
    Sync,
    Unsupported,
    Welcome,
)
from shared.protocol.previews import JPEG, decoded
from shared.protocol.wake import WakeUp

MessageCallback = Callable[[Message, list[Blob]], None]
StateCallback = Callable[[LinkState], None]

PING_S = 1.0
RESEND_S = 2.0
SILENCE_S = 5.0
LOOK_S = 0.2
GOODBYE_MS = 200
HOST_END_S = 3.0
START_RETRY_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
_POLL_MS = 250
Frames = list[bytes | memoryview]


@dataclass
class _Pending:
    frames: Frames
    future: Future[Envelope]
    timeout_s: float
    deadline: float
    sent_at: float


class ClientThread:
    """Sends and receives for `HostClient`. Public methods may be called from any thread."""

    def __init__(
        self,
        home: Path,
        *,
        kind: str,
        on_message: MessageCallback,
        on_link: StateCallback,
        autostart: bool,
        keep_running: bool,
        host_options: tuple[str, ...],
        address: HostAddress | None,
    ) -> None:
        self._home, self._kind = home, kind
        self._on_message, self._on_link = on_message, on_link
        self._autostart, self._keep_running = autostart and address is None, keep_running
        self._host_options = host_options
        self._fixed_address = address
        self._outbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._pending: dict[str, _Pending] = {}
        self._context = zmq.Context()
        self._wake_up = WakeUp(self._context)
        self._socket: zmq.Socket[bytes] | None = None
        self._address: HostAddress | None = None
        self._state = LinkState(state="connecting")
        self._epoch, self._rev = "", 0
        self._greeted = False
        self._heard_at = self._pinged_at = 0.0
        self._host: subprocess.Popen[bytes] | None = None
        self._starts, self._next_start_at = 0, 0.0
        self._look_at = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="vitrine-client", daemon=True)

    # --- any thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread, wait for it and close everything it owned."""
        if self._stopping:
            return
        self._stopping = True
        self._wake_up.wake()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._wake_up.close()
        self._context.destroy(0)

    def request(
        self, message: Message, blobs: Sequence[Blob], timeout_s: float
    ) -> Future[Envelope]:
        """Send until answered or `timeout_s` is over."""
        future: Future[Envelope] = Future()
        message_id = new_message_id()
        try:
            frames = pack(message, message_id=message_id, blobs=blobs)
        except ProtocolError as error:
            future.set_exception(error)
            return future
        deadline = time.monotonic() + timeout_s
        pending = _Pending(frames, future, timeout_s, deadline, sent_at=0.0)

        def enqueue() -> None:
            self._pending[message_id] = pending
            self._send_pending(pending)

        if self._stopping:
            future.set_exception(AppError("cancelled"))
        else:
            self._post(enqueue)
        return future

    def send(self, message: Message, blobs: Sequence[Blob] = ()) -> None:
        """Send once, without an answer."""
        frames = pack(message, blobs=blobs)
        self._post(lambda: self._transmit(frames))

    def run(self, action: Callable[[], None]) -> None:
        """Do something on the I/O thread; after `close` at once."""
        if self._stopping:
            action()
        else:
            self._post(action)

    def resync(self) -> None:
        """Forget what is known and ask for every job again."""

        def ask() -> None:
            self._rev = 0
            self._transmit(pack(Sync(since_rev=0, epoch="")))

        self._post(ask)

    def _post(self, action: Callable[[], None]) -> None:
        self._outbox.put(action)
        self._wake_up.wake()

    # --- I/O thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._wake_up.socket, zmq.POLLIN)
        try:
            while not self._stopping:
                self._keep_connected(poller, time.monotonic())
                for socket, _ in poller.poll(_POLL_MS):
                    if socket is self._wake_up.socket:
                        self._wake_up.clear()
                    else:
                        self._receive()
                self._send_outbox()
                self._tick(time.monotonic())
        finally:
            self._send_outbox()  # what was asked for just before the end, such as a cancel
            self._transmit(pack(Goodbye()))
            self._disconnect(poller, linger_ms=GOODBYE_MS)
            self._fail_pending()
            self._release_host()

    def _send_outbox(self) -> None:
        while not self._outbox.empty():
            self._outbox.get()()

    def _keep_connected(self, poller: zmq.Poller, now: float) -> None:
        if now < self._look_at:
            return
        self._look_at = now + LOOK_S
        try:
            address = self._fixed_address or host_address(self._home)
        except AppError as error:  # a damaged file that names the host
            self._set_state(LinkState(state="offline", reason=error.code, params=error.params))
            return
        if self._socket is not None:
            # A refused key ends libzmq's own attempts, so a silent connection is made anew.
            if address == self._address and now - self._heard_at <= SILENCE_S:
                return
            self._disconnect(poller)
            if self._state.state != "refused":
                self._set_state(self._unreachable())
        if address is None:
            self._start_host_if_due(now)
        else:
            self._connect(address, poller)

    def _unreachable(self) -> LinkState:
        endpoint = self._address.endpoint if self._address else str(self._home)
        secured = self._address is not None and self._address.server_key and not self._epoch
        return LinkState(
            state="offline",
            reason="key_refused" if secured else "host_unreachable",
            params={"endpoint": endpoint},
        )

    def _connect(self, address: HostAddress, poller: zmq.Poller) -> None:
        socket = self._context.socket(zmq.DEALER)
        socket.linger = 0
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_BLOB_BYTES)
        socket.setsockopt(zmq.RECONNECT_IVL, 100)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, 2000)
        if address.server_key and address.keys:
            secure_client(socket, address.server_key, address.keys)
        socket.connect(address.endpoint)
        poller.register(socket, zmq.POLLIN)
        self._socket, self._address, self._greeted = socket, address, False
        self._heard_at = time.monotonic()
        if self._state.state not in ("refused", "offline"):
            self._set_state(LinkState(state="connecting", endpoint=address.endpoint))
        self._greet()

    def _disconnect(self, poller: zmq.Poller, *, linger_ms: int = 0) -> None:
        if self._socket is not None:
            poller.unregister(self._socket)
            self._socket.close(linger_ms)
            self._socket = None
        self._greeted = False

    def _start_host_if_due(self, now: float) -> None:
        if self._host is not None and self._host.poll() is not None:
            if self._host.stdin is not None:
                self._host.stdin.close()
            self._host = None
            reason = start_log(self._home).read_text("utf-8", "replace").strip()[-500:]
            if reason:
                self._set_state(
                    LinkState(state="offline", reason="host_failed", params={"reason": reason})
                )
        if not self._autostart:
            self._set_state(self._unreachable())
            return
        if self._host is not None or now < self._next_start_at:
            return
        self._set_state(LinkState(state="starting"))
        self._host = start_host(
            self._home, keep_running=self._keep_running, options=self._host_options
        )
        self._starts += 1
        self._next_start_at = now + START_RETRY_S[min(self._starts, len(START_RETRY_S) - 1)]

    def _release_host(self) -> None:
        """Let go of the host that was started here.

        It sees the end of our pipe and ends by itself, unless it was told to stay or other clients
        still use it.
        """
        if self._host is None:
            return
        if self._host.stdin is not None:
            self._host.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._host.wait(timeout=HOST_END_S)
        if self._host.poll() is None:
            self._host.returncode = 0  # or Popen would warn about a child that outlives it

    def _greet(self) -> None:
        remote = self._address is not None and self._address.remote
        hello = Hello(
            minor=MINOR,
            client="",
            kind=self._kind,
            app_version=VERSION,
            previews=JPEG if remote else "",
        )
        self._transmit(pack(hello, message_id=new_message_id()))

    def _transmit(self, frames: Frames) -> None:
        if self._socket is None:
            return
        # With a full pipe requests are sent again later, and the rest may go.
        with contextlib.suppress(zmq.Again):
            self._socket.send_multipart(frames, zmq.NOBLOCK)

    def _send_pending(self, pending: _Pending) -> None:
        if not self._greeted:
            return
        pending.sent_at = time.monotonic()
        self._transmit(pending.frames)

    def _receive(self) -> None:
        while self._socket is not None and self._socket.poll(0):
            try:
                envelope = unpack(self._socket.recv_multipart(zmq.NOBLOCK))
            except VersionMismatch as error:
                self._refuse(str(error.params["reason"]))
                continue
            except ProtocolError:
                continue  # a damaged answer is as good as none: the request is sent again
            self._heard_at = time.monotonic()
            try:
                self._dispatch(decoded(envelope))
            except ProtocolError:  # a damaged picture has cost a credit all the same
                self._transmit(pack(Credit(n=1)))

    def _dispatch(self, envelope: Envelope) -> None:
        message = envelope.message
        match message:
            case Welcome():
                self._welcomed(message)
            case Pong():
                if not message.known or message.epoch != self._epoch:
                    self._greet()
                elif message.rev > self._rev:  # an event was lost on the way
                    self._transmit(pack(Sync(since_rev=self._rev, epoch=self._epoch)))
            case Snapshot():
                self._snapshot(message)
            case EngineStatus():
                self._set_state(msgspec.structs.replace(self._state, engine=message))
            case Unsupported() if not self._greeted:
                self._refuse(message.what)
        pending = self._pending.pop(envelope.header.reply_to, None)
        if pending is not None:
            with contextlib.suppress(InvalidStateError):  # the caller may have cancelled it
                pending.future.set_result(envelope)
        if isinstance(message, JobChanged):
            self._rev = max(self._rev, message.job.rev)
        if not isinstance(message, Pong | Snapshot):
            self._on_message(message, envelope.blobs)

    def _welcomed(self, message: Welcome) -> None:
        self._greeted = True
        self._starts = 0
        endpoint = self._address.endpoint if self._address else ""
        if message.epoch != self._epoch:
            self._epoch, self._rev = message.epoch, 0
        self._transmit(pack(Sync(since_rev=self._rev, epoch=self._epoch)))
        self._set_state(LinkState(state="ready", endpoint=endpoint, engine=message.engine))
        for pending in list(self._pending.values()):
            self._send_pending(pending)

    def _snapshot(self, message: Snapshot) -> None:
        for job in message.jobs:
            self._on_message(JobChanged(job=job), [])
        self._rev = max(self._rev, message.rev)
        if message.more:
            self._transmit(pack(Sync(since_rev=message.rev, epoch=message.epoch)))

    def _refuse(self, theirs: str) -> None:
        self._set_state(
            LinkState(
                state="refused",
                reason="version_mismatch",
                params={"theirs": theirs, "ours": f"{MAJOR}.{MINOR}"},
            )
        )

    def _tick(self, now: float) -> None:
        if self._socket is not None and now - self._pinged_at >= PING_S:
            self._pinged_at = now
            self._transmit(pack(Ping())) if self._greeted else self._greet()
        for message_id, pending in list(self._pending.items()):
            if now > pending.deadline:
                del self._pending[message_id]
                self._time_out(pending)
            elif self._greeted and now - pending.sent_at > RESEND_S:
                self._send_pending(pending)

    def _time_out(self, pending: _Pending) -> None:
        state = self._state
        if state.state in ("offline", "refused") and state.reason:
            error = AppError(state.reason, retryable=True, **state.params)
        else:
            error = AppError("timeout", retryable=True, seconds=round(pending.timeout_s))
        with contextlib.suppress(InvalidStateError):
            pending.future.set_exception(error)

    def _fail_pending(self) -> None:
        for pending in self._pending.values():
            with contextlib.suppress(InvalidStateError):
                pending.future.set_exception(AppError("cancelled"))
        self._pending.clear()

    def _set_state(self, state: LinkState) -> None:
        if state != self._state:
            self._state = state
            self._on_link(state)
