"""The Motion workspace without its window: the document, the selection, the tools and undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from desktop.core.observable import Observable, Signal
from desktop.core.undo import UndoStack
from desktop.motion import edits
from desktop.motion.brush import MAX_RADIUS_PX, MIN_RADIUS_PX, BrushTool, paint_target
from desktop.motion.document import MotionDocument, key_times
from desktop.motion.drags import layer_curve
from desktop.motion.hits import Hit, find_hits
from desktop.motion.mask import INSIDE, grow_mask, unpack_mask
from desktop.motion.tools import (
    DragTool,
    PinTool,
    Pointer,
    Scope,
    Selection,
    SelectTool,
    Step,
    Tool,
)

ToolName = Literal["select", "drag", "pin", "brush", "eraser", "camera"]
ViewMode = Literal["original", "warp", "result"]
TOOLS: tuple[ToolName, ...] = ("select", "drag", "pin", "brush", "eraser", "camera")


def same(text: str) -> str:
    """The default translation: none."""
    return text


class MotionModel:
    """The one mutable owner of a Motion document.

    Attributes
    ----------
    document_changed : Signal of bool
        The document has another value; True while a gesture is still going on.
    draft_changed : Signal
        A brush stroke changed the mask that is not yet part of the document.
    hint : Signal of str
        An English sentence about why nothing happened, to be translated and shown.
    pixels : np.ndarray or None
        The upright picture, uint8 [H, W, 3].
    """

    def __init__(self, translate: Callable[[str], str] = same) -> None:
        self.document = MotionDocument()
        self.pixels: np.ndarray | None = None
        self.undo_stack: UndoStack[MotionDocument] = UndoStack()
        self.selection: Observable[Selection] = Observable(Selection())
        self.tool_name: Observable[ToolName] = Observable("drag")
        self.frame: Observable[int] = Observable(0)
        self.view: Observable[ViewMode] = Observable("warp")
        self.brush_radius_px: Observable[float] = Observable(24.0)
        self.document_changed: Signal[bool] = Signal()
        self.picture_changed: Signal[()] = Signal()
        self.draft_changed: Signal[()] = Signal()
        self.hint: Signal[str] = Signal()
        self._translate = translate
        self._tool: Tool = DragTool()
        self._before: tuple[MotionDocument, Selection] | None = None
        self._label = ""
        self._curves: dict[int, tuple[object, np.ndarray]] = {}

    # --- the document ---------------------------------------------------------------------------

    def load(self, document: MotionDocument, pixels: np.ndarray | None) -> None:
        """Start with another document; what came before cannot be undone into it."""
        self.cancel()
        self.document, self.pixels = document, pixels
        self._curves.clear()
        self.undo_stack.clear()
        self.selection.value = Selection()
        self.frame.value = 0
        self.view.value = "warp"
        if pixels is not None:
            self.brush_radius_px.value = round(max(pixels.shape[:2]) / 32, 1)
        self.picture_changed.emit()
        self.document_changed.emit(False)

    def edit(
        self, label: str, document: MotionDocument, selection: Selection | None = None
    ) -> None:
        """Make one undo step of a change."""
        self.cancel()
        before = self.document
        self._show(document, selection or self.selection.value, live=False)
        self._push(label, before)

    def _push(self, label: str, before: MotionDocument) -> None:
        cost = _mask_bytes(before) + _mask_bytes(self.document) + 2048
        if before == self.document:
            self.document = before
            return
        self.undo_stack.push(self._translate(label), before, self.document, cost_bytes=cost)

    def _show(self, document: MotionDocument, selection: Selection, *, live: bool) -> None:
        changed = document is not self.document
        self.document = document
        self.selection.value = _existing(document, selection)
        if self.frame.value >= document.frames:
            self.frame.value = document.frames - 1
        if changed:
            self.document_changed.emit(live)

    def undo(self) -> None:
        """Take the last gesture back; one that goes on is dropped first."""
        self.cancel()
        document = self.undo_stack.undo()
        if document is not None:
            self._show(document, self.selection.value, live=False)

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        self.cancel()
        document = self.undo_stack.redo()
        if document is not None:
            self._show(document, self.selection.value, live=False)

    # --- gestures -------------------------------------------------------------------------------

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture is going on."""
        return self._before is not None

    def begin(self) -> None:
        """Begin a gesture of a view: any number of `update`s, then `commit` or `cancel`."""
        self.cancel()
        self._before = (self.document, self.selection.value)

    def update(
        self, label: str, document: MotionDocument, selection: Selection | None = None
    ) -> None:
        """Show a value of the gesture."""
        if self._before is None:
            self.begin()
        self._label = label or self._label
        self._show(document, selection or self.selection.value, live=True)

    def commit(self) -> None:
        """End the gesture as one undo step, none when nothing changed."""
        if self._before is None:
            return
        before, self._before = self._before[0], None
        label, self._label = self._label, ""
        if self.document is not before:
            self._push(label, before)
            self.document_changed.emit(False)

    def cancel(self) -> None:
        """Drop the gesture and show what was there before it."""
        self._tool.cancel()
        if self._before is None:
            return
        (document, selection), self._before = self._before, None
        self._label = ""
        self._show(document, selection, live=False)
        self.draft_changed.emit()

    # --- tools ----------------------------------------------------------------------------------

    def use_tool(self, name: ToolName) -> None:
        """Take up another tool."""
        self.cancel()
        self._tool = _make_tool(name, self.brush_radius_px.value)
        self.tool_name.value = name

    def press(self, pointer: Pointer) -> None:
        """The pointer went down on the canvas."""
        if self.document.picture is None:
            return
        self.begin()
        if isinstance(self._tool, BrushTool):
            self._tool.radius_px = self.brush_radius_px.value
            if paint_target(self.document, self.selection.value) is None:
                self._before = None
                self.hint.emit("Select an object's layer first, then paint what moves with it.")
                return
            self.frame.value = 0  # a mask is painted on the picture, not on what it became
        self._take(self._tool.press(Scope(self.document, self.selection.value, self.hits), pointer))

    def drag(self, pointer: Pointer) -> None:
        """The pointer moved while down."""
        if self._before is not None:
            self._take(self._tool.move(pointer))

    def release(self, pointer: Pointer) -> None:
        """The pointer went up."""
        if self._before is None:
            return
        self._take(self._tool.release(pointer))
        self.commit()
        self.draft_changed.emit()

    def _take(self, step: Step | None) -> None:
        if step is None:
            return
        if step.label:
            self._label = step.label
        self._show(step.document, step.selection, live=True)
        if isinstance(self._tool, BrushTool):
            self.draft_changed.emit()
        elif self._before is not None and self.document is not self._before[0]:
            self._follow(self._before[0])

    def _follow(self, before: MotionDocument) -> None:
        # A still frame would hide what the gesture does: go where its effect is seen.
        layer = self.document.layer(self.selection.value.layer_id)
        key = self.selection.value.key
        if layer is None or layer.role == "pin":
            return
        last = self.document.frames - 1
        if key:
            self.frame.value = round(key_times(layer)[key] * last)
        elif self.frame.value == 0 or len(self.document.layers) != len(before.layers):
            self.frame.value = last

    def mask_draft(self) -> tuple[int, np.ndarray] | None:
        """Layer id and uint8 [H, W] mask of a brush stroke that goes on."""
        tool = self._tool
        if isinstance(tool, BrushTool) and tool.draft is not None and tool.layer_id is not None:
            return tool.layer_id, tool.draft
        return None

    def set_brush_radius(self, radius_px: float) -> None:
        """Size of brush and eraser, in picture pixels."""
        self.brush_radius_px.value = min(max(radius_px, MIN_RADIUS_PX), MAX_RADIUS_PX)

    # --- what lies where ------------------------------------------------------------------------

    def curve(self, layer_id: int) -> np.ndarray | None:
        """The drawn path of a layer, float64 [K, 2] in picture pixels; None for pins."""
        layer = self.document.layer(layer_id)
        if layer is None or layer.role == "pin" or not layer.points:
            return None
        key = (layer.points, layer.times, layer.interpolation, self.document.frames)
        cached = self._curves.get(layer_id)
        if cached is None or cached[0] != key:
            cached = (key, layer_curve(layer, self.document.frames))
            self._curves[layer_id] = cached
        return cached[1]

    def hits(self, pointer: Pointer) -> list[Hit]:
        """What lies under a pointer, the best first."""
        curves = {
            layer.layer_id: curve
            for layer in self.document.layers
            if (curve := self.curve(layer.layer_id)) is not None
        }
        selected = self.selection.value.layer_id
        return find_hits(self.document, curves, pointer.point, pointer.unit, selected)

    # --- the selection --------------------------------------------------------------------------

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected key, or else the selected layer, by picture pixels."""
        selection = self.selection.value
        layer = self.document.layer(selection.layer_id)
        if layer is None or layer.locked:
            return
        if selection.key is None:
            moved = edits.move_layer(self.document, layer.layer_id, dx, dy)
        else:
            x, y = layer.points[selection.key]
            moved = edits.move_key(self.document, layer.layer_id, selection.key, (x + dx, y + dy))
        self.edit("Nudge", moved)

    def delete_selected(self) -> None:
        """Remove the selected key, or else the selected layer."""
        selection = self.selection.value
        layer = self.document.layer(selection.layer_id)
        if layer is None or layer.locked:
            return
        if selection.key is None:
            removed = edits.remove_layer(self.document, layer.layer_id)
            self.edit("Delete layer", removed, Selection())
        else:
            removed = edits.remove_key(self.document, layer.layer_id, selection.key)
            self.edit("Delete key", removed, Selection(layer.layer_id))

    def pin_background(self) -> None:
        """Pin a grid of places outside all masks, so that only the objects move."""
        objects = [x for x in self.document.layers if x.role == "object" and x.mask is not None]
        masks = [unpack_mask(x.mask) for x in objects if x.mask is not None]
        # A little room around an object: a pin at its very edge would hold it back.
        grown = [grow_mask(mask, max(1, max(mask.shape) // 50)) > INSIDE for mask in masks]
        pinned = edits.pin_background(self.document, grown) if grown else None
        if pinned is None:
            self.hint.emit(
                "Paint a mask on an object first: the background is what no mask covers."
            )
            return
        document, layer_id = pinned
        self.edit("Pin background", document, Selection(layer_id))

    def escape(self) -> None:
        """Leave: a gesture first, then the selection."""
        if self.in_gesture:
            self.cancel()
        else:
            self.selection.value = Selection()

    def select(self, layer_id: int | None, key: int | None = None) -> None:
        """Select a layer, and a key on it; the play-head goes to a key that is selected."""
        self.selection.value = _existing(self.document, Selection(layer_id, key))
        layer = self.document.layer(layer_id)
        if layer is not None and key is not None and layer.role != "pin":
            times = key_times(layer)
            if key < len(times):
                self.frame.value = round(times[key] * (self.document.frames - 1))


def _make_tool(name: ToolName, radius_px: float) -> Tool:
    match name:
        case "select":
            return SelectTool()
        case "pin":
            return PinTool()
        case "brush" | "eraser":
            return BrushTool(erase=name == "eraser", radius_px=radius_px)
        case _:
            return DragTool("camera" if name == "camera" else "object")


def _existing(document: MotionDocument, selection: Selection) -> Selection:
    layer = document.layer(selection.layer_id)
    if layer is None:
        return Selection()
    if selection.key is not None and selection.key >= len(layer.points):
        return Selection(layer.layer_id)
    return selection


def _mask_bytes(document: MotionDocument) -> int:
    return sum(len(layer.mask.packed) for layer in document.layers if layer.mask is not None)
