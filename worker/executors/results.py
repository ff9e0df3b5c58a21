"""Folders of results that appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from shared.errors import AppError
from shared.paths import sync_dir, write_atomic
from shared.tasks.spec import RESULT_FILE


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `target` at the end, unless something is raised."""
    staging = target.with_name(f".{target.name}.partial")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
        sync_dir(target.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def copy_results(source: Path, target: Path) -> None:
    """Copy a result folder to where the batch wants it."""
    with appearing(target) as staging:
        shutil.copytree(source, staging, dirs_exist_ok=True)


def read_results(folder: Path) -> dict[str, bytes]:
    """The files of a result folder by their names relative to it, with forward slashes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def write_results(files: Mapping[str, bytes], target: Path) -> None:
    """Write what `read_results` read elsewhere.

    Raises
    ------
    AppError
        `bad_field` for a name that leads out of the folder.
    """
    with appearing(target) as staging:
        for name, data in files.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts:
                limit = "a name within the folder of results"
                raise AppError("bad_field", field="files", value=name, limit=limit)
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            if name != RESULT_FILE:
                (staging / path).write_bytes(data)
        if RESULT_FILE in files:  # last: where it is, all else is
            write_atomic(staging / RESULT_FILE, files[RESULT_FILE])
