"""Speed and durability of the host: start, accept, cancel, recover.

Run `OMP_NUM_THREADS=1 python -m tests.bench host`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shared.ids import new_job_id
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.tasks import ProbeRequest

SUBMITS = 300
ROUNDS = 5


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    os.environ["VITRINE_TASK_MODULES"] = "tests.doubles.tasks"
    rows = [_start()]
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        home = Path(folder)
        with HostProcess(home) as host, Watcher(home) as watcher:
            watcher.wait_ready()
            rows += [_accept(watcher, home), _round_trip(watcher), _cancel(watcher)]
            rows.append(_recover(host, watcher))
    return rows


def _start() -> tuple[str, str, str]:
    took, interpreter = [], []
    for _ in range(ROUNDS):
        interpreter.append(_timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True)))
        with tempfile.TemporaryDirectory(prefix="vb-") as folder:
            began = time.perf_counter()
            with HostProcess(Path(folder)):
                took.append(time.perf_counter() - began)
    baseline = f"{statistics.median(interpreter):.2f} s (bare interpreter); target 0.3 s"
    return ("host ready", f"{statistics.median(took):.2f} s", baseline)


def _accept(watcher: Watcher, home: Path) -> tuple[str, str, str]:
    def submit() -> None:
        job_id = new_job_id()
        watcher.client.submit("test.probe", ProbeRequest(steps=1), job_id=job_id).result(30)

    took = sorted(_timed(submit) for _ in range(SUBMITS))
    plain = sorted(_plain_commits(home / "baseline.sqlite"))
    watcher_idle(watcher)
    return (
        "submit → accepted (p50, p99)",
        _percentiles(took),
        f"{_percentiles(plain)} (one SQLite row, synchronous=FULL, no host); target p99 20 ms",
    )


def _plain_commits(path: Path) -> list[float]:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE t (id TEXT, body BLOB)")
    row = json.dumps({"a": 1}).encode()
    took = [
        _timed(lambda: database.execute("INSERT INTO t VALUES (?, ?)", (new_job_id(), row)))
        for _ in range(SUBMITS)
    ]
    database.close()
    return took


def _round_trip(watcher: Watcher) -> tuple[str, str, str]:
    took = sorted(_timed(lambda: watcher.client.status().result(30)) for _ in range(SUBMITS))
    return ("status round trip (p50, p99)", _percentiles(took), "")


def _cancel(watcher: Watcher) -> tuple[str, str, str]:
    took = []
    for _ in range(ROUNDS):
        request = ProbeRequest(steps=10_000, step_s=0.05)
        job_id = watcher.client.submit("test.probe", request).result(30).job_id
        watcher.wait_state(job_id, "running")
        began = time.perf_counter()
        watcher.client.cancel(job_id)
        watcher.wait_ended(job_id)
        took.append(time.perf_counter() - began)
    value = f"{statistics.median(took):.3f} s, worst {max(took):.3f} s"
    return ("cancel effective", value, "0.050 s (one step of the task); target 0.5 s")


def _recover(host: HostProcess, watcher: Watcher) -> tuple[str, str, str]:
    took = []
    for _ in range(ROUNDS):
        request = ProbeRequest(steps=60, step_s=0.05)
        job_id = watcher.client.submit("test.probe", request).result(30).job_id
        watcher.wait_state(job_id, "running")
        wait_until(host.kill_engine, "an engine to kill")
        began = time.perf_counter()
        watcher.wait_state(job_id, "retry_wait", "queued")
        watcher.wait_state(job_id, "running")
        took.append(time.perf_counter() - began)
        watcher.wait_ended(job_id)
    value = f"{statistics.median(took):.2f} s, worst {max(took):.2f} s"
    return (
        "engine killed → job running again",
        value,
        "1 s (the wait before a retry); target 10 s",
    )


def watcher_idle(watcher: Watcher) -> None:
    """Wait until nothing is open, so that one measurement does not slow the next."""

    def idle() -> bool:
        counts = watcher.client.status().result(30).jobs
        return not counts.get("queued") and not counts.get("running")

    wait_until(idle, "the queue is empty", 120)


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _percentiles(seconds: list[float]) -> str:
    p50, p99 = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
    return f"{p50 * 1000:.1f} ms, {p99 * 1000:.1f} ms"


if __name__ == "__main__":
    for row in run():
        print(*row, sep=" | ")
