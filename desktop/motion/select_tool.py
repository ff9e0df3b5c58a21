"""The tool that selects and moves what is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.motion import edits
from desktop.motion.document import key_time_at
from desktop.motion.hits import Hit, pick
from desktop.motion.items import Item, Selection, anchor, keys_inside, move_items, selected
from desktop.motion.snapping import Guide, SnapTargets, snap, snap_targets
from desktop.motion.tools import (
    CLICK_SLOP_PX,
    Marks,
    Pointer,
    Scope,
    Step,
    chosen_ids,
    locked_to_axis,
)
from shared.tasks.motion import Point


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
        hit = pick(scope.hits(pointer), chosen_ids(scope.selection), pointer.alt)
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
