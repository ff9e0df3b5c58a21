"""Inspector section of a layer's mask: the brush, its reach and its soft edge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton

from desktop.motion import edits
from desktop.motion.brush import MAX_RADIUS_PX, MIN_RADIUS_PX
from desktop.motion.button_rows import button_rows, named_button
from desktop.motion.document import Layer, MotionDocument
from desktop.motion.inspector import bind_number
from desktop.motion.mask import Mask, grow_mask, mask_size, pack_mask, smooth_mask, unpack_mask
from desktop.motion.model import MotionModel
from desktop.motion.region_tools import MaskJob
from desktop.widgets.form_section import Section
from desktop.widgets.number_field import NumberField
from shared.motion.document import MAX_FEATHER_PX

DEFAULT_REACH_PX = 4.0
SMOOTH_FRACTION = 100  # of the longer side


class MaskSection(Section):
    """What can be done with the mask of the selected object."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__(QCoreApplication.translate("MaskSection", "Mask"))
        self._model, layout = model, self.rows
        self._hint = self.add_hint()
        self.brush = NumberField(
            self.tr("Brush size"),
            minimum=MIN_RADIUS_PX,
            maximum=MAX_RADIUS_PX,
            unit="px",
            default=24,
            help_text=self.tr("Radius of brush and eraser; Alt and the wheel change it too"),
        )
        self.brush.edited.connect(model.set_brush_radius)
        self.brush.scrubbing.connect(model.set_brush_radius)
        layout.addWidget(self.brush)
        self.feather = NumberField(
            self.tr("Feather"),
            minimum=0,
            maximum=MAX_FEATHER_PX,
            decimals=1,
            unit="px",
            help_text=self.tr("Width of the mask's soft edge, half of it on each side"),
        )
        bind_number(model, self.feather, "Change feather", self._with_feather)
        layout.addWidget(self.feather)
        self.reach = NumberField(
            self.tr("Grow, shrink by"),
            minimum=0.5,
            maximum=500,
            decimals=1,
            unit="px",
            default=DEFAULT_REACH_PX,
            help_text=self.tr("By how much the buttons below move the mask's edge"),
        )
        self.reach.set_value(DEFAULT_REACH_PX)
        layout.addWidget(self.reach)
        self.buttons = self._make_buttons()
        layout.addLayout(button_rows(self.buttons))

    def _make_buttons(self) -> list[QPushButton]:
        return [
            named_button(
                self.tr("Grow"), self.tr("Make the mask larger"), lambda: self._grow("Grow mask", 1)
            ),
            named_button(
                self.tr("Shrink"),
                self.tr("Make the mask smaller"),
                lambda: self._grow("Shrink mask", -1),
            ),
            named_button(self.tr("Smooth"), self.tr("Round off the mask's edge"), self._smooth),
            named_button(self.tr("Clear"), self.tr("Remove the mask"), self._clear),
        ]

    def _layer(self) -> Layer | None:
        return self._model.document.layer(self._model.selection.value.layer_id)

    def _with_feather(self, document: MotionDocument, width_px: float) -> MotionDocument:
        layer_id = self._model.selection.value.layer_id
        if layer_id is None:
            return document
        return edits.set_layer(document, layer_id, feather_px=width_px)

    def _grow(self, label: str, sign: int) -> None:
        picture = self._model.document.picture
        if picture is not None:
            factor = mask_size(picture.width, picture.height)[0] / picture.width
            amount_px = sign * self.reach.box.value() * factor
            self._reshape(label, lambda array: grow_mask(array, amount_px))

    def _smooth(self) -> None:
        self._reshape(
            "Smooth mask",
            lambda array: smooth_mask(array, max(2, max(array.shape) // SMOOTH_FRACTION)),
        )

    def _reshape(self, label: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
        # On a large picture this takes longer than a frame of the screen.
        layer = self._layer()
        if layer is not None:
            make = partial(_changed, change)
            self._model.mask_wanted.emit(MaskJob(layer.layer_id, label, make))

    def _clear(self) -> None:
        layer = self._layer()
        if layer is not None:
            changed = edits.set_layer(self._model.document, layer.layer_id, mask=None)
            self._model.edit("Clear mask", changed)

    def refresh(self, layer: Layer) -> None:
        """Show a layer's values."""
        self.setVisible(layer.role == "object")
        for part in (*self.buttons, self.feather, self.reach):
            part.setEnabled(layer.mask is not None)
        self._hint.setText(
            self.tr("Only the masked region moves with this drag.")
            if layer.mask is not None
            else self.tr(
                "Click the object (W), draw around it (L, G) or paint it (B); "
                "without a mask the motion is soft."
            )
        )
        self.feather.set_value(layer.feather_px)
        self.brush.set_value(self._model.brush_radius_px.value)


def _changed(change: Callable[[np.ndarray], np.ndarray], mask: Mask | None) -> Mask | None:
    return None if mask is None else pack_mask(change(unpack_mask(mask)))
