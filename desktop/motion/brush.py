"""The mask brush: paints into an array while it moves and makes one document value when it ends."""

from __future__ import annotations

import numpy as np

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument
from desktop.motion.items import Selection
from desktop.motion.mask import mask_size, pack_mask, paint_stroke, unpack_mask
from desktop.motion.tools import Pointer, Scope, Step
from shared.tasks.motion import Point

MIN_RADIUS_PX, MAX_RADIUS_PX = 1.0, 1000.0


def paint_target(document: MotionDocument, selection: Selection) -> Layer | None:
    """The layer that a stroke belongs to: the selected object, else the only one there is."""
    chosen = document.layer(selection.layer_id)
    if chosen is not None and chosen.role == "object" and not chosen.locked and chosen.visible:
        return chosen
    objects = [x for x in document.layers if x.role == "object" and x.visible and not x.locked]
    return objects[0] if len(objects) == 1 else None


class BrushTool:
    """Paint (or erase) the selected object's mask; Ctrl does the opposite for one stroke.

    Attributes
    ----------
    radius_px : float
        In picture pixels.
    draft : np.ndarray or None
        The mask while a stroke goes on, uint8 [H, W] at the mask's size; `layer_id` says whose.
    """

    def __init__(self, *, erase: bool = False, radius_px: float = 24.0) -> None:
        self.erase = erase
        self.radius_px = radius_px
        self.draft: np.ndarray | None = None
        self.layer_id: int | None = None
        self._scope: Scope | None = None
        self._last: Point = (0.0, 0.0)
        self._factor = 1.0
        self._value = 255

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Begin a stroke with a dab."""
        target = paint_target(scope.document, scope.selection)
        picture = scope.document.picture
        if target is None or picture is None:
            return None
        width, height = mask_size(picture.width, picture.height)
        self._factor = width / picture.width
        self._scope, self.layer_id = scope, target.layer_id
        self._value = 0 if self.erase != pointer.ctrl else 255
        if target.mask is not None:
            self.draft = unpack_mask(target.mask)
        else:
            self.draft = np.zeros((height, width), np.uint8)
        self._last = pointer.point
        return self.move(pointer)

    def move(self, pointer: Pointer) -> Step | None:
        """Paint from the last position to here."""
        if self.draft is None or self._scope is None:
            return None
        factor = self._factor
        start, end = self._last, pointer.point
        paint_stroke(
            self.draft,
            (start[0] * factor, start[1] * factor),
            (end[0] * factor, end[1] * factor),
            max(self.radius_px * factor, 0.75),
            self._value,
        )
        self._last = end
        return Step(self._scope.document, Selection(self.layer_id))

    def release(self, pointer: Pointer) -> Step | None:
        """End the stroke."""
        self.move(pointer)
        scope, draft, layer_id = self._scope, self.draft, self.layer_id
        self.cancel()
        if scope is None or draft is None or layer_id is None:
            return None
        document = edits.set_layer(scope.document, layer_id, mask=pack_mask(draft))
        label = "Paint mask" if self._value else "Erase mask"
        return Step(document, Selection(layer_id), label)

    def cancel(self) -> None:
        """Forget the stroke."""
        self.draft, self.layer_id, self._scope = None, None, None
