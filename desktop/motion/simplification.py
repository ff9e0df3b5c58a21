"""A freehand path reduced to a few keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from shared.tasks.motion import Point

MAX_KEYS = 8


def simplify_path(
    points: Sequence[Point], tolerance_px: float, max_keys: int = MAX_KEYS
) -> list[int]:
    """Indices of the points to keep, ends included.

    Ramer-Douglas-Peucker with the smallest tolerance, from `tolerance_px` on, that keeps at most
    `max_keys` points.
    """
    if len(points) < 3:
        return list(range(len(points)))
    kept = _ramer_douglas_peucker(points, tolerance_px)
    while len(kept) > max_keys:
        tolerance_px *= 1.4
        kept = _ramer_douglas_peucker(points, tolerance_px)
    return kept


def _ramer_douglas_peucker(points: Sequence[Point], tolerance: float) -> list[int]:
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        worst, index = tolerance, -1
        for middle in range(first + 1, last):
            distance = segment_distance(points[middle], points[first], points[last])
            if distance > worst:
                worst, index = distance, middle
        if index >= 0:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return sorted(kept)


def segment_distance(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from a line segment, in the points' unit."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    along = 0.0
    if length2 > 0:
        along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length2
        along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def arc_length_times(points: Sequence[Point], kept: Sequence[int]) -> tuple[float, ...] | None:
    """Times in [0, 1] of the kept points for an even speed; None for two points or no length."""
    if len(kept) < 3:
        return None
    lengths = [0.0]
    for before, after in pairwise(points):
        lengths.append(lengths[-1] + math.dist(before, after))
    total = lengths[-1]
    if total <= 0:
        return None
    return tuple(round(lengths[index] / total, 4) for index in kept)
