"""What was asked of a model once is not asked again: answers by content, in SQLite."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from worker.lm.language_model import AnswerScore, Pair

# A kill costs what was computed since the last commit.
COMMIT_PAIRS = 256
_SCHEMA = """
CREATE TABLE IF NOT EXISTS scores (
    key BLOB PRIMARY KEY, log_probability REAL NOT NULL, tokens INTEGER NOT NULL
) WITHOUT ROWID;
"""


class ScoreCache:
    """Scores by model and text; owned by one thread, closed by `with` or `close`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # Durable against a kill of this process; a power cut may cost the last commits.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def __enter__(self) -> ScoreCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def scores(self, model: str, pairs: Sequence[Pair]) -> list[AnswerScore | None]:
        """What is known of each pair."""
        found = self._rows([key_of(model, pair.prompt, pair.answer) for pair in pairs])
        return [AnswerScore(row[1], row[2]) if row is not None else None for row in found]

    def keep_scores(self, model: str, pairs: Sequence[Pair], scores: Sequence[AnswerScore]) -> None:
        """Remember scores, durably."""
        rows = [
            (key_of(model, pair.prompt, pair.answer), score.log_probability, score.tokens)
            for pair, score in zip(pairs, scores, strict=True)
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?, ?)", rows)

    def count(self) -> int:
        """How many scores are kept."""
        return int(self._connection.execute("SELECT count(*) FROM scores").fetchone()[0])

    def _rows(self, keys: list[bytes]) -> list[tuple[bytes, float, int] | None]:
        found: dict[bytes, tuple[bytes, float, int]] = {}
        for begin in range(0, len(keys), 500):
            some = keys[begin : begin + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT * FROM scores WHERE key IN ({marks})"  # noqa: S608 - question marks
            found |= {row[0]: row for row in self._connection.execute(query, some)}
        return [found.get(key) for key in keys]


def key_of(*parts: str) -> bytes:
    """16 bytes for texts that no other texts have; lengths keep them apart."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
