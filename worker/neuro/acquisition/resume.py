"""What acquisition was doing, on disk: it is found by a new host, and goes on after a crash."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

import msgspec

from shared.neuro.acquisition import SessionNotes, SourceChoice
from shared.paths import write_atomic

# The host looks for it under this name too, without importing what acquisition needs.
FILE_NAME = "acquisition.json"
_PART = re.compile(r"(-part\d+)?\.xdf$")


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """Who acquires and what; `recording` is the name of the first part, empty without one."""

    pid: int
    token: str
    choice: SourceChoice | None = None
    bad: tuple[str, ...] = ()
    recording: str = ""
    part: int = 1
    notes: SessionNotes = SessionNotes()


def save(home: Path, saved: Saved) -> None:
    """Write it, readable by its owner only."""
    write_atomic(home / FILE_NAME, msgspec.json.encode(saved), mode=0o600)


def load(home: Path) -> Saved | None:
    """What was saved, or None if there is nothing or it is damaged."""
    try:
        return msgspec.json.decode((home / FILE_NAME).read_bytes(), type=Saved)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def touch(home: Path) -> None:
    """Say that it is still so: what is old is not gone on with."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(home / FILE_NAME)


def forget(home: Path) -> None:
    """Nothing is acquired any more."""
    (home / FILE_NAME).unlink(missing_ok=True)


def part_name(name: str, part: int) -> str:
    """The name of a later part of a recording: `a.xdf` → `a-part2.xdf`."""
    return name if part == 1 else _PART.sub(f"-part{part}.xdf", name)
