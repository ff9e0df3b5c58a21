"""Dense motion as Middlebury `.flo` files.

The format is that of the Middlebury optical flow benchmark (Baker et al., "A Database and
Evaluation Methodology for Optical Flow", IJCV 2011): the float 202021.25, width and height as
int32, then (u, v) of each pixel row by row as float32, all little-endian.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.paths import write_atomic

_HEADER = struct.Struct("<fii")
_MAGIC = 202021.25
MAX_PX = 64_000_000


def write_flow(path: Path, flow: np.ndarray) -> None:
    """Write a displacement field, [H, W, 2] px as (u right, v down). Raises OSError."""
    height, width = flow.shape[:2]
    body = np.ascontiguousarray(flow, dtype="<f4").tobytes()
    write_atomic(path, _HEADER.pack(_MAGIC, width, height) + body)


def read_flow(path: Path) -> np.ndarray:
    """Read a displacement field, float32 [H, W, 2] px.

    Raises
    ------
    AppError
        `bad_tracks` when it is no `.flo` file, or not a whole one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AppError("bad_tracks", file=path.name, reason=error.strerror or "missing") from error
    if len(data) < _HEADER.size:
        raise AppError("bad_tracks", file=path.name, reason=f"it has only {len(data)} bytes")
    magic, width, height = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise AppError("bad_tracks", file=path.name, reason="it does not begin as a .flo file")
    if not (width > 0 and height > 0 and width * height <= MAX_PX):
        reason = f"its size is {width} × {height} px"
        raise AppError("bad_tracks", file=path.name, reason=reason)
    expected = _HEADER.size + 8 * width * height
    if len(data) != expected:
        reason = f"it has {len(data)} bytes instead of {expected}"
        raise AppError("bad_tracks", file=path.name, reason=reason)
    flow = np.frombuffer(data, "<f4", offset=_HEADER.size).reshape(height, width, 2)
    return flow.astype(np.float32)
