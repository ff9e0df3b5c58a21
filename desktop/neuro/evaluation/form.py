"""What can be measured, and what was: the form beside the result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QDateTime, QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.jobs_model import JobRow
from desktop.neuro.evaluation.recordings_form import RecordingsForm
from desktop.widgets.controls import button, name
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from desktop.widgets.sentence_items import SENTENCE_ROLE, SentenceDelegate
from desktop.widgets.theme import Theme
from desktop.widgets.words import state_words
from shared.jobs import JobView
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest

MOST_ROWS, LIST_WIDTH_PX = 5, 270
_ID = Qt.ItemDataRole.UserRole


class EvaluationForm(QWidget):
    """Offers what can be started.

    Attributes
    ----------
    wanted : Signal of NeuroEvaluateRequest
        A button was pressed.
    chosen : Signal of str
        An earlier evaluation, by the id of its job.
    """

    wanted = Signal(object)
    chosen = Signal(str)

    def __init__(self, theme: Theme, copy: Callable[[str], object]) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[JobView, ...], str] = ((), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        self.recordings = RecordingsForm(copy)
        self.recordings.wanted.connect(self.wanted)
        for part in (self._confound(), self._simulated(), self.recordings, self._earlier()):
            column.addWidget(part)
        column.addStretch(1)

    def _confound(self) -> Section:
        part = Section(self.tr("Confound demonstration"))
        part.add_hint().setText(
            self.tr("Names 40 classes from EEG that answers to none of them. Takes some seconds.")
        )
        self.confound = button(
            self.tr("Show it"),
            self.tr("Simulate a block design without any answer, and decode it"),
            lambda: self.wanted.emit(NeuroEvaluateRequest(confound_demo=True)),
            "primary",
        )
        part.rows.addWidget(self.confound)
        return part

    def _simulated(self) -> Section:
        part = Section(self.tr("Simulated people"))
        self.level = QComboBox()
        self.level.addItem(self.tr("Realistic"), "realistic")
        self.level.addItem(self.tr("Clear responses"), "demo")
        part.rows.addLayout(
            combo_row(
                self.tr("Level"), self.level, self.tr("How clear the responses to pictures are")
            )
        )
        self.people = NumberField(
            self.tr("People"), minimum=1, maximum=8, default=2,
            help_text=self.tr("None of them was trained on"),
        )  # fmt: skip
        self.pictures = NumberField(
            self.tr("Pictures"), minimum=4, maximum=200, step=4, default=48,
            help_text=self.tr("Test pictures that are painted with and without each level"),
        )  # fmt: skip
        self.seed = NumberField(
            self.tr("Seed"), minimum=0, maximum=999_999,
            help_text=self.tr("Equal settings give equal figures"),
        )  # fmt: skip
        for field, value in ((self.people, 2), (self.pictures, 48), (self.seed, 11)):
            field.set_value(value)
            part.rows.addWidget(field)
        part.add_hint().setText(
            self.tr("Takes minutes. Live decoding goes before it and slows it down.")
        )
        self.measure = button(
            self.tr("Measure"),
            self.tr("Measure retrieval, controls, confidence and the paper's ablation"),
            lambda: self.wanted.emit(self.request()),
        )
        part.rows.addWidget(self.measure)
        return part

    def _earlier(self) -> Section:
        self.earlier = Section(self.tr("Evaluations so far"))
        self.list = QListWidget()
        self.list.setItemDelegate(SentenceDelegate(self._theme.px(LIST_WIDTH_PX), self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name(self.list, self.tr("Evaluations so far"), self.tr("Choose one to see it again"))
        self.list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_ID)))
        self.list.itemActivated.connect(lambda item: self.chosen.emit(item.data(_ID)))
        self.earlier.rows.addWidget(self.list)
        return self.earlier

    def request(self) -> NeuroEvaluateRequest:
        """What the fields ask for."""
        return NeuroEvaluateRequest(
            simulate=self.level.currentData(),
            participants=round(self.people.box.value()),
            pictures=round(self.pictures.box.value()),
            seed=round(self.seed.box.value()),
        )

    def show_request(self, request: NeuroEvaluateRequest, path: Path | None) -> None:
        """Take what was asked before; `path` has its recordings, where they still lie there."""
        if request.simulate != "none":
            self.level.setCurrentIndex(self.level.findData(request.simulate))
            self.people.set_value(request.participants)
            self.pictures.set_value(request.pictures)
            self.seed.set_value(request.seed)
        elif not request.confound_demo:
            self.recordings.show_request(request, path)

    # --- what is shown ----------------------------------------------------------------------------

    def show_busy(self, is_busy: bool) -> None:
        """Whether an evaluation is under way; a second one waits for a person's next click."""
        for widget in (self.confound, self.measure):
            widget.setEnabled(not is_busy)
        self.recordings.show_busy(is_busy)

    def show_jobs(self, jobs: tuple[JobView, ...], current: str) -> None:
        """The newest first; a list that stays as it is can be clicked while progress comes."""
        self.earlier.setVisible(bool(jobs))
        if self._shown == (jobs, current):
            return
        self._shown = jobs, current
        with QSignalBlocker(self.list):
            self.list.clear()
            for view in jobs:
                item = QListWidgetItem(view.title or view.task)
                item.setData(SENTENCE_ROLE, _sentence(view))
                item.setData(_ID, view.job_id)
                item.setToolTip(item.text())
                self.list.addItem(item)
                if view.job_id == current:
                    self.list.setCurrentItem(item)
        rows = min(len(jobs), MOST_ROWS)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth())

    def release(self) -> None:
        """Let go of the thread."""
        self.recordings.release()


def _sentence(view: JobView) -> str:
    made = QDateTime.fromSecsSinceEpoch(round(view.created_at))
    is_today = made.date() == QDate.currentDate()
    when = QLocale().toString(made.time() if is_today else made, QLocale.FormatType.ShortFormat)
    return f"{state_words(JobRow(view))} · {when}"
