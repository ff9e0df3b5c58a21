"""Pictures that tests learn from in seconds: a coloured square somewhere on grey."""

from __future__ import annotations

import numpy as np

from worker.neuro.training.scene_data import SceneData

COLOURS = {"red": (220, 40, 40), "green": (40, 200, 60), "blue": (50, 70, 220)}
PLACES = {"left": 6, "right": 34}


def squares(count: int, seed: int = 0) -> SceneData:
    """`count` squares of 24 px; the concept is the colour."""
    rng = np.random.default_rng(seed)
    concept = rng.integers(0, len(COLOURS), count)
    place = rng.integers(0, len(PLACES), count)
    pixels = np.full((count, 64, 64, 3), 128, np.uint8)
    masks = np.zeros((count, 64, 64), np.uint8)
    for row in range(count):
        left = list(PLACES.values())[place[row]] + int(rng.integers(-2, 3))
        top = 20 + int(rng.integers(-4, 5))
        pixels[row, top : top + 24, left : left + 24] = list(COLOURS.values())[concept[row]]
        masks[row, top : top + 24, left : left + 24] = 255
    names = [list(COLOURS)[each] for each in concept]
    sides = [list(PLACES)[each] for each in place]
    return SceneData(
        np.arange(count),
        concept,
        pixels,
        masks,
        np.zeros(count, np.bool_),
        tuple(f"a {name} square on the {side}" for name, side in zip(names, sides, strict=True)),
        tuple(f"an image of a {name} square" for name in names),
    )
