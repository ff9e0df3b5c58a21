"""Tracks for Wan-Move: `tracks.npy` [81, N, 2] in px of 832 × 480 and `visibility.npy` [81, N]."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.motion.formats.array_bytes import read_npy
from shared.paths import write_atomic

WAN_MOVE_FRAMES = 81
WAN_MOVE_SIZE = (832, 480)
TRACKS_FILE, VISIBILITY_FILE = "tracks.npy", "visibility.npy"
MAX_BYTES = 256 << 20


@dataclass(frozen=True)
class PointTracks:
    """Positions float32 [T, N, 2] in px and visibility bool [T, N]."""

    xy: np.ndarray
    visible: np.ndarray


def write_wan_move(folder: Path, tracks: PointTracks) -> None:
    """Write both files into a folder that exists. Raises OSError."""
    arrays = {TRACKS_FILE: tracks.xy.astype("<f4"), VISIBILITY_FILE: tracks.visible.astype(bool)}
    for name, array in arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        write_atomic(folder / name, buffer.getvalue())


def read_wan_move(path: Path) -> PointTracks:
    """Read a folder with both files, or one array of tracks beside which visibility may lie.

    Without a visibility file every point counts as visible. A leading axis of length 1 is dropped.

    Raises
    ------
    AppError
        `bad_tracks` naming what is wrong.
    """
    tracks_path = path / TRACKS_FILE if path.is_dir() else path
    xy = _load(tracks_path)
    if xy.ndim == 4 and xy.shape[0] == 1:
        xy = xy[0]
    if xy.ndim != 3 or xy.shape[2] != 2 or 0 in xy.shape or xy.dtype.kind not in "fiu":
        raise _bad(tracks_path, f"its shape is {xy.shape}; [frames, points, 2] was expected")
    if not np.isfinite(xy).all():
        raise _bad(tracks_path, "a coordinate is not finite")
    visible = np.ones(xy.shape[:2], bool)
    beside = tracks_path.with_name(VISIBILITY_FILE)
    if beside.is_file():
        visible = _visibility(beside, xy.shape[0], xy.shape[1])
    return PointTracks(xy.astype(np.float32), visible)


def _visibility(path: Path, frames: int, points: int) -> np.ndarray:
    array = _load(path)
    if array.dtype.kind not in "biuf" or array.size != frames * points:
        raise _bad(path, f"its shape is {array.shape}; [{frames}, {points}] was expected")
    return np.asarray(array.reshape(frames, points) > 0.5)


def _load(path: Path) -> np.ndarray:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _bad(path, f"it has more than {MAX_BYTES >> 20} MB")
        return read_npy(path.read_bytes())
    except OSError as error:
        raise _bad(path, error.strerror or "it is missing or damaged") from error
    except ValueError as error:
        raise _bad(path, "it is not an array of numbers") from error


def _bad(path: Path, reason: str) -> AppError:
    return AppError("bad_tracks", file=path.name, reason=reason)
