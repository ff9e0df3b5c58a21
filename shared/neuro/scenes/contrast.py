"""Whether an object stands out from its background."""

from __future__ import annotations

import cv2
import msgspec
import numpy as np

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.renderer import backdrop, render
from shared.neuro.scenes.scene import Scene
from shared.neuro.scenes.vocabulary import BACKGROUNDS, HUES

SIZE_PX = 64
# Colours that are less apart (CIE 1976) are hard to tell apart at a glance along a blurred edge.
LEAST_APART = 16.0
# However alike its surroundings are, a thing is seen in this many.
FEWEST = 8


def clashes_of(number: int) -> dict[str, tuple[str, ...]]:
    """By hue: the backgrounds that a concept does not stand out from."""
    hues = tuple(HUES) if concepts()[number].colour == "free" else ("",)
    found = {}
    for hue in hues:
        apart = {name: _apart(_scene(number, hue, name)) for name in BACKGROUNDS}
        order = sorted(apart, key=lambda name: apart[name])
        clashing = [name for name in order[: len(order) - FEWEST] if apart[name] < LEAST_APART]
        if clashing:
            found[hue] = tuple(clashing)
    return found


def stands_out(scene: Scene) -> float:
    """How far an object's colours are from those behind its edge: median of ΔE (CIE 1976)."""
    pixels = render(scene, SIZE_PX)
    behind = cv2.resize(
        np.clip(backdrop(scene, SIZE_PX), 0, 1), (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA
    )
    inside = (pixels.mask > 0.9).astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    edge = (inside > 0) & (cv2.erode(inside, kernel, iterations=3) == 0)
    if not edge.any():
        edge = pixels.mask > 0.5
    shown = cv2.cvtColor(pixels.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    hidden = cv2.cvtColor(behind.astype(np.float32), cv2.COLOR_RGB2LAB)
    return float(np.median(np.linalg.norm(shown - hidden, axis=-1)[edge]))


def _apart(scene: Scene) -> float:
    lights = [msgspec.structs.replace(scene, seed=seed) for seed in (1, 2)]
    return min(stands_out(each) for each in lights)


def _scene(number: int, hue: str, background: str) -> Scene:
    return Scene(
        concept=number,
        place="in the middle",
        size="medium-sized",
        hue=hue,
        background=background,
        light="left",
        seed=1,
    )
