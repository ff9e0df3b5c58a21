"""Speed and memory of a pool's import and reads.

Run `OMP_NUM_THREADS=1 python -m tests.bench.icl_pool --rows 1000000`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shared.icl.pool.filters import PoolFilter
from shared.icl.pool.importing import import_file
from shared.icl.pool.store import Pool

ROWS = 200_000
LIMIT_S, LIMIT_MB = 60.0, 1_500
PAGE_ROWS, PAGES = 100, 200


def write_rows(path: Path, rows: int, seed: int = 0) -> None:
    """JSON lines of about 28 words with four labels in two tasks."""
    rng = random.Random(seed)
    words = [f"{'abcdefghij'[n % 10]}word{n}" for n in range(30_000)]
    labels = ("World", "Sports", "Business", "Science")
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            text = " ".join(rng.choices(words, k=rng.randint(12, 44)))
            row = {"id": f"r{number}", "task": f"task{number % 2}", "input": text}
            row |= {"output": labels[number % 4]}
            file.write(json.dumps(row) + "\n")


def run(rows: int = ROWS) -> list[tuple[str, str, str]]:
    """Rows (name, value, limit)."""
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        source = Path(folder) / "rows.jsonl"
        write_rows(source, rows)
        plain_s = _timed(lambda: sum(1 for _ in source.open("rb")))
        before_mb = _peak_mb()
        with Pool(Path(folder) / "bench.pool") as pool:
            began_s = time.process_time()
            took_s = _timed(lambda: import_file(pool, source))
            cpu_s = time.process_time() - began_s
            figures = [
                (
                    f"import of {rows:,} rows",
                    f"{took_s:.1f} s ({cpu_s:.1f} s of CPU)",
                    f"target {LIMIT_S * rows / 1e6:.0f} s; reading the lines alone {plain_s:.1f} s",
                ),
                (
                    "peak memory (before, after)",
                    f"{before_mb:.0f} MB, {_peak_mb():.0f} MB",
                    f"target {LIMIT_MB} MB",
                ),
                _pages(pool),
            ]
            for title, wanted in (
                ("filter by a word", PoolFilter(text="aword120")),
                ("filter by a prefix and a label", PoolFilter("bw", labels=(("task0", "World"),))),
            ):
                found = 0

                def ask(wanted: PoolFilter = wanted) -> None:
                    nonlocal found
                    found = len(pool.rowids(wanted))

                figures.append((title, f"{1e3 * _timed(ask):.0f} ms", f"{found:,} rows found"))
            figures.append(("facets", f"{1e3 * _timed(pool.facets):.0f} ms", ""))
            figures.append(
                (
                    "all row numbers by length",
                    f"{1e3 * _timed(lambda: pool.rowids(sort='long')):.0f} ms",
                    "",
                )
            )
        return figures


def _pages(pool: Pool) -> tuple[str, str, str]:
    ids = pool.rowids()
    rng = random.Random(1)
    took = []
    for _ in range(PAGES):
        start = rng.randrange(max(1, len(ids) - PAGE_ROWS))
        took.append(_timed(lambda start=start: pool.page(ids[start : start + PAGE_ROWS])))  # type: ignore[misc]
    took.sort()
    value = f"{1e3 * took[len(took) // 2]:.1f} ms, {1e3 * took[int(0.95 * len(took))]:.1f} ms"
    return (f"page of {PAGE_ROWS} rows (p50, p95)", value, "a frame at 60/s has 16 ms")


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    for title, value, limit in run(parser.parse_args().rows):
        print(f"{title:<34} {value:<30} {limit}", flush=True)
