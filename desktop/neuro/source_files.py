"""Which files are recordings that can be played."""

from __future__ import annotations

from pathlib import Path

FILE_SUFFIXES = (".fif", ".fif.gz", ".edf", ".bdf", ".xdf", ".set", ".vhdr", ".csv")


def is_recording(path: Path) -> bool:
    """Whether a file's name says that it is a recording."""
    return path.name.lower().endswith(FILE_SUFFIXES)
