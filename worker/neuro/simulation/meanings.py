"""Where concepts, and what else captions tell, lie among meanings; see `meaning_table`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from shared.neuro.scenes.concepts import PACK_DIR, concepts
from shared.neuro.scenes.scene import Scene
from shared.neuro.scenes.vocabulary import BACKGROUNDS, HUES, PLACES, SIZES

MEANING = 16
TABLE = PACK_DIR.parent / "meanings.csv"
# What a caption tells besides the concept; things in their natural colour have no hue.
ASPECTS: Mapping[str, tuple[str, ...]] = {
    "size": tuple(SIZES),
    "hue": ("", *HUES),
    "place": tuple(PLACES),
    "background": tuple(BACKGROUNDS),
}


def meaning_of_scene(scene: Scene, own: float) -> npt.NDArray[np.float64]:
    """Where a scene lies, [16]: at its concept, moved by `own` times the rest of its caption."""
    table = meanings()
    rest = np.sum([table[kind, getattr(scene, kind)] for kind in ASPECTS], axis=0)
    return np.asarray(table["concept", concepts()[scene.concept].concept] + own * rest)


@cache
def meanings() -> Mapping[tuple[str, str], npt.NDArray[np.float64]]:
    """Vectors float64 [16] by kind (`concept`, `size`, `hue`, `place`, `background`) and name.

    Raises
    ------
    ValueError
        If a row is missing, because concepts were changed and the table was not made again.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    found = {(row[0], row[1]): np.array([float(each) for each in row[2:]]) for row in rows}
    for key in keys():
        if found.get(key, np.zeros(0)).shape != (MEANING,):
            raise ValueError(
                f"{TABLE.name} has no {key}: run worker.neuro.simulation.meaning_table"
            )
    return found


def keys() -> list[tuple[str, str]]:
    """The rows of the table: kind and name."""
    found = [("concept", each.concept) for each in concepts()]
    return found + [(kind, name) for kind, names in ASPECTS.items() for name in names]
