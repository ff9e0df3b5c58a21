"""A scene apart from its pixels: what is where, how large, in which colour, before what.

Trained models, recordings and tables of answers name pictures by their numbers. So a change of what
a number shows, be it the scene, the concepts, the pack or a single pixel, is a change of
`SCENES_VERSION`: everything that was trained or measured before it has seen other pictures.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import SupportsIndex

import msgspec

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.draws import mix, shuffled
from shared.neuro.scenes.vocabulary import BACKGROUNDS, HUES, PLACES, SIZES

SCENES_VERSION = 1
_WORLD = 20250811
_LIGHTS = ("left", "right")


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a picture depends on.

    Attributes
    ----------
    concept : int
        Number of the concept.
    place, size, background : str
        Keys of `PLACES`, `SIZES` and `BACKGROUNDS`.
    hue : str
        A key of `HUES`; empty for the natural colour.
    light : str
        The side that the light comes from, `left` or `right`.
    seed : int
        Decides the rest: small shifts, clouds, grass, grain.
    """

    concept: int
    place: str
    size: str
    hue: str
    background: str
    light: str
    seed: int


def scene_of(number: SupportsIndex) -> Scene:
    """The scene of picture `number`, the same on every computer.

    It shows concept `number % n`. Pictures of a concept go through all places before a place comes
    again, and so with sizes, hues and backgrounds, each in its own order.

    Raises
    ------
    ValueError
        For a negative number.
    """
    number = operator.index(number)
    if number < 0:
        raise ValueError(f"{number} is no picture number: they begin at 0")
    variation, concept = divmod(number, len(concepts()))
    chosen = concepts()[concept]
    hue = _nth(tuple(HUES), variation, concept, 1) if chosen.colour == "free" else ""
    clashes = chosen.clashes.get(hue, ())
    # One by one, because the backgrounds that fit depend on the hue.
    order = _order(tuple(BACKGROUNDS), variation, concept, 2)
    background = next(each for each in order if each not in clashes)
    return Scene(
        concept=concept,
        place=_nth(tuple(PLACES), variation, concept, 3),
        size=_nth(tuple(SIZES), variation, concept, 4),
        hue=hue,
        background=background,
        light=_LIGHTS[mix(_WORLD, concept, variation, 5) % 2],
        seed=mix(_WORLD, number, 6) >> 32,
    )


def _nth(choices: Sequence[str], variation: int, concept: int, what: int) -> str:
    return _order(choices, variation, concept, what)[0]


def _order(choices: Sequence[str], variation: int, concept: int, what: int) -> list[str]:
    """The choices from the one whose turn it is: each round goes through all in a new order."""
    turn, place = divmod(variation, len(choices))
    order = shuffled(len(choices), _WORLD, concept, what, turn)
    return [choices[each] for each in (*order[place:], *order[:place])]
