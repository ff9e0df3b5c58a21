"""A run from the question to its report: what the page lets happen, and how it tells of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.neuro.stimulus.gate import FlashGate
from desktop.neuro.stimulus.page_actions import PageActions
from desktop.neuro.stimulus.page_view import PageView
from desktop.neuro.stimulus.player import RunReport
from desktop.neuro.stimulus.presentation_file import utc_now
from desktop.neuro.stimulus.reporter import Reporter
from desktop.neuro.stimulus.session_run import MarkCall, Order, SessionRun
from desktop.widgets.background import Background
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError

_LOOK_MS = 250


@dataclass(frozen=True)
class Surroundings:
    """What a run is made with."""

    theme: Theme
    background: Background
    mark: MarkCall
    clock: Callable[[], float]
    actions: PageActions


class RunControl(QObject):
    """Asks before rapid runs, runs, and keeps the report.

    Attributes
    ----------
    changed : Signal
        Something of a run is to be shown anew.
    slow_wanted : Signal
        Asked about rapid pictures, the person chose the slow presentation.
    started : Signal
        The first frame of a run is on its way.
    ended : Signal of RunReport
        A run that had begun is over.
    """

    changed = Signal()
    slow_wanted = Signal()
    started = Signal()
    ended = Signal(object)

    def __init__(self, around: Surroundings, view: Callable[[], PageView], parent: QWidget) -> None:
        super().__init__(parent)
        self._around, self._view, self._page = around, view, parent
        self.session = SessionRun(around.background, around.mark, around.clock, self)
        self.reporter = Reporter(around.background, around.actions)
        self._disconnect = self.reporter.changed.connect(self.changed.emit)
        self.gate: FlashGate | None = None
        self._failure: AppError | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._show_run)
        session = self.session
        # Comes from the thread: only a method of an object of this one is called here.
        session.preparing.connect(self._show_preparing)
        session.opened.connect(self._opened)
        session.began.connect(self._began)
        session.ended.connect(self._run_ended)
        session.failed.connect(self._run_failed)

    @property
    def is_active(self) -> bool:
        """Whether pictures are made ready or shown."""
        return self.session.is_active

    # --- what a person does -----------------------------------------------------------------------

    def ask(self, order: Order, is_current: Callable[[], bool]) -> None:
        """Run an order, after the question if its pictures come rapidly.

        `is_current` says whether the order is still what the page plans once the answer is there:
        what was asked about is what is shown.
        """
        assessment = order.assessment
        if not assessment.can_run or self.is_active or self.gate is not None:
            return
        if not assessment.needs_question:
            self._run(order)
            return
        assert assessment.verdict is not None
        self.gate = FlashGate(self._around.theme, assessment.verdict, self._page)
        self.gate.accepted.connect(lambda: self._agreed(order, is_current))
        self.gate.slow_wanted.connect(self.slow_wanted)
        self.gate.finished.connect(self._gate_closed)
        self.gate.open()

    def _gate_closed(self) -> None:
        if self.gate is not None:
            self.gate.deleteLater()
            self.gate = None

    def _agreed(self, order: Order, is_current: Callable[[], bool]) -> None:
        if is_current():
            self._run(order, utc_now())

    def _run(self, order: Order, asked_at: str = "") -> None:
        self.reporter.clear()
        self._failure = None
        self.reporter.asked_at = asked_at
        self.session.start(order)
        self._view().run_card.show_preparing(0, 1)
        self.changed.emit()

    def resume(self) -> None:
        """Go on after a pause."""
        run = self.session.run
        if run is not None and run.player.phase == "paused":
            run.window.requestActivate()
            run.window.toggle_pause()
            self._show_run()

    def put_away(self) -> None:
        """Nobody wants to see the last report any more; its file stays."""
        self._failure = None
        self.reporter.clear()
        self.changed.emit()

    # --- what happens -----------------------------------------------------------------------------

    def _show_preparing(self, done: int, total: int) -> None:
        if self.session.is_active and self.session.run is None:
            self._view().run_card.show_preparing(done, total)

    def _opened(self) -> None:
        self._look.start()
        self.changed.emit()

    def _began(self) -> None:
        if self.session.order is not None:
            self.reporter.begin(self.session.order, self._around.clock())
        self.started.emit()

    def _run_failed(self, error: AppError) -> None:
        self._failure = error
        self._around.actions.notice("error", error_words(error))

    def _run_ended(self, report: RunReport | None) -> None:
        self._look.stop()
        has_begun = report is not None and self.reporter.end(report)
        self.changed.emit()
        if has_begun:
            self.ended.emit(report)

    # --- what is shown ----------------------------------------------------------------------------

    def show(self, is_measuring: bool) -> None:
        """Fill the cards below the plan."""
        view, reporter = self._view(), self.reporter
        report = reporter.report
        if self.session.run is not None:
            self._show_run()
        elif self._failure is not None:
            view.run_card.show_failure(self._failure)
        elif report is not None:
            can_show = self._around.actions.show_file is not None
            view.run_card.show_report(report, reporter.saved, reporter.error, can_show=can_show)
        elif not self.is_active:
            view.run_card.hide()
        is_busy = self.is_active or is_measuring
        view.light_card.setVisible(reporter.can_check_light and not is_busy)
        reporter.tell_light(view.light_card)

    def _show_run(self) -> None:
        run, order = self.session.run, self.session.order
        if run is not None and order is not None:
            self._view().show_run(run.player, order.plan.length_s)

    # --- the end ----------------------------------------------------------------------------------

    def close(self) -> None:
        """End a run within this call and save its report."""
        if self.gate is not None:
            self.gate.reject()
        if self.session.run is None:
            self.session.stop()  # or the thread would first make all pictures ready
        self._around.background.close()
        self.session.close()
        self._look.stop()
        self.reporter.flush()
        self._disconnect()
