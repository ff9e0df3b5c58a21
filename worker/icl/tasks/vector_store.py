"""Vectors of texts, by content: a text is encoded once by each encoder, whatever pool it is in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.closing import Closing
from worker.icl.encoding.encoder import TextEncoder

FILE = "text-vectors.sqlite"
# A kill costs what was encoded since the last commit.
COMMIT_TEXTS = 1024
_FETCH = 500
_WAIT_S = 60.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
"""


class VectorStore(Closing):
    """Vectors float32 in SQLite; owned by one thread, closed by `with` or `close`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=_WAIT_S)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def encode(
        self, encoder: TextEncoder, texts: Sequence[str]
    ) -> Generator[int, None, npt.NDArray[np.float32]]:
        """Vectors float32 [n, D] of length 1, telling on the way how many texts are known."""
        keys = [_key(encoder.fingerprint, text) for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # Texts of like length together: padding would be half of the work.
        order = sorted(missing, key=lambda key: len(missing[key]))
        for begin in range(0, len(order), COMMIT_TEXTS):
            some = order[begin : begin + COMMIT_TEXTS]
            made = encoder.encode([missing[key] for key in some])
            self._keep(some, made)
            known |= dict(zip(some, made, strict=True))
            yield len(known)
        if not keys:
            return np.empty((0, encoder.dimensions), np.float32)
        return np.stack([known[key] for key in keys])

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        for begin in range(0, len(wanted), _FETCH):
            some = wanted[begin : begin + _FETCH]
            marks = ",".join("?" * len(some))
            query = f"SELECT * FROM vectors WHERE key IN ({marks})"  # noqa: S608 - question marks
            for key, raw in self._connection.execute(query, some):
                found[key] = np.frombuffer(raw, "<f4").astype(np.float32)
        return found

    def _keep(self, keys: Sequence[bytes], vectors: npt.NDArray[np.float32]) -> None:
        rows = [
            (key, vector.astype("<f4").tobytes()) for key, vector in zip(keys, vectors, strict=True)
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _key(encoder: str, text: str) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in (encoder, text):
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
