"""The canvas tools as state machines: pointer events in, document values out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument, key_time_at
from desktop.motion.hits import Hit, pick
from desktop.motion.items import Item, Rect, Selection, anchor, keys_inside, move_items, selected
from desktop.motion.simplification import arc_length_times, simplify_path
from desktop.motion.snapping import Guide, SnapTargets, snap, snap_targets
from shared.tasks.motion import Point, Role

CLICK_SLOP_PX = 3.0
FREEHAND_TOLERANCE_PX = 3.0
FREEHAND_SPACING_PX = 2.0


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


@dataclass(frozen=True)
class _Move:
    scope: Scope
    start: Pointer
    label: str
    targets: SnapTargets
    moving: bool = False
    on_click: Selection | None = None


class SelectTool:
    """Select and move keys and whole layers, several at once; insert a key on a path."""

    def __init__(self) -> None:
        self._move: _Move | None = None
        self._band: tuple[Scope, Pointer, Selection] | None = None

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Select what is hit, Ctrl one more; a double click on a path inserts a key there.

        Where nothing is hit a rubber band begins.
        """
        self.cancel()
        hit = pick(scope.hits(pointer), _ids(scope.selection), pointer.alt)
        if hit is None:
            kept = scope.selection if pointer.ctrl else Selection()
            self._band = (scope, pointer, kept)
            return Step(scope.document, kept)
        if hit.key is None and pointer.double:
            return self._insert(scope, pointer, hit)
        selection, on_click = _chosen(scope.selection, (hit.layer_id, hit.key), pointer.ctrl)
        label = "Move layer" if hit.key is None else "Move key"
        label = "Move selection" if len(selection.items) > 1 else label
        self._begin(replace(scope, selection=selection), pointer, label, on_click)
        return Step(scope.document, selection)

    def _begin(
        self, scope: Scope, pointer: Pointer, label: str, on_click: Selection | None = None
    ) -> None:
        moved = {layer_id for layer_id, _ in scope.selection.items}
        targets = snap_targets(scope.document, moved) if scope.snapping else SnapTargets()
        self._move = _Move(scope, pointer, label, targets, on_click=on_click)

    def _insert(self, scope: Scope, pointer: Pointer, hit: Hit) -> Step:
        layer = scope.document.layers[scope.document.index_of(hit.layer_id)]
        time = round(key_time_at(layer, hit.time), 4)
        document, index = edits.insert_key(scope.document, hit.layer_id, pointer.point, time)
        selection = Selection(hit.layer_id, index)
        self._begin(replace(scope, document=document, selection=selection), pointer, "Insert key")
        return Step(document, selection, "Insert key")

    def move(self, pointer: Pointer) -> Step | None:
        """Move what is selected; Shift locks the axis, Ctrl suspends snapping."""
        if self._band is not None:
            return self._stretch(pointer)
        state = self._move
        if state is None:
            return None
        if not state.moving:
            if pointer.screen_distance(state.start.point) < CLICK_SLOP_PX:
                return None
            self._move = state = replace(state, moving=True)
        (dx, dy), guides = _way(state, pointer)
        document, selection = state.scope.document, state.scope.selection
        moved = move_items(document, selection.items, dx, dy)
        return Step(moved, selection, state.label, Marks(guides=guides))

    def _stretch(self, pointer: Pointer) -> Step | None:
        if self._band is None:
            return None
        scope, start, kept = self._band
        rect = (*start.point, *pointer.point)
        chosen = selected([*kept.items, *keys_inside(scope.document, rect)])
        return Step(scope.document, chosen, marks=Marks(band=rect))

    def release(self, pointer: Pointer) -> Step | None:
        """Leave what was moved where it is."""
        step = self.move(pointer)
        state, band = self._move, self._band
        self.cancel()
        if band is not None:
            clicked = pointer.screen_distance(band[1].point) < CLICK_SLOP_PX
            return Step(band[0].document, band[2]) if clicked else step
        if step is None and state is not None:
            if state.label == "Insert key":
                return Step(state.scope.document, state.scope.selection, state.label)
            return Step(state.scope.document, state.on_click or state.scope.selection)
        return step

    def cancel(self) -> None:
        """Forget the gesture."""
        self._move, self._band = None, None


def _chosen(before: Selection, item: Item, more: bool) -> tuple[Selection, Selection | None]:
    """The selection when an item is pressed, and the one if that turns out to be a click."""
    if more:
        return before.with_item(item), before.without_item(item) if item in before else None
    if item in before and len(before.items) > 1:
        return before.with_item(item), Selection(*item)
    return Selection(*item), None


