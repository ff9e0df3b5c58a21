"""Draws all layers over the picture; those that stand still are kept as pictures."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from desktop.motion import overlay
from desktop.motion.document import Layer
from desktop.motion.drags import mask_motion
from desktop.motion.mask import Mask, unpack_mask
from desktop.motion.model import MotionModel
from desktop.motion.path_sheet import PathSheet
from desktop.motion.sheet import Sheet, Surface
from desktop.motion.view_transform import ViewTransform
from desktop.widgets.theme import Theme

Hovered = tuple[int, int | None]


class LayerPainter:
    """Draws the layers of a model.

    A preview frame is painted up to 60 times a second: only the selected layers, the hovered one
    and the one being painted are drawn each time.
    """

    def __init__(self, model: MotionModel, theme: Theme) -> None:
        self._model, self._theme = model, theme
        self._masks: dict[int, tuple[object, overlay.MaskOverlay]] = {}
        self._still_masks: tuple[object, Sheet] | None = None
        self._still_paths = PathSheet(
            lambda painter, layer, view: self._paint_layer(painter, layer, view, None),
            self._reach,
        )
        self._frame: int | None = 0

    def clear(self) -> None:
        """Forget what was kept, for another picture or theme."""
        self._masks.clear()
        self._still_paths.clear()
        self._still_masks = None

    def forget_missing(self) -> None:
        """Forget masks of layers that are gone."""
        known = {layer.layer_id for layer in self._model.document.layers}
        self._masks = {k: v for k, v in self._masks.items() if k in known}

    def paint(
        self,
        painter: QPainter,
        surface: Surface,
        hovered: Hovered | None,
        phase: int,
        frame: int | None,
    ) -> None:
        """Draw everything onto a canvas; `phase` moves the selected mask's edge.

        Masks lie where they are in `frame`; None leaves them out. In another view than before,
        what stands still is drawn moved until `sharpen` has drawn it anew.
        """
        self._frame = frame
        active = {layer_id for layer_id, _ in self._model.selection.value.items}
        draft = self._model.mask_draft()
        if draft is not None:
            active.add(draft[0])
        layers = [layer for layer in self._model.document.layers if layer.visible]
        still = [layer for layer in layers if layer.layer_id not in active]
        masked = tuple(layer for layer in still if layer.mask is not None)
        if masked:
            self._mask_sheet(masked, surface).draw(painter, surface.view)
        else:
            self._still_masks = None
        moving = [layer for layer in layers if layer.layer_id in active]
        moving.sort(key=lambda layer: layer.layer_id == self._model.selection.value.layer_id)
        for layer in moving:  # below all paths: a tint over one hides where it goes
            self._paint_mask(painter, layer, surface.view, phase)
        drawn = [layer for layer in still if layer.points]
        self._still_paths.draw(painter, drawn, self._model.document.frames, surface)
        # What is hovered lies in the still picture too; its highlight covers that.
        hovered_id = hovered[0] if hovered is not None else None
        moving = [layer for layer in still if layer.layer_id == hovered_id] + moving
        for layer in moving:
            self._paint_layer(painter, layer, surface.view, hovered)

    def sharpen(self, surface: Surface) -> bool:
        """Draw a part of what stands still anew; True when all of it is as a fresh paint's."""
        if self._still_masks is not None and self._still_masks[1].surface != surface:
            self._still_masks = None
        return self._still_paths.sharpen(surface)

    def _reach(self, layer: Layer) -> np.ndarray:
        curve = self._model.curve(layer.layer_id)
        return np.asarray(layer.points) if curve is None else curve

    def _mask_sheet(self, layers: tuple[Layer, ...], surface: Surface) -> Sheet:
        document = self._model.document
        # A camera moves masks that do not themselves change.
        cameras = tuple(layer for layer in document.layers if layer.role == "camera")
        key = (layers, cameras, document.frames, surface.ratio, self._frame)
        if self._still_masks is None or self._still_masks[0] != key:
            sheet = Sheet(surface)
            with sheet.painter() as painter:
                for layer in layers:
                    self._paint_mask(painter, layer, surface.view, None)
            self._still_masks = (key, sheet)
        return self._still_masks[1]

    def _paint_layer(
        self, painter: QPainter, layer: Layer, view: ViewTransform, hovered: Hovered | None
    ) -> None:
        selection = self._model.selection.value
        keys = {key for layer_id, key in selection.items if layer_id == layer.layer_id}
        look = overlay.LayerLook(
            self._theme.data_color(layer.colour),
            bool(keys),
            frozenset(key for key in keys if key is not None),
            hovered[1] if hovered and hovered[0] == layer.layer_id else None,
        )
        curve = self._model.curve(layer.layer_id)
        if layer.role == "pin":
            overlay.draw_pins(painter, layer, view, look)
        elif curve is not None:
            overlay.draw_path(painter, layer, curve, view, look)

    def _paint_mask(
        self, painter: QPainter, layer: Layer, view: ViewTransform, phase: int | None
    ) -> None:
        picture, draft = self._model.document.picture, self._model.mask_draft()
        if picture is None or self._frame is None:
            return
        colour = self._theme.data_color(layer.colour)
        painter.save()
        left, top = view.to_screen((0, 0))
        painter.setClipRect(
            QRectF(left, top, picture.width * view.zoom, picture.height * view.zoom)
        )
        if draft is not None and draft[0] == layer.layer_id:
            shape = overlay.make_mask_overlay(draft[1], picture.width, colour, edge=False)
            overlay.draw_mask(painter, shape, view, None, np.eye(3))
        elif layer.mask is not None:
            selected = layer.layer_id == self._model.selection.value.layer_id
            shape = self._mask_overlay(layer.layer_id, layer.mask, colour, picture.width)
            overlay.draw_mask(
                painter, shape, view, phase if selected else None, self._motion(layer)
            )
        painter.restore()

    def _motion(self, layer: Layer) -> np.ndarray:
        document, frame = self._model.document, self._frame
        if not frame or not layer.points:
            return np.eye(3)
        return mask_motion(document, layer, min(frame, document.frames - 1))

    def _mask_overlay(
        self, layer_id: int, mask: Mask, colour: QColor, width: int
    ) -> overlay.MaskOverlay:
        key = (mask, colour.rgb())
        known = self._masks.get(layer_id)
        if known is None or known[0] != key:
            known = (key, overlay.make_mask_overlay(unpack_mask(mask), width, colour))
            self._masks[layer_id] = known
        return known[1]
