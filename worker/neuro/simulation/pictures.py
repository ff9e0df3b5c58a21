"""The pictures that are looked at, and what the simulated brain sees in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from shared.neuro.scenes.captions import caption
from shared.neuro.scenes.concepts import PACK_DIR
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import scene_of
from worker.neuro.simulation.meanings import meaning_of_scene

SIZE_PX = 64
GRID = 8
CONCEPTS = 240  # of the scenes; a constant, so that nothing is read when this is imported
LOOK = 10
# What `description_table` has made.
TABLE = PACK_DIR.parent / "descriptions.npy"
# How far apart in meaning pictures of one concept are, beside 1 for different concepts.
OWN_MEANING = 0.07


@dataclass(frozen=True)
class Picture:
    """A scene: concept, caption, pixels uint8 [64, 64, 3] and mask bool [64, 64]."""

    number: int
    concept: int
    caption: str
    pixels: npt.NDArray[np.uint8]
    mask: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Description:
    """What the brain responds to.

    Attributes
    ----------
    contrast : float64 [8, 8]
        Contrast of each part of the visual field, in lightness or colour, row 0 on top; 0 to 1.
    look : float64 [10]
        Colour (opponent axes, lightness), its spread, and energy in four orientations.
    meaning : float64 [16]
        Place of the concept among all concepts; those of a category are near. Pictures of one
        concept are nearly alike.
    """

    contrast: npt.NDArray[np.float64]
    look: npt.NDArray[np.float64]
    meaning: npt.NDArray[np.float64]


def draw(number: int) -> Picture:
    """Picture `number` of the scenes; pictures 0 to 239 show all concepts."""
    scene = scene_of(number)
    drawn = render(scene, SIZE_PX)
    return Picture(number, scene.concept, caption(scene), drawn.pixels, drawn.mask > 0.5)


def describe(pixels: npt.NDArray[np.uint8], meaning: npt.NDArray[np.float64]) -> Description:
    """What is seen in any picture uint8 [64, 64, 3], given what it means [16]."""
    rgb = pixels / 255.0
    light = rgb @ [0.299, 0.587, 0.114]
    side = SIZE_PX // GRID
    cells = rgb.reshape(GRID, side, GRID, side, 3)
    contrast = np.minimum(np.sqrt(cells.var(axis=(1, 3)).mean(axis=-1)) * 4, 1.0)
    red_green, blue_yellow = rgb[..., 0] - rgb[..., 1], rgb[..., 2] - rgb[..., :2].mean(axis=-1)
    dy, dx = np.gradient(light)
    strength, angle = np.hypot(dx, dy), np.arctan2(dy, dx) % np.pi
    bins = np.minimum((angle / np.pi * 4).astype(int), 3)
    energy = np.bincount(bins.ravel(), strength.ravel(), 4) / strength.size
    planes = (red_green, blue_yellow, light)
    look = [*(p.mean() for p in planes), *(p.std() for p in planes), *(energy * 10)]
    return Description(contrast=contrast, look=np.array(look), meaning=meaning)


def meaning_of_picture(number: int) -> npt.NDArray[np.float64]:
    """Where a picture lies, [16]: near its concept, as in the space of an image–text model."""
    return meaning_of_scene(scene_of(number), OWN_MEANING)


@lru_cache(maxsize=16384)
def description_of(number: int) -> Description:
    """What is seen in picture `number`; 1 kB to keep, and about 10 ms once beyond the first 240."""
    if number >= CONCEPTS:
        return described(number)
    row = _kept()[number]
    contrast, look = row[: GRID * GRID].reshape(GRID, GRID), row[GRID * GRID :]
    return Description(contrast=contrast, look=look, meaning=meaning_of_picture(number))


@cache
def _kept() -> npt.NDArray[np.float64]:
    """Contrast and look of the first pictures, a row for each, [240, 74]."""
    table: npt.NDArray[np.float64] = np.load(TABLE, allow_pickle=False)
    return table


def described(number: int) -> Description:
    """The same from the picture itself."""
    return describe(draw(number).pixels, meaning_of_picture(number))
