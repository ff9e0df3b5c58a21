"""The region under a click or in a box, by GrabCut (Rother, Kolmogorov & Blake 2004)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.picture import resize_picture

# GrabCut's time grows with the pixels: at this size it takes a fraction of a second.
WORK_SIDE_PX = 320
_ROUNDS = 4
# As parts of the longer side: the disc around a click that surely belongs, and how far beyond the
# first guess the object may reach.
_SEED_FRACTION, _MARGIN_FRACTION = 0.01, 0.06
_ALIKE = 2.5  # spreads of the colours around the click that may still belong,
_FARTHER = 3.0  # and how many fewer they are a whole side away
_MIN_SPREAD = 6.0  # in CIELAB: a plain surface has less spread than its shading


@dataclass(frozen=True)
class Click:
    """A place of the object, in picture px."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A rectangle around the object, in picture px."""

    left: float
    top: float
    right: float
    bottom: float


def select_region(picture: np.ndarray, where: Click | Box, size: tuple[int, int]) -> np.ndarray:
    """The mask of what is at a click or fills a box: 255 inside, 0 outside.

    The work is done on a picture of at most 320 px; the same call gives the same mask. A click
    outside the picture selects nothing, a box counts as far as it lies inside.

    Parameters
    ----------
    picture : np.ndarray
        uint8 [H, W, 3] RGB.
    size : (width, height)
        Of the mask, in px.

    Returns
    -------
    np.ndarray
        uint8 [height, width].
    """
    height, width = picture.shape[:2]
    factor = min(1.0, WORK_SIDE_PX / max(width, height))
    small = resize_picture(picture, max(1, round(width * factor)), max(1, round(height * factor)))
    scale = (small.shape[1] / width, small.shape[0] / height)
    if isinstance(where, Click):
        seed = _pixel(where, scale, small.shape)
        marks = None if seed is None else _marks_of_click(small, seed)
    else:
        seed, marks = None, _marks_of_box(small.shape, where, scale)
    if marks is None:
        return np.zeros((size[1], size[0]), np.uint8)
    inside = _grab_cut(small, marks)
    if isinstance(where, Click) and seed is not None:
        inside = _piece_at(inside, seed)
    return _enlarged(_without_holes(inside), size)


def _pixel(
    click: Click, scale: tuple[float, float], shape: tuple[int, ...]
) -> tuple[int, int] | None:
    x, y = int(np.floor(click.x * scale[0])), int(np.floor(click.y * scale[1]))
    return (x, y) if 0 <= x < shape[1] and 0 <= y < shape[0] else None


def _marks_of_click(small: np.ndarray, seed: tuple[int, int]) -> np.ndarray:
    """GrabCut's first guess: what joins the click and is coloured like its surroundings."""
    height, width = small.shape[:2]
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_RGB2LAB).astype(np.float32)
    ys, xs = np.mgrid[:height, :width]
    distance = np.hypot(xs - seed[0], ys - seed[1])
    side = max(width, height)
    sure = distance <= max(1.0, _SEED_FRACTION * side)
    around = lab[distance <= max(1.5, 2 * _SEED_FRACTION * side)]
    centre = np.median(around, axis=0)
    spread = np.maximum(np.abs(around - centre).mean(axis=0), _MIN_SPREAD)
    unlike = np.sqrt((((lab - centre) / spread) ** 2).mean(axis=-1))
    alike = _piece_at((unlike + _FARTHER * distance / side < _ALIKE) | sure, seed)
    # GrabCut learns the ground from what lies well outside the first guess.
    rows, columns = np.flatnonzero(alike.any(axis=1)), np.flatnonzero(alike.any(axis=0))
    margin = round(_MARGIN_FRACTION * side + 0.25 * max(len(rows), len(columns)))
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    marks[top : rows[-1] + margin + 1, left : columns[-1] + margin + 1] = cv2.GC_PR_BGD
    marks[alike] = cv2.GC_PR_FGD
    marks[sure] = cv2.GC_FGD
    return marks


def _marks_of_box(
    shape: tuple[int, ...], box: Box, scale: tuple[float, float]
) -> np.ndarray | None:
    left, right = sorted((box.left * scale[0], box.right * scale[0]))
    top, bottom = sorted((box.top * scale[1], box.bottom * scale[1]))
    x0, x1 = max(0, int(np.floor(left))), min(shape[1], int(np.ceil(right)))
    y0, y1 = max(0, int(np.floor(top))), min(shape[0], int(np.ceil(bottom)))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    marks = np.full(shape[:2], cv2.GC_BGD, np.uint8)
    marks[y0:y1, x0:x1] = cv2.GC_PR_FGD
    return marks


def _grab_cut(small: np.ndarray, marks: np.ndarray) -> np.ndarray:
    wanted = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    if wanted.all() or not wanted.any():
        return np.asarray(wanted)  # there is nothing to tell it from
    cv2.setRNGSeed(0)  # of this thread: its colour clusters start at random
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        bgr = np.ascontiguousarray(small[..., ::-1])
        cv2.grabCut(
            bgr, marks, (0, 0, 1, 1), background, foreground, _ROUNDS, cv2.GC_INIT_WITH_MASK
        )
    except cv2.error:
        return np.asarray(wanted)  # too few pixels for its colour models: the guess stands
    found = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    return np.asarray(found if found.any() else wanted)


def _piece_at(inside: np.ndarray, seed: tuple[int, int]) -> np.ndarray:
    """The connected piece of a region that holds the seed; bool [h, w]."""
    _, labels = cv2.connectedComponents(inside.astype(np.uint8), connectivity=4)
    return np.asarray((labels == labels[seed[1], seed[0]]) & inside)


def _without_holes(inside: np.ndarray) -> np.ndarray:
    """The region with all that it encloses; bool [h, w]."""
    padded = np.pad((~inside).astype(np.uint8), 1, constant_values=1)
    _, labels = cv2.connectedComponents(padded, connectivity=4)
    return np.asarray(labels[1:-1, 1:-1] != labels[0, 0])


def _enlarged(inside: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    # A blur before the threshold: the steps of the small mask would show in the large one.
    gray = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    sigma = 0.6 * size[0] / inside.shape[1]
    if sigma > 1.0:
        gray = cv2.GaussianBlur(gray, (0, 0), sigma)
    return np.where(gray > 0.5, 255, 0).astype(np.uint8)
