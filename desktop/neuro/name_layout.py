"""Which channel names are written where, so that none touches another."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_COLUMNS = 3


@dataclass(frozen=True)
class NamePlace:
    """A name: its lane, and its column counted from the traces outwards."""

    lane: int
    column: int


def name_places(lanes: int, lane_px: float, text_px: float) -> tuple[NamePlace, ...]:
    """Where the names of `lanes` lanes go: side by side where lanes are low, then every n-th only.

    Parameters
    ----------
    lane_px : float
        Height of a lane.
    text_px : float
        Height that a name needs.
    """
    if lanes <= 0 or lane_px <= 0:
        return ()
    columns = min(MOST_COLUMNS, max(1, math.ceil(text_px / lane_px - 1e-6)))
    every = max(1, math.ceil(text_px / (lane_px * columns) - 1e-6))
    named = range(0, lanes, every)
    return tuple(NamePlace(lane, number % columns) for number, lane in enumerate(named))


def column_count(places: tuple[NamePlace, ...]) -> int:
    """How many columns the names take."""
    return max((place.column for place in places), default=0) + 1
