"""Inspector page of the selected layer and its selected key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.motion import edits
from desktop.motion.brush import MAX_RADIUS_PX, MIN_RADIUS_PX
from desktop.motion.document import Layer, MotionDocument, key_times
from desktop.motion.document_page import combo_row
from desktop.motion.inspector import bind_number, section
from desktop.motion.labels import layer_name, role_name
from desktop.motion.mask import grow_mask, pack_mask, smooth_mask, unpack_mask
from desktop.motion.model import MotionModel
from desktop.motion.number_field import NumberField
from desktop.motion.tools import Selection

FAR_PX = 100_000.0
GROW_FRACTION = 200


class LayerPage(QWidget):
    """Name, role and interpolation; the selected key; the mask; what can be done with the layer."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__()
        self._model = model
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        self._key_section = self._make_key()
        self._mask_section = self._make_mask()
        for part in (self._make_layer(), self._key_section, self._mask_section):
            layout.addWidget(part)
        layout.addWidget(self._make_actions())
        layout.addStretch(1)
        self._connections = [
            model.document_changed.connect(lambda _: self.refresh()),
            model.selection.changed.connect(lambda _: self.refresh()),
            model.brush_radius_px.changed.connect(self._brush.set_value),
        ]
        self.refresh()

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()

    # --- parts ----------------------------------------------------------------------------------

    def _make_layer(self) -> QWidget:
        frame, layout = section(self.tr("Layer"))
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Layer name"))
        self._name.setToolTip(self.tr("Name of the layer"))
        self._name.editingFinished.connect(self._rename)
        layout.addWidget(self._name)
        self._role = QComboBox()
        for role in ("object", "pin", "camera"):
            self._role.addItem(role_name(role), role)
        self._role.activated.connect(lambda i: self._set_role(self._role.itemData(i)))
        help_text = self.tr("An object follows its path, pins stay, a camera path moves the rest")
        layout.addLayout(combo_row(self.tr("Role"), self._role, help_text))
        self._interpolation = QComboBox()
        for name, label in (
            ("smooth", self.tr("Smooth")),
            ("linear", self.tr("Linear")),
            ("hold", self.tr("Hold")),
        ):
            self._interpolation.addItem(label, name)
        self._interpolation.activated.connect(
            lambda i: self._change(interpolation=self._interpolation.itemData(i))
        )
        self._interpolation_row = QWidget()
        row = combo_row(
            self.tr("Between keys"), self._interpolation, self.tr("How the path goes between keys")
        )
        row.setContentsMargins(0, 0, 0, 0)
        self._interpolation_row.setLayout(row)
        layout.addWidget(self._interpolation_row)
        flags = QHBoxLayout()
        self._visible = QCheckBox(self.tr("Visible"))
        self._visible.setToolTip(self.tr("A hidden layer takes no part in the render"))
        self._visible.clicked.connect(lambda on: self._change(visible=on))
        self._locked = QCheckBox(self.tr("Locked"))
        self._locked.setToolTip(self.tr("A locked layer cannot be changed on the canvas"))
        self._locked.clicked.connect(lambda on: self._change(locked=on))
        flags.addWidget(self._visible)
        flags.addWidget(self._locked)
        flags.addStretch(1)
        layout.addLayout(flags)
        return frame

    def _make_key(self) -> QWidget:
        frame, layout = section(self.tr("Key"))
        self._key_hint = QLabel(self.tr("Click a key to place, turn or scale it."))
        self._key_hint.setProperty("role", "muted")
        self._key_hint.setWordWrap(True)
        layout.addWidget(self._key_hint)
        self._x = self._key_field("X", -FAR_PX, FAR_PX, "px", self._put_x, decimals=1)
        self._y = self._key_field("Y", -FAR_PX, FAR_PX, "px", self._put_y, decimals=1)
        self._time = self._key_field(self.tr("Frame"), 1, 120, "", self._put_frame, decimals=1)
        self._turn = self._key_field(
            self.tr("Rotation"), -3600, 3600, "°", self._put_rotation, decimals=1
        )
        self._scale = self._key_field(
            self.tr("Scale"), 5, 2000, "%", self._put_scale, decimals=0, default=100
        )
        self._path_fields = (self._time, self._turn, self._scale)
        self._key_fields = (self._x, self._y, *self._path_fields)
        for field in self._key_fields:
            layout.addWidget(field)
        return frame

    def _key_field(
        self,
        label: str,
        minimum: float,
        maximum: float,
        unit: str,
        put: Callable[[MotionDocument, int, int, float], MotionDocument],
        *,
        decimals: int,
        default: float = 0.0,
    ) -> NumberField:
        field = NumberField(
            label, minimum=minimum, maximum=maximum, unit=unit, decimals=decimals, default=default
        )

        def apply(document: MotionDocument, value: float) -> MotionDocument:
            selection = self._model.selection.value
            if selection.layer_id is None or selection.key is None:
                return document
            return put(document, selection.layer_id, selection.key, value)

        bind_number(self._model, field, "Change layer", apply)
        return field

    def _make_mask(self) -> QWidget:
        frame, layout = section(self.tr("Mask"))
        self._mask_hint = QLabel()
        self._mask_hint.setProperty("role", "muted")
        self._mask_hint.setWordWrap(True)
        layout.addWidget(self._mask_hint)
        self._brush = NumberField(
            self.tr("Brush size"),
            minimum=MIN_RADIUS_PX,
            maximum=MAX_RADIUS_PX,
            unit="px",
            default=24,
            help_text=self.tr("Radius of brush and eraser; Alt and the wheel change it too"),
        )
        self._brush.edited.connect(self._model.set_brush_radius)
        self._brush.scrubbing.connect(self._model.set_brush_radius)
        layout.addWidget(self._brush)
        self._mask_buttons = [
            self._button(self.tr("Grow"), self.tr("Make the mask larger"), self._grow),
            self._button(self.tr("Shrink"), self.tr("Make the mask smaller"), self._shrink),
            self._button(self.tr("Smooth"), self.tr("Round off the mask's edge"), self._smooth),
            self._button(self.tr("Clear"), self.tr("Remove the mask"), self._clear_mask),
        ]
        layout.addLayout(_rows(self._mask_buttons))
        return frame

    def _make_actions(self) -> QWidget:
        frame, layout = section(self.tr("Order"))
        buttons = [
            self._button(
                self.tr("Forward"), self.tr("Move the layer forward"), lambda: self._reorder(1)
            ),
            self._button(
                self.tr("Backward"), self.tr("Move the layer backward"), lambda: self._reorder(-1)
            ),
            self._button(self.tr("Duplicate"), self.tr("Copy the layer"), self.duplicate),
            self._button(self.tr("Delete"), self.tr("Delete the layer"), self._delete),
        ]
        layout.addLayout(_rows(buttons))
        return frame

    def _button(self, text: str, help_text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(help_text)
        button.setAccessibleName(help_text)
        button.clicked.connect(lambda: call())
        return button

    # --- edits ----------------------------------------------------------------------------------

    def _layer(self) -> Layer | None:
        return self._model.document.layer(self._model.selection.value.layer_id)

    def _change(self, label: str = "Change layer", **changes: Any) -> None:
        layer = self._layer()
        if layer is not None:
            changed = edits.set_layer(self._model.document, layer.layer_id, **changes)
            self._model.edit(label, changed)

    def _rename(self) -> None:
        layer = self._layer()
        if layer is not None and self._name.text() != layer_name(layer):
            self._change(name=self._name.text().strip())

    def _set_role(self, role: str) -> None:
        layer = self._layer()
        if layer is None or layer.role == role:
            return
        changes: dict[str, Any] = {"role": role}
        if role == "camera":
            changes["mask"] = None
        if role == "pin":
            changes |= {"times": None, "rotate_deg": None, "scale": None}
        self._change(**changes)

    def _put_x(self, document: MotionDocument, layer: int, key: int, x: float) -> MotionDocument:
        y = document.layers[document.index_of(layer)].points[key][1]
        return edits.move_key(document, layer, key, (x, y))

    def _put_y(self, document: MotionDocument, layer: int, key: int, y: float) -> MotionDocument:
        x = document.layers[document.index_of(layer)].points[key][0]
        return edits.move_key(document, layer, key, (x, y))

    def _put_frame(
        self, document: MotionDocument, layer: int, key: int, frame: float
    ) -> MotionDocument:
        time = (frame - 1) / (document.frames - 1)
        return edits.set_key_time(document, layer, key, min(max(time, 0.0), 1.0))

    def _put_rotation(
        self, document: MotionDocument, layer: int, key: int, degrees: float
    ) -> MotionDocument:
        return edits.set_key_rotation(document, layer, key, degrees)

    def _put_scale(
        self, document: MotionDocument, layer: int, key: int, percent: float
    ) -> MotionDocument:
        return edits.set_key_scale(document, layer, key, percent / 100)

    def _step_px(self) -> int:
        picture = self._model.document.picture
        side = max(picture.width, picture.height) if picture is not None else 0
        return max(1, min(side, 2048) // GROW_FRACTION)

    def _grow(self) -> None:
        self._reshape("Grow mask", self._step_px())

    def _shrink(self) -> None:
        self._reshape("Shrink mask", -self._step_px())

    def _reshape(self, label: str, amount_px: int) -> None:
        layer = self._layer()
        if layer is not None and layer.mask is not None:
            self._change(label, mask=pack_mask(grow_mask(unpack_mask(layer.mask), amount_px)))

    def _smooth(self) -> None:
        layer = self._layer()
        if layer is not None and layer.mask is not None:
            soft = smooth_mask(unpack_mask(layer.mask), 2 * self._step_px())
            self._change("Smooth mask", mask=pack_mask(soft))

    def _clear_mask(self) -> None:
        self._change("Clear mask", mask=None)

    def _reorder(self, by: int) -> None:
        layer = self._layer()
        if layer is not None:
            index = self._model.document.index_of(layer.layer_id) + by
            changed = edits.reorder_layer(self._model.document, layer.layer_id, index)
            self._model.edit("Change order", changed)

    def duplicate(self) -> None:
        """Copy the selected layer and select the copy."""
        layer = self._layer()
        if layer is not None:
            document, new_id = edits.duplicate_layer(self._model.document, layer.layer_id)
            self._model.edit("Duplicate layer", document, Selection(new_id))

    def _delete(self) -> None:
        layer = self._layer()
        if layer is not None:
            document = edits.remove_layer(self._model.document, layer.layer_id)
            self._model.edit("Delete layer", document, Selection())

    # --- what is shown --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the selected layer's values."""
        layer = self._layer()
        if layer is None:
            return
        if not self._name.hasFocus() or not self._name.isModified():
            self._name.setText(layer_name(layer))
        for combo, value in ((self._role, layer.role), (self._interpolation, layer.interpolation)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        self._visible.setChecked(layer.visible)
        self._locked.setChecked(layer.locked)
        self._interpolation_row.setVisible(layer.role != "pin")
        self._mask_section.setVisible(layer.role == "object")
        for button in self._mask_buttons:
            button.setEnabled(layer.mask is not None)
        self._mask_hint.setText(
            self.tr("Only the painted region moves with this drag.")
            if layer.mask is not None
            else self.tr("Paint with the brush (B) what moves; without a mask the motion is soft.")
        )
        self._brush.set_value(self._model.brush_radius_px.value)
        self._refresh_key(layer)

    def _refresh_key(self, layer: Layer) -> None:
        key = self._model.selection.value.key
        shown = key is not None and key < len(layer.points)
        self._key_hint.setVisible(not shown)
        for field in self._key_fields:
            field.setVisible(shown and (layer.role != "pin" or field not in self._path_fields))
        if key is None or not shown:
            return
        self._x.set_value(layer.points[key][0])
        self._y.set_value(layer.points[key][1])
        self._time.set_value(1 + key_times(layer)[key] * (self._model.document.frames - 1))
        self._turn.set_value(layer.rotate_deg[key] if layer.rotate_deg else 0.0)
        self._scale.set_value(100 * (layer.scale[key] if layer.scale else 1.0))


def _rows(buttons: list[QPushButton]) -> QVBoxLayout:
    rows = QVBoxLayout()
    rows.setSpacing(8)
    for first in range(0, len(buttons), 2):
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons[first : first + 2]:
            row.addWidget(button, 1)
        rows.addLayout(row)
    return rows
