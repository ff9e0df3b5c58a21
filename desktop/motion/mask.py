"""Masks as values: a gray picture packed into bytes that compare and undo exactly."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from shared.motion.region import fill_outline, grow
from shared.tasks.motion import Point

# A mask is edited at most this large and scaled to the picture when it is rendered: a brush stroke
# on a 64-megapixel picture would otherwise rewrite 64 MB.
MAX_SIDE_PX = 2048
INSIDE = 127
Combine = Literal["replace", "add", "subtract"]


class Mask(msgspec.Struct, frozen=True):
    """A compressed uint8 picture of `height` x `width`; values above 127 belong to the layer."""

    width: int
    height: int
    packed: bytes


def mask_size(width: int, height: int) -> tuple[int, int]:
    """Size in pixels at which the mask of a `width` x `height` picture is edited."""
    factor = min(1.0, MAX_SIDE_PX / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def pack_mask(array: np.ndarray) -> Mask | None:
    """The value of a uint8 [H, W] array; None when nothing in it is inside."""
    if not (array > INSIDE).any():
        return None
    height, width = array.shape
    return Mask(width, height, zlib.compress(np.ascontiguousarray(array).tobytes(), 1))


def unpack_mask(mask: Mask) -> np.ndarray:
    """The uint8 [H, W] array of a mask. Raises ValueError if its bytes do not fit its size."""
    size = mask.width * mask.height
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(mask.packed, size)
    if len(data) != size or unpacker.unconsumed_tail:
        raise ValueError("the mask's bytes do not fit its size")
    return np.frombuffer(data, np.uint8).reshape(mask.height, mask.width).copy()


def paint_stroke(
    array: np.ndarray,
    start: tuple[float, float],
    end: tuple[float, float],
    radius: float,
    value: int,
) -> tuple[int, int, int, int]:
    """Paint a round-ended line into uint8 [H, W] `array` in place, all in the mask's pixels.

    Returns the box (left, top, right, bottom) that was touched, empty boxes included.
    """
    height, width = array.shape
    left = max(0, int(np.floor(min(start[0], end[0]) - radius)))
    right = min(width, int(np.ceil(max(start[0], end[0]) + radius)) + 1)
    top = max(0, int(np.floor(min(start[1], end[1]) - radius)))
    bottom = min(height, int(np.ceil(max(start[1], end[1]) + radius)) + 1)
    if left >= right or top >= bottom:
        return (0, 0, 0, 0)
    x = np.arange(left, right, dtype=np.float32)[None, :] + 0.5 - start[0]
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5 - start[1]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    # A way of a thousandth of a pixel is a dot: its square may be too small for float32.
    along = np.clip((x * dx + y * dy) / length2, 0, 1) if length2 > 1e-6 else np.float32(0)
    near = (x - along * dx) ** 2 + (y - along * dy) ** 2 <= radius * radius
    array[top:bottom, left:right][near] = value
    return (left, top, right, bottom)


def grow_mask(array: np.ndarray, amount_px: float) -> np.ndarray:
    """The uint8 [H, W] mask grown by `amount_px` of its pixels (shrunk when negative)."""
    return np.where(grow(array > INSIDE, amount_px), 255, 0).astype(np.uint8)


def combine_masks(old: np.ndarray | None, new: np.ndarray, how: Combine) -> np.ndarray:
    """The uint8 [H, W] mask of an old one, None for empty, and a newly selected region."""
    chosen = new > INSIDE
    if old is not None and how == "add":
        chosen = chosen | (old > INSIDE)
    if how == "subtract":
        chosen = ~chosen & (old > INSIDE) if old is not None else np.zeros_like(chosen)
    return np.where(chosen, 255, 0).astype(np.uint8)


def outline_mask(points: Sequence[Point], size: tuple[int, int], factor: float) -> np.ndarray:
    """The uint8 mask of `size` (width, height) inside an outline in picture pixels.

    `factor` is mask pixels per picture pixel.
    """
    inside = fill_outline(np.asarray(points, np.float64).reshape(-1, 2) * factor, size)
    return np.where(inside, 255, 0).astype(np.uint8)


def smooth_mask(array: np.ndarray, radius_px: int) -> np.ndarray:
    """The uint8 [H, W] mask with a soft edge about `radius_px` wide: a box blur, twice."""
    result = array.astype(np.float32)
    size = 2 * radius_px + 1
    for _ in range(2):
        for axis in (0, 1):
            result = _box(result, radius_px, size, axis)
    return np.round(result).astype(np.uint8)


def _box(array: np.ndarray, radius: int, size: int, axis: int) -> np.ndarray:
    width = [(0, 0), (0, 0)]
    width[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(array, width, mode="edge"), axis=axis, dtype=np.float64)
    high = np.take(sums, range(size, sums.shape[axis]), axis=axis)
    low = np.take(sums, range(0, sums.shape[axis] - size), axis=axis)
    return ((high - low) / size).astype(np.float32)


def scale_mask(array: np.ndarray, width: int, height: int) -> np.ndarray:
    """The uint8 mask at another size, nearest neighbour."""
    if array.shape == (height, width):
        return array
    rows = (np.arange(height) + 0.5) * array.shape[0] / height
    columns = (np.arange(width) + 0.5) * array.shape[1] / width
    scaled: np.ndarray = array[rows.astype(int)[:, None], columns.astype(int)[None, :]]
    return scaled
