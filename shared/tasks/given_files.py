"""Files of a request that belong together, and where each one stands in their folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from shared.artefacts import is_artefact
from shared.errors import AppError

MAX_FILES = 2000
# What no name may hold: it would leave the folder, on one system or another.
_UNSAFE = frozenset("\\:\0")


def check_names(files: Sequence[str], names: Sequence[str]) -> None:
    """Raise `AppError("bad_field")` unless each file has a name of its own within one folder.

    Names may be left out for files of this machine, which have some.
    """
    if len(names) != len(files) and (names or any(is_artefact(each) for each in files)):
        limit = f"one name for each of {len(files)} files"
        raise AppError("bad_field", field="names", value=len(names), limit=limit)
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or _UNSAFE & set(name) or not path.name:
            limit = "a relative path with / and without .."
            raise AppError("bad_field", field="names", value=name, limit=limit)
    if len(set(map(PurePosixPath, names))) < len(names):
        limit = "each name only once"
        raise AppError("bad_field", field="names", value=len(names), limit=limit)
