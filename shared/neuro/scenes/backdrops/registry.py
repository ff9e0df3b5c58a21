"""The painter of each background, and how bright it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from shared.neuro.scenes.backdrops.outdoors import (
    paint_beach,
    paint_meadow,
    paint_night,
    paint_snow,
    paint_water,
)
from shared.neuro.scenes.backdrops.places import (
    paint_autumn,
    paint_brick,
    paint_planks,
    paint_street,
    paint_table,
)
from shared.neuro.scenes.backdrops.studio import PAPERS, paint_studio
from shared.neuro.scenes.fields import rgb

Painter = Callable[[int, float, int], np.ndarray]


@dataclass(frozen=True)
class Backdrop:
    """How a background is painted and how it lights what is before it.

    Attributes
    ----------
    paint : callable
        (size_px, horizon, seed) -> float32 [S, S, 3] in [0, 1].
    luminance : float
        Its mean relative luminance: nearly the same for all, so that a change of pictures is no
        flash.
    tint : str
        The colour of its light.
    shade : str
        The colour of shadows at their darkest.
    shadow : float
        Strength of shadows, 0 to 1.
    """

    paint: Painter
    luminance: float = 0.40
    tint: str = "#ffffff"
    shade: str = "#1f2026"
    shadow: float = 0.66


BACKDROPS: Mapping[str, Backdrop] = {
    "meadow": Backdrop(paint_meadow, tint="#fffef4", shade="#16261a"),
    "beach": Backdrop(paint_beach, 0.42, tint="#fffaf0", shade="#43301f"),
    "snow": Backdrop(paint_snow, 0.46, tint="#f6f9ff", shade="#3c5278"),
    "water": Backdrop(paint_water, 0.42, tint="#fbfeff", shade="#134a55", shadow=0.5),
    "night": Backdrop(paint_night, 0.32, tint="#dfe0f6", shade="#141833"),
    "autumn": Backdrop(paint_autumn, tint="#fff7e6", shade="#2b1a0d"),
    "street": Backdrop(paint_street, tint="#fff6f0", shade="#1d1d26"),
    "table": Backdrop(paint_table, tint="#fff9ef", shade="#2a180b"),
    "brick": Backdrop(paint_brick, tint="#fffaf6", shade="#2a201d"),
    "planks": Backdrop(paint_planks, tint="#fbfdff", shade="#1f2426"),
} | {
    name: Backdrop(partial(paint_studio, name), 0.42, shade="#2a2530", shadow=0.55)
    for name in PAPERS
}


def light_of(name: str) -> np.ndarray:
    """The colour of a background's light, [3]."""
    return rgb(BACKDROPS[name].tint)
