"""An append-only XDF file that is readable at every moment, also after `kill -9`.

Format: XDF 1.0 (https://github.com/sccn/xdf/wiki/Specifications): `XDF:`, then chunks of length,
tag and content.
"""

from __future__ import annotations

import errno
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from shared.errors import AppError, file_error
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from shared.neuro.xdf_header import file_header, stream_footer, stream_header
from shared.paths import sync_dir

BOUNDARY_EVERY_S = 10.0
# Given by the format: a reader that lost its way looks for these bytes.
BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
FILE_HEADER, STREAM_HEADER, SAMPLES, CLOCK_OFFSET, BOUNDARY_TAG, STREAM_FOOTER = range(1, 7)


@dataclass
class _Written:
    """How much of one stream lies in the file."""

    channels: int
    text: bool
    count: int = 0
    first_s: float = 0.0
    last_s: float = 0.0

    def add(self, times_s: np.ndarray) -> None:
        if self.count == 0:
            self.first_s = float(times_s[0])
        self.count += len(times_s)
        self.last_s = float(times_s[-1])


class XdfWriter:
    """Writes streams into a new file, each chunk with one system call.

    What was handed over survives the end of this process at once and a power cut from the next
    `sync`. Where the disk is full, the chunk that did not fit is taken back whole, so the file
    stays readable and writing may go on once there is room.

    Raises
    ------
    AppError
        `file_exists` if there is a file of that name (a recording is never overwritten);
        `disk_full` or `read_only` here and from every method that writes.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._clock = clock
        self._streams: list[_Written] = []
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            self._descriptor = os.open(path, flags, 0o644)
        except FileExistsError as error:
            raise AppError("file_exists", file=str(path)) from error
        except OSError as error:
            raise file_error(error, path) or error from error
        self._size = 0
        self._last_boundary_s = clock()
        self._write(b"XDF:" + _chunk(FILE_HEADER, file_header(datetime.now(UTC)).encode()))
        sync_dir(path.parent)

    @property
    def size(self) -> int:
        """Bytes that lie in the file."""
        return self._size

    def add_stream(self, info: StreamInfo, *, can_drop_samples: bool = False) -> int:
        """Announce a stream and return its id; a stream of kind "Markers" carries texts.

        `can_drop_samples` tells readers not to draw one straight line through the times.
        """
        text = info.kind == "Markers"
        channel_format = "string" if text else "float32"
        header = stream_header(info, channel_format, can_drop_samples=can_drop_samples)
        stream_id = len(self._streams) + 1
        self._write(_chunk(STREAM_HEADER, _stream_id(stream_id) + header.encode()))
        self._streams.append(_Written(max(1, len(info.channels)), text))
        return stream_id

    def samples(self, stream_id: int, chunk: Chunk) -> None:
        """Append samples [n, C] with the times of their sender, as received."""
        if not len(chunk):
            return
        stream = self._stream(stream_id, text=False)
        if chunk.samples.shape != (len(chunk), stream.channels):
            shape = chunk.samples.shape
            raise ValueError(f"samples {shape} where {(len(chunk), stream.channels)} belong")
        rows = np.empty(
            len(chunk), [("has_time", "u1"), ("time", "<f8"), ("values", "<f4", stream.channels)]
        )
        rows["has_time"] = 8
        rows["time"] = chunk.times_s
        rows["values"] = chunk.samples.reshape(rows["values"].shape)
        self._write(_samples(stream_id, len(chunk), rows.tobytes()))
        stream.add(chunk.times_s)

    def markers(self, stream_id: int, markers: Markers) -> None:
        """Append texts with the times of their sender."""
        if not len(markers):
            return
        stream = self._stream(stream_id, text=True)
        rows = b"".join(
            struct.pack("<Bd", 8, time_s) + _sized(text.encode("utf-8", "replace"))
            for time_s, text in zip(markers.times_s, markers.texts, strict=True)
        )
        self._write(_samples(stream_id, len(markers), rows))
        stream.add(markers.times_s)

    def clock_offset(self, stream_id: int, at_s: float, offset_s: float) -> None:
        """Append a measurement: this clock minus the sender's, at `at_s` of the sender's clock."""
        content = _stream_id(stream_id) + struct.pack("<dd", at_s, offset_s)
        self._write(_chunk(CLOCK_OFFSET, content))

    def sync(self) -> None:
        """Bring everything written to the disk itself; call once a second."""
        if self._clock() - self._last_boundary_s >= BOUNDARY_EVERY_S:
            self._last_boundary_s = self._clock()
            self._write(_chunk(BOUNDARY_TAG, BOUNDARY))
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise file_error(error, self.path) or error from error

    def close(self) -> None:
        """Write the footers and close; a second call does nothing."""
        if self._descriptor < 0:
            return
        try:
            for stream_id, stream in enumerate(self._streams, 1):
                footer = stream_footer(stream.first_s, stream.last_s, stream.count).encode()
                self._write(_chunk(STREAM_FOOTER, _stream_id(stream_id) + footer))
            self.sync()
        finally:
            os.close(self._descriptor)
            self._descriptor = -1

    def _stream(self, stream_id: int, *, text: bool) -> _Written:
        stream = self._streams[stream_id - 1]
        if stream.text != text:
            raise ValueError(f"stream {stream_id} carries {'texts' if stream.text else 'samples'}")
        return stream

    def _write(self, data: bytes) -> None:
        """All of `data` or, where that fails, none of it."""
        try:
            if os.write(self._descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            os.ftruncate(self._descriptor, self._size)
            os.lseek(self._descriptor, self._size, os.SEEK_SET)
            raise file_error(error, self.path) or error from error
        self._size += len(data)


def _samples(stream_id: int, count: int, rows: bytes) -> bytes:
    content = _stream_id(stream_id) + struct.pack("<BI", 4, count) + rows
    return _chunk(SAMPLES, content)


def _chunk(tag: int, content: bytes) -> bytes:
    return _sized(struct.pack("<H", tag) + content)


def _sized(content: bytes) -> bytes:
    """`content` behind its length, in the format's variable-length integer."""
    size = len(content)
    if size < 1 << 8:
        return struct.pack("<BB", 1, size) + content
    if size < 1 << 32:
        return struct.pack("<BI", 4, size) + content
    return struct.pack("<BQ", 8, size) + content


def _stream_id(stream_id: int) -> bytes:
    return struct.pack("<I", stream_id)
