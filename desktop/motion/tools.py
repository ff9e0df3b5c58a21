"""The canvas tools as state machines: pointer events in, document values out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from desktop.motion.document import MotionDocument
from desktop.motion.hits import Hit
from desktop.motion.items import Rect, Selection
from desktop.motion.snapping import Guide
from shared.tasks.motion import Point

CLICK_SLOP_PX = 3.0


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is, in picture pixels; `unit` is picture pixels per screen pixel."""

    x: float
    y: float
    unit: float = 1.0
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    double: bool = False

    @property
    def point(self) -> Point:
        """(x, y) in picture pixels."""
        return self.x, self.y

    def screen_distance(self, other: Point) -> float:
        """Distance to a picture position, in screen pixels."""
        return math.dist(self.point, other) / self.unit


@dataclass(frozen=True)
class Marks:
    """What a gesture draws besides the document, in picture px: a band, snap lines, an outline."""

    band: Rect | None = None
    guides: tuple[Guide, ...] = ()
    outline: tuple[Point, ...] = ()


NO_MARKS = Marks()


@dataclass(frozen=True)
class Scope:
    """What a tool sees when a gesture begins; `hits` finds what lies under a pointer.

    `pixels` is the picture, uint8 [H, W, 3].
    """

    document: MotionDocument
    selection: Selection
    hits: Callable[[Pointer], list[Hit]]
    snapping: bool = False
    pixels: np.ndarray | None = None


@dataclass(frozen=True)
class Step:
    """The document and selection to show now; `label` names the gesture in the undo list."""

    document: MotionDocument
    selection: Selection
    label: str = ""
    marks: Marks = NO_MARKS


class Tool(Protocol):
    """One gesture at a time: `press`, any number of `move`s, `release` or `cancel`."""

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Begin a gesture; None when there is nothing to do here."""
        ...

    def move(self, pointer: Pointer) -> Step | None:
        """Go on with the gesture."""
        ...

    def release(self, pointer: Pointer) -> Step | None:
        """End the gesture."""
        ...

    def cancel(self) -> None:
        """Forget the gesture."""
        ...


def locked_to_axis(start: Point, point: Point) -> Point:
    """The point moved onto the horizontal or vertical through `start`, whichever is nearer."""
    if abs(point[0] - start[0]) >= abs(point[1] - start[1]):
        return point[0], start[1]
    return start[0], point[1]


def chosen_ids(selection: Selection) -> tuple[int | None, int | None]:
    """Layer and key that are selected, as `pick` wants them."""
    return selection.layer_id, selection.key
