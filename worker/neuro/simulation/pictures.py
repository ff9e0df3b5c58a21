"""Pictures drawn from a number, and what the simulated brain sees in them."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

SIZE_PX = 64
GRID = 8
SHAPES = ("disc", "square", "triangle", "ring", "cross", "star", "bar", "moon", "heart", "drop")
HUES = {"red": 0.0, "yellow": 0.14, "green": 0.36, "blue": 0.6, "pink": 0.85}
TEXTURES = ("plain", "striped", "checked", "dotted")
CONCEPTS = len(SHAPES) * len(HUES) * len(TEXTURES)
LOOK = 10
MEANING = 16
# How far apart in meaning pictures of one concept are, beside 1 for different concepts.
OWN_MEANING = 0.13
# The world of the pictures is one and the same for every participant and seed.
_WORLD = 20250811


@dataclass(frozen=True)
class Picture:
    """A drawn picture: concept, caption, pixels uint8 [64, 64, 3] and mask bool [64, 64]."""

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
        Contrast of each part of the visual field, row 0 on top; 0 to 1.
    look : float64 [10]
        Colour (opponent axes, lightness), its spread, and energy in four orientations.
    meaning : float64 [16]
        Place of the concept among all concepts; those that share shape, hue or texture are near.
        Pictures of one concept are nearly alike.
    """

    contrast: npt.NDArray[np.float64]
    look: npt.NDArray[np.float64]
    meaning: npt.NDArray[np.float64]


def concept_parts(concept: int) -> tuple[str, str, str]:
    """Hue, texture and shape of a concept from 0 to 199."""
    rest, shape = divmod(concept, len(SHAPES))
    texture, hue = divmod(rest, len(HUES))
    return tuple(HUES)[hue], TEXTURES[texture], SHAPES[shape]


def draw(number: int) -> Picture:
    """Picture `number`: the same pixels on every computer; pictures 0 to 199 show all concepts."""
    concept = number % CONCEPTS
    hue, texture, shape = concept_parts(concept)
    rng = np.random.default_rng((_WORLD, number))
    centre, radius = rng.uniform(0.36, 0.64, 2), rng.uniform(0.18, 0.34)
    turn = rng.uniform(-0.4, 0.4)
    y, x = np.mgrid[0:SIZE_PX, 0:SIZE_PX] / SIZE_PX - centre[:, None, None]
    u = (x * np.cos(turn) + y * np.sin(turn)) / radius
    v = (y * np.cos(turn) - x * np.sin(turn)) / radius
    mask = _mask(shape, u, v)
    light = rng.uniform(0.55, 0.95)
    colour = np.array(colorsys.hsv_to_rgb(HUES[hue], rng.uniform(0.6, 1.0), light))
    pattern = _pattern(texture, u, v)
    ground = _ground(rng)
    pixels = np.where(mask[..., None], colour * (0.35 + 0.65 * pattern[..., None]), ground)
    return Picture(
        number=number,
        concept=concept,
        caption=f"a {texture} {hue} {shape}",
        pixels=(pixels * 255).round().astype(np.uint8),
        mask=mask,
    )


