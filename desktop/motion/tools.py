"""The canvas tools as state machines: pointer events in, document values out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument
from desktop.motion.hits import Hit, pick
from desktop.motion.simplification import arc_length_times, simplify_path
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
class Selection:
    """The selected layer and, on it, the selected key."""

    layer_id: int | None = None
    key: int | None = None


@dataclass(frozen=True)
class Scope:
    """What a tool sees when a gesture begins; `hits` finds what lies under a pointer."""

    document: MotionDocument
    selection: Selection
    hits: Callable[[Pointer], list[Hit]]


@dataclass(frozen=True)
class Step:
    """The document and selection to show now; `label` names the gesture in the undo list."""

    document: MotionDocument
    selection: Selection
    label: str = ""


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
    moving: bool = False


class SelectTool:
    """Select and move keys and whole layers; insert a key on a path."""

    def __init__(self) -> None:
        self._move: _Move | None = None

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Select what is hit; a double click or Ctrl on a path inserts a key there."""
        hit = pick(scope.hits(pointer), _ids(scope.selection), pointer.alt)
        if hit is None:
            self._move = None
            return Step(scope.document, Selection())
        selection = Selection(hit.layer_id, hit.key)
        if hit.key is None and (pointer.double or pointer.ctrl):
            return self._insert(scope, pointer, hit)
        label = "Move layer" if hit.key is None else "Move key"
        self._move = _Move(replace(scope, selection=selection), pointer, label)
        return Step(scope.document, selection)

    def _insert(self, scope: Scope, pointer: Pointer, hit: Hit) -> Step:
        document, index = edits.insert_key(
            scope.document, hit.layer_id, pointer.point, round(hit.time, 4)
        )
        selection = Selection(hit.layer_id, index)
        inserted = Scope(document, selection, scope.hits)
        self._move = _Move(inserted, pointer, "Insert key")
        return Step(document, selection, "Insert key")

    def move(self, pointer: Pointer) -> Step | None:
        """Move the selected key or layer; Shift locks the axis."""
        state = self._move
        if state is None:
            return None
        if not state.moving:
            if pointer.screen_distance(state.start.point) < CLICK_SLOP_PX:
                return None
            self._move = state = replace(state, moving=True)
        target = pointer.point
        if pointer.shift:
            target = locked_to_axis(state.start.point, target)
        dx, dy = target[0] - state.start.x, target[1] - state.start.y
        return self._moved(state, dx, dy)

    def _moved(self, state: _Move, dx: float, dy: float) -> Step:
        document, selection = state.scope.document, state.scope.selection
        layer_id, key = selection.layer_id, selection.key
        if layer_id is None:
            raise RuntimeError("a move without a selection")
        if key is None:
            return Step(edits.move_layer(document, layer_id, dx, dy), selection, state.label)
        x, y = document.layers[document.index_of(layer_id)].points[key]
        moved = edits.move_key(document, layer_id, key, (x + dx, y + dy))
        return Step(moved, selection, state.label)

    def release(self, pointer: Pointer) -> Step | None:
        """Leave what was moved where it is."""
        step = self.move(pointer)
        state, self._move = self._move, None
        if step is None and state is not None and state.label == "Insert key":
            return Step(state.scope.document, state.scope.selection, state.label)
        return step

    def cancel(self) -> None:
        """Forget the gesture."""
        self._move = None


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
        if hit is not None and own and (hit.key is not None or pointer.double or pointer.ctrl):
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
