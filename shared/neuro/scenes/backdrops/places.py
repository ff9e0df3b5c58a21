"""Rooms, walls, a street and a wood."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from shared.neuro.scenes.draws import uniform, within
from shared.neuro.scenes.fields import (
    as_bytes,
    axes,
    below,
    between,
    columns,
    discs,
    laid,
    octaves,
    ramp,
    rgb,
    softened,
    step,
    tile_side_px,
    wrapped,
)


def paint_table(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A table of boards before a room out of focus."""
    x, y = axes(size_px)
    room = columns(ramp(y, (0.0, "#8a7f78"), (horizon, "#b9a794")), size_px)
    window = within(0.1, 0.9, seed, 81)
    glow = np.exp(-(((x - window) / 0.20) ** 4 + ((y - 0.12) / 0.26) ** 4))
    room = between(room, rgb("#f3e6cf"), glow * 0.75)
    spots = []
    for k in range(9):
        place = (within(0, 1, seed, 82, k), within(0, horizon, seed, 83, k))
        spot = (*place, within(0.02, 0.06, seed, 84, k))
        colour = rgb(("#e9b872", "#7fa39a", "#d98f6a")[k % 3])
        spots.append((*spot, colour, 0.32))
    discs(room, spots, 0.008)
    boards = laid(_boards(tile_side_px(size_px)), size_px, horizon, (0.9, 0.62), seed, 85)
    boards *= ramp(y, (horizon, "#f7ead8"), (0.8, "#ffffff"), (1.0, "#cdbfb2"))
    picture = between(room, boards, below(size_px, horizon))
    return softened(picture, horizon, 0.014)


