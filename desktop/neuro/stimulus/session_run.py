"""From a plan to its report: the pictures made ready, then the run itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from desktop.neuro.stimulus.loading import LoadedSet
from desktop.neuro.stimulus.model import Assessment
from desktop.neuro.stimulus.painter import StimulusPainter
from desktop.neuro.stimulus.player import Player
from desktop.neuro.stimulus.prepared import PreparedSet, prepare
from desktop.neuro.stimulus.run import Stage, StimulusRun
from desktop.neuro.stimulus.words import window_words
from desktop.widgets.background import Background
from shared.errors import AppError
from shared.neuro.stimulus.description import start_marker
from shared.neuro.stimulus.exposure import mean_gray
from shared.neuro.stimulus.plan import Plan
from shared.neuro.stimulus.refresh import RefreshReport

MarkCall = Callable[[str, float | None], object]


@dataclass(frozen=True)
class Order:
    """What shall be shown, where, and in which type.

    `refresh` is what was measured of the screen.
    """

    loaded: LoadedSet
    assessment: Assessment
    plan: Plan
    stage: Stage
    font: QFont
    refresh: RefreshReport | None = None


class SessionRun(QObject):
    """Makes pictures ready on a thread, then shows them; one at a time.

    Attributes
    ----------
    preparing : Signal of (int, int)
        Pictures that are ready, of all.
    opened : Signal
        The stimulus window is there.
    began : Signal
        The person started.
    ended : Signal of RunReport or None
        The run is over; None if it did not come to a window.
    failed : Signal of AppError
        The pictures could not be made ready; `ended` follows.
    """

    preparing = Signal(int, int)
    opened = Signal()
    began = Signal()
    ended = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        background: Background,
        mark: MarkCall,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._mark, self._clock = background, mark, clock
        self._order: Order | None = None
        self.run: StimulusRun | None = None

    @property
    def order(self) -> Order | None:
        """What is made ready or shown."""
        return self._order

    @property
    def is_active(self) -> bool:
        """Whether pictures are made ready or shown."""
        return self._order is not None

    def start(self, order: Order) -> None:
        """Make the pictures of an order ready and open its window."""
        if self.is_active:
            return
        self._order = order
        assessment, plan = order.assessment, order.plan
        shown = sorted({trial.picture for trial in plan.trials if trial.picture is not None})
        side_px = max(1, round(assessment.placement.size_px))
        gray = mean_gray(order.loaded.lights)

        def call() -> PreparedSet:
            return prepare(
                order.loaded,
                shown,
                side_px,
                gray,
                plan.settings.brightness,
                self._progress_of(order),
            )

        def failed(error: AppError) -> None:
            if self._order is order:
                self._order = None
                self.failed.emit(error)
                self.ended.emit(None)

        self._background.run(call, lambda prepared: self._open(order, prepared), failed)

    def stop(self) -> None:
        """End what is going on."""
        if self.run is not None:
            self.run.stop()
        elif self._order is not None:
            self._order = None  # what is still being made ready is thrown away
            self.ended.emit(None)

    def close(self) -> None:
        """End what is going on within this call."""
        if self.run is not None:
            self.run.close()
        else:
            self.stop()

    def _progress_of(self, order: Order) -> Callable[[int, int], None]:
        """Reports how far it is, and ends the work of an order that is not wanted any more."""

        def progress(done: int, total: int) -> None:
            if self._order is not order:
                raise AppError("cancelled")
            self.preparing.emit(done, total)

        return progress

    def _open(self, order: Order, prepared: PreparedSet) -> None:
        if self._order is not order:
            return
        place, plan = order.assessment.placement, order.plan
        offset_ms = order.assessment.options.offset_ms
        pictures = order.loaded.pictures
        player = Player(
            plan,
            [picture.key for picture in pictures],
            order.stage.frame_s,
            self._mark,
            start_marker(plan, order.loaded.source.name, pictures, offset_ms),
            offset_ms / 1000,
        )
        words = window_words(plan.n_targets > 0)
        painter = StimulusPainter(prepared, place.patch_px, words, order.font)
        self.run = StimulusRun(player, painter, order.stage, self._clock, self)
        self.run.began.connect(self.began)
        self.run.ended.connect(self._finish)
        self.run.start(self.tr("Stimulus"))
        self.opened.emit()

    def _finish(self, report: object) -> None:
        run, self.run, self._order = self.run, None, None
        if run is not None:
            run.deleteLater()
        self.ended.emit(report)
