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
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
"""


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


def bare_once() -> float:
    """Seconds until an empty window of Qt is drawn, by an interpreter that does nothing else."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", BARE], check=True, env=environment)
    return time.monotonic() - began


def run() -> list[tuple[str, str, str]]:
    """Rows of name, value and baseline."""
    start_once()  # compiles the modules and fills the disk cache
    bare_once()
    times_s, bare_s = zip(*((start_once(), bare_once()) for _ in range(ROUNDS)), strict=True)
    value = f"{statistics.median(times_s):.2f} s (slowest of {ROUNDS}: {max(times_s):.2f} s)"
    beside = f"{statistics.median(bare_s):.2f} s (an empty window of Qt); target 1.5 s"
    return [("window usable after start", value, beside)]


if __name__ == "__main__":
    for row in run():
        print(*row, sep="  |  ")
