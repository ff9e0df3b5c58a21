"""Inspector page of the selected layer and its selected key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.motion import edits
from desktop.motion.button_rows import button_rows, named_button
from desktop.motion.document import Layer
from desktop.motion.items import Selection
from desktop.motion.key_section import KeySection
from desktop.motion.labels import layer_name, role_name
from desktop.motion.mask_section import MaskSection
from desktop.motion.model import MotionModel
from desktop.motion.timing_section import TimingSection
from desktop.widgets.form_section import combo_row, section


class LayerPage(QWidget):
    """Name, role and interpolation; the selected key; timing; the mask; the layer's order."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__()
        self._model = model
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        self.key_section = KeySection(model)
        self.timing_section = TimingSection(model)
        self.mask_section = MaskSection(model)
        for part in (self._make_layer(), self.key_section, self.timing_section, self.mask_section):
            layout.addWidget(part)
        layout.addWidget(self._make_actions())
        layout.addStretch(1)
        self._connections = [
            model.document_changed.connect(lambda _: self.refresh()),
            model.selection.changed.connect(lambda _: self.refresh()),
            model.brush_radius_px.changed.connect(self.mask_section.brush.set_value),
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

    def _make_actions(self) -> QWidget:
        frame, layout = section(self.tr("Order"))
        buttons = [
            named_button(
                self.tr("Forward"), self.tr("Move the layer forward"), lambda: self._reorder(1)
            ),
            named_button(
                self.tr("Backward"), self.tr("Move the layer backward"), lambda: self._reorder(-1)
            ),
            named_button(self.tr("Duplicate"), self.tr("Copy the layer"), self._duplicate),
            named_button(self.tr("Delete"), self.tr("Delete the layer"), self._delete),
        ]
        layout.addLayout(button_rows(buttons))
        return frame

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
            changes |= {"times": None, "rotate_deg": None, "scale": None, "easing": None}
        self._change(**changes)

    def _reorder(self, by: int) -> None:
        layer = self._layer()
        if layer is not None:
            index = self._model.document.index_of(layer.layer_id) + by
            changed = edits.reorder_layer(self._model.document, layer.layer_id, index)
            self._model.edit("Change order", changed)

    def _duplicate(self) -> None:
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
        for part in (self.key_section, self.timing_section, self.mask_section):
            part.refresh(layer)
