"""The engine's side of the socket: an I/O thread that beats while the main thread computes."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Sequence

import zmq

from shared.protocol.frames import MAX_BLOB_BYTES, Blob, Envelope, ProtocolError, pack, unpack
from shared.protocol.keys import KeyPair, secure_client
from shared.protocol.messages import EngineBeat, EngineHello, Message
from shared.protocol.wake import WakeUp

BEAT_S = 1.0
_POLL_MS = 200


class EngineChannel:
    """Owns the DEALER to the host; `inbox` holds what the host sent.

    The main thread counts steps and names its runs; the I/O thread tells the host each second, also
    while a kernel computes, so a busy engine and a dead one look different.

    Parameters
    ----------
    slots : int
        How many jobs run side by side.
    """

    def __init__(
        self,
        endpoint: str,
        token: str,
        *,
        server_key: str = "",
        keys: KeyPair | None = None,
        slots: int = 1,
    ) -> None:
        self.inbox: queue.SimpleQueue[Envelope] = queue.SimpleQueue()
        self.steps = 0
        self.running: tuple[str, ...] = ()
        self.device = ""
        self.slots = slots
        self._token = token
        self._outbox: queue.SimpleQueue[tuple[Message, Sequence[Blob]]] = queue.SimpleQueue()
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.linger = 0
        self._socket.setsockopt(zmq.IDENTITY, token.encode())
        self._socket.setsockopt(zmq.MAXMSGSIZE, MAX_BLOB_BYTES)
        if server_key and keys is not None:
            secure_client(self._socket, server_key, keys)
        self._socket.connect(endpoint)
        self._wake_up = WakeUp(self._context)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="engine-io", daemon=True)

    def start(self) -> None:
        """Start the I/O thread."""
        self._thread.start()

    def greet(self) -> None:
        """Tell the host that work may come."""
        self.send(EngineHello(token=self._token, pid=os.getpid(), slots=self.slots))

    def send(self, message: Message, blobs: Sequence[Blob] = ()) -> None:
        """Send from the main thread."""
        self._outbox.put((message, blobs))
        self._wake_up.wake()

    def close(self) -> None:
        """Send what waits, then end the thread and close the sockets."""
        self._stopping = True
        self._wake_up.wake()
        self._thread.join(timeout=5)
        self._wake_up.close()
        self._socket.close(500)
        self._context.term()

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._wake_up.socket, zmq.POLLIN)
        beat_at = 0.0
        while not (self._stopping and self._outbox.empty()):
            poller.poll(_POLL_MS)
            self._wake_up.clear()
            while self._socket.poll(0):
                # A damaged message from our own parent is dropped; its job is told by the retry.
                with contextlib.suppress(ProtocolError):
                    self.inbox.put(unpack(self._socket.recv_multipart()))
            while not self._outbox.empty():
                message, blobs = self._outbox.get()
                self._socket.send_multipart(pack(message, blobs=blobs))
            if time.monotonic() - beat_at >= BEAT_S:
                beat_at = time.monotonic()
                beat = EngineBeat(
                    steps=self.steps,
                    running=list(self.running),
                    device=self.device,
                    slots=self.slots,
                )
                self._socket.send_multipart(pack(beat))
