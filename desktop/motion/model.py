"""The Motion workspace without its window: the edited document, its picture and the tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from desktop.core.observable import Observable, Signal
from desktop.motion.brush import MAX_RADIUS_PX, MIN_RADIUS_PX, BrushTool, paint_target
from desktop.motion.document import MotionDocument, key_moments
from desktop.motion.drags import layer_curve
from desktop.motion.edited_document import EditedDocument, same
from desktop.motion.hits import Hit, find_hits
from desktop.motion.items import Selection
from desktop.motion.mask import Mask
from desktop.motion.region_tools import MaskJob, PolygonTool, WandTool, put_mask
from desktop.motion.tool_choice import MASK_TOOLS, ToolName, make_tool
from desktop.motion.tools import NO_MARKS, Marks, Pointer, Scope, Step, Tool

ViewMode = Literal["original", "warp", "result"]


class MotionModel(EditedDocument):
    """The edited document with its picture, its tools and what the views show of it.

    Attributes
    ----------
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
        super().__init__(translate)
        self.pixels: np.ndarray | None = None
        self.tool_name: Observable[ToolName] = Observable("drag")
        self.view: Observable[ViewMode] = Observable("warp")
        self.brush_radius_px: Observable[float] = Observable(24.0)
        self.picture_changed: Signal[()] = Signal()
        self.draft_changed: Signal[()] = Signal()
        self.mask_wanted: Signal[MaskJob] = Signal()
        self.marks: Observable[Marks] = Observable(NO_MARKS)
        self.snapping: Observable[bool] = Observable(True)
        self.onion: Observable[int] = Observable(0)
        self.hint: Signal[str] = Signal()
        self._tool: Tool = make_tool("drag", MIN_RADIUS_PX)
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

    def cancel(self) -> None:
        """Drop the gesture and what the tool drew for it."""
        self._tool.cancel()
        self.marks.value = NO_MARKS
        dropped = self.in_gesture
        super().cancel()
        if dropped:
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

    def take_back_corner(self) -> None:
        """Remove the last corner of the open outline."""
        if isinstance(self._tool, PolygonTool) and self.has_outline:
            self._take(self._tool.take_back(self._scope()))

    def escape(self) -> None:
        """Leave: a gesture or an open outline first, then the selection."""
        if self.in_gesture or self.has_outline:
            self.cancel()
            self._take_late()
        else:
            self.selection.value = Selection()

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
