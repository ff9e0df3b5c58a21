"""Cells of a suite that are finished, kept as they become known, so that a kill loses none."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import msgspec

import worker.robustness
from shared.robustness import prompt as shared_prompt
from shared.tasks.robustness_evaluate import SuiteCell
from worker.robustness.suite.units import Unit

FOLDER = "robustness"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A finished cell, or the reason why there is none; `key` says of what."""

    key: str
    cell: SuiteCell | None = None
    left_out: str = ""
    search_accuracy: float = 0.0


class Finished:
    """JSON lines in the worker's home, only ever added to; a line that broke off is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._rows: dict[str, Row] = {}
        data = path.read_bytes() if path.is_file() else b""
        whole = data[: data.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                row = msgspec.json.decode(line, type=Row)
            except msgspec.MsgspecError:  # of another version
                continue
            self._rows[row.key] = row
        if whole != data:
            os.truncate(path, len(whole))

    def get(self, key: str) -> Row | None:
        """What is known of a cell."""
        return self._rows.get(key)

    def add(self, row: Row) -> None:
        """Keep a cell; it is on the disk when this returns."""
        self._rows[row.key] = row
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(row) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def key_of(unit: Unit, attack: str, model: str, search: str, queries: int, seed: int) -> str:
    """What a cell depends on, the code of this workspace among it."""
    parts = (
        code_digest(),
        model,
        attack,
        search,
        queries,
        seed,
        (unit.name, unit.dataset, unit.family, unit.text, unit.words, unit.labels),
        unit.split,
    )
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A digest of the sources that a cell comes from."""
    folders = [Path(str(worker.robustness.__file__)).parent, Path(shared_prompt.__file__).parent]
    digest = hashlib.blake2b(digest_size=8)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
