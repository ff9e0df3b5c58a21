"""The last reconstructions in a row; a click shows one again."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.thumbnails import image_of
from desktop.neuro.decoding.words import percent, trial_words, verdict_words
from desktop.widgets.strip import lay_as_strip
from desktop.widgets.theme import Theme

SIDE_PX = 48


class HistoryStrip(QListWidget):
    """Emits `picked` with the answer that was clicked; the newest comes first."""

    picked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        side = theme.px(SIDE_PX)
        self._answers: tuple[Answer, ...] = ()
        lay_as_strip(self, side, 22)
        self.setAccessibleName(self.tr("Last pictures"))
        self.setToolTip(self.tr("Choose a picture to see it again"))
        self.currentRowChanged.connect(self._pick)
        self.itemClicked.connect(lambda item: self._pick(self.row(item)))

    def show_answers(self, answers: tuple[Answer, ...], chosen: Answer | None) -> None:
        """Show answers, oldest first as they are kept."""
        answers = answers[::-1]
        with QSignalBlocker(self):
            if answers != self._answers:
                self._fill(answers)
            row = answers.index(chosen) if chosen in answers else -1
            self.setCurrentRow(row)
            if row < 0:
                self.clearSelection()

    def _fill(self, answers: tuple[Answer, ...]) -> None:
        known = {id(a): self.item(n).icon() for n, a in enumerate(self._answers)}
        self._answers = answers
        icons = [known.get(id(answer)) or _icon(answer) for answer in answers]
        self.clear()
        for answer, icon in zip(answers, icons, strict=True):
            item = QListWidgetItem(icon, "")
            words = _words(answer)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._answers):
            self.picked.emit(self._answers[row])


def _icon(answer: Answer) -> QIcon:
    if answer.pixels is None:
        return QIcon()
    return QIcon(QPixmap.fromImage(image_of(answer.pixels)))


def _words(answer: Answer) -> str:
    best = answer.candidates[0] if answer.candidates else None
    named = f"{best.concept} {percent(best.probability)}" if best is not None else ""
    parts = (named, verdict_words(answer), trial_words(answer.n_trials))
    return " · ".join(part for part in parts if part)
