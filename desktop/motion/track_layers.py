"""Tracks from other programs as layers with few keys."""

from __future__ import annotations

import msgspec
import numpy as np

from desktop.motion import edits
from desktop.motion.document import MotionDocument
from shared.errors import AppError
from shared.motion.document import MAX_COORDINATE_PX, MAX_LAYERS
from shared.motion.interpolation import interpolate
from shared.tasks.motion import MAX_FRAMES, MIN_FRAMES, Point

# Half a pixel is less than a drag is followed by; a point that moves less is a pin.
TOLERANCE_PX = 0.5
MAX_KEYS = 48


def simplify_track(
    xy: np.ndarray, tolerance_px: float = TOLERANCE_PX
) -> tuple[tuple[Point, ...], tuple[float, ...]]:
    """Keys and times whose smooth path passes every position within the tolerance.

    Keys are added one by one where the path that is rendered misses `xy` [T, 2] the most, until it
    does not, or there are `MAX_KEYS`.
    """
    frames = np.linspace(0.0, 1.0, len(xy)) if len(xy) > 1 else np.zeros(1)
    kept = [0] if len(xy) == 1 else [0, len(xy) - 1]
    while len(kept) < min(len(xy), MAX_KEYS):
        path = interpolate(frames[kept], xy[kept], frames, "smooth")
        miss = np.hypot(*(path - xy).T)
        worst = int(miss.argmax())
        if miss[worst] <= tolerance_px:
            break
        kept = sorted({*kept, worst})
    points = tuple((float(x), float(y)) for x, y in xy[kept])
    return points, tuple(float(time) for time in frames[kept])


def add_tracks(document: MotionDocument, xy: np.ndarray) -> MotionDocument:
    """The document with tracks, float [T, N, 2] in picture px, in front; still ones become pins.

    The document takes the tracks' number of frames, within its limits.

    Raises
    ------
    AppError
        `bad_field` when there are more moving tracks than a document has layers, or a position is
        out of its limits.
    """
    xy = np.asarray(xy, np.float64)
    if np.abs(xy).max() > MAX_COORDINATE_PX:
        limit = f"within ±{MAX_COORDINATE_PX:.0f} px"
        raise AppError("bad_field", field="tracks", value=float(np.abs(xy).max()), limit=limit)
    reach = np.hypot(*(xy - xy[:1]).transpose(2, 0, 1)).max(axis=0)
    moving = np.flatnonzero(reach > TOLERANCE_PX)
    still = np.flatnonzero(reach <= TOLERANCE_PX)
    room = MAX_LAYERS - len(document.layers) - bool(len(still))
    if len(moving) > room:
        limit = f"at most {max(0, room)} more moving tracks fit into a document"
        raise AppError("bad_field", field="tracks", value=len(moving), limit=limit)
    if len(still):
        pins = [(float(x), float(y)) for x, y in xy[0, still]]
        document, _ = edits.add_layer(document, "pin", pins)
    for n in moving:
        points, times = simplify_track(xy[:, n])
        document, _ = edits.add_layer(document, "object", points, times)
    frames = min(max(len(xy), MIN_FRAMES), MAX_FRAMES)
    return msgspec.structs.replace(document, frames=frames)
