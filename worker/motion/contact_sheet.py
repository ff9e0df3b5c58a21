"""A few frames side by side with the asked tracks drawn on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from shared.motion.tracks import Tracks
from shared.paths import write_atomic

# Blue, orange, green, … of Okabe & Ito (2008): apart for colour-blind eyes too.
_COLOURS = (
    (86, 180, 233), (230, 159, 0), (0, 158, 115), (240, 228, 66),
    (204, 121, 167), (0, 114, 178), (213, 94, 0), (255, 255, 255),
)  # fmt: skip
_GAP_PX = 4
_BACKGROUND = 24
_SHIFT = 4  # OpenCV draws in 1/16 px


def contact_sheet(
    frames: Sequence[np.ndarray], tracks: Tracks, columns: int = 3, max_frames: int = 6
) -> np.ndarray:
    """Frames in a grid, each with the tracks up to it, in the order of time.

    Parameters
    ----------
    frames : sequence of np.ndarray
        uint8 [H, W, 3] RGB.
    tracks : Tracks
        What was asked, in px of the frames; drags are drawn as lines, pins as crosses.

    Returns
    -------
    np.ndarray
        uint8 [H2, W2, 3] RGB, frames at least 320 px wide.
    """
    chosen = np.unique(np.linspace(0, len(frames) - 1, min(max_frames, len(frames))).round())
    zoom = max(1, -(-320 // frames[0].shape[1]))
    cells = [_draw(frames[int(t)], tracks, int(t), zoom) for t in chosen]
    height, width = cells[0].shape[:2]
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    size = (rows * (height + _GAP_PX) + _GAP_PX, columns * (width + _GAP_PX) + _GAP_PX, 3)
    sheet = np.full(size, _BACKGROUND, dtype=np.uint8)
    for index, cell in enumerate(cells):
        top = _GAP_PX + (index // columns) * (height + _GAP_PX)
        left = _GAP_PX + (index % columns) * (width + _GAP_PX)
        sheet[top : top + height, left : left + width] = cell
    return sheet


def save_contact_sheet(path: Path, sheet: np.ndarray) -> None:
    """Write a sheet as PNG: temporary file, fsync, rename."""
    buffer = io.BytesIO()
    Image.fromarray(sheet).save(buffer, format="PNG")
    write_atomic(path, buffer.getvalue())


def _draw(frame: np.ndarray, tracks: Tracks, t: int, zoom: int) -> np.ndarray:
    height, width = frame.shape[:2]
    size = (width * zoom, height * zoom)
    canvas = np.ascontiguousarray(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC))
    for n, role in enumerate(tracks.role):
        colour = _COLOURS[int(tracks.layer[n]) % len(_COLOURS)]
        path = tracks.xy[: t + 1, n].astype(np.float64) * zoom - 0.5
        for width_px, ink in ((4, (0, 0, 0)), (2, colour)):
            if role == "pin":
                _cross(canvas, path[0], ink, width_px)
            else:
                _line(canvas, path, ink, width_px)
    return canvas


def _line(canvas: np.ndarray, path: np.ndarray, ink: tuple[int, ...], width_px: int) -> None:
    points = _fixed(path)
    cv2.polylines(canvas, [points.reshape(-1, 1, 2)], False, ink, width_px, cv2.LINE_AA, _SHIFT)
    centre = (int(points[-1, 0]), int(points[-1, 1]))
    cv2.circle(canvas, centre, (2 + width_px) << _SHIFT, ink, -1, cv2.LINE_AA, _SHIFT)


def _cross(canvas: np.ndarray, at: np.ndarray, ink: tuple[int, ...], width_px: int) -> None:
    for arm in ((5.0, 5.0), (5.0, -5.0)):
        ends = _fixed(np.array([at - arm, at + arm]))
        cv2.polylines(canvas, [ends.reshape(-1, 1, 2)], False, ink, width_px, cv2.LINE_AA, _SHIFT)


def _fixed(points: np.ndarray) -> np.ndarray:
    # Far outside the frame OpenCV's fixed-point numbers would overflow.
    return np.asarray(np.clip(points, -30_000, 30_000) * (1 << _SHIFT)).round().astype(np.int32)
