"""Two processes of a test's own under `accelerate launch`, on processors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = [
    *("-m", "accelerate.commands.launch", "--multi_gpu"),
    *("--num_processes", "2", "--num_machines", "1", "--main_process_port", "0"),
    *("--mixed_precision", "no", "--dynamo_backend", "no"),
    "-m",
]
# Three processes load torch and accelerate: half a minute of work, minutes on a busy machine.
LONG_S = 900


def launched(module: str, *arguments: str, **variables: str) -> str:
    """What both processes of `python -m module arguments` say, once they have ended well."""
    done = subprocess.run(
        [sys.executable, *LAUNCH, module, *arguments],
        cwd=ROOT,
        env={**_environment(), **variables},
        capture_output=True,
        text=True,
        timeout=LONG_S - 60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    """The environment of this process without what a launcher may have left in it."""
    kept = {k: v for k, v in os.environ.items() if k not in ("RANK", "WORLD_SIZE", "LOCAL_RANK")}
    kept |= {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}
    return {**kept, "PYTHONPATH": str(ROOT)}
