"""A new file that is there whole or not at all; an existing one is never touched."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from shared.errors import AppError, file_error


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it becomes `path` when the block ends well.

    Raises
    ------
    AppError
        `file_exists`, `disk_full` or `read_only`.
    """
    if path.exists():
        raise AppError("file_exists", file=str(path))
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise file_error(error, path) or error from error
    finally:
        part.unlink(missing_ok=True)
