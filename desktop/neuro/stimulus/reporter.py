"""Keeps the report of a run and its file together, and compares its markers with a photodiode."""

from __future__ import annotations

from pathlib import Path

from desktop.core.observable import Signal
from desktop.neuro.stimulus.light_card import LightCard
from desktop.neuro.stimulus.page_actions import PageActions
from desktop.neuro.stimulus.player import RunReport
from desktop.neuro.stimulus.presentation_file import RunFile, free_path
from desktop.neuro.stimulus.session_run import Order
from desktop.widgets.background import Background
from desktop.widgets.words import error_words
from shared.errors import AppError, file_error
from shared.neuro.stimulus.photodiode import PhotodiodeReport, photodiode_report
from shared.neuro.stimulus.presentation import Presentation, write_presentation


class Reporter:
    """Writes a run's file when it begins, when it ends, and when its light was checked.

    Attributes
    ----------
    changed : Signal
        Something of it is to be shown anew.
    saved : Path or None
        The file, once it has been written.
    error : AppError or None
        Why it could not be.
    asked_at : str
        When the question before the run was answered (UTC); empty if none was needed.
    """

    def __init__(self, background: Background, actions: PageActions) -> None:
        self._background, self._actions = background, actions
        self.changed: Signal[()] = Signal()
        self._run: RunFile | None = None
        self._since_s = 0.0
        self._unsaved: tuple[Path, Presentation] | None = None
        self._light: PhotodiodeReport | AppError | None = None
        self.saved: Path | None = None
        self.error: AppError | None = None
        self.asked_at = ""

    @property
    def report(self) -> RunReport | None:
        """Of the run that is over; None before that and without one."""
        return self._run.report if self._run is not None else None

    def clear(self) -> None:
        """Put the last run away; its file stays."""
        self._run, self._light, self.saved, self.error = None, None, None, None

    # --- a run ------------------------------------------------------------------------------------

    def begin(self, order: Order, now_s: float) -> None:
        """A run began: its file says what is planned, whatever happens to the program."""
        self.clear()
        recording = self._actions.recording()
        self._since_s = now_s
        self._run = RunFile(
            order=order,
            recording=recording.name if recording is not None else "",
            asked_at=self.asked_at,
            refresh=order.refresh,
        )
        try:
            self._run.path = free_path(recording)
        except OSError as error:
            self.error = file_error(error, Path(error.filename or ".")) or AppError(
                "bad_request", reason=str(error)
            )
            return
        self.save()

    def end(self, report: RunReport) -> bool:
        """A run is over; False if it had not begun."""
        if self._run is None:
            return False
        self._run.report = report
        self.save()
        return True

    def save(self, path: Path | None = None) -> None:
        """Write the file, or another one from now on."""
        run = self._run
        if run is None:
            return
        run.path = path or run.path
        if run.path is None:
            return
        target, document = run.path, run.presentation()
        self._unsaved = (target, document)

        def done(_: None) -> None:
            self._written(run, target, document, None)

        def failed(error: AppError) -> None:
            self._written(run, target, document, error)

        self._background.run(lambda: write_presentation(target, document), done, failed)

    def _written(
        self, run: RunFile, path: Path, document: Presentation, error: AppError | None
    ) -> None:
        if self._unsaved is not None and self._unsaved[1] is document:
            self._unsaved = None
        if self._run is not run:
            return
        self.error = error
        if error is None:
            self.saved = path
        elif document.outcome != "running":
            self._actions.notice("error", error_words(error))
        self.changed.emit()

    def flush(self) -> None:
        """Write what was not written yet, within this call; the thread has ended.

        What fails now is told, though nobody may be there to read it.
        """
        if self._unsaved is None:
            return
        (path, document), self._unsaved = self._unsaved, None
        try:
            write_presentation(path, document)
        except AppError as error:
            self._actions.notice("error", error_words(error))

    def show_file(self) -> None:
        """Show the file in its folder."""
        if self.saved is not None and self._actions.show_file is not None:
            self._actions.show_file(self.saved)

    # --- light ------------------------------------------------------------------------------------

    @property
    def can_check_light(self) -> bool:
        """The last run had the square for a photodiode, and something can be read."""
        run = self._run
        return (
            run is not None
            and run.report is not None
            and bool(run.report.shown)
            and run.order.assessment.options.has_patch
            and self._actions.light is not None
        )

    def check_light(self, channel: str) -> None:
        """Compare the markers of the last run with a channel."""
        run, light = self._run, self._actions.light
        if run is None or light is None:
            return

        def done(report: PhotodiodeReport) -> None:
            if self._run is run:
                self._light = run.photodiode = report
                self.save()
                self.changed.emit()

        def failed(error: AppError) -> None:
            if self._run is run:
                self._light = error
                self.changed.emit()

        try:
            signal = light.read(channel, self._since_s)
        except AppError as error:
            failed(error)
            return
        self._background.run(
            lambda: photodiode_report(signal.samples, signal.rate_hz, signal.marks), done, failed
        )

    def tell_light(self, card: LightCard) -> None:
        """Show what the check found."""
        if isinstance(self._light, AppError):
            card.show_failure(self._light)
        else:
            card.show_result(self._light)
