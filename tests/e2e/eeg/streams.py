"""Worker processes and recordings that the EEG tests share."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError
from worker.neuro.recorder import RecordingReport
from worker.neuro.recording_run import record
from worker.neuro.sources.base import SourceNotice
from worker.neuro.sources.lsl import LslSource
from worker.neuro.sources.lsl_streams import StreamQuery

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

    def wait_until_done(self, limit_s: float = 90.0) -> None:
        """Return when the script is at its end."""
        said: list[str] = []
        assert self.process.stdout is not None
        reader = threading.Thread(target=lambda: said.append(self.process.stdout.readline()))
        reader.start()
        reader.join(limit_s)
        assert said == ["done\n"], said

    def send_signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        """`kill -9`, also of one that is stopped."""
        self.process.kill()
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()


class LiveRecording:
    """A recording in a thread of this process of an LSL stream of another, and all it says."""

    def __init__(self, name: str, path: Path) -> None:
        self.path = path
        self.notices: list[SourceNotice] = []
        self.news: list[str] = []
        self._report: RecordingReport | None = None
        self._error: Exception | None = None
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._source = LslSource(StreamQuery(name=name))
        self._thread = threading.Thread(target=self._run, name=f"record-{name}")
        self._thread.start()

    def wait_for(self, true: Callable[[], bool], limit_s: float = 30.0) -> None:
        """Return as soon as it is so: asked whenever something was read."""
        with self._changed:
            held = self._changed.wait_for(lambda: true() or self._error is not None, limit_s)
        assert held, f"not within {limit_s} s: {self.notices} {self.news} {self._report}"
        if self._error is not None:
            raise self._error

    def wait_for_samples(self, count: int, limit_s: float = 60.0) -> None:
        """Return when so many samples are in the file."""
        self.wait_for(lambda: self._report is not None and self._report.n_samples >= count, limit_s)

    def wait_for_notice(self, kind: str, word: str = "", limit_s: float = 30.0) -> None:
        """Return when the source has said so."""
        self.wait_for(lambda: any(n.kind == kind and word in n.text for n in self.notices), limit_s)

    def end(self) -> RecordingReport:
        """Stop and give the counts."""
        self._stop.set()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error
        assert self._report is not None
        return self._report

    def _run(self) -> None:
        try:
            report = record(
                self._source,
                self.path,
                stop=self._stop,
                on_notice=self.notices.append,
                on_news=self.news.append,
                on_progress=self._progress,
            )
            self._progress(0.0, report)
        except (AppError, OSError, ValueError, AssertionError) as error:
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _progress(self, _: float, report: RecordingReport) -> None:
        with self._changed:
            self._report = report
            self._changed.notify_all()
