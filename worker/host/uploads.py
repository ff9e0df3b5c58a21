"""Uploads in pieces: what has arrived, and the artefact when all has."""

from __future__ import annotations

from pathlib import Path

from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.protocol.messages import Put, PutReply

MAX_ARTEFACT_BYTES = 4 << 30
MAX_OPEN_UPLOADS = 64


class Uploads:
    """Half-received artefacts under `incoming`, by hash, so that any client can go on with one."""

    def __init__(self, store: ArtefactStore) -> None:
        self._store = store
        self._received: dict[str, int] = {}

    def put(self, message: Put, piece: bytes | None) -> PutReply:
        """Take a piece if it is the next one; in any case say how far we are.

        Raises
        ------
        AppError
            `bad_field` over the size limit; `bad_request` if the content does not match its hash.
        """
        sha256 = message.sha256
        if self._store.has(sha256):
            return PutReply(sha256=sha256, received=message.size, complete=True)
        self._check(message)
        received = self._received.get(sha256, 0)
        if piece is not None and message.offset == received:
            if received + len(piece) > message.size:
                raise AppError(
                    "bad_field",
                    field="offset",
                    value=received + len(piece),
                    limit=f"the size of {message.size} bytes",
                )
            self._append(sha256, received, piece)
            received += len(piece)
        complete = received == message.size
        if complete:
            self._received.pop(sha256, None)
            if message.size == 0:
                self._file(sha256).touch()
            self._store.commit(self._file(sha256), sha256)
        return PutReply(sha256=sha256, received=received, complete=complete)

    def _check(self, message: Put) -> None:
        if message.size > MAX_ARTEFACT_BYTES:
            raise AppError(
                "bad_field",
                field="size",
                value=message.size,
                limit=f"at most {MAX_ARTEFACT_BYTES} bytes",
            )
        if len(self._received) >= MAX_OPEN_UPLOADS and message.sha256 not in self._received:
            oldest = next(
                iter(self._received)
            )  # an abandoned upload starts again when it comes back
            del self._received[oldest]
            self._file(oldest).unlink(missing_ok=True)

    def _append(self, sha256: str, offset: int, piece: bytes) -> None:
        path = self._file(sha256)
        with path.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(piece)
        self._received[sha256] = offset + len(piece)

    def _file(self, sha256: str) -> Path:
        return self._store.incoming / sha256
