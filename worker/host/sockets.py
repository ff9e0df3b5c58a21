"""The host's sockets: bound once, used by the loop's thread only."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import zmq

from shared.errors import AppError
from shared.paths import runtime_dir
from shared.protocol.frames import MAX_BLOB_BYTES, Blob, pack
from shared.protocol.keys import allowed_keys, local_keys, require_curve, server_keys
from shared.protocol.messages import Message
from shared.protocol.wake import WakeUp

if TYPE_CHECKING:
    from zmq.auth.thread import ThreadAuthenticator

_LOOPBACK = ("127.", "localhost", "[::1]")
_SEND_HIGH_WATER, _RECEIVE_HIGH_WATER = 1000, 1000


class Undeliverable(Exception):
    """The peer is gone."""


def check_endpoint(endpoint: str, *, allow_remote: bool) -> None:
    """Refuse an address beyond this machine unless it was asked for.

    Raises
    ------
    AppError
        `bad_field` naming the endpoint and what is allowed.
    """
    if not endpoint.startswith("tcp://"):
        raise AppError("bad_field", field="listen", value=endpoint, limit="tcp://ADDRESS:PORT")
    address = endpoint.removeprefix("tcp://")
    if not address.startswith(_LOOPBACK) and not allow_remote:
        raise AppError(
            "bad_field",
            field="listen",
            value=endpoint,
            limit="an address of this machine; add --allow-remote to listen beyond it",
        )


class HostSockets:
    """A ROUTER for clients, one for engines, and a wake-up for other threads.

    On one machine both are ipc sockets in a 0700 folder. A TCP endpoint (always on Windows) speaks
    CURVE and answers allowed keys only.
    """

    def __init__(self, home: Path, *, listen: str | None, allow_remote: bool) -> None:
        self._context = zmq.Context()
        self._authenticator: ThreadAuthenticator | None = None
        self._runtime = runtime_dir(home)
        self._home = home
        self.server_key = ""
        if listen is not None:
            check_endpoint(listen, allow_remote=allow_remote)
        self.clients = self._bind_clients(listen)
        self.endpoint = _endpoint_of(self.clients)
        self.engines = self._router()
        self._bind_local(self.engines, "engine.sock")
        self.engine_endpoint = _endpoint_of(self.engines)
        self._wake_up = WakeUp(self._context)
        self._poller = zmq.Poller()
        for socket in (self.clients, self.engines, self._wake_up.socket):
            self._poller.register(socket, zmq.POLLIN)

    def wake(self) -> None:
        """Make `poll` return; may be called from any thread."""
        self._wake_up.wake()

    def poll(self, timeout_s: float) -> None:
        """Wait until something arrives, a wake-up or `timeout_s`."""
        for socket, _ in self._poller.poll(max(0, int(timeout_s * 1000))):
            if socket is self._wake_up.socket:
                self._wake_up.clear()

    @staticmethod
    def receive(socket: zmq.Socket[bytes], at_most: int) -> Iterator[tuple[bytes, list[bytes]]]:
        """What has arrived, sender first; `at_most` keeps one peer from holding the loop."""
        for _ in range(at_most):
            try:
                identity, *frames = socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            yield identity, frames

    @staticmethod
    def send(
        socket: zmq.Socket[bytes],
        identity: bytes,
        message: Message,
        *,
        reply_to: str = "",
        blobs: Sequence[Blob] = (),
    ) -> None:
        """Send without waiting; a peer whose queue is full misses the message and asks again later.

        Raises
        ------
        Undeliverable
            If the peer is gone.
        """
        frames = [identity, *pack(message, reply_to=reply_to, blobs=blobs)]
        try:
            socket.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                raise Undeliverable from None
            raise

    def close(self) -> None:
        """Close all sockets, the key checker and the context."""
        self._wake_up.close()
        for socket in (self.clients, self.engines):
            socket.close(0)
        if self._authenticator is not None:
            self._authenticator.stop()
        self._context.destroy(0)

    def _router(self) -> zmq.Socket[bytes]:
        socket = self._context.socket(zmq.ROUTER)
        socket.linger = 0
        socket.sndhwm, socket.rcvhwm = _SEND_HIGH_WATER, _RECEIVE_HIGH_WATER
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_BLOB_BYTES)
        return socket

    def _bind_clients(self, listen: str | None) -> zmq.Socket[bytes]:
        socket = self._router()
        if listen is None:
            self._bind_local(socket, "host.sock")
        else:
            self._secure(socket)
            socket.bind(listen)
        return socket

    def _bind_local(self, socket: zmq.Socket[bytes], name: str) -> None:
        if sys.platform == "win32":
            self._secure(socket)
            socket.bind("tcp://127.0.0.1:*")
        else:
            path = self._runtime / name
            path.unlink(missing_ok=True)  # left by a host that was killed
            socket.bind(f"ipc://{path}")

    def _secure(self, socket: zmq.Socket[bytes]) -> None:
        require_curve()
        keys = server_keys(self._home)
        local_keys(self._home)
        if self._authenticator is None:
            # asyncio comes with it: a third of the start of a host that listens on ipc only
            from zmq.auth.thread import ThreadAuthenticator

            self._authenticator = ThreadAuthenticator(self._context)
            self._authenticator.start()
            self._authenticator.configure_curve_callback(
                "*", credentials_provider=_AllowedKeys(self._home)
            )
        socket.curve_server = True
        socket.curve_publickey = keys.public.encode()
        socket.curve_secretkey = keys.secret.encode()
        self.server_key = keys.public


class _AllowedKeys:
    """Asks the folder of allowed keys at each handshake: a removed key stops working at once."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def callback(self, domain: str, key: bytes) -> bool:
        """True if the client with this public key (Z85) may connect."""
        return key.decode("ascii", "replace") in allowed_keys(self._home)


def _endpoint_of(socket: zmq.Socket[bytes]) -> str:
    endpoint = socket.getsockopt(zmq.LAST_ENDPOINT)
    assert isinstance(endpoint, bytes)
    return endpoint.rstrip(b"\0").decode()
