"""Which weights made an output: a short name for a model's content, for provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from worker.models.files import ModelFiles
from worker.models.layout import CHECKPOINTS

_PIECE_BYTES = 1 << 20


def fingerprint(files: ModelFiles) -> str:
    """64 hex digits over name, size, first and last MiB of every file of weights, base included.

    Hashing all bytes of a model takes a minute for 10 GB at every render; files of weights that
    differ anywhere in practice differ in their header, their size or these two pieces.
    """
    digest = hashlib.sha256()
    for root in (files.path, files.base):
        if root is None:
            continue
        for path in _weights(root):
            name = path.relative_to(root).as_posix() if path != root else path.name
            digest.update(f"{name}\0{path.stat().st_size}\0".encode())
            for piece in _ends(path):
                digest.update(piece)
    return digest.hexdigest()


def _weights(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.suffix in CHECKPOINTS)


def _ends(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield file.read(_PIECE_BYTES)
        file.seek(max(0, path.stat().st_size - _PIECE_BYTES))
        yield file.read(_PIECE_BYTES)
