"""A file that can be deleted, so that a full disk still has room to write down that it is full."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

BALLAST_BYTES = 4 << 20


class Ballast:
    """A few megabytes that are given up when the queue cannot grow, and taken again later."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fill(self) -> None:
        """Take the space if it is not taken; a disk that is full already gives none."""
        if self._path.exists() or shutil.disk_usage(self._path.parent).free < 4 * BALLAST_BYTES:
            return
        self._path.write_bytes(b"\0" * BALLAST_BYTES)

    def drop(self) -> None:
        """Give the space back to the disk."""
        with contextlib.suppress(OSError):  # a read-only disk keeps it; nothing to gain there
            self._path.unlink(missing_ok=True)

    def refill_if_possible(self) -> None:
        """Take the space again once there is plenty."""
        with contextlib.suppress(OSError):  # still full or read-only: the next round tries again
            self.fill()
