"""A network line that a test can cut: a TCP proxy on loopback."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import Self


class Line:
    """Carries bytes between whoever connects to `port` and `target`, counts them, can be cut."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._others: dict[socket.socket, socket.socket] = {}
        self._near: set[socket.socket] = set()
        self._cut = self._stopping = False
        self._lock = threading.Lock()
        self.port: int = self._listener.getsockname()[1]
        self.to_near_bytes = 0
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._thread.join(20)
        self._close_all()
        self._listener.close()
        self._selector.close()

    @property
    def endpoint(self) -> str:
        """Where the near side connects."""
        return f"tcp://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """End every connection and refuse new ones."""
        with self._lock:
            self._cut = True
            self._close_all()

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._cut = False

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.05):
                with self._lock:
                    if key.fileobj is self._listener:
                        self._accept()
                    elif key.fileobj in self._others:
                        assert isinstance(key.fileobj, socket.socket)
                        self._carry(key.fileobj)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        try:
            if self._cut:
                raise ConnectionRefusedError
            far = socket.create_connection(self._target)
        except OSError:
            near.close()
            return
        self._near.add(near)
        for one, other in ((near, far), (far, near)):
            self._others[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _carry(self, source: socket.socket) -> None:
        target = self._others[source]
        try:
            data = source.recv(1 << 16)
            target.sendall(data)
        except OSError:
            data = b""
        if not data:
            self._close(source)
        elif target in self._near:
            self.to_near_bytes += len(data)

    def _close(self, one: socket.socket) -> None:
        for each in (one, self._others.get(one)):
            if each is not None and self._others.pop(each, None) is not None:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(each)
                self._near.discard(each)
                each.close()

    def _close_all(self) -> None:
        for one in list(self._others):
            if one in self._others:
                self._close(one)
