"""Tar and ar archives that come out the same, byte for byte, from the same files."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from installer.bundles.files import Entry

DEFAULT_EPOCH_S = 1_577_836_800  # 2020-01-01; zip and some tools refuse 1970
_AR_HEADER = b"!<arch>\n"


def epoch_s() -> int:
    """The time that every file gets: `SOURCE_DATE_EPOCH`, or a fixed one."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or DEFAULT_EPOCH_S)


def write_tar_gz(file: IO[bytes], entries: Sequence[Entry]) -> None:
    """Write the entries and the folders above them as root's, with names relative to `./`."""
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=epoch_s()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for folder in folders_of(entry.place for entry in entries):
            info = tarfile.TarInfo(f"./{folder}/" if folder else "./")
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, epoch_s()
            info.uname = info.gname = "root"
            tar.addfile(info)
        for entry in sorted(entries, key=lambda one: one.place):
            info = tarfile.TarInfo(f"./{entry.place}")
            info.size, info.mode, info.mtime = entry.size_bytes, entry.mode, epoch_s()
            info.uname = info.gname = "root"
            if entry.source is None:
                tar.addfile(info, io.BytesIO(entry.content))
            else:
                with entry.source.open("rb") as source:
                    tar.addfile(info, source)


def folders_of(places: Iterable[str]) -> list[str]:
    """All folders above these files, each after the one that it lies in; "" is the top."""
    found = {""}
    for place in places:
        found |= {parent.as_posix() for parent in PurePosixPath(place).parents}
    return sorted(found - {"."})


def write_ar(target: IO[bytes], members: Sequence[tuple[str, Path]]) -> None:
    """Write an ar archive of files, the container of Debian packages (deb(5))."""
    target.write(_AR_HEADER)
    for name, path in members:
        size = path.stat().st_size
        header = f"{name:<16}{epoch_s():<12}{0:<6}{0:<6}{'100644':<8}{size:<10}`\n"
        target.write(header.encode("ascii"))
        with path.open("rb") as source:
            while block := source.read(1 << 20):
                target.write(block)
        if size % 2:
            target.write(b"\n")
