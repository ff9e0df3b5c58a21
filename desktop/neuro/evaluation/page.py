"""The screen of evaluations: what came of one at the left, what can be measured at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.evaluation.evaluator import EvaluationRun, Evaluator
from desktop.neuro.evaluation.form import EvaluationForm
from desktop.neuro.evaluation.result_view import ResultActions, ResultView
from desktop.neuro.evaluation.words import request_title, run_words
from desktop.widgets.controls import Paragraph, button, label, name, set_role
from desktop.widgets.scroll_room import keep_bar_room
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest

FORM_PX, TEXT_PX = (308, 380), 460


@dataclass(frozen=True)
class PageActions:
    """What the page asks of the workspace.

    Attributes
    ----------
    go_back : callable
        Leaves the page, where no tabs do that.
    copy : callable
        Puts a text on the clipboard.
    """

    result: ResultActions
    go_back: Callable[[], object]
    copy: Callable[[str], object]


class EvaluationPage(QWidget):
    """Follows the evaluator; made anew when the language changes."""

    def __init__(self, evaluator: Evaluator, theme: Theme, actions: PageActions) -> None:
        super().__init__()
        self._evaluator, self._theme, self._actions = evaluator, theme, actions
        self.form = EvaluationForm(theme, actions.copy)
        self.result = ResultView(theme, actions.result)
        self.back = button(
            self.tr("Back"), self.tr("Leave this page  (Esc)"), actions.go_back, "link"
        )
        self._stack = QStackedWidget()
        self._scroll = _scrolled(self.result)
        keep_bar_room(self._scroll)
        for page in (self._teaching(), self._waiting(), self._scroll):
            self._stack.addWidget(page)
        self._lay_out()
        self.form.wanted.connect(self.start)
        self.form.chosen.connect(evaluator.show)
        self._connections = [
            evaluator.run.changed.connect(lambda _: self.refresh()),
            evaluator.jobs.changed.connect(lambda _: self.refresh()),
        ]
        self.show_back(False)
        self.refresh()

    # --- parts ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        side = _scrolled(self.form)
        side.setMinimumWidth(self._theme.px(FORM_PX[0]))
        side.setMaximumWidth(self._theme.px(FORM_PX[1]))
        stage = QWidget()
        left = QVBoxLayout(stage)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(12, 6, 12, 0)
        head.addWidget(self.back)
        head.addStretch(1)
        left.addWidget(self._head)
        left.addWidget(self._stack, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(stage)
        splitter.addWidget(side)
        splitter.setStretchFactor(0, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(splitter)

    def _teaching(self) -> QWidget:
        """What stands there before anything was measured."""
        self._heading = label(self.tr("Can a decoder be fooled?"), "hero")
        words = Paragraph(self._theme.px(TEXT_PX))
        words.setText(
            self.tr(
                "Many published figures come from recordings in which all pictures of a class were"
                " shown in one run. The demonstration decodes such a recording, simulated without"
                " any answer of the brain, and shows what a careless split makes of it."
            )
        )
        self.begin = button(
            self.tr("Show the confound demonstration"),
            self.tr("Simulate a block design without any answer, and decode it"),
            lambda: self.start(NeuroEvaluateRequest(confound_demo=True)),
            "primary",
        )
        return _centred(self._heading, words, self.begin)

    def _waiting(self) -> QWidget:
        """An evaluation that is under way, or why there is no result."""
        self.title, self.words = label("", "hero"), Paragraph(self._theme.px(TEXT_PX))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(self._theme.px(TEXT_PX))
        name(self.progress, self.tr("Progress of the evaluation"))
        self.cancel = button(
            self.tr("Cancel"), self.tr("Stop the evaluation"), self._evaluator.cancel
        )
        self.again = button(
            self.tr("Try again"), self.tr("Run it once more"), self._evaluator.retry, "primary"
        )
        return _centred(self.title, self.progress, self.words, self.cancel, self.again)

    # --- what is shown ----------------------------------------------------------------------------

    def show_back(self, wanted: bool) -> None:
        """Whether there are no tabs by which the page can be left."""
        self._head.setVisible(wanted)

    def refresh(self) -> None:
        """Show what the evaluator knows."""
        run, busy = self._evaluator.run.value, self._evaluator.is_busy
        self.form.show_busy(busy)
        self.form.show_jobs(self._evaluator.jobs.value, run.job_id)
        self.begin.setEnabled(not busy)
        if run.step == "idle":
            self._stack.setCurrentIndex(0)
        elif run.step == "done":
            self.result.show_run(run)
            self._stack.setCurrentIndex(2)
            self.result.set_room(self._stack.height())
        else:
            self._show_waiting(run, busy)
            self._stack.setCurrentIndex(1)

    def _show_waiting(self, run: EvaluationRun, busy: bool) -> None:
        self.title.setText(run.title)
        is_under_way = run.is_under_way or run.step == "reading"
        self.progress.setVisible(is_under_way)
        self.progress.setRange(0, 100 if run.total > 0 else 0)
        self.progress.setValue(round(100 * run.done / run.total) if run.total > 0 else 0)
        if run.step == "failed":
            words = error_words(run.error) if run.error is not None else ""
        elif run.step == "cancelled":
            words = self.tr("It was stopped before there was a result.")
        else:
            words = run_words(run)
        set_role(self.words, "bad" if run.step == "failed" else "muted")
        self.words.setText(words)
        self.words.updateGeometry()
        self.cancel.setVisible(run.is_under_way)
        self.again.setVisible(not is_under_way)
        self.again.setEnabled(not busy)

    # --- what a person does -----------------------------------------------------------------------

    def start(self, request: NeuroEvaluateRequest) -> None:
        """Begin an evaluation."""
        self._evaluator.start(request, request_title(request))
        if self.cancel.isVisible():
            # The button that was pressed can do nothing now.
            self.cancel.setFocus()

    def start_confound(self) -> None:
        """The demonstration at one click; one that is under way is shown instead."""
        self.start(NeuroEvaluateRequest(confound_demo=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture of a result fits into what is seen."""
        super().resizeEvent(event)
        self.result.set_room(self._stack.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the page where there are no tabs."""
        if event.key() == Qt.Key.Key_Escape and self._head.isVisible():
            self._actions.go_back()
        else:
            super().keyPressEvent(event)

    def release(self) -> None:
        """Let go of models, theme and thread."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.result.release()
        self.form.release()


def _scrolled(widget: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(widget)
    return scroll


def _centred(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(12)
    column.addStretch(2)
    for widget in widgets:
        if isinstance(widget, QLabel):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
    return page
