"""The acquisition child as a process: started, adopted from a host that crashed, started again.

Unlike the engine it lives on when its host dies: a recording must not end with it.
"""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from shared.protocol.connection import process_lives
from shared.protocol.launch import child_environment
from worker.host.liveness import BROKEN_AFTER, START_TIMEOUT_S, exit_reason, restart_delay_s

BEAT_TIMEOUT_S = 15.0
# Having lived for so long, the next death counts as the first.
STEADY_S = 60.0
# What was acquired longer ago than this, before a restart of the computer say, is not begun again.
RESUME_S = 30.0
_LOOK_S = 1.0
FILE_NAME = "acquisition.json"
_log = logging.getLogger(__name__)


class _Running(msgspec.Struct, frozen=True):
    """What the host needs of the file in which acquisition says what it does."""

    pid: int
    token: str
    choice: dict[str, Any] | None = None


class AcquisitionProcess:
    """Owned by the host's loop, which calls `check` often.

    Parameters
    ----------
    wake : callable
        Wakes the loop from the watcher thread.
    network : bool
        Let LSL reach other computers.
    """

    def __init__(self, home: Path, wake: Callable[[], None], *, network: bool = False) -> None:
        self._home, self._wake, self._network = home, wake, network
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._exit_code: int | None = None
        self._started_at = self._heard_at = self._looked_at = 0.0
        self._greeted = False
        self._restart_at: float | None = None
        self._deaths = 0
        self._kill_reason = ""
        self.pid: int | None = None
        self.token = ""
        self.restarts = 0
        self.last_reason = ""

    @property
    def broken(self) -> bool:
        """It died too often in a row; the next wish of a client tries again."""
        return self._deaths >= BROKEN_AFTER

    @property
    def wanted(self) -> bool:
        """It runs, or will soon."""
        return self.pid is not None or self._restart_at is not None

    def adopt(self, now: float) -> bool:
        """Take over the child of a host before this one; if it died too, go on with its work."""
        found = self._saved()
        if found is None:
            return False
        self.token = found.token
        if process_lives(found.pid):
            self.pid, self._started_at, self._heard_at = found.pid, now, now
        elif found.choice is not None and self._saved_age_s() < RESUME_S:
            self._restart_at = now
        return self.wanted

    def start(self, now: float) -> None:
        """Start it because a client wants it."""
        if not self.wanted:
            self._deaths = 0
            self._launch(now, resume=False)

    def heard(self, now: float) -> None:
        """It gave a sign of life."""
        self._heard_at, self._greeted = now, True

    def check(self, now: float) -> str | None:
        """Start what is due; the reason of a death that was not asked for, an empty one for an end
        by itself, or None."""
        if self._restart_at is not None and now >= self._restart_at:
            self._restart_at = None
            self._launch(now, resume=True)
        if self.pid is None:
            return None
        silent_s = now - self._heard_at
        if silent_s > (BEAT_TIMEOUT_S if self._greeted else START_TIMEOUT_S):
            self._kill(f"no sign of life for {silent_s:.0f} s")
        return self._ended(now)

    def next_start_at(self) -> float | None:
        """When a restart is due, if one is."""
        return self._restart_at

    def leave(self) -> None:
        """Let it go on without this host; it ends by itself when nothing is recorded."""
        if self._process is not None:
            self._process.returncode = 0  # or Popen would warn about a child that outlives it
        self._process, self.pid, self._restart_at = None, None, None

    def _ended(self, now: float) -> str | None:
        if self._process is not None:
            if self._exit_code is None:
                return None
            code = self._exit_code
        else:
            if now - self._looked_at < _LOOK_S:
                return None
            self._looked_at = now
            if self.pid is not None and process_lives(self.pid):
                return None
            # Nobody knows the exit code of an adopted child; its file is gone if it ended well.
            code = 0 if self._saved() is None else -9
        reason = self._kill_reason or ("" if code == 0 else exit_reason(code))
        self._forget_process()
        if not reason:
            return ""
        self._deaths = 1 if now - self._started_at > STEADY_S else self._deaths + 1
        self.restarts += 1
        self.last_reason = reason
        if not self.broken:
            self._restart_at = now + restart_delay_s(self._deaths - 1)
        _log.warning("acquisition ended", extra={"reason": reason})
        return reason

    def _launch(self, now: float, *, resume: bool) -> None:
        self.token = secrets.token_hex(16)
        command = [sys.executable, "-m", "worker.neuro.acquisition", "--home", str(self._home)]
        command += ["--token", self.token]
        command += ["--resume"] if resume else []
        command += ["--network"] if self._network else []
        options: dict[str, object] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        else:
            options["start_new_session"] = True  # what ends the host's group must not end it
        with (self._home / "logs" / "acquisition.log").open("ab") as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload]
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=child_environment(),
                cwd=Path(__file__).resolve().parents[2],
                **options,
            )
        self.pid, self._exit_code, self._kill_reason = self._process.pid, None, ""
        self._started_at = self._heard_at = now
        self._greeted = False
        self._watcher = threading.Thread(
            target=self._watch, args=(self._process,), name="acquisition-watcher", daemon=True
        )
        self._watcher.start()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        # Not `process.wait`: the host may let go of the child, and then nobody may collect it here.
        code = process.wait()
        if process is self._process:
            self._exit_code = code
            self._wake()

    def _kill(self, reason: str) -> None:
        self._kill_reason = reason
        if self._process is not None:
            self._process.kill()
        elif self.pid is not None:
            os.kill(self.pid, 9)

    def _forget_process(self) -> None:
        if self._watcher is not None:
            self._watcher.join(timeout=5)
        self._process = self._watcher = None
        self._exit_code, self.pid = None, None

    def _saved(self) -> _Running | None:
        try:
            return msgspec.json.decode((self._home / FILE_NAME).read_bytes(), type=_Running)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    def _saved_age_s(self) -> float:
        return time.time() - (self._home / FILE_NAME).stat().st_mtime
