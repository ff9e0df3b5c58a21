"""A host as a real process that a test can kill, and waiting for things to become true."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import psutil

from shared.jobs import ENDED, JobView
from shared.protocol.client import HostClient
from shared.protocol.connection import ConnectionInfo, living_connection
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.messages import EngineStatus, JobChanged, JobPartial, Message

WAIT_S = 60.0


def wait_until(true: Callable[[], Any], what: str, timeout_s: float = WAIT_S) -> Any:
    """Poll until `true()` gives something; its value is returned."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        value = true()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {timeout_s} s: {what}")


class HostProcess:
    """`vitrine-worker serve` for `home`; `with` ends it and checks that no child stays behind."""

    def __init__(
        self,
        home: Path,
        *options: str,
        preexec: Callable[[], None] | None = None,
        prefix: tuple[str, ...] = (),
    ) -> None:
        self.home, self._options, self._preexec = home, options, preexec
        self._prefix = prefix
        self.process: subprocess.Popen[bytes] | None = None
        self.engines: set[int] = set()
        self._killed: set[int] = set()

    def __enter__(self) -> HostProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> HostProcess:
        """Start and wait until it serves."""
        command = [
            *self._prefix,
            sys.executable,
            "-m",
            "worker",
            "serve",
            "--home",
            str(self.home),
            *self._options,
        ]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=self._preexec
        )
        pid = self.process.pid

        def served() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                assert self.process.stderr is not None
                raise AssertionError(f"host ended: {self.process.stderr.read().decode()}")
            info = living_connection(self.home)
            return info is not None and info.pid == pid

        wait_until(served, "the host serves")
        return self

    @property
    def info(self) -> ConnectionInfo:
        """Its connection file."""
        info = living_connection(self.home)
        assert info is not None
        return info

    def engine_pid(self) -> int | None:
        """The process id of its engine, or None while there is none."""
        assert self.process is not None
        try:
            children = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return None
        for child in children:
            if child.status() != psutil.STATUS_ZOMBIE and "worker.engine" in child.cmdline():
                self.engines.add(child.pid)
                return int(child.pid)
        return None

    def kill_engine(self) -> bool:
        """`kill -9` the engine; False if there was none but one that is dying of it already."""
        pid = self.engine_pid()
        if pid is None or pid in self._killed:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self._killed.add(pid)
        return True

    def kill(self) -> None:
        """`kill -9` the host."""
        assert self.process is not None
        self.engine_pid()
        self.process.kill()
        self._collect()

    def stop(self) -> None:
        """End it kindly and check that nothing stays behind."""
        if self.process is not None:
            self.engine_pid()
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self._collect()
        wait_until(
            lambda: not any(_lives(pid) for pid in self.engines), "engines end with their host", 15
        )

    def _collect(self) -> None:
        assert self.process is not None
        self.process.wait(20)
        for pipe in (self.process.stdin, self.process.stderr):
            if pipe is not None:
                pipe.close()
        self.process = None

    def rss_bytes(self) -> int:
        """Its resident memory."""
        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_info().rss)


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class Watcher:
    """A client that remembers what it heard."""

    def __init__(self, home: Path, *, credit: bool = True, **options: Any) -> None:
        options.setdefault("autostart", False)
        self._credit = credit
        self.jobs: dict[str, JobView] = {}
        self.history: dict[str, list[str]] = {}
        self.messages: list[Message] = []
        self.partials: list[tuple[JobPartial, list[Blob]]] = []
        self.states: list[LinkState] = []
        self.client = HostClient(home, on_message=self._take, on_link=self.states.append, **options)

    def __enter__(self) -> Self:
        self.client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def _take(self, message: Message, blobs: list[Blob]) -> None:
        if isinstance(message, JobChanged):
            known = self.jobs.get(message.job.job_id)
            if known is None or message.job.seq > known.seq:
                self.jobs[message.job.job_id] = message.job
                self.history.setdefault(message.job.job_id, []).append(str(message.job.state))
        elif isinstance(message, JobPartial):
            self.partials.append((message, blobs))
            if self._credit:
                self.client.credit(1)
        else:
            self.messages.append(message)

    def state(self, job_id: str) -> str:
        """The newest state heard of a job."""
        job = self.jobs.get(job_id)
        return str(job.state) if job else ""

    def wait_state(self, job_id: str, *states: str, timeout_s: float = WAIT_S) -> JobView:
        """Wait until a job is in one of `states`."""
        wait_until(
            lambda: self.state(job_id) in states,
            f"job is {' or '.join(states)}; it was {self.history.get(job_id)}",
            timeout_s,
        )
        return self.jobs[job_id]

    def wait_ended(self, job_id: str, timeout_s: float = WAIT_S) -> JobView:
        """Wait until a job has ended."""
        return self.wait_state(job_id, *map(str, ENDED), timeout_s=timeout_s)

    def engine_states(self) -> list[str]:
        """States of the engine as they were told."""
        return [m.state for m in self.messages if isinstance(m, EngineStatus)]

    def wait_ready(self) -> None:
        """Wait until the link is up."""
        wait_until(lambda: self.states and self.states[-1].state == "ready", "link is ready")
