"""Meadow, beach, snow, shallow water and a starry night."""

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
    noise,
    octaves,
    ramp,
    rgb,
    softened,
    step,
    tile_side_px,
    wrapped,
)


def paint_meadow(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """Sky, hills, grass with flowers."""
    _, y = axes(size_px)
    picture = _sky(size_px, horizon, seed, ("#6fa3cf", "#a8cbe2", "#dfe6df"))
    _hill(picture, horizon - 0.05, 0.05, "#8fb0a6", seed, 21)
    _hill(picture, horizon - 0.01, 0.03, "#7fa878", seed, 22)
    grass = laid(_grass(tile_side_px(size_px)), size_px, horizon, (1.2, 0.8), seed, 23)
    grass *= ramp(y, (horizon, "#dff0c0"), (0.75, "#f2f2e0"), (1.0, "#c3cdb0"))
    picture = between(picture, grass, below(size_px, horizon))
    _flowers(picture, horizon, seed)
    return softened(picture, horizon, 0.012)


def paint_beach(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """Sky, sea with a line of foam, sand."""
    _, y = axes(size_px)
    picture = _sky(size_px, horizon, seed, ("#7db2d6", "#b7d5e2", "#f0e2cf"))
    shore = horizon + 0.135 + 0.012 * noise(size_px, (1, 3), seed, 31)
    sea = columns(
        ramp(y, (horizon, "#3f83a6"), (horizon + 0.07, "#57a3b4"), (horizon + 0.14, "#93cdc6")),
        size_px,
    )
    glints = noise(size_px, (90, 10), seed, 32)
    sea += (np.maximum(glints, 0) * 0.12 * step(horizon + 0.13, horizon, y))[..., None]
    picture = between(picture, sea, below(size_px, horizon))
    sand = laid(_sand(tile_side_px(size_px)), size_px, horizon, (1.1, 0.8), seed, 33)
    wet = step(0.08, 0.0, y - shore)
    sand = sand * (1 - 0.22 * wet)[..., None]
    edge = 1.5 / size_px
    picture = between(picture, sand, step(-edge, edge, y - shore))
    foam = np.exp(-(((y - shore) / 0.009) ** 2)) * 0.85
    foam += np.exp(-(((y - shore + 0.035) / 0.006) ** 2)) * 0.35
    picture = between(picture, rgb("#fbf8f0"), np.minimum(foam, 1))
    return softened(picture, horizon, 0.010)


def paint_snow(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A pale sky, firs far away, soft mounds of snow, a few flakes."""
    _, y = axes(size_px)
    picture = _sky(size_px, horizon, seed, ("#6f9cd4", "#9fc0e6", "#f0d9dc"))
    _firs(picture, horizon, seed)
    snow = laid(_snow(tile_side_px(size_px)), size_px, horizon, (0.7, 0.55), seed, 43)
    snow *= ramp(y, (horizon, "#f1f4fb"), (0.8, "#ffffff"), (1.0, "#d9e4f3"))
    picture = between(picture, snow, below(size_px, horizon))
    picture = softened(picture, horizon, 0.012)
    flakes = []
    for k in range(26):
        near = within(0, 1, seed, 44, k)
        spot = (within(0, 1, seed, 45, k), within(0, 0.9, seed, 46, k), 0.003 + 0.006 * near**2)
        flakes.append((*spot, rgb("#ffffff"), 0.75 - 0.35 * near))
    discs(picture, flakes, 0.0025)
    return picture


def paint_water(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A lagoon: a far shore, turquoise water with light on its bottom."""
    _, y = axes(size_px)
    picture = _sky(size_px, horizon, seed, ("#86b4d0", "#bcd3d8", "#f1dcc4"))
    _hill(picture, horizon - 0.015, 0.025, "#7f9fa8", seed, 51)
    water = laid(_caustics(tile_side_px(size_px)), size_px, horizon, (0.9, 0.7), seed, 52)
    near = ((0.75, "#c8fbf2"), (1.0, "#aeeaea"))
    tint = ramp(y, (horizon, "#bcdde2"), (horizon + 0.1, "#a6e0e2"), *near)
    water *= tint
    ripples = octaves(size_px, (28, 5), 2, seed, 53)
    water += (0.05 * ripples * step(0.9, horizon, y))[..., None]
    picture = between(picture, water, below(size_px, horizon))
    return softened(picture, horizon, 0.010)


def paint_night(size_px: int, horizon: float, seed: int) -> np.ndarray:
    """Dusk with stars over hills and a field in the light of the moon."""
    x, y = axes(size_px)
    picture = columns(ramp(y, (0.0, "#27306b"), (0.28, "#55559a"), (horizon, "#b893b4")), size_px)
    band = np.exp(-(((y - 0.14 - 0.25 * (x - 0.5)) / 0.11) ** 2))
    picture += (0.07 * band * (1 + octaves(size_px, (4, 5), 3, seed, 61)))[..., None]
    _stars(picture, horizon, seed)
    _hill(picture, horizon - 0.035, 0.05, "#6f6698", seed, 63)
    _hill(picture, horizon - 0.005, 0.03, "#4f5385", seed, 64)
    field = laid(_grass(tile_side_px(size_px)), size_px, horizon, (1.2, 0.8), seed, 65)
    shade = field[..., 1] - 0.55
    middle = within(0.35, 0.65, seed, 66)
    pool = np.exp(-(((x - middle) / 0.5) ** 2 + ((y - 0.78) / 0.26) ** 2))
    lit = between(rgb("#40516f"), rgb("#90a8ad"), pool)
    field = lit * (1 + 0.8 * shade)[..., None]
    picture = between(picture, field, below(size_px, horizon))
    return softened(picture, horizon, 0.006)


def _sky(size_px: int, horizon: float, seed: int, codes: tuple[str, str, str]) -> np.ndarray:
    """A sky with soft clouds."""
    _, y = axes(size_px)
    top, middle, low = codes
    sky = columns(ramp(y, (0.0, top), (horizon * 0.6, middle), (horizon, low)), size_px)
    clouds = octaves(size_px, (6, 3), 4, seed, 12)
    cover = step(0.05, 0.9, clouds) * step(horizon, horizon * 0.55, y) * 0.75
    return between(sky, rgb("#fdfbf7"), cover)


def _hill(picture: np.ndarray, line: float, height: float, code: str, seed: int, what: int) -> None:
    """A ridge in front of what is there, in place."""
    size_px = picture.shape[0]
    _, y = axes(size_px)
    ridge = line + height * noise(size_px, (1, 3), seed, what)[:1]
    edge = 1.2 / size_px
    cover = step(-edge, edge, y - ridge)
    picture[:] = between(picture, rgb(code), cover)


def _firs(picture: np.ndarray, horizon: float, seed: int) -> None:
    """A row of firs in mist, in place."""
    size_px = picture.shape[0]
    shift, one = 4, 16
    for layer, (code, height) in enumerate((("#9fb6d2", 0.17), ("#6d8cb0", 0.13))):
        cover = np.zeros((size_px, size_px), np.float32)
        for k in range(16):
            x = (k + within(0, 1, seed, 41, layer, k)) / 15.5 - 0.02
            tall = height * within(0.55, 1.1, seed, 42, layer, k)
            low, half = horizon + 0.02, tall * 0.26
            corners = [(x, horizon - tall), (x - half, low), (x + half, low)]
            points = np.rint(np.array(corners) * size_px * one).astype(np.int32)
            cv2.fillPoly(cover, [points], 1.0, cv2.LINE_AA, shift)
        picture[:] = between(picture, rgb(code), cover)


def _flowers(picture: np.ndarray, horizon: float, seed: int) -> None:
    colours = [rgb(code) for code in ("#f6f1e6", "#f2d65c", "#e7a7c0")]
    spots = []
    for k in range(38):
        down = within(0, 1, seed, 24, k) ** 0.8
        y = horizon + 0.05 + (0.97 - horizon) * down
        radius = 0.0025 + 0.0085 * down
        spots.append((within(0, 1, seed, 25, k), y, radius, colours[k % 3], 0.85))
    discs(picture, spots, 0.0016)


def _stars(picture: np.ndarray, horizon: float, seed: int) -> None:
    spots = []
    for k in range(80):
        bright = within(0, 1, seed, 67, k)
        y = within(0, horizon - 0.06, seed, 68, k)
        spot = (within(0, 1, seed, 69, k), y, 0.0018 + 0.0034 * bright**3)
        fade = 1 - 0.75 * y / horizon
        spots.append((*spot, rgb("#fff8e6"), (0.45 + 0.5 * bright) * fade))
    discs(picture, spots, 0.0016)


@lru_cache(maxsize=4)
def _grass(side_px: int) -> np.ndarray:
    coarse = wrapped(side_px, (4, 4), 3, 71)
    fine = wrapped(side_px, (64, 64), 3, 72)
    shade = 0.5 + 0.24 * coarse + 0.19 * fine
    return as_bytes(ramp(shade, (0.0, "#4f8038"), (0.5, "#7cae4e"), (1.0, "#b4d272")))


@lru_cache(maxsize=4)
def _sand(side_px: int) -> np.ndarray:
    waves = wrapped(side_px, (4, 4), 3, 73)
    grain = wrapped(side_px, (64, 64), 3, 74)
    shade = 0.5 + 0.28 * waves + 0.20 * grain
    return as_bytes(ramp(shade, (0.0, "#b08a5c"), (0.5, "#d3b083"), (1.0, "#ead0a6")))


@lru_cache(maxsize=4)
def _snow(side_px: int) -> np.ndarray:
    mounds = wrapped(side_px, (4, 2), 4, 75)
    grain = uniform((side_px, side_px), 76) - 0.5
    shade = 0.55 + 0.42 * mounds + 0.08 * grain
    return as_bytes(ramp(shade, (0.0, "#b3c6e2"), (0.5, "#dbe6f3"), (1.0, "#fbfdff")))


@lru_cache(maxsize=4)
def _caustics(side_px: int) -> np.ndarray:
    warp = wrapped(side_px, (4, 4), 2, 77)
    web = np.zeros((side_px, side_px), np.float32)
    for k, cells in enumerate((8, 16)):
        ridges = wrapped(side_px, (cells, cells), 1, 78, k) + 0.25 * warp
        web += np.exp(-((ridges / 0.16) ** 2)) * (0.7, 0.45)[k]
    shade = 0.32 + 0.10 * warp + 0.36 * web
    return as_bytes(ramp(shade, (0.0, "#52abb6"), (0.4, "#7fcfd0"), (1.0, "#e0faf0")))
