"""Seamless paper in a studio, in five colours."""

from __future__ import annotations

import numpy as np

from shared.neuro.scenes.draws import within
from shared.neuro.scenes.fields import axes, between, rgb, step

# Wall in the shade, wall in the light, floor.
PAPERS = {
    "rose": ("#b9707c", "#eaa8ae", "#efb6ba"),
    "sky": ("#4f88b5", "#8fc3e6", "#a3cdea"),
    "mint": ("#559a77", "#95d0ab", "#a8d9b9"),
    "apricot": ("#cf8a5c", "#f7c093", "#fbcfab"),
    "lilac": ("#7e68ab", "#b9a2dd", "#c5b2e4"),
}


def paint_studio(name: str, size_px: int, horizon: float, seed: int) -> np.ndarray:
    """A sweep that bends softly into the floor, with a pool of light on it, float32 [S, S, 3]."""
    shade, lit, floor = (rgb(code) for code in PAPERS[name])
    x, y = axes(size_px)
    middle = within(0.35, 0.65, seed, 11)
    pool = np.exp(-(((x - middle) / 0.62) ** 2 + ((y - 0.34) / 0.55) ** 2))
    wall = between(shade, lit, pool)
    fall = 0.5 + 0.5 * np.exp(-(((x - middle) / 0.6) ** 2 + ((y - 0.85) / 0.5) ** 2))
    picture = between(wall, floor, step(horizon - 0.10, horizon + 0.50, y) * fall)
    # The bend catches least light.
    bend = 0.07 * np.exp(-(((y - horizon - 0.04) / 0.16) ** 2))
    return np.asarray(picture * (1 - bend)[..., None], np.float32)
