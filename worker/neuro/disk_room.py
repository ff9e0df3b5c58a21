"""Whether the disk has room for the recording to go on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

EVERY_S = 10.0
WARN_S = 900.0


def free_bytes(folder: Path) -> int:
    """Bytes that may still be written below `folder`."""
    return shutil.disk_usage(folder).free


class DiskRoom:
    """Tells once, some minutes before the disk is full at the pace of the recording."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self._folder, self._clock, self._free = folder, clock, free
        self._begun_s = self._asked_s = clock()
        self._told = False

    def look(self, written: int) -> float | None:
        """Seconds left after `written` bytes of this recording, if they are to be told."""
        now_s = self._clock()
        if self._told or now_s - self._asked_s < EVERY_S:
            return None
        self._asked_s = now_s
        pace = max(written / (now_s - self._begun_s), 1.0)
        left_s = self._free(self._folder) / pace
        if left_s > WARN_S:
            return None
        self._told = True
        return left_s
