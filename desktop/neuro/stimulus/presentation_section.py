"""How pictures are presented: the paradigm and its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from desktop.neuro.stimulus.words import paradigm_help, paradigm_name
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from desktop.widgets.words import translate
from shared.neuro.stimulus.settings import (
    LIMITS,
    PRESETS,
    Paradigm,
    ProtocolSettings,
    limits,
    max_fade_s,
)


@dataclass(frozen=True)
class _Row:
    """One number: its setting, its words, and how many of its units are one of the setting's."""

    field: str
    label: str
    help_text: str
    unit: str = ""
    scale: float = 1.0
    step: float = 1.0
    special: str = ""


def _ms(field: str, label: str, help_text: str, special: str = "") -> _Row:
    unit = translate("PresentationSection", "ms")
    return _Row(field, label, help_text, unit, 1000.0, 50.0, special)


def _rows() -> list[_Row]:
    return [
        _ms("on_s", translate("PresentationSection", "Picture"),
            translate("PresentationSection", "How long each picture stays")),
        _ms("off_s", translate("PresentationSection", "Gray after it"),
            translate("PresentationSection", "The gray has the mean luminance of the pictures")),
        _ms("jitter_s", translate("PresentationSection", "Jitter"),
            translate("PresentationSection", "The gray is longer by a random time up to this")),
        _ms("fade_s", translate("PresentationSection", "Fade"),
            translate("PresentationSection", "Pictures fade in and out over this time"),
            translate("PresentationSection", "None")),
        _Row("repeats", translate("PresentationSection", "Repeats"),
             translate("PresentationSection", "How often each picture is shown; in a calibration"
                       " run each concept, as far as 15 minutes allow")),
        _Row("block_trials", translate("PresentationSection", "Per block"),
             translate("PresentationSection", "Most pictures between two breaks"), step=10),
        _Row("break_s", translate("PresentationSection", "Break"),
             translate("PresentationSection", "Rest between two blocks"),
             unit=translate("PresentationSection", "s"), step=5,
             special=translate("PresentationSection", "None")),
        _Row("target_every", translate("PresentationSection", "Ring every"),
             translate("PresentationSection", "A ring to press Enter for keeps people attentive:"
                       " one for so many pictures"),
             special=translate("PresentationSection", "Never")),
        _Row("brightness", translate("PresentationSection", "Brightness"),
             translate("PresentationSection", "Share of the screen's luminance; rapid series are"
                       " never brighter than half of it"),
             unit="%", scale=100.0, step=10),
        _Row("seed", translate("PresentationSection", "Seed"),
             translate("PresentationSection", "Another seed is another order; the same seed is the"
                       " same order")),
    ]  # fmt: skip


class PresentationSection(Section):
    """Emits `paradigm_chosen` and, for one number, `edited` with its setting and value."""

    paradigm_chosen = Signal(str)
    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(translate("PresentationSection", "Presentation"))
        self.paradigm = QComboBox()
        for paradigm in get_args(Paradigm):
            self.paradigm.addItem(paradigm_name(paradigm), paradigm)
        self.paradigm.activated.connect(
            lambda index: self.paradigm_chosen.emit(self.paradigm.itemData(index))
        )
        help_text = self.tr("How pictures follow each other")
        self.rows.addLayout(combo_row(self.tr("Paradigm"), self.paradigm, help_text))
        self.hint = self.add_hint()
        self._specs = {row.field: row for row in _rows()}
        self.fields = {field: self._add(row) for field, row in self._specs.items()}

    def _add(self, row: _Row) -> NumberField:
        low, high = LIMITS[row.field]
        field = NumberField(
            row.label,
            minimum=low * row.scale,
            maximum=high * row.scale,
            step=row.step,
            unit=row.unit,
            help_text=row.help_text,
        )
        if row.special:
            field.set_special(row.special)
        is_whole = isinstance(getattr(ProtocolSettings(), row.field), int)
        emit = self._emitter(row, is_whole)
        field.edited.connect(emit)
        field.scrubbing.connect(emit)
        self.rows.addWidget(field)
        return field

    def _emitter(self, row: _Row, is_whole: bool) -> Callable[[float], None]:
        def emit(value: float) -> None:
            self.edited.emit(row.field, round(value) if is_whole else value / row.scale)

        return emit

    def show_settings(self, settings: ProtocolSettings) -> None:
        """Show all values within the limits of their paradigm."""
        with QSignalBlocker(self.paradigm):
            self.paradigm.setCurrentIndex(self.paradigm.findData(settings.paradigm))
        self.hint.setText(paradigm_help(settings.paradigm))
        preset = PRESETS[settings.paradigm]
        for name, field in self.fields.items():
            row = self._specs[name]
            low, high = limits(settings.paradigm, name)
            if name == "fade_s":
                high = max_fade_s(settings)
            with QSignalBlocker(field.box):
                field.box.setRange(low * row.scale, high * row.scale)
            field.set_default(getattr(preset, name) * row.scale)
            field.set_value(getattr(settings, name) * row.scale)
