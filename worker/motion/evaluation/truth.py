"""What really moved in a window, and which of it is asked for as drags."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.judge import follow_points, to_gray
from shared.tasks.motion import DragLayer, Drags
from worker.motion.evaluation.windows import SkipReason

# A point counts as moving from 2 px on, as still up to half a pixel: the tracker's own jitter is a
# few tenths.
MOVING_PX = 2.0
STILL_PX = 0.5
MIN_MOVING_POINTS = 4
PINS = 8
_CELLS = 20  # candidate points along the width, one in each cell
_MIN_BEFORE_CUT = 10
# Of the height: half of the tracker's window. On panned photographs points whose window lies inside
# the frame are at most 0.01 px off, those within 4 px of the border up to 4 px.
_HALF_WINDOW = 7.5 / 144
# Where a block walks over three standing photographs, 13 of 315 background points slid onto it and
# were followed to the end; 3 of them also find the way back.
_RETURN_PX = 1.0
_STILL_SHARE = 0.3  # of the points, that make a background which is still


@dataclass(frozen=True)
class Truth:
    """The true tracks of a window.

    Attributes
    ----------
    xy : np.ndarray
        float64 [T, P, 2], px: the points that were found in every frame.
    dragged : np.ndarray
        int64 [N], those that become drags.
    pins : np.ndarray
        int64 [8], points of a still background to pin beside the moving drags; empty when the
        window has no such background.
    """

    xy: np.ndarray
    dragged: np.ndarray
    pins: np.ndarray

    @property
    def reach_px(self) -> np.ndarray:
        """How far each point got from its start, float64 [P]."""
        return _reach(self.xy)


def true_tracks(frames: np.ndarray) -> tuple[np.ndarray, bool]:
    """Tracks of the trackable points of a window uint8 [T, H, W, 3].

    One candidate per cell of a grid, at its strongest corner, is followed by Lucas-Kanade to the
    last frame and from there back to the first, where it must arrive within 1 px: a point that
    slid from one thing to another on the way does not.

    Returns
    -------
    xy : np.ndarray
        float64 [T, P, 2] px, the points found in all frames both ways, never close to the border.
    cut : bool
        Whether nearly all points were lost at once, as at a cut between shots of like colours.
    """
    gray = [to_gray(frame) for frame in frames]
    xy, found = follow_points(gray, candidate_points(gray[0]))
    height, width = gray[0].shape
    margin_px = max(8.0, 0.5 + _HALF_WINDOW * height)
    border = np.minimum(xy, (width, height) - xy).min(axis=(0, 2))
    kept = xy[:, found.all(axis=0) & (border >= margin_px)]
    back, found_back = follow_points(gray[::-1], kept[-1])
    returned = np.linalg.norm(back[-1] - kept[0], axis=-1) <= _RETURN_PX
    return np.asarray(kept[:, returned & found_back.all(axis=0)]), collapses(found.sum(axis=1))


def collapses(counts: np.ndarray) -> bool:
    """Whether of the points found in frame after frame, int [T], nine tenths vanish in one step."""
    before, after = counts[:-1], counts[1:]
    return bool(((before >= _MIN_BEFORE_CUT) & (after < 0.1 * before)).any())


def candidate_points(gray: np.ndarray) -> np.ndarray:
    """The strongest corner (smallest eigenvalue) of each grid cell, float64 [C, 2] px."""
    height, width = gray.shape
    cell = max(4, round(width / _CELLS))
    margin = cell // 2  # a tracker's window must lie inside the frame
    strength = cv2.cornerMinEigenVal(gray, 5)
    points = [
        _strongest(strength, left, top, cell)
        for top in range(margin, height - margin - cell + 1, cell)
        for left in range(margin, width - margin - cell + 1, cell)
    ]
    return np.array(points, np.float64).reshape(-1, 2)


def why_skipped(xy: np.ndarray, cut: bool, count: int) -> SkipReason | None:
    """Why a window with these `true_tracks` cannot be measured with `count` drags; None: it can."""
    if cut:
        return "shot cut"
    if xy.shape[1] < 2 * count:
        return "few points"
    if (_reach(xy) >= MOVING_PX).sum() < MIN_MOVING_POINTS:
        return "no motion"
    return None


def choose_points(xy: np.ndarray, count: int, width: int, rng: np.random.Generator) -> Truth:
    """Choose drags among tracks float64 [T, P, 2]: half by motion, half spread.

    Of a random half of the points, the ones with the longest paths, each at least a sixth of the
    width from the others where possible; then, one by one, the point farthest from all chosen.
    """
    pool = np.sort(rng.permutation(xy.shape[1])[: max(count, xy.shape[1] // 2)])
    start, length_px = xy[0], np.linalg.norm(np.diff(xy, axis=0), axis=-1).sum(axis=0)
    chosen: list[int] = []
    for point in pool[np.argsort(-length_px[pool], kind="stable")]:
        near = np.linalg.norm(start[chosen] - start[point], axis=1).min(initial=np.inf)
        if len(chosen) < -(-count // 2) and near >= width / 6:
            chosen.append(int(point))
    while len(chosen) < count:
        chosen.append(_farthest(start, chosen, pool))
    dragged = np.array(chosen)
    return Truth(xy, dragged, _choose_pins(xy, dragged, width))


def drags_document(
    paths: np.ndarray, width: int, height: int, pins: np.ndarray | None = None
) -> Drags:
    """Tracks float64 [T, N, 2] as one object layer each, with a key per frame, and pins [M, 2]."""
    layers = [
        DragLayer(points=tuple(map(_point, paths[:, n])), interpolation="linear")
        for n in range(paths.shape[1])
    ]
    if pins is not None and len(pins):
        layers.append(DragLayer(role="pin", points=tuple(map(_point, pins))))
    return Drags(width=width, height=height, frames=len(paths), layers=tuple(layers))


def _choose_pins(xy: np.ndarray, dragged: np.ndarray, width: int) -> np.ndarray:
    """Points of a still background, far from each other and from the drags that move."""
    none = np.zeros(0, np.int64)
    reach = _reach(xy)
    still = np.flatnonzero(reach < STILL_PX)
    moving = dragged[reach[dragged] >= MOVING_PX]
    if not len(moving) or len(still) < _STILL_SHARE * xy.shape[1]:
        return none
    # Next to what moves, nobody could say where one ends and the other begins.
    paths = xy[:, moving].reshape(-1, 2)
    away = np.linalg.norm(xy[0, still, None] - paths, axis=-1).min(axis=1)
    still = still[away >= width / 10]
    if len(still) < PINS:
        return none
    chosen: list[int] = []
    for _ in range(PINS):
        chosen.append(_farthest(xy[0], [*moving, *chosen], still))
    return np.array(chosen)


def _farthest(start: np.ndarray, chosen: list[int], pool: np.ndarray) -> int:
    """Of `pool`, the point farthest from all chosen ones (Gonzalez 1985)."""
    pool = np.setdiff1d(pool, chosen)
    distance = np.linalg.norm(start[pool, None] - start[chosen], axis=-1)
    return int(pool[distance.min(axis=1, initial=np.inf).argmax()])


def _reach(xy: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(xy - xy[0], axis=-1).max(axis=0))


def _strongest(strength: np.ndarray, left: int, top: int, cell: int) -> tuple[float, float]:
    part = strength[top : top + cell, left : left + cell]
    row, column = np.unravel_index(int(part.argmax()), part.shape)
    return left + float(column) + 0.5, top + float(row) + 0.5


def _point(xy: np.ndarray) -> tuple[float, float]:
    return float(xy[0]), float(xy[1])
