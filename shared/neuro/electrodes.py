"""Where electrodes of the 10-05 system sit, and which of them a stream's labels mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

POSITIONS_FILE = Path(__file__).resolve().parents[2] / "resources" / "eeg" / "standard_1005.csv"

# Older names of the 10-20 system, and usual ones for the ears.
SYNONYMS: Mapping[str, str] = {
    "t3": "T7",
    "t4": "T8",
    "t5": "P7",
    "t6": "P8",
    "a1": "A1",
    "a2": "A2",
    "le": "A1",
    "re": "A2",
    "ma1": "M1",
    "ma2": "M2",
}
# Written before or behind a name by amplifiers and in files: "EEG Fp1-Ref", "C3..", "1-Fp1".
_PREFIX = re.compile(r"^(?:eeg|pol|chan(?:nel)?|ch)?[\s_:-]*(?:\d{1,2}\s*[-_:]\s*)?", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?:[\s._-]+(?:ref|le|re|avg?|cz|a1|a2|m1|m2|a1a2|linked|\d+))?[\s.]*$", re.IGNORECASE
)
NEIGHBOURS = 6


@cache
def positions() -> Mapping[str, tuple[float, float, float]]:
    """Unit vectors by name: x to the right ear, y to the nose, z up.

    From the centre of the sphere that fits all 10-05 places of the template head best.
    """
    with POSITIONS_FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: (float(row["x"]), float(row["y"]), float(row["z"]))
            for row in csv.DictReader(file)
        }


def directions(names: Sequence[str]) -> np.ndarray:
    """Unit vectors float64 [C, 3].

    Raises
    ------
    KeyError
        For a name that is not of the 10-05 system.
    """
    known = positions()
    return np.array([known[name] for name in names], np.float64).reshape(-1, 3)


def match(label: str) -> str | None:
    """The 10-05 name that a label means, or None; letter case and older names are understood."""
    names = _by_folded_name()
    bare = _PREFIX.sub("", label.strip())
    for text in (label.strip(), bare, _SUFFIX.sub("", bare)):
        folded = text.casefold()
        found = SYNONYMS.get(folded) or names.get(folded)
        if found is not None:
            return found
    return None


def match_all(labels: Sequence[str]) -> tuple[str | None, ...]:
    """`match` of each label; a place is given once, to the first label that means it."""
    taken: set[str] = set()
    result: list[str | None] = []
    for label in labels:
        found = match(label)
        result.append(found if found not in taken else None)
        taken.add(found or "")
    return tuple(result)


def neighbours(names: Sequence[str | None], count: int = NEIGHBOURS) -> tuple[tuple[int, ...], ...]:
    """For each electrode the indices of the nearest `count` others; of all for one without place.

    Those without a place are nobody's neighbours.
    """
    placed = [index for index, name in enumerate(names) if name is not None]
    points = directions([name for name in names if name is not None])
    closeness = points @ points.T
    result: list[tuple[int, ...]] = []
    for index, name in enumerate(names):
        if name is None:
            result.append(tuple(i for i in range(len(names)) if i != index))
            continue
        order = np.argsort(-closeness[placed.index(index)], kind="stable")
        others = [placed[i] for i in order.tolist() if placed[i] != index]
        result.append(tuple(others[:count]))
    return tuple(result)


@cache
def _by_folded_name() -> Mapping[str, str]:
    return {name.casefold(): name for name in positions()}
