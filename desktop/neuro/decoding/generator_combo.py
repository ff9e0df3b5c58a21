"""The chooser of what makes the picture: each with its sentence, or why it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from desktop.neuro.decoding.generator_choices import Generator, GeneratorChoice
from desktop.widgets.sentence_combo import Entry, SentenceCombo
from desktop.widgets.words import code_words
from shared.neuro.generators import GeneratorName

translate = QCoreApplication.translate


def generator_summary(name: GeneratorName) -> str:
    """One sentence about a generator: the source text of `GENERATORS`, translated."""
    sentences: dict[GeneratorName, str] = {
        "small": translate(
            "Decoder", "Trained for the decoder; 64 pixels, a tenth of a second. Ships here."
        ),
        "stable-diffusion": translate(
            "Decoder", "The paper's generator, guided by captions of what was decoded."
        ),
        "sdxl-ip-adapter": translate(
            "Decoder", "A few steps, guided by pictures of what was decoded."
        ),
        "unclip": translate(
            "Decoder", "Guided by pictures of what was decoded; takes no first picture."
        ),
    }
    return sentences[name]


def choice_title(choice: GeneratorChoice) -> str:
    """A generator, and what a person called the model."""
    return f"{choice.info.title} · {choice.title}" if choice.title else choice.info.title


def _entry(choice: GeneratorChoice) -> Entry:
    reason = code_words(choice.reason, choice.params) if choice.reason else ""
    summary = generator_summary(choice.generator.name)
    return Entry(choice.generator, choice_title(choice), summary, reason)


class GeneratorCombo(SentenceCombo):
    """All generators; `chosen` reports a person's choice, `opened` that the list is looked at."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_choices(self, choices: Sequence[GeneratorChoice], current: Generator) -> None:
        """Offer these; what cannot run stays visible with its reason but cannot be chosen."""
        self.offer(map(_entry, choices), current)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name that is longer than the pane is wide ends in dots."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, field, self)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Ask first what there is: a model may have been added."""
        self.opened.emit()
        super().showPopup()
