"""The question before a rapid run: flashes within the limits still harm some people."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.neuro.stimulus.words import verdict_sentence
from desktop.widgets.controls import Paragraph, button, label, name
from desktop.widgets.theme import Theme
from desktop.widgets.words import translate
from shared.neuro.stimulus.flashes import FlashVerdict

WIDTH_PX = 440
_MARGIN_PX = 24


class FlashGate(QDialog):
    """Asks about the participant and wants a word typed; its answer is for one run only.

    Attributes
    ----------
    slow_wanted : Signal
        The person chose the slow presentation instead.
    """

    slow_wanted = Signal()

    def __init__(self, theme: Theme, verdict: FlashVerdict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        width_px = theme.px(WIDTH_PX)
        self.setWindowTitle(self.tr("Flashing pictures"))
        heading = label(self.tr("Rapid pictures can trigger seizures"), "title")
        figures = Paragraph(width_px)
        figures.setText(
            verdict_sentence(verdict)
            + " "
            + self.tr("These limits protect most people, not everybody.")
        )
        question = Paragraph(width_px, "")
        question.setText(
            self.tr(
                "Has the person who will look ever had a seizure, epilepsy or migraine, or has a"
                " close relative epilepsy?"
            )
        )
        self.answer_no = QRadioButton(self.tr("No, none of them"))
        self.answer_yes = QRadioButton(self.tr("Yes, or not sure"))
        self.word = translate("FlashGate", "flashes")
        instruction = Paragraph(width_px, "")
        instruction.setText(
            self.tr("Type “{word}” to say that you have asked.").format(word=self.word)
        )
        self.typed = QLineEdit()
        self.refusal = Paragraph(width_px, "bad")
        self.refusal.setText(self.tr("Then show the pictures one at a time."))
        self.start = button(
            self.tr("Show them"),
            self.tr("Show the flashing pictures, this time only; Space or Esc is gray at once"),
            self.accept,
            "danger",
        )
        self.slow = button(
            self.tr("One at a time"), self.tr("Take the slow presentation"), self._choose_slow
        )
        self.cancel = button(self.tr("Cancel"), self.tr("Show nothing"), self.reject)
        for choice in (self.answer_no, self.answer_yes):
            name(choice, choice.text(), question.text())
            choice.toggled.connect(self._judge)
        name(self.typed, instruction.text())
        self.typed.textChanged.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, 16)
        column.setSpacing(12)
        parts: list[QWidget] = [heading, figures, question, self.answer_no, self.answer_yes]
        for part in [*parts, self.refusal, instruction, self.typed]:
            column.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for choice_button in (self.slow, self.cancel, self.start):
            foot.addWidget(choice_button)
        column.addSpacing(4)
        column.addLayout(foot)
        self._judge()

    @property
    def is_answered(self) -> bool:
        """Nobody is at risk as far as is known, and the word is there."""
        is_typed = self.typed.text().strip().casefold() == self.word.casefold()
        return self.answer_no.isChecked() and is_typed

    def accept(self) -> None:
        """Only with both answers; Enter in the field does nothing without them."""
        if self.is_answered:
            super().accept()

    def _choose_slow(self) -> None:
        self.slow_wanted.emit()
        self.reject()

    def _judge(self) -> None:
        self.refusal.setVisible(self.answer_yes.isChecked())
        self.typed.setEnabled(self.answer_no.isChecked())
        self.start.setEnabled(self.is_answered)
