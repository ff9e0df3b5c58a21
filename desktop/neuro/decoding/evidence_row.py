"""How the evidence for a picture grows with its repeats: a bar of confidence for each answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.words import percent, trial_words
from desktop.widgets.theme import Theme

HEIGHT_PX, BAR_PX, GAP_PX = 26, 8, 3
MOST_BARS = 16


class EvidenceRow(QWidget):
    """There once a picture was answered to more than once; the newest bar is in colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answers: tuple[Answer, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.hide()

    def sizeHint(self) -> QSize:
        """One line of text, with bars."""
        return QSize(200, self._theme.px(HEIGHT_PX))

    def show_answers(self, answers: tuple[Answer, ...]) -> None:
        """Answers to one picture, each with more trials than the one before."""
        self._answers = answers[-MOST_BARS:]
        self.setVisible(len(self._answers) > 1)
        words, lines = self.tr("Confidence over repeats"), _lines(self._answers)
        self.setAccessibleName(f"{words}: {', '.join(lines)}")
        self.setToolTip("\n".join((words, *lines)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._answers) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        align = Qt.AlignmentFlag.AlignVCenter
        name = self.tr("Over repeats")
        painter.drawText(self.rect(), align | Qt.AlignmentFlag.AlignLeft, name)
        first, last = self._answers[0], self._answers[-1]
        span = f"{percent(first.confidence)} → {percent(last.confidence)}"
        painter.drawText(self.rect(), align | Qt.AlignmentFlag.AlignRight, span)
        left = painter.fontMetrics().horizontalAdvance(name) + 12.0
        right = self.width() - painter.fontMetrics().horizontalAdvance(span) - 12.0
        self._paint_bars(painter, left, right)
        painter.end()

    def _paint_bars(self, painter: QPainter, left: float, right: float) -> None:
        theme, height = self._theme, float(self.height() - 6)
        room = max(1, int((right - left + GAP_PX) / (BAR_PX + GAP_PX)))
        answers = self._answers[-room:]
        painter.setPen(Qt.PenStyle.NoPen)
        for place, answer in enumerate(answers):
            x = left + place * (BAR_PX + GAP_PX)
            painter.setBrush(theme.color("line"))
            painter.drawRoundedRect(QRectF(x, 3, BAR_PX, height), 2, 2)
            filled = max(2.0, height * min(1.0, answer.confidence))
            is_last = answer is answers[-1]
            token = "edge" if not is_last else "accent" if answer.sure else "warning"
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(QRectF(x, 3 + height - filled, BAR_PX, filled), 2, 2)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)


def _lines(answers: tuple[Answer, ...]) -> list[str]:
    return [f"{trial_words(a.n_trials)}: {percent(a.confidence)}" for a in answers]
