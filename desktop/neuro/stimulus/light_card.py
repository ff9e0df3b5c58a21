"""Markers against a photodiode: choose its channel, compare, take the delay over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop.neuro.stimulus.words import light_words
from desktop.widgets.controls import button, label, set_role
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.neuro.stimulus.photodiode import PhotodiodeReport

_CHANNEL_PX = 120


class LightCard(QFrame):
    """Shown after a run with the square for a photodiode.

    Attributes
    ----------
    check_wanted : Signal of str
        Compare the markers with that channel.
    delay_wanted : Signal of float
        Markers shall be later by that many ms than they were.
    """

    check_wanted = Signal(str)
    delay_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._report: PhotodiodeReport | None = None
        self._names: tuple[str, ...] = ()
        self.title, self.sentence = label(self.tr("Photodiode"), "title"), label("", "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.channel = QComboBox()
        self.channel.setAccessibleName(self.tr("Channel of the photodiode"))
        self.channel.setToolTip(self.tr("The channel that its signal comes in on"))
        self.channel.setFixedWidth(_CHANNEL_PX)
        self.check = button(
            self.tr("Check"), self.tr("Compare each marker with the light"), self._check
        )
        self.take = button(
            self.tr("Add to the delay"),
            self.tr("From the next run on markers are later by this"),
            self._take,
        )
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for widget in (self.channel, self.check, self.take):
            row.addWidget(widget)

    def show_channels(self, names: Sequence[str]) -> None:
        """Offer channels; the last is chosen, where extra inputs usually come."""
        if tuple(names) == self._names:
            return
        chosen, self._names = self.channel.currentText(), tuple(names)
        with QSignalBlocker(self.channel):
            self.channel.clear()
            self.channel.addItems(list(names))
            place = self.channel.findText(chosen)
            self.channel.setCurrentIndex(place if place >= 0 else len(names) - 1)
        self.channel.setEnabled(bool(names))
        self.check.setEnabled(bool(names))
        if self._report is None:
            self.show_result(None)

    def show_result(self, report: PhotodiodeReport | None) -> None:
        """What a check found; None before one."""
        self._report = report
        self.take.setVisible(report is not None)
        if report is not None:
            set_role(self.sentence, "good" if report.n_missing == 0 else "bad")
            self.sentence.setText(light_words(report))
            return
        set_role(self.sentence, "muted")
        self.sentence.setText(
            self.tr("Compare the markers of this run with the light on the square.")
            if self._names
            else self.tr("Open the source that the photodiode is connected to.")
        )

    def show_failure(self, error: AppError) -> None:
        """Why there is no result."""
        self.show_result(None)
        set_role(self.sentence, "bad")
        self.sentence.setText(error_words(error))

    def _check(self) -> None:
        if self.channel.currentIndex() >= 0:
            self.check_wanted.emit(self.channel.currentText())

    def _take(self) -> None:
        if self._report is not None:
            self.delay_wanted.emit(self._report.bias_ms)
            self.take.hide()