def paint_brick(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A wall of bricks and a paved floor."""
    _, y = axes(size_px)
    side = tile_side_px(size_px)
    wall = _hung(_bricks(side), size_px, (1.0, 1.0), seed, 91)
    wall *= ramp(y, (0.0, "#f0e6e0"), (horizon * 0.5, "#ffffff"), (horizon, "#c9bdb8"))
    floor = laid(_paving(side), size_px, horizon - 0.2, (1.1, 0.7), seed, 92)
    return _before_wall(wall, floor, horizon, "#5c4c47")


def paint_planks(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A wall of painted planks and a floor of boards."""
    _, y = axes(size_px)
    side = tile_side_px(size_px)
    wall = _hung(_planks(side), size_px, (1.0, 1.0), seed, 93)
    wall *= ramp(y, (0.0, "#e8eeee"), (horizon * 0.5, "#ffffff"), (horizon, "#bcc6c8"))
    floor = laid(_parquet(side), size_px, horizon - 0.2, (1.0, 0.6), seed, 94)
    return _before_wall(wall, floor, horizon, "#4b4a45")


def paint_street(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A street at the end of the day: houses and lamps out of focus, asphalt."""
    x, y = axes(size_px)
    picture = columns(ramp(y, (0.0, "#8ca3d0"), (horizon, "#ffcfae")), size_px)
    left = 0.0
    codes = ("#6d6f8c", "#8d7480", "#5f7186", "#9a8078", "#747a98")
    edge = 2.0 / size_px
    for k in range(9):
        wide = within(0.09, 0.17, seed, 101, k)
        top = horizon - within(0.12, 0.38, seed, 102, k)
        beside = step(left - edge, left + edge, x) * step(left + wide + edge, left + wide - edge, x)
        cover = beside * step(top - edge, top + edge, y)
        picture = between(picture, rgb(codes[k % 5]), cover * 0.88)
        left += wide
    lamps = []
    for k in range(30):
        spot = (within(0, 1, seed, 103, k), within(0.1, horizon + 0.01, seed, 104, k))
        colour = rgb(("#ffd58a", "#ffb27a", "#f7ecd2", "#f08f7c")[k % 4])
        lamps.append((*spot, within(0.008, 0.028, seed, 105, k), colour, 0.72))
    discs(picture, lamps, 0.003)
    road = laid(_asphalt(tile_side_px(size_px)), size_px, horizon, (1.3, 0.9), seed, 106)
    road *= ramp(y, (horizon, "#fbe3d2"), (0.7, "#f0eef2"), (1.0, "#c3c3cc"))
    # Far asphalt mirrors the light of the houses.
    shine = cv2.GaussianBlur(picture, (0, 0), 0.02 * size_px)
    rows = np.clip(2 * int(horizon * size_px) - np.arange(size_px), 0, size_px - 1)
    road = between(road, shine[rows], 0.35 * step(horizon + 0.3, horizon, y))
    road = between(road, rgb("#f4efe6"), _lane(size_px, horizon, seed))
    picture = between(picture, road, below(size_px, horizon))
    return softened(picture, horizon, 0.012)


def _lane(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """The cover of dashes painted on a street."""
    x, y = axes(size_px)
    near = np.maximum(y - horizon, 1e-3) / (1 - horizon)
    far_x, near_x = within(0.4, 0.6, seed, 107), within(0.1, 0.9, seed, 108)
    off = np.abs(x - far_x - (near_x - far_x) * near)
    half, edge = 0.030 * near, 1.5 / size_px
    line = step(half + edge, half - edge, off)
    phase = (0.55 / near + within(0, 1, seed, 109)) % 1
    dash = step(0.0, 0.06, phase) * step(0.56, 0.50, phase)
    return np.asarray(line * dash * 0.6 * step(0.03, 0.12, near))


def paint_autumn(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """Trees and golden leaves out of focus, fallen leaves on the ground."""
    x, y = axes(size_px)
    crowns = octaves(size_px, (5, 6), 3, seed, 111)
    leaves = ((0.0, "#6b5a37"), (0.5, "#c08a44"), (1.0, "#ecc877"))
    picture = ramp(0.5 + 0.33 * crowns + 0.25 * (y - 0.2), *leaves)
    light = np.exp(-(((x - within(0.2, 0.8, seed, 112)) / 0.28) ** 2 + ((y - 0.16) / 0.22) ** 2))
    picture = between(picture, rgb("#f7e6b4"), light * 0.7)
    for k in range(7):
        at, wide = within(0, 1, seed, 113, k), within(0.010, 0.030, seed, 114, k)
        trunk = step(wide + 0.006, wide - 0.006, np.abs(x - at - 0.03 * (y - horizon)))
        trunk = trunk * step(horizon + 0.03, horizon + 0.01, y)
        picture = between(picture, rgb("#5d4634"), trunk * 0.75)
    spots = []
    for k in range(26):
        place = (within(0, 1, seed, 115, k), within(0, horizon, seed, 116, k))
        spot = (*place, within(0.012, 0.034, seed, 117, k))
        spots.append((*spot, rgb(("#f2c25b", "#e2893f", "#d9a94e")[k % 3]), 0.42))
    discs(picture, spots, 0.005)
    ground = laid(_leaves(tile_side_px(size_px)), size_px, horizon, (0.95, 0.7), seed, 118)
    ground *= ramp(y, (horizon, "#fbe6bd"), (0.8, "#fff6e6"), (1.0, "#cdbca6"))
    picture = between(picture, ground, below(size_px, horizon))
    return softened(picture, horizon, 0.014)


def _before_wall(wall: np.ndarray, floor: np.ndarray, horizon: float, code: str) -> np.ndarray:
    """A wall that meets a floor, with the shade where they meet."""
    size_px = wall.shape[0]
    _, y = axes(size_px)
    soft = 0.0045 * size_px
    if soft > 0.35:
        wall = cv2.GaussianBlur(wall, (0, 0), soft)
    picture = between(wall, floor, below(size_px, horizon))
    shade = 0.42 * np.exp(-np.abs(y - horizon) / 0.05)
    picture = between(picture, rgb(code), shade)
    return np.asarray(picture, np.float32)


def _hung(tile: np.ndarray, size_px: int, scale: tuple[float, float], *keys: int) -> np.ndarray:
    """A tile on a wall, seen from the front."""
    side = tile.shape[0]
    moved = np.roll(tile, int(within(0, 1, *keys) * side), axis=1)
    scaled = cv2.resize(moved, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return scaled.astype(np.float32) / 255


@lru_cache(maxsize=4)
def _boards(side_px: int) -> np.ndarray:
    """Boards that run across, four to a tile."""
    grain = wrapped(side_px, (64, 4), 3, 121)
    return _wood(side_px, grain, 5, False, ("#8f6238", "#b98349", "#d9aa70"), 122, 0.13)


@lru_cache(maxsize=4)
def _parquet(side_px: int) -> np.ndarray:
    """Boards that run away from the viewer."""
    grain = wrapped(side_px, (4, 64), 3, 123)
    return _wood(side_px, grain, 8, True, ("#a5835f", "#c4a27b", "#dcc09b"), 124, 0.10)


@lru_cache(maxsize=4)
def _planks(side_px: int) -> np.ndarray:
    """Upright planks under worn paint."""
    grain = wrapped(side_px, (4, 64), 3, 125)
    return _wood(side_px, grain, 8, True, ("#4f7280", "#7298a3", "#9cbabf"), 126, 0.14)


def _wood(
    side_px: int,
    grain: np.ndarray,
    count: int,
    is_upright: bool,
    codes: tuple[str, str, str],
    key: int,
    strength: float = 0.2,
) -> np.ndarray:
    """Boards with grain and dark joints, uint8 [side, side, 3]."""
    along = (np.arange(side_px) + 0.5) / side_px * count
    tones = (uniform((count,), key) - 0.5)[along.astype(int) % count]
    off = np.minimum(along % 1, 1 - along % 1) * side_px / count
    joint = np.exp(-((off / (0.0045 * side_px + 0.35)) ** 2))
    if is_upright:
        tones, joint = tones[None, :], joint[None, :]
    else:
        tones, joint = tones[:, None], joint[:, None]
    shade = 0.5 + strength * grain + 0.34 * tones
    colours = ramp(shade, (0.0, codes[0]), (0.5, codes[1]), (1.0, codes[2]))
    dark = np.broadcast_to(0.62 * joint, shade.shape)
    return as_bytes(between(colours, rgb(codes[0]) * 0.45, dark))


@lru_cache(maxsize=4)
def _bricks(side_px: int) -> np.ndarray:
    """Rows of bricks, each second one shifted by half a brick."""
    rows, across = 14, 6
    centre = (np.arange(side_px, dtype=np.float32) + 0.5) / side_px
    down = centre[:, None] * rows
    row = down.astype(int)
    over = centre[None, :] * across + 0.5 * (row % 2)
    column = over.astype(int) % across
    tone = (uniform((rows, across), 131) - 0.5)[row, column]
    grain = wrapped(side_px, (32, 32), 3, 132)
    shade = 0.5 + 0.5 * tone + 0.16 * grain
    colours = ramp(shade, (0.0, "#8c4a3c"), (0.5, "#b0664f"), (1.0, "#cc8a6c"))
    to_side = np.minimum(over % 1, 1 - over % 1) / across
    to_edge = np.minimum(down % 1, 1 - down % 1) / rows
    edge = np.minimum(to_side, to_edge)
    soft = 0.5 / side_px
    mortar = step(0.0062 + soft, 0.0040 - soft, edge)
    return as_bytes(between(colours, rgb("#c9bbaa") * (1 + 0.05 * grain[..., None]), mortar))


@lru_cache(maxsize=4)
def _paving(side_px: int) -> np.ndarray:
    count = 5
    centre = (np.arange(side_px, dtype=np.float32) + 0.5) / side_px * count
    cell = centre.astype(int)
    tone = (uniform((count, count), 133) - 0.5)[cell[:, None], cell[None, :]]
    off = np.minimum(centre % 1, 1 - centre % 1) / count
    edge = np.minimum(off[:, None], off[None, :])
    grain = wrapped(side_px, (16, 16), 4, 134)
    shade = 0.5 + 0.3 * tone + 0.18 * grain
    colours = ramp(shade, (0.0, "#857c74"), (0.5, "#a59b91"), (1.0, "#bfb6ab"))
    joint = step(0.006, 0.002, edge) * 0.55
    return as_bytes(between(colours, rgb("#5e5650"), joint))


@lru_cache(maxsize=4)
def _asphalt(side_px: int) -> np.ndarray:
    patches = wrapped(side_px, (4, 4), 3, 135)
    grain = uniform((side_px, side_px), 136) - 0.5 + 0.5 * wrapped(side_px, (32, 32), 2, 137)
    shade = 0.5 + 0.10 * patches + 0.20 * grain
    return as_bytes(ramp(shade, (0.0, "#6a6a74"), (0.5, "#8b8a94"), (1.0, "#aaa8b0")))


@lru_cache(maxsize=4)
def _leaves(side_px: int) -> np.ndarray:
    """Fallen leaves over one another."""
    ground = ramp(0.5 + 0.4 * wrapped(side_px, (8, 8), 3, 141), (0.0, "#5b4026"), (1.0, "#94683a"))
    picture = np.ascontiguousarray(as_bytes(ground))
    codes = ("#d08a3c", "#c4692f", "#e0ae55", "#a8562c", "#b98a4a", "#d99b45", "#8f5a30")
    shift, one = 4, 16
    for k in range(700):
        x, y = within(0, 1, 142, k), within(0, 1, 143, k)
        length = within(0.013, 0.024, 144, k) * side_px
        turn = within(0, 360, 145, k)
        tone = within(0.82, 1.12, 146, k)
        colour = [int(c) for c in np.clip(rgb(codes[k % 7]) * tone, 0, 1) * 255]
        axes_px = (round(length * one), round(length * within(0.35, 0.55, 147, k) * one))
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                centre = (round((x + dx) * side_px * one), round((y + dy) * side_px * one))
                cv2.ellipse(picture, centre, axes_px, turn, 0, 360, colour, -1, cv2.LINE_AA, shift)
    return picture
