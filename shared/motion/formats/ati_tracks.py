"""Tracks for ATI: an array [N, 121, 1, 3] of (x, y, visible) at 24 frames/s, in eighths.

ATI (arXiv 2505.22944, its demo's track files) keeps the bytes of an `.npz` file, whose one array
is called `array`, as a `bytes` value in a torch file; every number is eight times the pixel
position, and `visible` is 0 or 8. A torch file is a stored zip with a pickle in it. Writing needs
neither torch nor pickle, because the pickle of a `bytes` value is always the same ten operations;
reading accepts exactly those and runs nothing.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.motion.formats.array_bytes import read_npy
from shared.motion.formats.wan_move_tracks import PointTracks
from shared.paths import write_atomic

ATI_FRAMES = 121
ATI_SCALE = 8.0
ARRAY = "array"
MAX_BYTES = 256 << 20
_FOLDER = "archive"
# zipfile says NotImplementedError of a packing that it lacks and RuntimeError of a password.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    KeyError,
    IndexError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
# Protocol 2; the global function `_codecs.encode`; then a text, the name of its encoding, a call.
_HEAD = b"\x80\x02c_codecs\nencode\n"
_TEXT = b"X"
_MEMO = b"q"
_ENCODING = _TEXT + struct.pack("<I", 6) + b"latin1"
_TAIL = b"\x86R."


def write_ati(path: Path, tracks: PointTracks) -> None:
    """Write tracks of 121 frames. Raises OSError, and ValueError for another number of frames."""
    frames, count = tracks.visible.shape
    if frames != ATI_FRAMES:
        raise ValueError(f"ATI takes {ATI_FRAMES} frames, not {frames}")
    array = np.empty((count, ATI_FRAMES, 1, 3), np.float32)
    array[:, :, 0, :2] = tracks.xy.transpose(1, 0, 2) * ATI_SCALE
    array[:, :, 0, 2] = tracks.visible.T * ATI_SCALE
    packed = io.BytesIO()
    np.savez_compressed(packed, array=array)
    write_atomic(path, _torch_file(packed.getvalue()))


def read_ati(path: Path) -> PointTracks:
    """Read tracks of any length, [N, T, 1, 3] or [T, N, 1, 3] with T = 121; runs nothing.

    Raises
    ------
    AppError
        `bad_tracks` naming what is wrong.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _bad(path, f"it has more than {MAX_BYTES >> 20} MB")
        packed = _stored_bytes(path)
        array = _array_of(packed)
    except OSError as error:
        raise _bad(path, error.strerror or "it is missing") from error
    except _UNREADABLE as error:
        raise _bad(path, "it is not a track file of ATI") from error
    if array.ndim != 4 or array.shape[2:] != (1, 3) or array.dtype.kind not in "fiu":
        raise _bad(path, f"its shape is {array.shape}; [N, {ATI_FRAMES}, 1, 3] was expected")
    if array.shape[0] == ATI_FRAMES and array.shape[1] != ATI_FRAMES:
        array = array.transpose(1, 0, 2, 3)
    values = array[:, :, 0].astype(np.float64).transpose(1, 0, 2) / ATI_SCALE
    if not np.isfinite(values).all() or 0 in values.shape:
        raise _bad(path, "it has no tracks, or a coordinate is not finite")
    return PointTracks(values[..., :2].astype(np.float32), values[..., 2] > 0.5)


def _array_of(packed: bytes) -> np.ndarray:
    """The array of an `.npz`, no larger than `MAX_BYTES` however small it is packed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        name = f"{ARRAY}.npy" if f"{ARRAY}.npy" in names else names[0]
        if archive.getinfo(name).file_size > MAX_BYTES:
            raise ValueError("too large")
        with archive.open(name) as file:
            return read_npy(file.read(MAX_BYTES + 1))


def _torch_file(data: bytes) -> bytes:
    text = data.decode("latin1").encode()
    pickled = (
        _HEAD + _memo(0) + _TEXT + struct.pack("<I", len(text)) + text
        + _memo(1) + _ENCODING + _memo(2) + _TAIL[:1] + _memo(3) + _TAIL[1:2] + _memo(4) + _TAIL[2:]
    )  # fmt: skip
    entries = {
        "data.pkl": pickled,
        ".format_version": b"1",
        ".storage_alignment": b"64",
        "byteorder": b"little",
        "version": b"3\n",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, body in entries.items():
            entry = zipfile.ZipInfo(f"{_FOLDER}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, body)
    return buffer.getvalue()


def _memo(number: int) -> bytes:
    return _MEMO + bytes([number])


def _stored_bytes(path: Path) -> bytes:
    """The `bytes` value of a torch file, by matching its only possible pickle."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        if not names:
            # The `.npz` itself, as some programs keep it.
            return path.read_bytes()
        if archive.getinfo(names[0]).file_size > MAX_BYTES:
            raise ValueError("too large")
        pickled = archive.read(names[0])
    head = _HEAD + _memo(0) + _TEXT
    tail = _memo(1) + _ENCODING + _memo(2) + b"\x86" + _memo(3) + b"R" + _memo(4) + b"."
    if not pickled.startswith(head):
        raise ValueError("not a bytes value")
    (length,) = struct.unpack_from("<I", pickled, len(head))
    start = len(head) + 4
    if pickled[start + length :] != tail:
        raise ValueError("not a bytes value alone")
    return pickled[start : start + length].decode("utf-8").encode("latin1")


def _bad(path: Path, reason: str) -> AppError:
    return AppError("bad_tracks", file=path.name, reason=reason)
