"""Entries laid out as a folder, for the systems whose own tools make the package."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from installer.bundles.files import Entry


def write_folder(target: Path, entries: Sequence[Entry]) -> Path:
    """Lay the entries out below `target`, in place of what an earlier run made there."""
    if target.exists():
        shutil.rmtree(target)
    for entry in entries:
        path = target / entry.place
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.source is not None:
            shutil.copyfile(entry.source, path)
        else:
            path.write_bytes(entry.content)
        path.chmod(entry.mode)
    return target
