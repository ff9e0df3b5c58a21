"""The header of a GGUF file, walked within the file before a library reads it.

The library believes counts: an array that claims 2⁶⁴ numbers has it append nothing for ever.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little endian.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_VERSIONS = (2, 3)
# Bytes of a value by its type; 8 is a text, 9 an array.
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_TEXT, _ARRAY = 8, 9
_MOST_DIMENSIONS, _DEEPEST = 8, 4


def check_header(path: Path) -> None:
    """Raise `ValueError`, saying what is wrong, for a header that leads out of its file."""
    if path.stat().st_size < 24:
        raise ValueError("it is too short for a GGUF file")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        _Walk(data).header()


class _Walk:
    """Goes over the header; `at` is where it is."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data, self._size, self._at = data, len(data), 0

    def header(self) -> None:
        """All of it."""
        if self._data[:4] != b"GGUF":
            raise ValueError("it does not begin as a GGUF file does")
        self._skip(4)
        version = self._number("<I")
        if version not in _VERSIONS:
            raise ValueError(f"its version of GGUF is {version}, and 2 and 3 are known")
        tensors, entries = self._number("<Q"), self._number("<Q")
        for _ in range(entries):
            self._text()
            self._value(self._number("<I"), 0)
        for _ in range(tensors):
            self._text()
            dimensions = self._number("<I")
            if dimensions > _MOST_DIMENSIONS:
                raise ValueError(f"a tensor has {dimensions} dimensions")
            self._skip(8 * dimensions + 4 + 8)

    def _value(self, kind: int, depth: int) -> None:
        if kind == _TEXT:
            self._text()
        elif kind == _ARRAY:
            self._array(depth)
        elif kind in _SIZES:
            self._skip(_SIZES[kind])
        else:
            raise ValueError(f"a value of its header has the unknown type {kind}")

    def _array(self, depth: int) -> None:
        kind, count = self._number("<I"), self._number("<Q")
        if depth >= _DEEPEST:
            raise ValueError("arrays lie in arrays without an end")
        if kind in _SIZES:
            self._skip(_SIZES[kind] * count)
            return
        for _ in range(count):  # each takes eight bytes at least, so the file's end ends it
            self._value(kind, depth + 1)

    def _text(self) -> None:
        self._skip(self._number("<Q"))

    def _number(self, form: str) -> int:
        size = struct.calcsize(form)
        begin = self._at
        self._skip(size)
        number: int = struct.unpack(form, self._data[begin : begin + size])[0]
        return number

    def _skip(self, size: int) -> None:
        if size > self._size - self._at:
            raise ValueError("its header leads out of the file")
        self._at += size
