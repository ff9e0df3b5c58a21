"""The Motion workspace without its window: the document, the selection, the tools and undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from desktop.core.observable import Observable, Signal
from desktop.core.undo import UndoStack
from desktop.motion import edits
from desktop.motion.brush import MAX_RADIUS_PX, MIN_RADIUS_PX, BrushTool, paint_target
from desktop.motion.document import MotionDocument, key_moments, key_time_at
from desktop.motion.drags import layer_curve
from desktop.motion.hits import Hit, find_hits
from desktop.motion.items import Selection, existing, move_items, remove_items
from desktop.motion.mask import INSIDE, Mask, grow_mask, unpack_mask
from desktop.motion.region_tools import MaskJob, PolygonTool, WandTool, put_mask
from desktop.motion.tool_choice import MASK_TOOLS, ToolName, make_tool
from desktop.motion.tools import NO_MARKS, Marks, Pointer, Scope, Step, Tool
from shared.motion.presets import PresetName, camera_keys

ViewMode = Literal["original", "warp", "result"]


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
    mask_wanted : Signal of MaskJob
        Work on a mask that may take long: who runs it gives the outcome to `take_mask`.
    marks : Observable of Marks
        What the gesture draws besides the document.
    onion : Observable of int
        How many frames before and after the play-head show faintly; 0 is none.
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
        self.mask_wanted: Signal[MaskJob] = Signal()
        self.marks: Observable[Marks] = Observable(NO_MARKS)
        self.snapping: Observable[bool] = Observable(True)
        self.onion: Observable[int] = Observable(0)
        self.hint: Signal[str] = Signal()
        self._translate = translate
        self._tool: Tool = make_tool("drag", MIN_RADIUS_PX)
        self._before: tuple[MotionDocument, Selection] | None = None
        self._label = ""
        self._late: list[tuple[MaskJob, Mask | None]] = []
        self._curves: dict[int, tuple[object, np.ndarray]] = {}

    # --- the document ---------------------------------------------------------------------------

    def load(self, document: MotionDocument, pixels: np.ndarray | None) -> None:
        """Start with another document; what came before cannot be undone into it."""
        self.cancel()
        self.document, self.pixels = document, pixels
        self._curves.clear()
        self._late.clear()
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
        self.selection.value = existing(document, selection)
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
        self.marks.value = NO_MARKS
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
        self._tool = make_tool(name, self.brush_radius_px.value)
        self.tool_name.value = name

    def press(self, pointer: Pointer) -> None:
        """The pointer went down on the canvas."""
        if self.document.picture is None:
            return
        if self.has_outline:
            self._before = (self.document, self.selection.value)  # the next corner of the same
        else:
            self.begin()
        if isinstance(self._tool, BrushTool):
            self._tool.radius_px = self.brush_radius_px.value
            if paint_target(self.document, self.selection.value) is None:
                self._before = None
                self.hint.emit("Select an object's layer first, then paint what moves with it.")
                return
        if self.tool_name.value in MASK_TOOLS:
            self.frame.value = 0  # a mask is painted on the picture, not on what it became
        self._take(self._tool.press(self._scope(), pointer))

    def _scope(self) -> Scope:
        return Scope(
            self.document, self.selection.value, self.hits, self.snapping.value, self.pixels
        )

    def drag(self, pointer: Pointer) -> None:
        """The pointer moved while down."""
        if self._before is not None:
            self._take(self._tool.move(pointer))

    def release(self, pointer: Pointer) -> None:
        """The pointer went up."""
        if self._before is None:
            return
        self._take(self._tool.release(pointer))
        job = self._tool.job if isinstance(self._tool, WandTool) else None
        if not self.has_outline:
            self.marks.value = NO_MARKS
        self.commit()
        self.draft_changed.emit()
        if job is not None:
            self.mask_wanted.emit(job)
        self._take_late()

    def _take(self, step: Step | None) -> None:
        if step is None:
            return
        if step.label:
            self._label = step.label
        self._show(step.document, step.selection, live=True)
        self.marks.value = step.marks
        if self.tool_name.value in MASK_TOOLS:
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
            self.frame.value = round(key_moments(layer)[key] * last)
        elif self.frame.value == 0 or len(self.document.layers) != len(before.layers):
            self.frame.value = last

    @property
    def has_outline(self) -> bool:
        """Whether the polygon tool waits for its next corner."""
        return isinstance(self._tool, PolygonTool) and bool(self._tool.corners)

    def close_outline(self) -> None:
        """Make a mask of the polygon's corners."""
        if isinstance(self._tool, PolygonTool) and self.has_outline:
            self._before = (self.document, self.selection.value)
            self._take(self._tool.close(self._scope()))
            self.marks.value = NO_MARKS
            self.commit()

    def _take_late(self) -> None:
        late, self._late = self._late, []
        for job, mask in late:
            self.take_mask(job, mask)

    def take_mask(self, job: MaskJob, mask: Mask | None) -> None:
        """The outcome of a `mask_wanted`; when its layer is gone meanwhile nothing happens.

        While a gesture goes on it waits for its end.
        """
        if self.in_gesture:
            self._late.append((job, mask))
            return
        if job.layer_id is not None and self.document.layer(job.layer_id) is None:
            return
        if job.layer_id is None and mask is None:
            self.hint.emit(
                "Nothing was found there: click inside an object or draw a box around it."
            )
            return
        document, selection = put_mask(self.document, job.layer_id, mask)
        self.edit(job.label, document, selection)

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
        timing = (layer.times, layer.interpolation, layer.easing)
        key = (layer.points, timing, self.document.frames)
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
        """Move what is selected by picture pixels."""
        moved = move_items(self.document, self.selection.value.items, dx, dy)
        if moved is not self.document:
            self.edit("Nudge", moved)

    def delete_selected(self) -> None:
        """Remove what is selected; while an outline is open, its last corner."""
        if isinstance(self._tool, PolygonTool) and self.has_outline:
            self._take(self._tool.take_back(self._scope()))
            return
        selection = self.selection.value
        removed = remove_items(self.document, selection.items)
        if removed is self.document:
            return
        label = "Delete layer" if selection.key is None else "Delete key"
        label = "Delete selection" if selection.more else label
        self.edit(label, removed, Selection(selection.layer_id))

    def duplicate_selected(self) -> None:
        """Copy the selected key to the next frame, or else the selected layer."""
        selection = self.selection.value
        layer = self.document.layer(selection.layer_id)
        if layer is None:
            return
        if selection.key is None:
            document, new_id = edits.duplicate_layer(self.document, layer.layer_id)
            self.edit("Duplicate layer", document, Selection(new_id))
            return
        step = 1 / (self.document.frames - 1)
        moment = 0.0 if layer.role == "pin" else key_moments(layer)[selection.key]
        moment += step if moment + step <= 1 + 1e-9 else -step
        self.clone_key(layer.layer_id, selection.key, min(max(moment, 0.0), 1.0))

    def insert_key_at(self, layer_id: int | None, moment: float) -> None:
        """Put a key on a layer's path where it is at a moment in [0, 1], and select it."""
        layer, curve = self.document.layer(layer_id), None
        if layer is not None and layer_id is not None and not layer.locked:
            curve = self.curve(layer_id)
        if layer is None or curve is None:
            return
        place, whole = moment * (len(curve) - 1), np.arange(len(curve))
        x, y = (float(np.interp(place, whole, column)) for column in curve.T)
        time = round(key_time_at(layer, moment), 6)
        document, key = edits.insert_key(self.document, layer.layer_id, (x, y), time)
        self.edit("Insert key", document, Selection(layer.layer_id, key))

    def clone_key(self, layer_id: int, key: int, moment: float) -> None:
        """Copy a key to a moment in [0, 1] and select the copy."""
        layer = self.document.layer(layer_id)
        if layer is not None and not layer.locked:
            document, new = edits.clone_key(self.document, layer_id, key, moment)
            self.edit("Copy key", document, Selection(layer_id, new))

    def add_camera_move(self, name: PresetName, amount: float) -> None:
        """Add a camera layer that moves as a preset says."""
        picture = self.document.picture
        if picture is None:
            return
        count, seed = self.document.frames, len(self.document.layers)
        keys = camera_keys(name, amount, count, picture.width, picture.height, seed)
        document, layer_id = edits.add_camera(self.document, keys)
        self.edit("Add camera move", document, Selection(layer_id))
        self.frame.value = count - 1 if name != "shake" else count // 2

    def pin_background(self) -> None:
        """Pin a grid of places outside all masks, so that only the objects move."""
        objects = [x for x in self.document.layers if x.role == "object" and x.mask is not None]
        masks = [unpack_mask(x.mask) for x in objects if x.mask is not None]
        # A little room around an object: a pin at its very edge would hold it back.
        grown = [grow_mask(mask, max(mask.shape) / 50) > INSIDE for mask in masks]
        grown = grown or edits.drag_surroundings(self.document)
        pinned = edits.pin_background(self.document, grown) if grown else None
        if pinned is None:
            self.hint.emit(
                "There is no background to pin: drag an object, or paint its mask, first."
            )
            return
        document, layer_id = pinned
        self.edit("Pin background", document, Selection(layer_id))

    def escape(self) -> None:
        """Leave: a gesture or an open outline first, then the selection."""
        if self.in_gesture or self.has_outline:
            self.cancel()
            self._take_late()
        else:
            self.selection.value = Selection()

    def select(self, layer_id: int | None, key: int | None = None) -> None:
        """Select a layer, and a key on it; the play-head goes to a key that is selected."""
        self.selection.value = existing(self.document, Selection(layer_id, key))
        layer = self.document.layer(layer_id)
        if layer is not None and key is not None and layer.role != "pin":
            moments = key_moments(layer)
            if key < len(moments):
                self.frame.value = round(moments[key] * (self.document.frames - 1))


def _mask_bytes(document: MotionDocument) -> int:
    return sum(len(layer.mask.packed) for layer in document.layers if layer.mask is not None)
