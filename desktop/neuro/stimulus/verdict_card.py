"""The plan in figures, and whether it flashes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.neuro.stimulus.model import Assessment
from desktop.neuro.stimulus.words import duration, verdict_sentence, verdict_title
from desktop.widgets.controls import button, label, set_role
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError

_ICON_PX = 22


class PlanFacts(QWidget):
    """Length, pictures, blocks and rings of a plan in a row."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        self.values: list[QLabel] = []
        names = (
            self.tr("Length"),
            self.tr("Pictures shown"),
            self.tr("Each"),
            self.tr("Blocks"),
            self.tr("Rings"),
        )
        for text in names:
            column = QVBoxLayout()
            column.setSpacing(0)
            value = label("–", "title")
            column.addWidget(label(text, "label"))
            column.addWidget(value)
            row.addLayout(column)
            self.values.append(value)
        row.addStretch(1)

    def show_assessment(self, assessment: Assessment | None) -> None:
        """Show a plan's figures, or none."""
        plan = assessment.plan if assessment is not None else None
        texts = ["–"] * len(self.values)
        if plan is not None:
            n_pictures = len(plan.trials) - plan.n_targets
            texts = [duration(plan.length_s), str(n_pictures), f"{plan.settings.repeats}×"]
            texts += [str(plan.n_blocks), str(plan.n_targets)]
        for value, text in zip(self.values, texts, strict=True):
            value.setText(text)


class VerdictCard(QFrame):
    """An icon and two lines: whether it may be shown, with the figures and a way out.

    Attributes
    ----------
    size_wanted : Signal of float
        Pictures shall have that size, at which they flash less.
    """

    size_wanted = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self._icon, self.title, self.sentence = QLabel(), label("", "title"), label("", "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._icon.setFixedSize(_ICON_PX, _ICON_PX)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._size: float | None = None
        self.fix = button("", self.tr("Smaller pictures flash over less of the eye"), self._fix)
        row.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignVCenter)
        self.fix.hide()

    def _fix(self) -> None:
        if self._size is not None:
            self.size_wanted.emit(self._size)

    def _offer(self, assessment: Assessment | None) -> None:
        self._size = assessment.safe_size if assessment is not None else None
        self.fix.setVisible(self._size is not None)
        if assessment is not None and self._size is not None:
            unit = "°" if assessment.options.unit == "deg" else " px"
            self.fix.setText(self.tr("Make them {size}").format(size=f"{self._size:g}{unit}"))
            self.fix.setAccessibleName(self.fix.text())

    def show_state(
        self, assessment: Assessment | None, failure: AppError | None, *, is_read: bool
    ) -> None:
        """Show a verdict, what is wrong, or what is being worked out."""
        error = failure or (assessment.error if assessment is not None else None)
        self._offer(assessment if error is None else None)
        if error is not None:
            self._show("warning", "bad", self.tr("This cannot be shown"), error_words(error))
        elif assessment is None or assessment.verdict is None:
            title = self.tr("Planning…") if is_read else self.tr("Reading the pictures…")
            self._show("hourglass", "muted", title, "")
        else:
            verdict = assessment.verdict
            icon, color = ("shield-check", "good") if verdict.passes else ("prohibit", "bad")
            sentence = verdict_sentence(verdict)
            if verdict.passes and assessment.needs_question:
                icon, color = "warning", "warning"
                sentence += " " + self.tr("You will be asked about the participant.")
            elif not verdict.passes:
                sentence += " " + self.tr("Show smaller, darker or fewer pictures a second.")
            self._show(icon, color, verdict_title(verdict), sentence)

    def _show(self, icon: str, color: str, title: str, sentence: str) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(icon, color, _ICON_PX, ratio))
        self.title.setText(title)
        set_role(self.title, "title")
        self.sentence.setText(sentence)
        self.setAccessibleName(f"{title}. {sentence}")
