"""Worker processes and recordings that the EEG tests share."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import numpy as np

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "eeg"


def worker_command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "worker", "eeg", *map(str, arguments)]


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        worker_command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def published(*arguments: object) -> subprocess.Popen[str]:
    """A worker that publishes a stream, once the stream is there."""
    process = start(*arguments, "--json")
    assert process.stdout is not None
    line = process.stdout.readline()
    if '"published"' not in line:
        said = line + end(process)
        raise AssertionError(said)
    return process


def run(*arguments: object, timeout_s: float = 90) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        worker_command(*arguments), capture_output=True, text=True, timeout=timeout_s, check=False
    )


def run_json(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def end(process: subprocess.Popen[str]) -> str:
    """Ask a worker to stop and give back what it said."""
    process.terminate()
    out, errors = process.communicate(timeout=30)
    return out + errors


def unused_name() -> str:
    """A stream name that no other test on this computer uses."""
    return f"test-{uuid.uuid4().hex[:12]}"


def write_csv(
    path: Path, *, rate_hz: int = 250, seconds: float = 3.0, channels: int = 5, seed: int = 0
) -> np.ndarray:
    """A CSV recording of noise with a marker each half second; its samples, float32 [n, C]."""
    n = int(rate_hz * seconds)
    samples = np.random.default_rng(seed).normal(0, 30, (n, channels)).round(3)
    lines = ["timestamps," + ",".join(f"C{i + 1}" for i in range(channels)) + ",Marker0"]
    for index, row in enumerate(samples):
        mark = index // (rate_hz // 2) if index % (rate_hz // 2) == 0 else 0
        values = ",".join(f"{value:.3f}" for value in row)
        lines.append(f"{100 + index / rate_hz:.6f},{values},{mark}")
    path.write_text("\n".join(lines) + "\n")
    return samples.astype(np.float32)


class SenderProcess:
    """`tests.e2e.eeg.sender` once its stream is there."""

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-m", "tests.e2e.eeg.sender", *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "ready"

    def send_signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        """`kill -9`, also of one that is stopped."""
        self.process.kill()
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()
