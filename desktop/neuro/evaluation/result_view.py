"""What an evaluation came to: plain words, the table and the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.neuro.evaluation.evaluator import EvaluationRun
from desktop.neuro.evaluation.figure_table import FigureTable
from desktop.neuro.evaluation.picture_card import PictureCard
from desktop.neuro.evaluation.result import Evaluation
from desktop.neuro.evaluation.words import explanation, facts_words, picture_words
from desktop.widgets.background import Background
from desktop.widgets.controls import button, label
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.paths import write_atomic

# A longer table stands below the picture.
SHORT_ROWS = 9
# Longer lines are hard to read.
WIDTH_PX = 960
LEAST_PICTURE_PX = 240


@dataclass(frozen=True)
class ResultActions:
    """What the result asks of the workspace.

    Attributes
    ----------
    ask_target : callable
        Where a picture of that name is saved; None if nowhere.
    show_files : callable
        Opens the folder of a job's files, by its id.
    """

    notice: Callable[[str, str], object]
    ask_target: Callable[[str], Path | None]
    show_files: Callable[[str], object]


class ResultView(QWidget):
    """Shows one result; pictures are read on a thread."""

    def __init__(self, theme: Theme, actions: ResultActions) -> None:
        super().__init__()
        self._theme, self._actions = theme, actions
        self._result: Evaluation | None = None
        self._job_id = ""
        self._room_px = 0
        self.setMaximumWidth(theme.px(WIDTH_PX))
        self._background = Background("eeg-figures", self)
        self.title, self.badge = label("", "hero"), label(self.tr("SIMULATED"), "key")
        self.badge.setToolTip(self.tr("Nobody was recorded: people and signals are simulated"))
        self.words, self.facts = label(), label("", "label")
        self.words.setWordWrap(True)
        self.notes = label("", "muted")
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table, self.picture = FigureTable(theme), PictureCard()
        self.save = button(
            self.tr("Save the picture…"), self.tr("Save the picture as PNG"), self.save_picture,
            "link",
        )  # fmt: skip
        self.files = button(
            self.tr("Show files"),
            self.tr("Open the folder with table, picture and all figures"),
            lambda: actions.show_files(self._job_id),
            "link",
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.save)
        head.addWidget(self.files)
        self._column.addLayout(head)
        for widget in (self.words, self.table, self.picture, self.notes, self.facts):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    def show_run(self, run: EvaluationRun) -> None:
        """Show the result of a run that is done."""
        result = run.result
        if result is None or result is self._result:
            return
        self._result, self._job_id = result, run.job_id
        self.title.setText(run.title)
        self.badge.setVisible(result.simulated)
        self.words.setText(explanation(result))
        self.words.setVisible(bool(self.words.text()))
        self.facts.setText(facts_words(result))
        self.notes.setText("\n".join(f"• {note}" for note in result.notes))
        self.notes.setVisible(bool(result.notes))
        self.table.show_table(result.table)
        self._column.removeWidget(self.picture)
        is_short = len(result.table) <= SHORT_ROWS
        self._column.insertWidget(3 if is_short else 2, self.picture)
        self.picture.show_image(None, "")
        self.save.setVisible(bool(result.picture))
        if result.picture:
            self._background.run(
                lambda: QImage.fromData(result.picture), lambda image: self._drawn(result, image)
            )

    def set_room(self, height_px: int) -> None:
        """How much is seen at once: the picture beside a short table leaves room for that."""
        self._room_px = height_px
        self._size_picture()

    def _size_picture(self) -> None:
        others: list[QWidget] = [self.title, self.words, self.facts]
        if self._result is not None and len(self._result.table) <= SHORT_ROWS:
            others.append(self.table)
        margins = self._column.contentsMargins()
        room = self._room_px - margins.top() - margins.bottom()
        for widget in others:
            inner = self.width() - margins.left() - margins.right()
            height = widget.heightForWidth(inner) if widget.hasHeightForWidth() else widget.height()
            room -= height + self._column.spacing()
        self.picture.set_most_px(max(self._theme.px(LEAST_PICTURE_PX), room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words take fewer lines where there is more room."""
        super().resizeEvent(event)
        self._size_picture()

    def _drawn(self, result: Evaluation, image: QImage) -> None:
        if result is self._result and not image.isNull():
            self._size_picture()
            self.picture.show_image(image, picture_words(result))

    def save_picture(self) -> None:
        """Ask where, and save the picture as it came."""
        result = self._result
        path = self._actions.ask_target(result.picture_file) if result is not None else None
        if result is None or path is None:
            return
        try:
            write_atomic(path, result.picture)
        except OSError as error:
            told = file_error(error, path)
            told = told or AppError("bad_request", reason=f"{path}: {error.strerror}")
            self._actions.notice("error", error_words(told))
        else:
            self._actions.notice("good", self.tr("Saved {name}").format(name=path.name))

    def release(self) -> None:
        """Let go of theme and thread."""
        self.table.release()
        self._background.close()
