"""Before the first recording of a person: what is kept, and that the person agreed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.neuro.recordings import CONSENT_VERSION
from desktop.widgets.controls import Paragraph, button, label, name
from shared.neuro.acquisition import CODE

WIDTH_PX = 460


class ConsentSheet(QDialog):
    """Asks for a code and a tick; `agreed` is called with the code."""

    def __init__(self, parent: QWidget, subject: str, agreed: Callable[[str], object]) -> None:
        super().__init__(parent)
        self._agreed = agreed
        self.setWindowTitle(self.tr("Consent to a recording"))
        self.setModal(True)
        heading = label(self.tr("Before a person is recorded"), "title")
        text = Paragraph(WIDTH_PX - 48, "")
        text.setText(
            self.tr(
                "The recording holds the electrical activity of the participant's head, the times "
                "of events and the codes typed here. It stays on this computer and nothing is sent "
                "anywhere. It is kept under a code, not under a name; keep the list that says who "
                "has which code elsewhere.\n\n"
                "The participant takes part freely, may stop at any time without giving a reason, "
                "and may ask for the recording to be deleted. This is research, not a medical "
                "examination, and says nothing about health."
            )
        )
        self.subject = QLineEdit(subject)
        self.subject.setPlaceholderText(self.tr("Subject code, for example P01"))
        self.subject.setValidator(
            QRegularExpressionValidator(QRegularExpression(CODE), self.subject)
        )
        name(self.subject, self.tr("Subject code"), self.tr("Letters and digits, no name"))
        self.tick = QCheckBox(self.tr("The participant has read this and agrees"))
        name(self.tick, self.tick.text(), self.tr("Needed to record a person"))
        version = label(
            self.tr(
                "Text version {version}. The version and the time are kept in the recording."
            ).format(version=CONSENT_VERSION),
            "label",
        )
        self.record = button(
            self.tr("Agree and record"), self.tr("Keep the consent and begin to record"),
            self.accept, "primary",
        )  # fmt: skip
        self.cancel = button(self.tr("Cancel"), self.tr("Do not record"), self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.record)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (heading, text, self.subject, self.tick, version):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.tick.toggled.connect(lambda _: self._refresh())
        self.subject.textChanged.connect(lambda _: self._refresh())
        self._refresh()

    def _refresh(self) -> None:
        ready = self.tick.isChecked() and bool(self.subject.text())
        self.record.setEnabled(ready)

    def accept(self) -> None:
        """Both were given."""
        if self.record.isEnabled():
            super().accept()
            self._agreed(self.subject.text())
