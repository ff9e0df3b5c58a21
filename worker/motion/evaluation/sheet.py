"""The contact sheet of an evaluation: drags, the real last frame and each backend's, in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

MAX_WINDOWS = 6
_GAP_PX, _LABEL_PX = 4, 22
_BACKGROUND, _INK = 24, (235, 235, 235)
_FONT, _FONT_SCALE = cv2.FONT_HERSHEY_SIMPLEX, 0.5
_MIN_CELL_PX = 256
_ARROW = (255, 176, 0)
_HEAD_PX = 8.0
_SHIFT = 4  # OpenCV draws in 1/16 px


@dataclass(frozen=True)
class SheetRow:
    """A window on the sheet.

    Attributes
    ----------
    clip : str
        Its clip's name, and `window` its place there.
    first, truth : np.ndarray
        uint8 [H, W, 3], the first and the last real frame.
    paths : np.ndarray
        float64 [T, N, 2], the drags, in px of these.
    last : mapping of str to np.ndarray
        By backend, the last frame it made.
    """

    clip: str
    window: int
    first: np.ndarray
    truth: np.ndarray
    paths: np.ndarray
    last: Mapping[str, np.ndarray]


def keep_rows(rows: Sequence[SheetRow], new: SheetRow) -> list[SheetRow]:
    """The rows with `new`, at most six: of the clip with the most rows the latest gives way."""
    kept = [*rows, new]
    if len(kept) <= MAX_WINDOWS:
        return kept
    counts = [sum(other.clip == row.clip for other in kept) for row in kept]
    latest = max(index for index, count in enumerate(counts) if count == max(counts))
    return kept[:latest] + kept[latest + 1 :]


def draw_sheet(rows: Sequence[SheetRow]) -> np.ndarray:
    """One line per window: the drags on the first frame, the last real frame, the backends' last.

    Returns
    -------
    np.ndarray
        uint8 [H2, W2, 3] RGB; pictures at least 256 px wide, each with its label above.
    """
    lines = [_cells(row) for row in rows]
    height, width = lines[0][0].shape[:2]
    columns = len(lines[0])
    size = (len(lines) * (height + _GAP_PX) + _GAP_PX, columns * (width + _GAP_PX) + _GAP_PX, 3)
    sheet = np.full(size, _BACKGROUND, dtype=np.uint8)
    for i, line in enumerate(lines):
        for j, cell in enumerate(line):
            top, left = _GAP_PX + i * (height + _GAP_PX), _GAP_PX + j * (width + _GAP_PX)
            sheet[top : top + height, left : left + width] = cell
    return sheet


def _cells(row: SheetRow) -> list[np.ndarray]:
    zoom = max(1, -(-_MIN_CELL_PX // row.first.shape[1]))
    cells = [_drags_cell(row, zoom), _cell("truth", row.truth, zoom)]
    return cells + [_cell(name, frame, zoom) for name, frame in row.last.items()]


def _drags_cell(row: SheetRow, zoom: int) -> np.ndarray:
    cell = _cell(f"{row.clip} / {row.window}", row.first, zoom)
    canvas = np.ascontiguousarray(cell[_LABEL_PX:])
    for path in np.moveaxis(row.paths * zoom - 0.5, 1, 0):
        points = np.rint(path * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)
        start = (int(points[0, 0, 0]), int(points[0, 0, 1]))
        for width_px, ink in ((3, (0, 0, 0)), (1, _ARROW)):
            cv2.polylines(canvas, [points], False, ink, width_px, cv2.LINE_AA, _SHIFT)
            cv2.circle(canvas, start, (1 + width_px) << _SHIFT, ink, -1, cv2.LINE_AA, _SHIFT)
            _head(canvas, path, ink, width_px)
    cell[_LABEL_PX:] = canvas
    return cell


def _head(canvas: np.ndarray, path: np.ndarray, ink: tuple[int, ...], width_px: int) -> None:
    """Two strokes at the end of a path, against the way that it came over its last few px."""
    way = path[-1] - path
    behind = np.flatnonzero(np.linalg.norm(way, axis=1) >= _HEAD_PX / 2)
    if not len(behind):
        return  # too short to have a direction
    back = -way[behind[-1]] / np.linalg.norm(way[behind[-1]])
    for side in (-0.5, 0.5):
        stroke = back + side * np.array([-back[1], back[0]])
        ends = np.rint([path[-1] * (1 << _SHIFT), (path[-1] + _HEAD_PX * stroke) * (1 << _SHIFT)])
        points = ends.astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [points], False, ink, width_px, cv2.LINE_AA, _SHIFT)


def _cell(label: str, frame: np.ndarray, zoom: int) -> np.ndarray:
    size = (frame.shape[1] * zoom, frame.shape[0] * zoom)
    return _labelled(label, np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC)))


def _labelled(label: str, picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    cell = np.full((height + _LABEL_PX, width, 3), _BACKGROUND, dtype=np.uint8)
    cell[_LABEL_PX:] = picture
    # OpenCV's font has no letters beyond ASCII.
    text = label.encode("ascii", "replace").decode()
    while len(text) > 1 and cv2.getTextSize(text, _FONT, _FONT_SCALE, 1)[0][0] > width - 8:
        text = text[1:]
    cv2.putText(cell, text, (4, _LABEL_PX - 7), _FONT, _FONT_SCALE, _INK, 1, cv2.LINE_AA)
    return cell
