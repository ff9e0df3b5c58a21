"""The page for showing pictures: choose them, plan, see that it is safe, start, read the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.neuro.stimulus.model import ProtocolModel
from desktop.neuro.stimulus.options import OFFSET_MS, StimulusOptions
from desktop.neuro.stimulus.page_actions import PageActions
from desktop.neuro.stimulus.page_view import PageView
from desktop.neuro.stimulus.run_control import RunControl, Surroundings
from desktop.neuro.stimulus.screens import screen_facts
from desktop.neuro.stimulus.session_run import MarkCall, Order
from desktop.neuro.stimulus.stage_choice import StageChoice
from desktop.widgets.background import Background
from desktop.widgets.theme import Theme


class ProtocolPage(QWidget):
    """Everything about showing pictures, to be put into the EEG workspace.

    Call `refresh` when a recording or a source starts or ends, and `release` before it is deleted:
    that ends a run and saves its report.

    Parameters
    ----------
    mark : callable
        Takes a marker and its time in s on the monotonic clock (`EegMark`).
    actions : PageActions
        What else it asks of the workspace.
    options : StimulusOptions or None
        As `actions.remember` was given them.

    Attributes
    ----------
    started : Signal
        The first frame of a run is on its way.
    ended : Signal of RunReport
        A run that had begun is over.
    """

    started = Signal()
    ended = Signal(object)
    _loading = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        mark: MarkCall,
        *,
        actions: PageActions | None = None,
        options: StimulusOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._theme, self._actions = theme, actions or PageActions()
        self.ask_folder: Callable[[str], str] = self._ask_folder
        self.ask_file: Callable[[str], str] = self._ask_file
        self._background = Background("stimulus", self)
        self.stages = StageChoice(clock, self)
        around = Surroundings(theme, self._background, mark, clock, self._actions)
        self.control = RunControl(around, lambda: self.view, self)
        options = options or StimulusOptions()
        stage = self.stages.stage(options)
        self.model = ProtocolModel(
            options,
            screen_facts(stage.screen),
            stage.frame_s,
            self._background.run,
            self._loading.emit,
        )
        self._connections = [
            self.model.options.changed.connect(lambda _: self._show_options()),
            self.model.loaded.changed.connect(lambda _: self._show_set()),
            self.model.failure.changed.connect(lambda _: self._show_set()),
            self.model.assessment.changed.connect(lambda _: self._show_assessment()),
            theme.changed.connect(self._rebuild),
        ]
        self.stages.changed.connect(self._measured)
        self.control.changed.connect(self._show_session)
        self.control.slow_wanted.connect(lambda: self._choose_paradigm("slow"))
        self.control.started.connect(self.started)
        self.control.ended.connect(self.ended)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._view: PageView | None = None
        self._rebuild()

    @property
    def view(self) -> PageView:
        """The widgets of now; others after a change of the language or theme."""
        assert self._view is not None
        return self._view

    def _rebuild(self) -> None:
        """Make all parts, in the language and theme of now."""
        if self._view is not None:
            self._outer.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
        view = self._view = PageView(self._theme, lambda begin: self.ask_folder(begin))
        self._outer.addWidget(view)
        view.pictures.chosen.connect(lambda value: self._change(source=value))
        view.presentation.paradigm_chosen.connect(self._choose_paradigm)
        view.presentation.edited.connect(self._set)
        view.screen_section.edited.connect(lambda changes: self._change(**changes))
        view.screen_section.measure_wanted.connect(self._measure)
        view.thumbs.picked.connect(lambda _: self._show_picture())
        view.verdict.size_wanted.connect(lambda size: self._change(size=size))
        view.run_card.stop_wanted.connect(self.control.session.stop)
        view.run_card.resume_wanted.connect(self.control.resume)
        view.run_card.show_wanted.connect(self.control.reporter.show_file)
        view.run_card.save_wanted.connect(self._save_elsewhere)
        view.run_card.closed.connect(self.control.put_away)
        view.light_card.check_wanted.connect(self.control.reporter.check_light)
        view.light_card.delay_wanted.connect(self._add_delay)
        view.start_wanted.connect(self.start)
        view.record_wanted.connect(self._record)
        self._loading.connect(view.pictures.show_progress)
        self._show_options()
        self._show_set()
        self._show_session()

    # --- what a person does -----------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        self.model.update(**changes)
        self._after_change()

    def _set(self, field: str, value: object) -> None:
        self.model.set(field, value)
        self._after_change()

    def _choose_paradigm(self, paradigm: str) -> None:
        self.model.choose_paradigm(paradigm)  # type: ignore[arg-type]
        self._after_change()

    def _after_change(self) -> None:
        self._follow_screen()
        self._actions.remember(self.model.options.value)

    def _follow_screen(self) -> None:
        stage = self.stages.stage(self.model.options.value)
        self.model.set_screen(screen_facts(stage.screen), stage.frame_s)

    def _add_delay(self, more_ms: float) -> None:
        low, high = OFFSET_MS
        offset_ms = self.model.options.value.offset_ms + more_ms
        self._change(offset_ms=round(min(max(offset_ms, low), high), 1))

    def _record(self) -> None:
        if self._actions.start_recording is not None:
            self._actions.start_recording()
        self.refresh()

    def _measure(self) -> None:
        if not self.control.is_active:
            self.stages.measure(self.model.options.value)

    def start(self) -> None:
        """Show the pictures; first the question, if they come rapidly."""
        assessment, loaded = self.model.assessment.value, self.model.loaded.value
        if assessment is None or assessment.plan is None or loaded is None or self._is_busy:
            return
        order = Order(
            loaded,
            assessment,
            assessment.plan,
            self.stages.stage(assessment.options),
            self._theme.font(),
            self.stages.report(assessment.options),
        )
        self.control.ask(order, lambda: assessment is self.model.assessment.value)

    # --- what is shown ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """A recording or a source may have started or ended."""
        self.view.show_recording(
            self._actions.recording(),
            can_start=self._actions.start_recording is not None,
            is_busy=self.control.is_active,
        )
        if self._actions.light is not None:
            self.view.light_card.show_channels(self._actions.light.channels())

    def _show_options(self) -> None:
        self.view.show_options(self.model.options.value, self.model.screen)
        self._show_refresh()
        self._show_picture()
        self._show_assessment()

    def _show_refresh(self) -> None:
        options = self.model.options.value
        self.view.screen_section.show_refresh(
            self.stages.report(options), self.stages.nominal_hz(options)
        )

    def _measured(self) -> None:
        self._follow_screen()
        self._show_refresh()
        self._show_session()

    def _show_set(self) -> None:
        self.view.show_set(self.model.loaded.value, self.model.failure.value)
        self._show_picture()
        self._show_assessment()

    def _show_picture(self) -> None:
        self.view.show_picture(self.model.loaded.value, self.model.options.value, self.model.screen)

    def _show_assessment(self) -> None:
        assessment = self.model.assessment.value
        can_run = assessment is not None and assessment.can_run
        self.view.start_button.setEnabled(can_run and not self._is_busy)
        self.view.show_assessment(assessment, self.model.loaded.value, self.model.failure.value)
        self.view.show_verdict(assessment)

    @property
    def _is_busy(self) -> bool:
        return self.control.is_active or self.stages.is_measuring

    def _show_session(self) -> None:
        self.view.show_busy(self._is_busy)
        self.control.show(self.stages.is_measuring)
        self.refresh()
        self._show_assessment()

    # --- dialogs and ends -------------------------------------------------------------------------

    def _save_elsewhere(self) -> None:
        chosen = self.ask_file(str(Path.home() / "pictures.json"))
        if chosen:
            self.control.reporter.save(Path(chosen))

    def _ask_folder(self, begin: str) -> str:
        return QFileDialog.getExistingDirectory(self, self.tr("Folder of pictures"), begin)

    def _ask_file(self, suggestion: str) -> str:
        kinds = self.tr("Report (*.json)")
        return QFileDialog.getSaveFileName(self, self.tr("Save the report"), suggestion, kinds)[0]

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)

    def release(self) -> None:
        """End a run, save its report, and let go of the thread and the theme; once is enough."""
        if not self._connections:
            return
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.model.stop()
        self.stages.close()
        self.control.changed.disconnect(self._show_session)
        self.control.close()
