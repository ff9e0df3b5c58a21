"""Putting a finished attempt where clients find it, whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from shared.artefacts import ArtefactStore
from shared.paths import sync_dir


def deliver(
    out: Path, results: Path, job_id: str, store: ArtefactStore
) -> tuple[Path, dict[str, str]]:
    """Store every file of `out` by content and show them in `results/<job_id>`.

    The folder appears by one rename, so a reader sees all of it or nothing; one left by an attempt
    whose report was lost is replaced.

    Returns
    -------
    folder : Path
    files : dict of str to str
        sha256 by name relative to the folder, with forward slashes.
    """
    files: dict[str, str] = {}
    staging = results / f".{job_id}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for source in sorted(path for path in out.rglob("*") if path.is_file()):
        name = source.relative_to(out).as_posix()
        files[name] = store.add_file(source)
        store.link(files[name], staging / name)
    folder = results / job_id
    if folder.exists():
        shutil.rmtree(folder)
    staging.rename(folder)
    sync_dir(results)
    return folder, files


def sweep(results: Path) -> None:
    """Remove what engines that were killed left half delivered."""
    for leftover in results.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)
