"""Inspector section of a layer's easing, and of a camera's parallax."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import QComboBox

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument
from desktop.motion.easing_graph import EVEN, EasingGraph
from desktop.motion.inspector import bind_number
from desktop.motion.model import MotionModel
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from shared.motion.document import MAX_PARALLAX
from shared.motion.easing import EASE_IN, EASE_IN_OUT, EASE_OUT
from shared.tasks.motion import Easing

PRESETS: dict[str, Easing | None] = {
    "linear": None,
    "in": EASE_IN,
    "out": EASE_OUT,
    "in_out": EASE_IN_OUT,
}


def easing_name(easing: Easing | None) -> str:
    """The preset that an easing is, or `custom`."""
    return next((name for name, value in PRESETS.items() if value == easing), "custom")


class TimingSection(Section):
    """A choice of easings, the curve with its handles, and for a camera the parallax."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__(QCoreApplication.translate("TimingSection", "Timing"))
        self._model, layout = model, self.rows
        self.choice = QComboBox()
        for name, title in (
            ("linear", self.tr("Even")),
            ("in", self.tr("Ease in")),
            ("out", self.tr("Ease out")),
            ("in_out", self.tr("Ease in and out")),
            ("custom", self.tr("Custom")),
        ):
            self.choice.addItem(title, name)
        self.choice.activated.connect(lambda i: self._choose(self.choice.itemData(i)))
        help_text = self.tr("How speed changes between the first key and the last")
        layout.addLayout(combo_row(self.tr("Easing"), self.choice, help_text))
        self.graph = EasingGraph()
        self.graph.started.connect(model.begin)
        self.graph.moved.connect(self._drag)
        self.graph.ended.connect(model.commit)
        layout.addWidget(self.graph)
        self.parallax = NumberField(
            self.tr("Parallax"),
            minimum=0,
            maximum=100 * MAX_PARALLAX,
            step=5,
            unit="%",
            help_text=self.tr("How much farther the camera moves the foremost masked layer"),
        )
        bind_number(model, self.parallax, "Change parallax", self._with_parallax)
        layout.addWidget(self.parallax)

    def _layer(self) -> Layer | None:
        return self._model.document.layer(self._model.selection.value.layer_id)

    def _choose(self, name: str) -> None:
        layer = self._layer()
        if layer is None:
            return
        easing = (layer.easing or EVEN) if name == "custom" else PRESETS[name]
        changed = edits.set_layer(self._model.document, layer.layer_id, easing=easing)
        self._model.edit("Change easing", changed)

    def _drag(self, easing: Easing) -> None:
        layer = self._layer()
        if layer is not None:
            changed = edits.set_layer(self._model.document, layer.layer_id, easing=easing)
            self._model.update("Change easing", changed)

    def _with_parallax(self, document: MotionDocument, percent: float) -> MotionDocument:
        layer_id = self._model.selection.value.layer_id
        if layer_id is None:
            return document
        return edits.set_layer(document, layer_id, parallax=percent / 100)

    def refresh(self, layer: Layer) -> None:
        """Show a layer's values."""
        self.setVisible(layer.role != "pin")
        with QSignalBlocker(self.choice):
            self.choice.setCurrentIndex(self.choice.findData(easing_name(layer.easing)))
        self.graph.set_easing(layer.easing)
        self.parallax.setVisible(layer.role == "camera")
        self.parallax.set_value(100 * layer.parallax)
