"""The picture taken apart by the masks: what each layer holds and what lies behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.fill import fill_region
from shared.motion.picture import resize_picture
from shared.motion.region import feather, grow
from shared.motion.warp import Box


@dataclass(frozen=True)
class Cutout:
    """A masked layer: how much of each pixel is its own, float32 [H, W], and where that is."""

    alpha: np.ndarray
    box: Box


@dataclass(frozen=True)
class Cutouts:
    """The picture taken apart by the masks."""

    inside: Mapping[int, np.ndarray]
    cutouts: Mapping[int, Cutout]
    plate: np.ndarray
    invented: np.ndarray


def take_apart(
    still: np.ndarray, masks: Mapping[int, np.ndarray], feathers_px: Mapping[int, float]
) -> Cutouts:
    """Cut the masked layers out of the picture and paint over where they were.

    `still` is uint8 [H, W, 3]; `masks`, by layer index and of any size, are above 127 inside;
    `feathers_px` are widths of soft edges in px of `still`.
    """
    height, width = still.shape[:2]
    # A drawn outline is rough: what is painted over reaches further out than the object's soft
    # edge.
    edge_px = max(1, round(min(height, width) / 288))
    around_px = 3 * max(1, round(min(height, width) / 144))
    inside: dict[int, np.ndarray] = {}
    for index, mask in sorted(masks.items()):
        hard = np.where(mask > 127, 255, 0).astype(np.uint8)
        inside[index] = resize_picture(hard, width, height) > 127
    cutouts: dict[int, Cutout] = {}
    invented = np.zeros((height, width), dtype=bool)
    in_front = np.zeros((height, width), dtype=bool)
    for index in sorted(inside, reverse=True):
        own = inside[index] & ~in_front
        in_front |= inside[index]
        feather_px = feathers_px.get(index, 0.0)
        if own.any() and feather_px > 0:
            cutouts[index] = _boxed(feather(own, feather_px))
            invented |= grow(own, around_px + feather_px / 2)
        elif own.any():
            cutouts[index] = _cut_out(own, edge_px)
            invented |= _grow(own, around_px)
    plate = fill_region(still, invented)
    return Cutouts(inside, cutouts, plate, invented)


def _cut_out(own: np.ndarray, edge_px: int) -> Cutout:
    """Soft edge that lies just outside the mask, so that the object itself stays whole."""
    grown = _grow(own, edge_px).astype(np.float32)
    return _boxed(cv2.GaussianBlur(grown, (0, 0), 0.6 * edge_px))


def _boxed(alpha: np.ndarray) -> Cutout:
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Cutout(alpha, box)


def _grow(region: np.ndarray, by_px: int) -> np.ndarray:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by_px + 1, 2 * by_px + 1))
    return cv2.dilate(region.astype(np.uint8), kernel) > 0
