"""What was asked of a model once is not asked again: answers by content, in SQLite."""

from __future__ import annotations

import array
import hashlib
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.closing import Closing
from worker.lm.language_model import AnswerScore, Pair, Prompt, Question

# In the home of the worker: one for all workspaces.
CACHE_FILE = "lm-scores.sqlite"
# A kill costs what was computed since the last commit.
COMMIT_PAIRS = 256
_SCHEMA = """
CREATE TABLE IF NOT EXISTS scores (
    key BLOB PRIMARY KEY, log_probability REAL NOT NULL, tokens INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choices (key BLOB PRIMARY KEY, shares BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
_TABLES = ("scores", "choices", "texts")
# A worker that scores and a person who looks at the same pool wait for each other's commits.
_WAIT_S = 60.0


class ScoreCache(Closing):
    """Answers by model and text; owned by one thread, closed by `with` or `close`."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, made where there is none; without a path it is forgotten at the end."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:", timeout=_WAIT_S)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # Durable against a kill of this process; a power cut may cost the last commits.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def scores(self, model: str, pairs: Sequence[Pair]) -> list[AnswerScore | None]:
        """What is known of each pair."""
        rows = self._rows("scores", [key_of(model, pair.prompt, pair.answer) for pair in pairs])
        return [AnswerScore(row[1], row[2]) if row is not None else None for row in rows]

    def keep_scores(self, model: str, pairs: Sequence[Pair], scores: Sequence[AnswerScore]) -> None:
        """Remember scores, durably."""
        rows = [
            (key_of(model, pair.prompt, pair.answer), score.log_probability, score.tokens)
            for pair, score in zip(pairs, scores, strict=True)
        ]
        self._keep("scores", rows)

    def choices(self, model: str, questions: Sequence[Question]) -> list[tuple[float, ...] | None]:
        """What is known of each question: the log-probability of each of its options."""
        rows = self._rows("choices", [_question_key(model, one) for one in questions])
        return [_numbers(row[1]) if row is not None else None for row in rows]

    def keep_choices(
        self, model: str, questions: Sequence[Question], choices: Sequence[tuple[float, ...]]
    ) -> None:
        """Remember choices, durably."""
        told = zip(questions, choices, strict=True)
        self._keep("choices", [(_question_key(model, one), _bytes(shares)) for one, shares in told])

    def texts(self, model: str, prompts: Sequence[Prompt]) -> list[str | None]:
        """What is known to be written after each prompt."""
        rows = self._rows("texts", [_prompt_key(model, one) for one in prompts])
        return [str(row[1]) if row is not None else None for row in rows]

    def keep_texts(self, model: str, prompts: Sequence[Prompt], texts: Sequence[str]) -> None:
        """Remember texts, durably."""
        told = zip(prompts, texts, strict=True)
        self._keep("texts", [(_prompt_key(model, one), text) for one, text in told])

    def absorb(self, path: Path) -> int:
        """Take over what another cache knows and this one does not; returns how many."""
        before = self.count()
        self._connection.execute("ATTACH DATABASE ? AS other", (str(path),))
        try:
            with self._connection:
                for table in _TABLES:
                    insert = f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}"  # noqa: S608 - own names
                    self._connection.execute(insert)
        finally:
            self._connection.execute("DETACH DATABASE other")
        return self.count() - before

    def count(self) -> int:
        """How many answers are kept."""
        counts = [f"(SELECT count(*) FROM {table})" for table in _TABLES]  # noqa: S608 - own names
        return int(self._connection.execute(f"SELECT {' + '.join(counts)}").fetchone()[0])

    def _keep(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            insert = f"INSERT OR REPLACE INTO {table} VALUES ({marks})"  # noqa: S608 - own names
            with self._connection:
                self._connection.executemany(insert, rows)

    def _rows(self, table: str, keys: list[bytes]) -> list[tuple[Any, ...] | None]:
        found: dict[bytes, tuple[Any, ...]] = {}
        for begin in range(0, len(keys), 500):
            some = keys[begin : begin + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT * FROM {table} WHERE key IN ({marks})"  # noqa: S608 - question marks
            found |= {row[0]: row for row in self._connection.execute(query, some)}
        return [found.get(key) for key in keys]


def key_of(*parts: str) -> bytes:
    """16 bytes for texts that no other texts have; lengths keep them apart."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()


def _question_key(model: str, question: Question) -> bytes:
    return key_of(model, question.prompt, *question.options)


def _prompt_key(model: str, prompt: Prompt) -> bytes:
    return key_of(model, prompt.text, str(prompt.max_tokens), *prompt.stop)


def _bytes(values: Sequence[float]) -> bytes:
    """Little-endian doubles: exactly what was told, on whatever machine it is read."""
    told = array.array("d", values)
    if sys.byteorder == "big":
        told.byteswap()
    return told.tobytes()


def _numbers(raw: bytes) -> tuple[float, ...]:
    told = array.array("d", raw)
    if sys.byteorder == "big":
        told.byteswap()
    return tuple(told)
