"""Where a moved point is drawn to: keys of other layers, the picture's middle, thirds and edges."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from desktop.motion.document import MotionDocument
from shared.tasks.motion import Point

SNAP_PX = 6.0  # on screen
PARTS = (0.0, 1 / 3, 0.5, 2 / 3, 1.0)


@dataclass(frozen=True)
class Guide:
    """A line to show: all places with this `x` or `y`, in picture px."""

    axis: Literal["x", "y"]
    value: float


@dataclass(frozen=True)
class SnapTargets:
    """Keys, and the x and y of lines, in picture px."""

    keys: tuple[Point, ...] = ()
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()


def snap_targets(document: MotionDocument, moved: Collection[int]) -> SnapTargets:
    """What is there to snap to while the layers `moved` (ids) move."""
    picture = document.picture
    if picture is None:
        return SnapTargets()
    keys = tuple(
        point
        for layer in document.layers
        if layer.visible and layer.layer_id not in moved
        for point in layer.points
    )
    return SnapTargets(
        keys,
        tuple(part * picture.width for part in PARTS),
        tuple(part * picture.height for part in PARTS),
    )


def snap(point: Point, targets: SnapTargets, unit: float) -> tuple[Point, tuple[Guide, ...]]:
    """The point that `point` is drawn to, itself when nothing is near, and the lines to show.

    `unit` is picture px per screen px. A key nearby counts before lines.
    """
    near = min(targets.keys, key=lambda key: math.dist(key, point), default=None)
    if near is not None and math.dist(near, point) <= SNAP_PX * unit:
        return near, (Guide("x", near[0]), Guide("y", near[1]))
    x, y = _nearest(point[0], targets.xs, unit), _nearest(point[1], targets.ys, unit)
    guides = [Guide("x", x)] if x is not None else []
    guides += [Guide("y", y)] if y is not None else []
    return (point[0] if x is None else x, point[1] if y is None else y), tuple(guides)


def _nearest(value: float, lines: tuple[float, ...], unit: float) -> float | None:
    best = min(lines, key=lambda line: abs(line - value), default=None)
    return best if best is not None and abs(best - value) <= SNAP_PX * unit else None
