"""The tools that draw paths and pins."""

from __future__ import annotations

import math
from dataclasses import replace

from desktop.motion import edits
from desktop.motion.document import Layer
from desktop.motion.hits import pick
from desktop.motion.items import Selection
from desktop.motion.select_tool import SelectTool
from desktop.motion.simplification import arc_length_times, simplify_path
from desktop.motion.tools import (
    CLICK_SLOP_PX,
    Pointer,
    Scope,
    Step,
    chosen_ids,
    locked_to_axis,
)
from shared.tasks.motion import Point, Role

FREEHAND_TOLERANCE_PX = 3.0
FREEHAND_SPACING_PX = 2.0


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
        hit = pick(scope.hits(pointer), chosen_ids(scope.selection), False)
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
            hit = pick(scope.hits(pointer), chosen_ids(scope.selection), pointer.alt)
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
