"""Tracks as JSON lists of points: ComfyUI's track nodes and DragNUWA 1.5.

ComfyUI (KJNodes' spline editor and the Wan nodes that take its `coordinates`): a list of tracks,
each a list with one `{"x": …, "y": …}` per frame, in pixels. DragNUWA 1.5 (its demo and the
ComfyUI port): a list of drags, each a list of `[x, y]` on a picture of 576 × 320 px; the program
resamples each by PCHIP to 14 positions, which keeps 14 points as they are.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError
from shared.paths import write_atomic

DRAGNUWA_SIZE = (576, 320)
DRAGNUWA_FRAMES = 14
MAX_BYTES = 64 << 20
MAX_TRACKS, MAX_POINTS = 4096, 10_000
_DECIMALS = 3  # a thousandth of a pixel


def write_comfyui_tracks(path: Path, xy: np.ndarray) -> None:
    """Write tracks [T, N, 2] in px. Raises OSError."""
    tracks = [[{"x": _number(x), "y": _number(y)} for x, y in xy[:, n]] for n in range(xy.shape[1])]
    write_atomic(path, json.dumps(tracks, separators=(",", ":")).encode())


def read_comfyui_tracks(path: Path) -> np.ndarray:
    """Read tracks, float64 [T, N, 2] in px; a single track without the outer list will do.

    Raises
    ------
    AppError
        `bad_tracks` naming the track and what is wrong with it.
    """
    value = _load(path)
    if value and all(isinstance(item, dict) for item in value):
        value = [value]
    return _stack([[_keyed(path, point) for point in _list(path, t)] for t in value], path)


def write_dragnuwa_drags(path: Path, xy: np.ndarray) -> None:
    """Write drags [14, N, 2] in px of 576 × 320. Raises OSError."""
    drags = [[[_number(x), _number(y)] for x, y in xy[:, n]] for n in range(xy.shape[1])]
    write_atomic(path, json.dumps(drags, separators=(",", ":")).encode())


def read_dragnuwa_drags(path: Path) -> list[np.ndarray]:
    """Read drags, one float64 [K, 2] each, in px of 576 × 320. Raises `bad_tracks`."""
    drags = []
    for item in _load(path):
        points = [_pair(path, point) for point in _list(path, item)]
        if not points:
            raise _bad(path, "a drag has no points")
        drags.append(np.asarray(points, np.float64))
    return drags


def _number(value: float) -> float:
    return round(float(value), _DECIMALS)


def _load(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _bad(path, f"it has more than {MAX_BYTES >> 20} MB")
        value = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _bad(path, error.strerror or "it is missing") from error
    except (ValueError, RecursionError) as error:
        raise _bad(path, "it is not JSON") from error
    value = _list(path, value)
    if len(value) > MAX_TRACKS and not isinstance(value[0], dict):
        raise _bad(path, f"it has {len(value)} tracks, more than {MAX_TRACKS}")
    return value


def _list(path: Path, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _bad(path, "a list of points was expected")
    if len(value) > MAX_POINTS:
        raise _bad(path, f"it has {len(value)} points in a row, more than {MAX_POINTS}")
    return value


def _keyed(path: Path, point: Any) -> tuple[float, float]:
    if not isinstance(point, dict) or "x" not in point or "y" not in point:
        raise _bad(path, 'a point is not {"x": …, "y": …}')
    return _pair(path, [point["x"], point["y"]])


def _pair(path: Path, point: Any) -> tuple[float, float]:
    fits = isinstance(point, list) and len(point) == 2
    if not fits or any(isinstance(v, bool) or not isinstance(v, int | float) for v in point):
        raise _bad(path, "a point is not two numbers")
    x, y = (float(v) if abs(v) < 1e300 else math.inf for v in point)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise _bad(path, "a coordinate is not finite")
    return x, y


def _stack(tracks: list[list[tuple[float, float]]], path: Path) -> np.ndarray:
    lengths = {len(track) for track in tracks}
    if not tracks or lengths == {0}:
        raise _bad(path, "it has no tracks")
    if len(lengths) > 1:
        low, high = min(lengths), max(lengths)
        raise _bad(path, f"its tracks have from {low} to {high} points; all need the same number")
    return np.stack([np.asarray(track, np.float64) for track in tracks], axis=1)


def _bad(path: Path, reason: str) -> AppError:
    return AppError("bad_tracks", file=path.name, reason=reason)
