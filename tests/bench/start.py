"""How long the window takes from the start of the process until it can be used."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


def start_once(*arguments: str) -> float:
    """Seconds from starting the interpreter to the window's first idle moment after it is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VITRINE_HOME": folder, "VITRINE_CONFIG": f"{folder}/config"}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        began = time.monotonic()
        program = subprocess.Popen(
            [sys.executable, "-m", "desktop", "--measure-start", *arguments],
            stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
        )  # fmt: skip
        assert program.stdout is not None
        line = program.stdout.readline()
        seconds = time.monotonic() - began
        program.stdout.close()
        program.wait(timeout=30)
        if line.strip() != "usable":
            raise RuntimeError(f"the window did not start (exit code {program.returncode})")
        return seconds


def run() -> list[tuple[str, str, str]]:
    """Rows of name, value and baseline."""
    start_once()  # compiles the modules and fills the disk cache
    times_s = [start_once() for _ in range(ROUNDS)]
    value = f"{statistics.median(times_s):.2f} s (slowest of {ROUNDS}: {max(times_s):.2f} s)"
    return [("window usable after start", value, "at most 1.5 s")]


if __name__ == "__main__":
    for row in run():
        print(*row, sep="  |  ")
