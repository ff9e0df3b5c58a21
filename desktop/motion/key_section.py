"""Inspector section of the selected key: its place, frame, rotation and scale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument, key_moments
from desktop.motion.inspector import bind_number
from desktop.motion.model import MotionModel
from desktop.widgets.form_section import Section
from desktop.widgets.number_field import NumberField

FAR_PX = 100_000.0

PutKey = Callable[[MotionDocument, int, int, float], MotionDocument]


class KeySection(Section):
    """The numbers of one key; several selected keys show those of the last."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__(QCoreApplication.translate("KeySection", "Key"))
        self._model, layout = model, self.rows
        self._hint = self.add_hint()
        self.x_field = self._field("X", -FAR_PX, FAR_PX, "px", _put_x, decimals=1)
        self.y_field = self._field("Y", -FAR_PX, FAR_PX, "px", _put_y, decimals=1)
        self.frame_field = self._field(self.tr("Frame"), 1, 120, "", _put_frame, decimals=1)
        self.rotation_field = self._field(
            self.tr("Rotation"), -3600, 3600, "°", edits.set_key_rotation, decimals=1
        )
        self.scale_field = self._field(
            self.tr("Scale"), 5, 2000, "%", _put_percent, decimals=0, default=100
        )
        self._path_fields = (self.frame_field, self.rotation_field, self.scale_field)
        self._fields = (self.x_field, self.y_field, *self._path_fields)
        for field in self._fields:
            layout.addWidget(field)

    def _field(
        self,
        label: str,
        minimum: float,
        maximum: float,
        unit: str,
        put: PutKey,
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

    def refresh(self, layer: Layer) -> None:
        """Show the selected key's values."""
        selection = self._model.selection.value
        key = selection.key
        shown = key is not None and key < len(layer.points)
        if selection.more:
            count = len(selection.items)
            self._hint.setText(
                self.tr("%n things are selected: drag or nudge moves them all.", "", count)
            )
        else:
            self._hint.setText(self.tr("Click a key to place, turn or scale it."))
        self._hint.setVisible(not shown or bool(selection.more))
        for field in self._fields:
            field.setVisible(shown and (layer.role != "pin" or field not in self._path_fields))
        if key is None or not shown:
            return
        self.x_field.set_value(layer.points[key][0])
        self.y_field.set_value(layer.points[key][1])
        if layer.role != "pin":
            moment = key_moments(layer)[key]
            self.frame_field.set_value(1 + moment * (self._model.document.frames - 1))
        self.rotation_field.set_value(layer.rotate_deg[key] if layer.rotate_deg else 0.0)
        self.scale_field.set_value(100 * (layer.scale[key] if layer.scale else 1.0))


def _put_x(document: MotionDocument, layer: int, key: int, x: float) -> MotionDocument:
    y = document.layers[document.index_of(layer)].points[key][1]
    return edits.move_key(document, layer, key, (x, y))


def _put_y(document: MotionDocument, layer: int, key: int, y: float) -> MotionDocument:
    x = document.layers[document.index_of(layer)].points[key][0]
    return edits.move_key(document, layer, key, (x, y))


def _put_frame(document: MotionDocument, layer: int, key: int, frame: float) -> MotionDocument:
    moment = (frame - 1) / (document.frames - 1)
    return edits.set_key_moment(document, layer, key, min(max(moment, 0.0), 1.0))


def _put_percent(document: MotionDocument, layer: int, key: int, percent: float) -> MotionDocument:
    return edits.set_key_scale(document, layer, key, percent / 100)
