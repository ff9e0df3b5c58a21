"""Reading an XDF file that was cut short: its whole chunks and nothing behind them.

pyxdf reads a sample whose values are cut off as if the missing ones were those of the sample before
it, and stops with an exception where the cut goes through a clock offset or a header.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LENGTHS = {1: "<B", 4: "<I", 8: "<Q"}


def whole_bytes(path: Path) -> int:
    """How many bytes from the start are whole chunks; the file's size if its end is whole.

    A file that is damaged in the middle counts as whole: its reader finds the way at the next
    boundary.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        end = file.seek(4)
        while end < size:
            length = _length(file)
            if length is None:
                return end if file.tell() >= size else size
            after = file.tell() + length
            if after > size:
                return end
            end = file.seek(after)
    return size


def open_whole(path: Path) -> io.BufferedReader:
    """The file up to its last whole chunk, to be given to `pyxdf.load_xdf`."""
    return io.BufferedReader(_Head(path.open("rb"), whole_bytes(path)))


def _length(file: BinaryIO) -> int | None:
    """The length of the chunk that starts here; None if there is no length to be read."""
    form = _LENGTHS.get(int.from_bytes(file.read(1), "little"))
    if form is None:
        return None
    raw = file.read(struct.calcsize(form))
    return struct.unpack(form, raw)[0] if len(raw) == struct.calcsize(form) else None


class _Head(io.RawIOBase):
    """The first `size` bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            return self._file.seek(self._size + offset)
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read(max(0, min(len(view), self._size - self._file.tell())))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
