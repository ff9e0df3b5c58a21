"""The engine process: started, watched, ended and started again by its one owner."""

from __future__ import annotations

import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.protocol.launch import child_environment
from shared.protocol.messages import EngineBeat, EngineHello, EngineStatus
from worker.host.liveness import (
    BEAT_TIMEOUT_S,
    BROKEN_AFTER,
    START_TIMEOUT_S,
    StepWatch,
    exit_reason,
    restart_delay_s,
)


@dataclass(frozen=True)
class EngineExit:
    """The engine of `token` ended with `code`."""

    token: str
    code: int


@dataclass(frozen=True)
class EngineDeath:
    """Why the engine ended; `intended` when that was asked for and is no job's fault."""

    reason: str
    intended: bool


class Supervisor:
    """Keeps one engine alive. Its methods are called by the host's loop only.

    Parameters
    ----------
    command : callable
        Makes the command line of an engine from its token.
    wake : callable
        Wakes the host's loop from the watcher thread.
    """

    def __init__(
        self,
        command: Callable[[str], list[str]],
        log_path: Path,
        wake: Callable[[], None],
        *,
        stall_floor_s: float,
    ) -> None:
        self._command, self._log_path, self._wake = command, log_path, wake
        self._stall_floor_s = stall_floor_s
        self._exits: queue.SimpleQueue[EngineExit] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._started_at = self._beat_at = 0.0
        self._next_start_at = 0.0
        self._deaths = 0
        self._kill_reason, self._intended = "", False
        self.token = ""
        self.slots = 0
        self.steps = StepWatch(stall_floor_s)
        self.status = EngineStatus(state="starting")

    @property
    def ready(self) -> bool:
        """True once the engine has said hello."""
        return self.status.state in ("ready", "busy")

    def start_if_due(self, now: float) -> bool:
        """Start an engine if none lives and the wait is over."""
        if self._process is not None or now < self._next_start_at:
            return False
        self.token = secrets.token_hex(16)
        self._kill_reason, self._intended = "", False
        self.slots = 0
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(self.token),
                stdin=subprocess.PIPE,  # the engine ends when our end of the pipe does
                stdout=log,
                stderr=log,
                env=child_environment(),
                cwd=Path(__file__).resolve().parents[2],
            )
        self._started_at = self._beat_at = now
        self.steps = StepWatch(self._stall_floor_s)
        self._watcher = threading.Thread(
            target=self._watch, args=(self._process, self.token), name="engine-watcher", daemon=True
        )
        self._watcher.start()
        return True

    def _watch(self, process: subprocess.Popen[bytes], token: str) -> None:
        self._exits.put(EngineExit(token, process.wait()))
        self._wake()

    def greeted(self, hello: EngineHello, now: float) -> None:
        """The engine said hello."""
        self._beat_at = now
        self.slots = hello.slots
        self._set(state="ready", pid=self._process.pid if self._process else None)

    def beat(self, beat: EngineBeat, now: float) -> None:
        """The engine's I/O thread lives, and its step counter stands at `beat.steps`."""
        self._beat_at = now
        self.slots = beat.slots
        self.steps.beat(beat.steps, now)
        if beat.device and beat.device != self.status.device:
            self._set(device=beat.device)

    def busy(self, running: bool) -> None:
        """Runs are under way, or none."""
        if self.ready:
            self._set(state="busy" if running else "ready", reason="")

    def succeeded(self) -> None:
        """A run has ended well: the engine is not broken."""
        self._deaths = 0

    def check(self, now: float, *, running: bool) -> None:
        """Kill an engine that does not start, does not beat or makes no step."""
        if self._process is None or self._kill_reason:
            return
        if self.status.state in ("starting", "restarting", "broken"):
            if now - self._started_at > START_TIMEOUT_S:
                self.kill(f"it did not start within {START_TIMEOUT_S:.0f} s")
        elif now - self._beat_at > BEAT_TIMEOUT_S:
            self.kill(f"no sign of life for {BEAT_TIMEOUT_S:.0f} s")
        elif running and self.steps.stalled(now):
            self._set(state="stalled")
            self._dump_stacks()
            self.kill(f"no step for {self.steps.limit_s():.0f} s")

    def kill(self, reason: str, *, intended: bool = False) -> None:
        """End the engine at once; `take_exit` reports it with `reason`."""
        if self._process is not None:
            self._kill_reason, self._intended = reason, intended
            self._process.kill()

    def take_exit(self, now: float) -> EngineDeath | None:
        """A death that was not yet handled, or None; schedules the restart."""
        while not self._exits.empty():
            event = self._exits.get()
            if event.token != self.token or self._process is None:
                continue
            reason = self._kill_reason or exit_reason(event.code)
            self._forget_process()
            self._next_start_at = now
            if not self._intended:
                self._next_start_at += restart_delay_s(self._deaths)
                self._deaths += 1
            state = "broken" if self._deaths >= BROKEN_AFTER else "restarting"
            self._set(state=state, pid=None, reason=reason, restarts=self.status.restarts + 1)
            return EngineDeath(reason, self._intended)
        return None

    def next_start_at(self) -> float | None:
        """When the next start is due, if one is."""
        return self._next_start_at if self._process is None else None

    def close(self) -> None:
        """End the engine and wait for it."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._forget_process()

    def _forget_process(self) -> None:
        assert self._process is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._watcher is not None:
            self._watcher.join(timeout=5)
        self._process = None

    def _dump_stacks(self) -> None:
        # The engine's faulthandler writes all stacks to its log, so that a stall can be explained.
        if self._process is not None and sys.platform != "win32":
            os.kill(self._process.pid, signal.SIGUSR1)
            time.sleep(0.2)  # let it write before it is killed

    def _set(self, **changes: object) -> None:
        fields = {name: getattr(self.status, name) for name in self.status.__struct_fields__}
        self.status = EngineStatus(**{**fields, **changes})  # type: ignore[arg-type]
