"""Uploading local files to the host's artefact store, piece by piece and resumable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from shared.artefacts import SCHEME
from shared.errors import AppError
from shared.ids import sha256_file
from shared.protocol.frames import Blob, Envelope
from shared.protocol.messages import Error, Message, Put, PutReply

PIECE_BYTES = 1 << 20


class Request(Protocol):
    """`HostClient.request`."""

    def __call__(self, message: Message, blobs: list[Blob] = ...) -> Future[Envelope]: ...


def upload(
    request: Request,
    paths: Iterable[str],
    done: Callable[[dict[str, str]], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Upload files one after the other, then call `done` with their references by path.

    A file that the host has already is not sent again; one that was cut off goes on where it
    stopped.
    """
    remaining = list(paths)
    references: dict[str, str] = {}

    def next_file() -> None:
        if not remaining:
            done(references)
            return
        name = remaining.pop(0)
        path = Path(name)
        try:
            sha256, size = sha256_file(path), path.stat().st_size
        except FileNotFoundError:
            failed(AppError("missing_file", file=name))
            return
        except OSError as error:
            failed(AppError("bad_request", reason=f"{name} cannot be read: {error.strerror}."))
            return
        references[name] = SCHEME + sha256
        ask(Put(sha256=sha256, size=size), path, [])

    def ask(message: Put, path: Path, blobs: list[Blob]) -> None:
        request(message, blobs).add_done_callback(lambda answer: take(answer, message, path))

    def take(answer: Future[Envelope], message: Put, path: Path) -> None:
        try:
            reply = answer.result().message
            if isinstance(reply, Error):
                raise AppError.from_params(reply.code, reply.params)
            assert isinstance(reply, PutReply)
        except AppError as error:
            failed(error)
            return
        if reply.complete:
            next_file()
            return
        with path.open("rb") as file:
            file.seek(reply.received)
            piece = file.read(PIECE_BYTES)
        ask(Put(sha256=message.sha256, size=message.size, offset=reply.received), path, [piece])

    next_file()
