"""Where pictures are shown and how large: the screen, its size, the photodiode."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from desktop.neuro.stimulus.options import (
    DISTANCE_CM,
    OFFSET_MS,
    SIZE_DEG,
    SIZE_PX,
    WIDTH_CM,
    WINDOWED,
    StimulusOptions,
)
from desktop.neuro.stimulus.words import refresh_words
from desktop.widgets.controls import button, name, set_role
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from desktop.widgets.words import translate
from shared.neuro.stimulus.refresh import RefreshReport
from shared.neuro.stimulus.screen import Screen

_DEFAULTS = StimulusOptions()


class ScreenSection(Section):
    """Emits `edited` with the changed fields of the options.

    Attributes
    ----------
    measure_wanted : Signal
        The refresh of the chosen screen shall be measured.
    """

    edited = Signal(dict)
    measure_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(translate("ScreenSection", "Screen"))
        self.choice = QComboBox()
        help_text = self.tr("A second screen for the participant leaves this one to you")
        self.rows.addLayout(combo_row(self.tr("Show on"), self.choice, help_text))
        self.refresh_hint = self.add_hint()
        self.measure = button(
            self.tr("Measure the refresh"),
            self.tr("Shows a steady gray on that screen for about two seconds"),
            self.measure_wanted.emit,
        )
        self.rows.addWidget(self.measure)
        self.unit = QComboBox()
        self.unit.addItem(self.tr("Degrees"), "deg")
        self.unit.addItem(self.tr("Pixels"), "px")
        help_text = self.tr("Degrees need the width of the screen and the distance of the eyes")
        self.rows.addLayout(combo_row(self.tr("Size in"), self.unit, help_text))
        self.size_field = self._number(
            self.tr("Size"), "size", SIZE_DEG, self.tr("The longer side of each picture")
        )
        self.width_field = self._number(
            self.tr("Width"), "width_cm", WIDTH_CM, self.tr("Width of the lit part of the screen"),
            unit=self.tr("cm"), decimals=1,
        )  # fmt: skip
        self.distance_field = self._number(
            self.tr("Distance"), "distance_cm", DISTANCE_CM,
            self.tr("From the eyes to the screen"), unit=self.tr("cm"),
        )  # fmt: skip
        self.offset_field = self._number(
            self.tr("Delay"), "offset_ms", OFFSET_MS,
            self.tr("How long after a frame its light is seen; markers are later by this"),
            unit=self.tr("ms"), decimals=1,
        )  # fmt: skip
        self.patch = QCheckBox(self.tr("Square for a photodiode"))
        help_text = self.tr("White in the lower right corner while a picture is shown")
        name(self.patch, self.patch.text(), help_text)
        self.rows.addWidget(self.patch)
        self.choice.activated.connect(lambda i: self._emit("screen", self.choice.itemData(i)))
        self.unit.activated.connect(self._change_unit)
        self.patch.toggled.connect(lambda on: self._emit("has_patch", on))
        self._screen = Screen()
        self._options = _DEFAULTS

    def _number(
        self,
        label: str,
        field: str,
        limits: tuple[float, float],
        help_text: str,
        *,
        unit: str = "",
        decimals: int = 0,
    ) -> NumberField:
        box = NumberField(
            label,
            minimum=limits[0],
            maximum=limits[1],
            decimals=decimals,
            unit=unit,
            help_text=help_text,
        )
        emit: Callable[[float], None] = lambda value: self._emit(field, value)  # noqa: E731
        box.edited.connect(emit)
        box.scrubbing.connect(emit)
        self.rows.addWidget(box)
        return box

    def _emit(self, field: str, value: object) -> None:
        self.edited.emit({field: value})

    def _change_unit(self, index: int) -> None:
        """Keep the size that pictures have."""
        unit, before = self.unit.itemData(index), self._options.unit
        if unit == before:
            return
        if unit == "px":
            size = float(round(self._screen.px(self._options.size)))
        else:
            size = round(self._screen.deg(self._options.size), 1)
        self.edited.emit({"unit": unit, "size": size})

    def show_refresh(self, report: RefreshReport | None, nominal_hz: float) -> None:
        """What is known of the chosen screen's refresh."""
        is_unknown = report is not None and not report.is_paced
        set_role(self.refresh_hint, "bad" if is_unknown else "muted")
        self.refresh_hint.setText(refresh_words(report, nominal_hz))

    def show_options(
        self, options: StimulusOptions, screen: Screen, names: Sequence[tuple[str, str]]
    ) -> None:
        """Show all values.

        Parameters
        ----------
        screen : Screen
            The chosen screen with the width and distance in use.
        names : sequence of (str, str)
            What can be chosen: value and words.
        """
        self._options, self._screen = options, screen
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for value, words in names:
                self.choice.addItem(words, value)
            default = names[1][0] if len(names) > 2 else WINDOWED
            place = self.choice.findData(options.screen or default)
            self.choice.setCurrentIndex(place if place >= 0 else self.choice.findData(default))
        is_deg = options.unit == "deg"
        box = self.size_field.box
        with QSignalBlocker(self.unit), QSignalBlocker(self.patch), QSignalBlocker(box):
            self.unit.setCurrentIndex(self.unit.findData(options.unit))
            self.patch.setChecked(options.has_patch)
            box.setDecimals(1 if is_deg else 0)
            box.setRange(*(SIZE_DEG if is_deg else SIZE_PX))
            box.setSuffix("°" if is_deg else " px")
        self.size_field.set_default(_DEFAULTS.size if is_deg else round(screen.px(_DEFAULTS.size)))
        self.distance_field.set_default(_DEFAULTS.distance_cm)
        self.size_field.set_value(options.size)
        self.width_field.set_default(screen.width_cm)
        self.width_field.set_value(screen.width_cm)
        self.distance_field.set_value(options.distance_cm)
        self.offset_field.set_value(options.offset_ms)
        # Without degrees neither says anything about the size.
        self.width_field.setVisible(is_deg or options.has_patch)
        self.distance_field.setVisible(is_deg)
