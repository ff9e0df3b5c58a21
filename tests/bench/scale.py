"""Batches in this process and on one and two engines of a Ray cluster of this machine.

Run `OMP_NUM_THREADS=1 python -m tests.bench scale`; Ray is needed: pip install ".[cluster]". Items
that wait 0.4 s show how well engines are kept busy, items without work what an item costs. Starting
the cluster and its engines is told apart.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.tasks.registry import load_registry
from worker.executors.inline import InlineExecutor
from worker.executors.items import BatchItem, Executor, batch_items

WAITING, WAIT_S, EMPTY = 40, 0.4, 300
LEAST_SHARE, MOST_MS = 0.9, 5.0
Row = tuple[str, str, str]


def run() -> list[Row]:
    """Rows (name, value, beside)."""
    os.environ["VITRINE_TASK_MODULES"] = "tests.doubles.tasks"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        root = Path(folder)
        inline = _measure(InlineExecutor, root / "inline")
        rows = [_row("in this process", *inline, "baseline")]
        try:
            from worker.executors.ray import RayExecutor

            one, two = (
                _measure(lambda n=n: RayExecutor(None, n), root / f"ray-{n}")  # type: ignore[misc]
                for n in (1, 2)
            )
        except AppError as error:
            return [*rows, ("Ray", "not measured", str(error))]
        rows.append(_row("one engine", *one, ""))
        share = one[0] / two[0] / 2
        rows.append(_row("two engines", *two, f"{share:.2f} of twice one; target ≥ {LEAST_SHARE}"))
    return rows


def _row(name: str, waiting_s: float, item_ms: float, start_s: float, beside: str) -> Row:
    value = f"{WAITING} items of {WAIT_S} s: {waiting_s:.1f} s"
    more = f"{item_ms:.1f} ms an item without work (target < {MOST_MS:g}); start {start_s:.1f} s"
    return f"batch, {name}", value, "; ".join(filter(None, [beside, more]))


def _measure(make: Callable[[], Executor], out: Path) -> tuple[float, float, float]:
    """Seconds of the waiting items, milliseconds of each empty one, seconds to the first ones."""
    began = time.perf_counter()
    executor = make()
    try:
        _run(executor, out / "first", 4, 0.0)
        start_s = time.perf_counter() - began
        waiting_s = _run(executor, out / "waiting", WAITING, WAIT_S)
        empty_s = _run(executor, out / "empty", EMPTY, 0.0)
    finally:
        executor.close()
    return waiting_s, empty_s / EMPTY * 1000, start_s


def _run(executor: Executor, out: Path, count: int, wait_s: float) -> float:
    items = _items(out, count, wait_s)
    began = time.perf_counter()
    outcomes = list(executor.run(items, lambda *_: None))
    took_s = time.perf_counter() - began
    failed = [one for one in outcomes if one.state != "succeeded"]
    assert not failed, failed[0]
    return took_s


def _items(out: Path, count: int, wait_s: float) -> list[BatchItem]:
    spec = load_registry().get("test.probe")
    assert spec is not None
    requests = [
        (spec, spec.request(label=str(n), steps=1, step_s=wait_s, seed=n))  # type: ignore[call-arg]
        for n in range(count)
    ]
    return batch_items(requests, out, ArtefactStore(out / "artefacts"))