def _way(state: _Move, pointer: Pointer) -> tuple[Point, tuple[Guide, ...]]:
    """How far a gesture moves things, and the lines they snap to."""
    start, selection = state.start.point, state.scope.selection
    target = locked_to_axis(start, pointer.point) if pointer.shift else pointer.point
    dx, dy = target[0] - start[0], target[1] - start[1]
    layer = state.scope.document.layer(selection.layer_id)
    if pointer.ctrl or layer is None:
        return (dx, dy), ()
    x, y = anchor(layer, selection.key)
    (sx, sy), guides = snap((x + dx, y + dy), state.targets, pointer.unit)
    if pointer.shift:
        # The locked axis stays locked: a line across it is all that can be snapped to.
        across = "x" if target[1] == start[1] else "y"
        guides = tuple(guide for guide in guides if guide.axis == across)
        sx, sy = (sx, y) if across == "x" else (x, sy)
    return (sx - x, sy - y), guides


class DragTool:
    """Draw a path by press, drag and release; freehand becomes a few keys, Shift a line."""

    def __init__(self, role: Role = "object") -> None:
        self._role: Role = role
        self._scope: Scope | None = None
        self._points: list[Point] = []
        self._select = SelectTool()
        self._selecting = False

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Begin a path, or take hold of a key of the selected layer."""
        selected = scope.selection.layer_id
        hit = pick(scope.hits(pointer), _ids(scope.selection), False)
        own = hit is not None and hit.layer_id == selected
        if hit is not None and own and (hit.key is not None or pointer.double):
            self._selecting = True
            return self._select.press(scope, pointer)
        self._selecting = False
        self._scope, self._points = scope, [pointer.point]
        return None

    def move(self, pointer: Pointer) -> Step | None:
        """Lengthen the path."""
        if self._selecting:
            return self._select.move(pointer)
        if self._scope is None:
            return None
        if pointer.shift:
            self._points = [self._points[0], locked_to_axis(self._points[0], pointer.point)]
        elif pointer.screen_distance(self._points[-1]) >= FREEHAND_SPACING_PX:
            self._points.append(pointer.point)
        return self._drawn(pointer)

    def _drawn(self, pointer: Pointer) -> Step | None:
        scope = self._scope
        if scope is None:
            return None
        points = [*self._points]
        if not pointer.shift and points[-1] != pointer.point:
            points.append(pointer.point)
        kept = simplify_path(points, FREEHAND_TOLERANCE_PX * pointer.unit)
        if len(kept) < 2:
            return None
        document, layer_id = edits.add_layer(
            scope.document, self._role, [points[i] for i in kept], arc_length_times(points, kept)
        )
        label = "Draw camera path" if self._role == "camera" else "Draw drag"
        return Step(document, Selection(layer_id), label)

    def release(self, pointer: Pointer) -> Step | None:
        """End the path; a click selects what is under the pointer instead."""
        if self._selecting:
            self._selecting = False
            return self._select.release(pointer)
        scope = self._scope
        if scope is None:
            return None
        step = self.move(pointer)
        length = sum(math.dist(a, b) for a, b in zip(self._points, self._points[1:], strict=False))
        self._scope = None
        if step is None or length / pointer.unit < CLICK_SLOP_PX:
            hit = pick(scope.hits(pointer), _ids(scope.selection), pointer.alt)
            chosen = Selection(hit.layer_id, hit.key) if hit else Selection()
            return Step(scope.document, chosen)
        return step

    def cancel(self) -> None:
        """Forget the gesture."""
        self._scope = None
        self._selecting = False
        self._select.cancel()


class PinTool:
    """Click to pin a place; drag a pin to move it; Alt-click takes it away."""

    def __init__(self) -> None:
        self._select = SelectTool()
        self._added: Step | None = None

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Pin this place, or take hold of the pin that is here."""
        self._added = None
        hits = [h for h in scope.hits(pointer) if _is_pin(scope.document.layer(h.layer_id))]
        if hits and pointer.alt and hits[0].key is not None:
            document = edits.remove_key(scope.document, hits[0].layer_id, hits[0].key)
            self._added = Step(document, Selection(), "Remove pin")
            return self._added
        if hits:
            return self._select.press(replace(scope, hits=lambda _: hits), pointer)
        document, layer_id, index = edits.add_pin(
            scope.document, pointer.point, scope.selection.layer_id
        )
        self._added = Step(document, Selection(layer_id, index), "Add pin")
        return self._added

    def move(self, pointer: Pointer) -> Step | None:
        """Move a pin that was taken hold of."""
        return None if self._added else self._select.move(pointer)

    def release(self, pointer: Pointer) -> Step | None:
        """End the gesture."""
        added, self._added = self._added, None
        return added or self._select.release(pointer)

    def cancel(self) -> None:
        """Forget the gesture."""
        self._added = None
        self._select.cancel()


def _is_pin(layer: Layer | None) -> bool:
    return layer is not None and layer.role == "pin"


def _ids(selection: Selection) -> tuple[int | None, int | None]:
    return selection.layer_id, selection.key
