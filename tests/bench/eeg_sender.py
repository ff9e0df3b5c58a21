"""A sender for load, what a process costs meanwhile, and what the sequence numbers say."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from tests.doubles.sending import ReadySender

_LENGTHS = {1: "<B", 4: "<I", 8: "<Q"}
_SAMPLES = 3
MEGABYTE = 1 << 20


class LoadSender(ReadySender):
    """`channels` × `rate_hz` over LSL from a process of its own; channel 0 counts the samples."""

    def __init__(self, channels: int, rate_hz: float) -> None:
        options = ("--float32", "--channels", channels, "--rate", rate_hz)
        super().__init__("tests.e2e.eeg.sender", "load", *options)


@dataclass
class Usage:
    """A process watched once a second: its resident memory in MB, its processor time in s."""

    pid: int
    memory_mb: list[float] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> Usage:
        """Stop watching."""
        self._stop.set()
        self._thread.join(timeout=5)
        return self

    def share(self, after_s: float) -> float:
        """Processor time per time, from `after_s` on: its start is not what is asked for."""
        begin = next(i for i, at in enumerate(self.times_s) if at >= self.times_s[0] + after_s)
        return (self.cpu_s[-1] - self.cpu_s[begin]) / (self.times_s[-1] - self.times_s[begin])

    def memory(self, after_s: float) -> tuple[float, float]:
        """MB after `after_s`, and at the end."""
        begin = next(i for i, at in enumerate(self.times_s) if at >= self.times_s[0] + after_s)
        return self.memory_mb[begin], self.memory_mb[-1]

    def _watch(self) -> None:
        process = psutil.Process(self.pid)
        while not self._stop.wait(1.0):
            try:
                used = process.cpu_times()
                memory = process.memory_info().rss
            except psutil.NoSuchProcess:
                return
            self.times_s.append(time.monotonic())
            self.cpu_s.append(used.user + used.system)
            self.memory_mb.append(memory / MEGABYTE)


@dataclass(frozen=True)
class Sequence:
    """What channel 0 of a recording says: samples in the file, missing, twice, out of order."""

    n_samples: int
    n_lost: int
    n_twice: int
    n_disordered: int


def sequence_of(path: Path, channels: int, stream_id: int = 1) -> Sequence:
    """Read the sequence numbers of a recording of ours, piece by piece."""
    last, count, lost, twice, disordered = -1, 0, 0, 0, 0
    for numbers in _numbers(path, channels, stream_id):
        steps = np.diff(numbers, prepend=last if last >= 0 else numbers[0] - 1)
        lost += int((steps[steps > 1] - 1).sum())
        twice += int((steps == 0).sum())
        disordered += int((steps < 0).sum())
        count += len(numbers)
        last = int(numbers[-1])
    return Sequence(count, lost, twice, disordered)


def _numbers(path: Path, channels: int, stream_id: int) -> Iterator[np.ndarray]:
    row = np.dtype([("has_time", "u1"), ("time", "<f8"), ("values", "<f4", channels)])
    with path.open("rb") as file:
        file.seek(4)
        while head := file.read(1):
            form = _LENGTHS[head[0]]
            (length,) = struct.unpack(form, file.read(struct.calcsize(form)))
            content = file.read(length)
            tag, stream = struct.unpack("<HI", content[:6]) if length >= 6 else (0, 0)
            if tag == _SAMPLES and stream == stream_id:
                # Behind the tag and the stream: how long the count is (1 byte), the count (4).
                rows = np.frombuffer(content, row, offset=11)
                yield rows["values"][:, 0].astype(np.int64)
