"""Accepted jobs under two hundred kills of the engine and of the host.

Run `OMP_NUM_THREADS=1 python -m tests.bench kills`. Between two kills there is often time for a
job: an engine that dies again and again without one is started ever more slowly. Beside it stands
what a queue that does not run a job again would have lost of the same jobs.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.doubles.kills import run_under_kills

JOBS, ENGINE_KILLS, HOST_KILLS = 400, 170, 30
STEP_S, LATEST_S = 0.1, 4.0


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    os.environ["VITRINE_TASK_MODULES"] = "tests.doubles.tasks"
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        found = run_under_kills(Path(folder), JOBS, ENGINE_KILLS, HOST_KILLS, STEP_S, LATEST_S)
    value = (
        f"0 of {JOBS} jobs lost: {found.succeeded} succeeded, {found.set_aside} set aside after "
        "three attempts"
    )
    beside = f"{found.run_again} without another attempt; target 0"
    return [(f"{ENGINE_KILLS + HOST_KILLS} random kills", value, beside)]
