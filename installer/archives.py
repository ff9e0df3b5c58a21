"""Single files out of wheels and source archives, each by its exact name."""

from __future__ import annotations

import io
import lzma
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from installer.data_sources import Member
from installer.failures import SetupError

MOST_BYTES = 200_000_000  # of one file; a damaged archive could claim any size
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError)


def unpack(archive: Path, members: Sequence[Member], folder: Path) -> None:
    """Write the members below `folder`, each complete or not at all.

    Only the members' own paths are written to: names within the archive choose no place.

    Raises
    ------
    SetupError
        Where the archive cannot be read, or lacks a member.
    """
    wanted = {(member.inner, member.name): folder / member.path for member in members}
    try:
        if archive.suffix == ".whl":
            _from_zip(archive, wanted)
        else:
            with archive.open("rb") as file:
                _from_tar(file, "", wanted)
    except UNREADABLE as error:
        raise SetupError(
            f"{archive.name} cannot be read as an archive ({error}). Remove it and run this again."
        ) from error
    if wanted:
        names = ", ".join(name for _, name in sorted(wanted))
        raise SetupError(f"{archive.name} has no file {names}; this version of it is not known.")


def _from_zip(archive: Path, wanted: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            target = wanted.pop(("", info.filename), None)
            if target is not None:
                with file.open(info) as source:
                    _write(source, info.filename, info.file_size, target)


def _from_tar(file: IO[bytes], inner: str, wanted: dict[tuple[str, str], Path]) -> None:
    """Read a compressed tar once from front to back, and no further than the last member."""
    nested = {outer for outer, _ in wanted if outer} if not inner else set()
    with tarfile.open(fileobj=file, mode="r|gz") as tar:
        for info in tar:
            if not any(outer == inner or outer in nested for outer, _ in wanted):
                return
            if not info.isfile():
                continue
            source = tar.extractfile(info)
            assert source is not None
            target = wanted.pop((inner, info.name), None)
            if target is not None:
                _write(source, info.name, info.size, target)
            elif info.name in nested and info.size <= MOST_BYTES:
                nested.discard(info.name)
                _from_tar(io.BytesIO(source.read()), info.name, wanted)


def _write(source: IO[bytes], name: str, size: int, target: Path) -> None:
    if size > MOST_BYTES:
        raise SetupError(f"{name} has {size} bytes, more than the limit of {MOST_BYTES}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    with temporary.open("wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
