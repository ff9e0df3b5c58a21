"""Which files of the checkout a package carries, and what it puts beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.failures import SetupError
from installer.layout import Layout

FOLDERS = ("desktop", "worker", "shared", "installer", "resources", "docs")
SINGLE = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "PROTOCOL.md")
LEFT_OUT = ("__pycache__",)
LEFT_OUT_SUFFIXES = (".pyc", ".tmp", ".swp")
STAMP = "bundle.json"  # read by installer/bundled.py


@dataclass(frozen=True)
class Entry:
    """A file of a package: its place, and its content as a file or as bytes."""

    place: str
    source: Path | None = None
    content: bytes = b""
    executable: bool = False

    @property
    def mode(self) -> int:
        """Permissions: a package's files are everybody's to read, and root's to write."""
        return 0o755 if self.executable else 0o644

    @property
    def size_bytes(self) -> int:
        """Length of the content."""
        return self.source.stat().st_size if self.source else len(self.content)

    def read(self) -> bytes:
        """The content."""
        return self.source.read_bytes() if self.source else self.content


def program_files(layout: Layout) -> list[Path]:
    """Sources, resources and locks below the checkout, in order of their names.

    Raises
    ------
    SetupError
        Where the checkout lacks a part of itself.
    """
    for name in (*FOLDERS, *SINGLE):
        if not (layout.root / name).exists():
            raise SetupError(f"{layout.root} has no {name}; make the package in a whole checkout.")
    inside = [path for name in FOLDERS for path in (layout.root / name).rglob("*")]
    found = [path for path in inside if path.is_file() and _belongs(path)]
    return sorted([*found, *(layout.root / name for name in SINGLE)])


def _belongs(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return not (
        hidden or path.suffix in LEFT_OUT_SUFFIXES or any(x in path.parts for x in LEFT_OUT)
    )


def program_entries(layout: Layout, version: str, at: str) -> list[Entry]:
    """The program below the folder `at`, with the stamp by which a start knows a new version."""
    files = program_files(layout)
    entries = [Entry(f"{at}/{path.relative_to(layout.root).as_posix()}", path) for path in files]
    stamp = {"version": version, "sha256": digest(entries)}
    return [*entries, Entry(f"{at}/{STAMP}", content=json.dumps(stamp).encode() + b"\n")]


def digest(entries: Sequence[Entry]) -> str:
    """One checksum of all names and contents."""
    total = hashlib.sha256()
    for entry in entries:
        total.update(f"{entry.place}\0{hashlib.sha256(entry.read()).hexdigest()}\n".encode())
    return total.hexdigest()


def wheelhouse_entries(folder: Path | None, at: str) -> list[Entry]:
    """The packages of a wheelhouse below the folder `at`.

    Raises
    ------
    SetupError
        Where the folder holds none.
    """
    if folder is None:
        return []
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [path for path in found if path.name.endswith((".whl", ".tar.gz", ".zip"))]
    if not files:
        raise SetupError(
            f"{folder} holds no packages. Make it with: python3 installer wheelhouse --out PATH", 2
        )
    return [Entry(f"{at}/{path.name}", path) for path in files]
