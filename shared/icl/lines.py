"""Lines of a file, plain or gzip, each bounded in length, so that one bad line costs no memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from shared.errors import AppError

LONGEST_LINE_BYTES = 10_000_000
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK_BYTES = 1 << 20


class Line(NamedTuple):
    """A line without its end; `problem` says why it was not read, and `data` is then its start."""

    number: int
    data: bytes
    problem: str = ""


def read_lines(path: Path, longest_bytes: int = LONGEST_LINE_BYTES) -> Iterator[Line]:
    """Every line of a file, from 1; one above `longest_bytes` is skipped and told of.

    Raises
    ------
    AppError
        `missing_file`.
    """
    with open_plain(path) as file:
        number = 0
        while True:
            number += 1
            try:
                data = file.readline(longest_bytes + 1)
                if not data:
                    return
                if len(data) > longest_bytes and not data.endswith(b"\n"):
                    size_bytes = len(data) + _skip_line(file)
                    problem = f"the line has {size_bytes:,} bytes, above {longest_bytes:,}"
                    yield Line(number, data[:200], problem)
                    continue
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield Line(number, b"", f"the compressed file is damaged from here on ({error})")
                return
            if number == 1:
                data = data.removeprefix(b"\xef\xbb\xbf")
            yield Line(number, data.rstrip(b"\r\n"))


def open_plain(path: Path) -> BinaryIO:
    """The file's bytes; gzip is told by its first bytes, not by its name."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP_MAGIC
        return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    except IsADirectoryError:
        raise AppError("bad_request", reason=f"{path} is a folder, not a file.") from None


def decode(data: bytes) -> str:
    """UTF-8 to text.

    Raises
    ------
    ValueError
        Names the first byte that is wrong.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(
            f"not UTF-8: byte 0x{data[error.start]:02X} at position {error.start + 1}"
        ) from None


def _skip_line(file: BinaryIO) -> int:
    skipped_bytes = 0
    while chunk := file.readline(_CHUNK_BYTES):
        skipped_bytes += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped_bytes
