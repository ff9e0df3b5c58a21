"""Tools that select a region as a layer's mask: lasso, polygon and click-to-select."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.motion import edits
from desktop.motion.brush import paint_target
from desktop.motion.document import MotionDocument
from desktop.motion.items import Selection
from desktop.motion.mask import (
    Combine,
    Mask,
    combine_masks,
    mask_size,
    outline_mask,
    pack_mask,
    unpack_mask,
)
from desktop.motion.tools import CLICK_SLOP_PX, Marks, Pointer, Scope, Step
from shared.motion.selection import Box, Click, select_region
from shared.tasks.motion import Point

OUTLINE_SPACING_PX = 2.0


@dataclass(frozen=True)
class MaskJob:
    """A mask that takes time to make out of the one before: `make` may run on any thread.

    `layer_id` says whose it is; None makes a layer for it.
    """

    layer_id: int | None
    label: str
    make: Callable[[Mask | None], Mask | None]


def how_to_combine(pointer: Pointer) -> Combine:
    """Shift adds to the mask, Alt takes away from it, otherwise a new mask begins."""
    if pointer.shift:
        return "add"
    return "subtract" if pointer.alt else "replace"


def target_mask(scope: Scope) -> tuple[int | None, Mask | None]:
    """The layer that a region goes to, None for one to be made, and the mask it has."""
    layer = paint_target(scope.document, scope.selection)
    return (None, None) if layer is None else (layer.layer_id, layer.mask)


def put_mask(
    document: MotionDocument, layer_id: int | None, mask: Mask | None
) -> tuple[MotionDocument, Selection]:
    """Give a layer its mask; without a layer a standing object appears in the region's middle."""
    if layer_id is not None and document.layer(layer_id) is not None:
        return edits.set_layer(document, layer_id, mask=mask), Selection(layer_id)
    picture = document.picture
    if mask is None or picture is None:
        return document, Selection()
    middle = _middle(mask, picture.width, picture.height)
    document, new_id = edits.add_layer(document, "object", [middle], mask=mask)
    return document, Selection(new_id)


def _middle(mask: Mask, width: int, height: int) -> Point:
    ys, xs = np.nonzero(unpack_mask(mask) > 127)
    # The pixel of the region nearest to its mean: a crescent's mean lies outside of it.
    nearest = np.argmin((xs - xs.mean()) ** 2 + (ys - ys.mean()) ** 2)
    x, y = float(xs[nearest]) + 0.5, float(ys[nearest]) + 0.5
    return round(x * width / mask.width, 1), round(y * height / mask.height, 1)


def _closed(scope: Scope, points: list[Point], how: Combine) -> Step | None:
    """The step that turns an outline into a mask."""
    picture = scope.document.picture
    if picture is None or len(points) < 3:
        return None
    size = mask_size(picture.width, picture.height)
    layer_id, old = target_mask(scope)
    region = outline_mask(points, size, size[0] / picture.width)
    mask = combine_masks(unpack_mask(old) if old is not None else None, region, how)
    document, selection = put_mask(scope.document, layer_id, pack_mask(mask))
    return Step(document, selection, "Select region")


class LassoTool:
    """Draw around the object with the button down."""

    def __init__(self) -> None:
        self._scope: Scope | None = None
        self._points: list[Point] = []
        self._how: Combine = "replace"

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Begin an outline."""
        self._scope, self._points, self._how = scope, [pointer.point], how_to_combine(pointer)
        return None

    def move(self, pointer: Pointer) -> Step | None:
        """Lengthen the outline."""
        if self._scope is None:
            return None
        if pointer.screen_distance(self._points[-1]) >= OUTLINE_SPACING_PX:
            self._points.append(pointer.point)
        marks = Marks(outline=tuple(self._points))
        return Step(self._scope.document, self._scope.selection, marks=marks)

    def release(self, pointer: Pointer) -> Step | None:
        """Close the outline; a mere click does nothing."""
        self.move(pointer)
        scope, points, how = self._scope, self._points, self._how
        self.cancel()
        return None if scope is None else _closed(scope, points, how)

    def cancel(self) -> None:
        """Forget the outline."""
        self._scope, self._points = None, []


class PolygonTool:
    """Click corner after corner; Enter, a double click or the first corner closes the outline.

    Attributes
    ----------
    corners : list of (x, y)
        Those set so far, in picture px; the outline stays open between clicks.
    """

    def __init__(self) -> None:
        self.corners: list[Point] = []
        self._how: Combine = "replace"
        self._closing = False

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Set a corner, or close the outline."""
        if not self.corners:
            self._how = how_to_combine(pointer)
        first = bool(self.corners) and pointer.screen_distance(self.corners[0]) < 3 * CLICK_SLOP_PX
        if pointer.double or (first and len(self.corners) >= 3):
            return self.close(scope)
        self.corners.append(pointer.point)
        return self._shown(scope)

    def close(self, scope: Scope) -> Step | None:
        """Make the mask of the corners set so far; fewer than three are dropped."""
        step = _closed(scope, self.corners, self._how)
        self.corners = []
        return step or Step(scope.document, scope.selection)

    def take_back(self, scope: Scope) -> Step | None:
        """Remove the last corner."""
        self.corners = self.corners[:-1]
        return self._shown(scope)

    def _shown(self, scope: Scope) -> Step:
        marks = Marks(outline=tuple(self.corners))
        return Step(scope.document, scope.selection, marks=marks)

    def move(self, pointer: Pointer) -> Step | None:
        """Nothing: corners are clicked."""
        return None

    def release(self, pointer: Pointer) -> Step | None:
        """Nothing: corners are clicked."""
        return None

    def cancel(self) -> None:
        """Forget all corners."""
        self.corners = []


class WandTool:
    """Click an object, or draw a box around it; `job` is the work that asks for."""

    def __init__(self) -> None:
        self.job: MaskJob | None = None
        self._scope: Scope | None = None
        self._start: Pointer | None = None

    def press(self, scope: Scope, pointer: Pointer) -> Step | None:
        """Begin a click or a box."""
        self._scope, self._start, self.job = scope, pointer, None
        return None

    def move(self, pointer: Pointer) -> Step | None:
        """Stretch the box."""
        if self._scope is None or self._start is None or self._is_click(pointer):
            return None
        band = (*self._start.point, *pointer.point)
        return Step(self._scope.document, self._scope.selection, marks=Marks(band=band))

    def _is_click(self, pointer: Pointer) -> bool:
        return self._start is None or pointer.screen_distance(self._start.point) < CLICK_SLOP_PX

    def release(self, pointer: Pointer) -> Step | None:
        """Ask for the region."""
        scope, start, click = self._scope, self._start, self._is_click(pointer)
        self.cancel()
        if scope is not None and start is not None:
            where = Click(*start.point) if click else Box(*start.point, *pointer.point)
            self.job = _region_job(scope, where, how_to_combine(start))
        return None

    def cancel(self) -> None:
        """Forget the gesture."""
        self._scope, self._start, self.job = None, None, None


def _region_job(scope: Scope, where: Click | Box, how: Combine) -> MaskJob | None:
    picture, pixels = scope.document.picture, scope.pixels
    if picture is None or pixels is None:
        return None
    layer_id, _ = target_mask(scope)
    size = mask_size(picture.width, picture.height)

    def make(old: Mask | None) -> Mask | None:
        region = select_region(pixels, where, size)
        if not region.any():
            return old  # nothing was found: what is there stays
        return pack_mask(combine_masks(unpack_mask(old) if old else None, region, how))

    return MaskJob(layer_id, "Select region", make)
