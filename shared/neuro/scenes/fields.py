"""Smooth fields that backgrounds are painted with: coordinates, noise, steps, perspective.

All are float32. Coordinates are in widths of the picture, x to the right and y down, so that a
picture is composed alike at every size.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from shared.neuro.scenes.draws import uniform, within

# The depth of the ground where its texture begins to blur, and where only its colour is left.
_SHARP, _BLURRED = 1.4, 5.0


@lru_cache(maxsize=16)
def axes(size_px: int) -> tuple[np.ndarray, np.ndarray]:
    """Centres of pixels: x [1, S] and y [S, 1]."""
    centres = (np.arange(size_px, dtype=np.float32) + 0.5) / size_px
    return centres[None, :], centres[:, None]


def step(low: float | np.ndarray, high: float | np.ndarray, values: np.ndarray) -> np.ndarray:
    """From 0 at `low` to 1 at `high` without a corner; `low` may be the larger one."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def rgb(code: str) -> np.ndarray:
    """The colour `#rrggbb`, [3] in [0, 1]."""
    return np.frombuffer(bytes.fromhex(code[1:]), np.uint8).astype(np.float32) / 255


def between(first: np.ndarray, second: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Colours [..., 3] mixed by a share [...]."""
    if share.ndim != 2:
        return np.asarray(first + share[..., None] * (second - first))
    # NumPy is slow where only three numbers follow one another: rows are drawn out before.
    width = max(share.shape[1], *(each.shape[-2] for each in (first, second) if each.ndim > 1), 1)
    low, high = _row(first, width), _row(second, width)
    weight = np.repeat(share, 3, axis=1).reshape(*share.shape, 3)
    return np.asarray(low + weight * (high - low))


def _row(colours: np.ndarray, width: int) -> np.ndarray:
    """A single colour as a row of it, [1, width, 3]; others as they are."""
    return np.tile(colours, width).reshape(1, width, 3) if colours.ndim == 1 else colours


def ramp(values: np.ndarray, *stops: tuple[float, str]) -> np.ndarray:
    """Colours [..., 3] of values [...] along stops (value, colour), the lowest first."""
    at = np.array([value for value, _ in stops], np.float32)
    colours = np.stack([rgb(code) for _, code in stops])
    channels = [np.interp(values, at, colours[:, k]) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def as_bytes(colours: np.ndarray) -> np.ndarray:
    """Colours in [0, 1] as uint8."""
    return np.asarray(np.rint(np.clip(colours, 0, 1) * 255), np.uint8)


def below(size_px: int, line: float) -> np.ndarray:
    """1 below a line and 0 above it, [S, 1]."""
    _, y = axes(size_px)
    edge = 1.0 / size_px
    return np.asarray(step(line - edge, line + edge, y))


def columns(colours: np.ndarray, size_px: int) -> np.ndarray:
    """Colours of rows [S, 1, 3] drawn out to a picture [S, S, 3] of its own."""
    return np.repeat(colours, size_px, axis=1)


def noise(size_px: int, cells: tuple[int, int], *keys: int) -> np.ndarray:
    """Smooth noise in about [-1, 1], [S, S], with so many cells (down, across)."""
    grid = uniform((cells[0] + 1, cells[1] + 1), *keys) * 2 - 1
    return np.asarray(cv2.resize(grid, (size_px, size_px), interpolation=cv2.INTER_CUBIC))


def octaves(size_px: int, cells: tuple[int, int], count: int, *keys: int) -> np.ndarray:
    """Noise of several scales, each with twice the cells and half the strength, [S, S]."""
    total = np.zeros((size_px, size_px), np.float32)
    for k in range(count):
        if min(cells) << k > size_px:
            break
        fine = (cells[0] << k, cells[1] << k)
        total += noise(size_px, fine, *keys, k) * 0.5**k
    return total


def wrapped(side_px: int, cells: tuple[int, int], count: int, *keys: int) -> np.ndarray:
    """Noise of several scales for a tile: its edges fit together, [side, side].

    The side and the cells are powers of two.
    """
    total = np.zeros((side_px, side_px), np.float32)
    for k in range(count):
        down, across = cells[0] << k, cells[1] << k
        if max(down, across) > side_px:
            break
        grid = np.pad(uniform((down, across), *keys, k) * 2 - 1, 2, mode="wrap")
        fine = (side_px * (across + 4) // across, side_px * (down + 4) // down)
        drawn = cv2.resize(grid, fine, interpolation=cv2.INTER_CUBIC)
        top, left = side_px * 2 // down, side_px * 2 // across
        total += drawn[top : top + side_px, left : left + side_px] * 0.5**k
    return total


def tile_side_px(size_px: int) -> int:
    """Side of the tile that has about one texel for each pixel of near ground."""
    return min(1024, max(128, 1 << (size_px - 1).bit_length()))


def laid(
    tile: np.ndarray, size_px: int, horizon: float, scale: tuple[float, float], *keys: int
) -> np.ndarray:
    """A tile laid on the ground and seen in perspective.

    Parameters
    ----------
    tile : np.ndarray
        uint8 [side, side, 3] whose edges fit together.
    scale : tuple of float
        Tiles across the lower edge of the picture, and in depth.

    Returns
    -------
    np.ndarray
        [S, S, 3]; above the horizon its first row goes on.
    """
    x, y = axes(size_px)
    below = np.maximum(y - horizon, 0.0)
    depth = (1 - horizon + 0.07) / (below + 0.07)
    side = tile.shape[0]
    off_x, off_y = within(0, 1, *keys, 1), within(0, 1, *keys, 2)
    u = ((x - 0.5) * depth * scale[0] + off_x) * side
    v = np.broadcast_to((depth * scale[1] + off_y) * side, u.shape)
    shape = (np.ascontiguousarray(u, np.float32), np.ascontiguousarray(v, np.float32))
    sharp = cv2.remap(tile, *shape, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    mean = tile.reshape(-1, 3).mean(axis=0) / np.float32(255)
    fade = step(_SHARP, _BLURRED, depth)[..., None]
    near = sharp.astype(np.float32) / 255
    return np.asarray(near + fade * (mean - near))


def discs(
    picture: np.ndarray, spots: list[tuple[float, float, float, np.ndarray, float]], blur: float
) -> None:
    """Paint soft discs (x, y, radius, colour, strength) into a picture, in place."""
    size_px = picture.shape[0]
    shift, one = 4, 16
    for x, y, radius, colour, strength in spots:
        reach = radius + 2 * blur
        low_x, high_x = _pixels(x - reach, x + reach, size_px)
        low_y, high_y = _pixels(y - reach, y + reach, size_px)
        if high_x <= low_x or high_y <= low_y:
            continue
        cover: np.ndarray = np.zeros((high_y - low_y, high_x - low_x), np.float32)
        centre = (round((x * size_px - low_x) * one), round((y * size_px - low_y) * one))
        cv2.circle(cover, centre, round(radius * size_px * one), 1.0, -1, cv2.LINE_8, shift)
        if blur * size_px > 0.3:
            cover = cv2.GaussianBlur(cover, (0, 0), blur * size_px)
        part = picture[low_y:high_y, low_x:high_x]
        part += (cover * strength)[..., None] * (colour - part)


def _pixels(low: float, high: float, size_px: int) -> tuple[int, int]:
    return max(0, int(low * size_px)), min(size_px, int(np.ceil(high * size_px)))


def softened(picture: np.ndarray, horizon: float, blur: float) -> np.ndarray:
    """Out of focus from the horizon on, and sharper the nearer the ground."""
    size_px = picture.shape[0]
    if blur * size_px < 0.35:
        return picture
    _, y = axes(size_px)
    soft = cv2.GaussianBlur(picture, (0, 0), blur * size_px, borderType=cv2.BORDER_REPLICATE)
    weight = step(horizon + 0.22, horizon + 0.02, y)[..., None]
    return np.asarray(picture + weight * (soft - picture))
