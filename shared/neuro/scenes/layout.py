"""Where the object of a scene lies, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.draws import within
from shared.neuro.scenes.scene import Scene
from shared.neuro.scenes.vocabulary import BACKGROUNDS, PLACES, SIZES

# Free space at the edges of the picture, in its widths.
MARGIN = 0.035
_JITTER = 0.09
# How much of a thing is below the surface of shallow water.
SUNK = 0.06
# Long things are longer than square ones are wide, but cover less of the picture.
_LENGTHENING = 0.35
_MAX_EXTENT = 0.8
# Least height of a flying thing above its shadow.
_HOVER = 0.12


@dataclass(frozen=True)
class Layout:
    """The box of the object; all in widths of the picture, from its upper left corner.

    Attributes
    ----------
    x, y : float
        Centre.
    width, height : float
        Extent.
    ground : float
        The line on which it stands or its shadow lies.
    horizon : float
        Where far ground ends.
    """

    x: float
    y: float
    width: float
    height: float
    ground: float
    horizon: float


def layout_of(scene: Scene) -> Layout:
    """Where the object is."""
    concept, background = concepts()[scene.concept], BACKGROUNDS[scene.background]
    aspect = concept.width_px / concept.height_px
    extent = SIZES[scene.size] * max(aspect, 1 / aspect) ** _LENGTHENING
    extent = min(extent, _MAX_EXTENT)
    width, height = extent * min(1.0, aspect), extent * min(1.0, 1 / aspect)
    column, row = PLACES[scene.place]
    across = _share(column, scene.seed, 1)
    down = _share(row, scene.seed, 2)
    x = _between(width / 2 + MARGIN, 1 - width / 2 - MARGIN, across)
    horizon = background.horizon + within(-0.02, 0.02, scene.seed, 3)
    if concept.stance == "flies":
        bottom = _between(height + MARGIN, 0.84, down)
        ground = min(max(bottom + _HOVER, background.ground + 0.05), 0.97)
    else:
        bottom = _between(max(background.ground, height + MARGIN), 0.945, down)
        ground = bottom
    sunk = SUNK * height if scene.background == "water" and concept.stance == "stands" else 0.0
    return Layout(x, bottom - height / 2 + sunk, width, height, ground, horizon)


def _share(cell: int, seed: int, what: int) -> float:
    """How far along, 0 to 1, for the first, middle or last third."""
    return min(max(cell / 2 + within(-_JITTER, _JITTER, seed, what), 0.0), 1.0)


def _between(low: float, high: float, share: float) -> float:
    return low + (high - low) * share if high > low else (low + high) / 2
