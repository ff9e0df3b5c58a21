"""A way for other threads to end the wait of the thread that owns the sockets."""

from __future__ import annotations

import contextlib
import threading

import zmq


class WakeUp:
    """A pair of sockets inside the process: `wake` in any thread makes `socket` readable.

    One context holds one of them.
    """

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.socket = context.socket(zmq.PAIR)
        self.socket.bind("inproc://wake")
        self._other = context.socket(zmq.PAIR)
        self._other.connect("inproc://wake")
        self._lock = threading.Lock()

    def wake(self) -> None:
        """Make the poll return; where wake-ups wait already, one more changes nothing."""
        with self._lock, contextlib.suppress(zmq.ZMQError):
            self._other.send(b"", zmq.NOBLOCK)

    def clear(self) -> None:
        """Take all wake-ups; the owner of `socket` calls this after its poll."""
        while self.socket.poll(0):
            self.socket.recv()

    def close(self) -> None:
        """Close both ends; nothing is waited for."""
        self._other.close(0)
        self.socket.close(0)
