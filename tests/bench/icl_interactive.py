"""The picker's queries on a large pool, over the socket: first the list, then the model's part.

Run `OMP_NUM_THREADS=2 python -m tests.bench.icl_interactive [--rows 100000]`. A host and an engine
as the window has them. Texts are of this repository's documents; the pool's vectors are mixtures of
some that are really encoded, each query is encoded. The baseline asks for the same without a pool
that is kept ready: the first query.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from shared.ids import new_job_id, sha256_file
from shared.protocol.frames import Blob
from shared.protocol.messages import Message, StreamPartial, StreamResult
from shared.tasks.icl import ICL_INDEX, IclIndexRequest
from shared.tasks.icl_pick import ICL_PICK, RETRIEVED, SCORES, IclPickRequest
from tests.bench.icl_texts import mixed, percentile_ms, texts
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from worker.icl.encoding.encoder import load_encoder
from worker.icl.tasks import vector_store

ROWS, ENCODED, QUERIES, SCORED, CANDIDATES = 100_000, 2_000, 60, 12, 16
MOST_LIST_MS, MOST_BARS_S = 150.0, 3.0
LABELS = ("World", "Sports", "Business", "Science")
WAIT_S = 900.0
Row = tuple[str, str, str]


class _Mixing:
    """An encoder whose vectors are mixtures, under the real one's name."""

    def __init__(self) -> None:
        real = load_encoder()
        self.fingerprint, self.dimensions = real.fingerprint, real.dimensions
        self._own = real.encode(texts(ENCODED, seed=1))
        self._calls = 0

    def encode(self, some: list[str]) -> Any:
        self._calls += 1
        return mixed(self._own, len(some), self._calls)


class _Answers(Watcher):
    """Notes when each piece of a stream came."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.came: dict[int, dict[str, float]] = {}
        self.ended: dict[int, StreamResult] = {}

    def _take(self, message: Message, blobs: list[Blob]) -> None:
        now = time.perf_counter()
        if isinstance(message, StreamPartial):
            self.client.credit(1)
            known = self.came.setdefault(message.seq, {})
            known.setdefault(message.kind, now)
            known[f"last {message.kind}"] = now
        elif isinstance(message, StreamResult):
            if blobs:
                self.client.credit(1)
            self.ended[message.seq] = message
        else:
            super()._take(message, blobs)


@dataclass
class _Asker:
    """Asks one query after the other."""

    watcher: _Answers
    pool: str
    number: int = 0
    stream: str = field(default_factory=lambda: f"bench-{new_job_id()}")

    def ask(self, query: str, **wanted: Any) -> dict[str, float]:
        """Seconds until each kind of piece came, first and last."""
        self.number += 1
        number = self.number
        request = IclPickRequest(
            pool=self.pool, query=query, task="news", candidates=CANDIDATES, **wanted
        )
        began = time.perf_counter()
        self.watcher.client.stream_push(
            self.stream,
            ICL_PICK.name,
            number,
            msgspec.to_builtins(request),
            deadline_ms=60_000,
        )
        wait_until(lambda: number in self.watcher.ended, "the query is answered", WAIT_S)
        error = self.watcher.ended[number].error
        if error is not None:
            raise RuntimeError(f"{error.code}: {error.params}")
        return {kind: at - began for kind, at in self.watcher.came[number].items()}


def run(rows: int = ROWS) -> list[Row]:
    """Rows (name, value, beside)."""
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        home = Path(folder) / "home"
        pool = Path(folder) / "pool.jsonl"
        _write_pool(pool, home, rows)
        with HostProcess(home), _Answers(home) as watcher:
            watcher.wait_ready()
            job_id = new_job_id()
            watcher.client.submit(
                ICL_INDEX.name, IclIndexRequest(pool=str(pool)), job_id=job_id
            ).result(WAIT_S)
            watcher.wait_ended(job_id, timeout_s=WAIT_S)
            asker = _Asker(watcher, f"sha256:{sha256_file(pool)}")
            queries = texts(QUERIES + SCORED + 2, seed=7)
            first = asker.ask(queries.pop(), score=False, predict=False)
            lists = [
                asker.ask(queries.pop(), score=False, predict=False)[RETRIEVED]
                for _ in range(QUERIES)
            ]
            asker.ask(queries.pop(), output=LABELS[0])  # the model is loaded
            told = [asker.ask(queries.pop(), output=LABELS[0]) for _ in range(SCORED)]
    return _rows(rows, first, lists, told)


def _rows(
    rows: int, first: dict[str, float], lists: list[float], told: list[dict[str, float]]
) -> list[Row]:
    begun = [one[SCORES] for one in told]
    whole = [one[f"last {SCORES}"] for one in told]
    return [
        (
            f"pool of {rows:,}: query to list, p95",
            f"{percentile_ms(lists):.0f} ms (median {percentile_ms(lists, 50):.0f})",
            f"target {MOST_LIST_MS:g} ms; the first, which reads it, {first[RETRIEVED]:.1f} s",
        ),
        (
            f"bars of {CANDIDATES} demonstrations, p95",
            f"{percentile_ms(whole) / 1000:.2f} s (median {float(np.median(whole)):.2f})",
            f"target {MOST_BARS_S:g} s; the first bars after {float(np.median(begun)):.2f} s",
        ),
    ]


def _write_pool(path: Path, home: Path, rows: int) -> None:
    inputs = texts(rows)
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(inputs):
            row = {"id": f"r{number}", "task": "news", "input": text}
            file.write(json.dumps(row | {"output": LABELS[number % 4]}) + "\n")
    with vector_store.VectorStore(home / vector_store.FILE) as store:
        for _ in store.encode(_Mixing(), inputs):  # type: ignore[arg-type]
            pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    for row in run(parser.parse_args().rows):
        print("{:<44} {:<34} {}".format(*row))