def describe(pixels: npt.NDArray[np.uint8], meaning: npt.NDArray[np.float64]) -> Description:
    """What is seen in any picture uint8 [64, 64, 3], given what it means [16]."""
    rgb = pixels / 255.0
    light = rgb @ [0.299, 0.587, 0.114]
    cells = light.reshape(GRID, SIZE_PX // GRID, GRID, SIZE_PX // GRID)
    contrast = np.minimum(cells.std(axis=(1, 3)) * 4, 1.0)
    red_green, blue_yellow = rgb[..., 0] - rgb[..., 1], rgb[..., 2] - rgb[..., :2].mean(axis=-1)
    dy, dx = np.gradient(light)
    strength, angle = np.hypot(dx, dy), np.arctan2(dy, dx) % np.pi
    bins = np.minimum((angle / np.pi * 4).astype(int), 3)
    energy = np.bincount(bins.ravel(), strength.ravel(), 4) / strength.size
    planes = (red_green, blue_yellow, light)
    look = [*(p.mean() for p in planes), *(p.std() for p in planes), *(energy * 10)]
    return Description(contrast=contrast, look=np.array(look), meaning=meaning)


def meaning_of(concept: int) -> npt.NDArray[np.float64]:
    """Where a concept lies, [16]: the sum of what its parts mean and a little of its own."""
    return np.asarray(_meanings()[concept])


def meaning_of_picture(number: int) -> npt.NDArray[np.float64]:
    """Where a picture lies, [16]: near its concept, as in the space of an image–text model."""
    own = np.random.default_rng((_WORLD, number, 1)).normal(size=MEANING)
    return meaning_of(number % CONCEPTS) + OWN_MEANING * own


@lru_cache(maxsize=4096)
def description_of(number: int) -> Description:
    """What is seen in picture `number`."""
    picture = draw(number)
    return describe(picture.pixels, meaning_of_picture(number))


@cache
def _meanings() -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(_WORLD)
    shapes = rng.normal(size=(len(SHAPES), MEANING))
    hues = rng.normal(size=(len(HUES), MEANING))
    textures = rng.normal(size=(len(TEXTURES), MEANING))
    own = rng.normal(size=(CONCEPTS, MEANING))
    parts = [concept_parts(concept) for concept in range(CONCEPTS)]
    mixed = (
        shapes[[SHAPES.index(shape) for _, _, shape in parts]]
        + 0.6 * hues[[list(HUES).index(hue) for hue, _, _ in parts]]
        + 0.6 * textures[[TEXTURES.index(texture) for _, texture, _ in parts]]
        + 0.3 * own
    )
    return np.asarray(mixed / np.sqrt(1 + 0.36 + 0.36 + 0.09))


def _mask(
    shape: str, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    distance, angle = np.hypot(u, v), np.arctan2(v, u)
    flat = {
        "disc": distance < 1,
        "square": np.maximum(abs(u), abs(v)) < 0.85,
        "triangle": (v < 0.7) & (v > 1.6 * abs(u) - 0.9),
        "ring": (distance < 1) & (distance > 0.55),
        "cross": (np.minimum(abs(u), abs(v)) < 0.3) & (np.maximum(abs(u), abs(v)) < 1),
        "star": distance < 0.65 + 0.35 * np.cos(5 * angle + np.pi / 2),
        "bar": (abs(u) < 1) & (abs(v) < 0.35),
        "moon": (distance < 1) & (np.hypot(u - 0.45, v) > 0.75),
        "heart": (u**2 + v**2 - 0.55) ** 3 + u**2 * v**3 * 1.2 < 0,
        "drop": np.hypot(u, v - 0.25) < 0.75 - 0.45 * np.clip(-v, 0, 1.2),
    }
    return np.asarray(flat[shape])


def _pattern(
    texture: str, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    if texture == "striped":
        return np.asarray(np.sin(9 * u) > 0, dtype=float)
    if texture == "checked":
        return np.asarray((np.sin(7 * u) > 0) ^ (np.sin(7 * v) > 0), dtype=float)
    if texture == "dotted":
        return np.asarray(np.cos(9 * u) + np.cos(9 * v) < 0.6, dtype=float)
    return np.ones_like(u)


def _ground(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A soft background [64, 64, 3]: grey with a slope, never as strong as the object."""
    y, x = np.mgrid[0:SIZE_PX, 0:SIZE_PX] / SIZE_PX - 0.5
    slope = rng.normal(0, 0.25, 2)
    grey = 0.5 + slope[0] * x + slope[1] * y + rng.normal(0, 0.01, x.shape)
    tint = rng.normal(0, 0.04, 3)
    return np.asarray(np.clip(grey[..., None] + tint, 0, 1))
