"""A client of a real acquisition child, as a window would use it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from types import TracebackType

import numpy as np

from shared.neuro.acquisition import LslChoice, SourceChoice
from shared.protocol.connection import process_lives
from shared.protocol.eeg_messages import (
    EegClose,
    EegOpen,
    EegRead,
    EegRecord,
    EegSamples,
    EegState,
    EegStateRequest,
    EegStopRecording,
)
from shared.protocol.message import Message
from tests.doubles.hosts import Watcher, wait_until
from worker.neuro.files.reader import read_recording
from worker.neuro.files.recording import Recording

# Of the stream that a test gets as `name`.
RATE_HZ = 250


class Panel:
    """Opens, reads and records through the host of `home`."""

    def __init__(self, home: Path, *, autostart: bool = False) -> None:
        self.home = home
        self.watcher = Watcher(home, autostart=autostart)

    def __enter__(self) -> Panel:
        self.watcher.client.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.watcher.client.close()

    def ask(self, message: Message, timeout_s: float = 60.0) -> Message:
        """The answer, or an exception."""
        return self.watcher.client.ask(message, timeout_s=timeout_s).result(timeout_s).message

    def state(self) -> EegState:
        """What the host knows now."""
        state = self.ask(EegStateRequest())
        assert isinstance(state, EegState)
        return state

    def open(self, choice: SourceChoice | str) -> EegState:
        """Open a source; a text is the name of an LSL stream."""
        chosen = LslChoice(name=choice) if isinstance(choice, str) else choice
        state = self.ask(EegOpen(choice=chosen))
        assert isinstance(state, EegState)
        return state

    def wait_markers(self) -> None:
        """Wait until the source's markers are found, which a recording would note otherwise."""
        joined = "markers_joined"
        wait_until(
            lambda: any(one.code == joined for one in self.state().notices), "markers are joined"
        )

    def record(self, name: str = "a.xdf") -> EegState:
        """Start a recording."""
        state = self.ask(EegRecord(name=name))
        assert isinstance(state, EegState)
        return state

    def stop_and_close(self) -> None:
        """End the recording and the source."""
        self.ask(EegStopRecording())
        self.ask(EegClose())

    def samples(self, from_index: int) -> tuple[EegSamples, np.ndarray]:
        """The next slots."""
        future = self.watcher.client.ask(EegRead(from_index=from_index, wait_s=1.0))
        envelope = future.result(30)
        assert isinstance(envelope.message, EegSamples)
        rows = envelope.blobs[0]
        assert isinstance(rows, np.ndarray)
        return envelope.message, rows

    def wait_index(self, index: int) -> None:
        """Wait until the stream has come so far."""
        at = 0
        deadline = time.monotonic() + 60
        while at < index and time.monotonic() < deadline:
            message, rows = self.samples(at)
            at = message.first_index + len(rows)
        assert at >= index, f"only {at} slots came"

    def recorded(self, name: str) -> Recording:
        """A finished or cut recording."""
        return read_recording(self.home / "recordings" / name)


def counted(samples: np.ndarray) -> np.ndarray:
    """The numbers of the samples that a recording holds."""
    return samples[:, 0].astype(int)


def assert_unbroken(numbers: np.ndarray, at_least: int = 250) -> None:
    """Each sample is there, once and in order."""
    assert len(numbers) >= at_least
    assert (np.diff(numbers) == 1).all(), np.flatnonzero(np.diff(numbers) != 1)


def troubles(recording: Recording) -> list[str]:
    """What the recorder noticed of the stream; the senders' constants are flat, of course.

    A marker may be stamped between the request to record and the first sample of the file.
    """
    early = "is stamped before the first sample"
    return [
        text
        for text in recording.events
        if not text.startswith("quality") and not text.endswith(early)
    ]


def kill(pid: int | None) -> None:
    """`kill -9`."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_gone(pid: int | None) -> None:
    """Wait until a process has ended."""
    assert pid is not None
    wait_until(lambda: not process_lives(pid), f"process {pid} ends")
