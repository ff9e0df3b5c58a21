"""What a crash must not lose: a copy of the unsaved document, offered again at the next start."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from PySide6.QtCore import QLockFile

from desktop.motion.project_file import SUFFIX


class Autosave:
    """One file of this window in `folder`, held by a lock that dies with the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: QLockFile | None = None
        self.path = folder / f"{uuid.uuid4().hex}{SUFFIX}"

    def claim(self) -> Path:
        """The file to write to, after taking its lock."""
        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = QLockFile(str(self.path) + ".lock")
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
        return self.path

    def discard(self) -> None:
        """Nothing is unsaved any more."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the lock back at the end."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def orphans(self) -> list[Path]:
        """Files of windows that are gone, the newest first."""
        found = []
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path == self.path:
                continue
            lock = QLockFile(str(path) + ".lock")
            lock.setStaleLockTime(0)  # stale only when its process is gone, however old it is
            if lock.tryLock(0):
                lock.unlock()
                found.append(path)
        return sorted(found, key=_modified, reverse=True)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
