"""One host for one home: a lock that the system releases however the process ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from shared.errors import AppError
from shared.protocol.connection import read_connection


class HomeLock:
    """Held from `acquire` to `release` or to the end of the process."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        AppError
            `host_exists` with the process id of the host that has it.
        """
        self._file = (self._home / "host.lock").open("a+b")
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            self._file = None
            info = read_connection(self._home)
            raise AppError(
                "host_exists", pid=info.pid if info else 0, home=str(self._home)
            ) from None

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.set_inheritable(file.fileno(), False)
