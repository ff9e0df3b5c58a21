"""The causal chain in fields: what is filtered out of the picture; the recording stays raw."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.neuro.channels import ChannelModel
from desktop.neuro.trace_model import TraceModel
from desktop.neuro.view_settings import LANES
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import LABEL_WIDTH_PX, NumberField
from shared.neuro.filters import FilterSettings

NOTCHES_HZ = (None, 50.0, 60.0)
MOST_HZ = 1000.0


class FilterForm(QScrollArea):
    """Follows the trace model; every change is seen at once."""

    def __init__(self, model: TraceModel, channels: ChannelModel) -> None:
        super().__init__()
        self._model, self._channels = model, channels
        defaults = FilterSettings()
        self.low = self._number(
            self.tr("High-pass"),
            self.tr("Slower than this is taken out; 0 switches it off"),
            0.1,
            defaults.low_hz or 0.0,
            "low_hz",
        )
        self.high = self._number(
            self.tr("Low-pass"),
            self.tr("Faster than this is taken out; 0 switches it off"),
            1.0,
            defaults.high_hz or 0.0,
            "high_hz",
        )
        self.notch, self.reference, self.lanes = QComboBox(), QComboBox(), QComboBox()
        for hertz in NOTCHES_HZ:
            self.notch.addItem(self.tr("Off") if hertz is None else f"{hertz:g} Hz", hertz)
        self.notch.currentIndexChanged.connect(
            lambda _: self._change(notch_hz=self.notch.currentData())
        )
        self.reference.currentIndexChanged.connect(self._reference_chosen)
        for count in LANES:
            self.lanes.addItem(self.tr("All") if not count else str(count), count)
        self.lanes.currentIndexChanged.connect(
            lambda _: self._model.change(lanes=self.lanes.currentData())
        )
        filters = Section(self.tr("Filters"))
        for field in (self.low, self.high):
            filters.rows.addWidget(field)
        notch_help = self.tr("Takes the hum of the power line out")
        filters.rows.addLayout(combo_row(self.tr("Notch"), self.notch, notch_help))
        reference_help = self.tr("Taken away from every channel; the average is of the good ones")
        filters.rows.addLayout(combo_row(self.tr("Reference"), self.reference, reference_help))
        hint = filters.add_hint()
        hint.setText(self.tr("Filters change the picture only. What is recorded stays raw."))
        layout = Section(self.tr("Picture"))
        lanes_help = self.tr("Channels at a time; turn the pages with Page Up and Page Down")
        layout.rows.addLayout(combo_row(self.tr("Channels"), self.lanes, lanes_help))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(filters)
        column.addWidget(layout)
        column.addStretch(1)
        _widen_labels(body)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self._connections = [
            model.settings.changed.connect(lambda _: self._show()),
            channels.channels.changed.connect(lambda _: self._fill_references()),
        ]
        self._fill_references()

    def _number(
        self, title: str, help_text: str, step: float, default: float, key: str
    ) -> NumberField:
        field = NumberField(
            title,
            minimum=0.0,
            maximum=MOST_HZ,
            step=step,
            decimals=1,
            unit="Hz",
            default=default,
            help_text=help_text,
        )
        field.set_special(self.tr("Off"))
        field.edited.connect(lambda value: self._change(**{key: value or None}))
        field.scrubbing.connect(lambda value: self._change(**{key: value or None}))
        return field

    def _change(self, **changes: object) -> None:
        filters = msgspec.structs.replace(self._model.settings.value.filters, **changes)
        self._model.change_filters(filters)

    def _reference_chosen(self) -> None:
        reference = self.reference.currentData()
        if reference is not None:
            self._change(reference=reference)

    def _fill_references(self) -> None:
        labels = [channel.label for channel in self._channels.signals]
        known = {label.casefold(): label for label in labels}
        with QSignalBlocker(self.reference):
            self.reference.clear()
            self.reference.addItem(self.tr("Average"), "average")
            self.reference.addItem(self.tr("As recorded"), "none")
            for pair in (("M1", "M2"), ("A1", "A2"), ("TP9", "TP10")):
                found = [known[x.casefold()] for x in pair if x.casefold() in known]
                if len(found) == len(pair):
                    words = self.tr("Mean of {first} and {second}")
                    text = words.format(first=found[0], second=found[1])
                    self.reference.addItem(text, ",".join(found))
            for label in labels:
                self.reference.addItem(label, label)
        self._show()

    def _show(self) -> None:
        settings = self._model.settings.value
        filters = settings.filters
        self.low.set_value(filters.low_hz or 0.0)
        self.high.set_value(filters.high_hz or 0.0)
        for combo, value in (
            (self.notch, filters.notch_hz),
            (self.reference, filters.reference),
            (self.lanes, settings.lanes),
        ):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))

    def release(self) -> None:
        """Let go of the models."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()


def _widen_labels(body: QWidget) -> None:
    """Give the names of all rows the width that the longest needs, in a large font too."""
    labels = [x for x in body.findChildren(QLabel) if x.maximumWidth() == LABEL_WIDTH_PX]
    width_px = max([LABEL_WIDTH_PX, *(x.sizeHint().width() for x in labels)])
    for each in labels:
        each.setFixedWidth(width_px)
