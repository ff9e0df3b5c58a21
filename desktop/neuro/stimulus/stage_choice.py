"""The chosen screen with what was measured of its refresh."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.neuro.stimulus.options import StimulusOptions
from desktop.neuro.stimulus.refresh_probe import RefreshProbe
from desktop.neuro.stimulus.run import Stage
from desktop.neuro.stimulus.screens import choose_stage
from shared.neuro.stimulus.refresh import RefreshReport


class StageChoice(QObject):
    """Measures screens and remembers what was found, as long as the program runs.

    Attributes
    ----------
    changed : Signal
        A measurement began or ended.
    """

    changed = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._reports: dict[str, RefreshReport] = {}
        self.probe: RefreshProbe | None = None

    @property
    def is_measuring(self) -> bool:
        """Whether a screen is being measured."""
        return self.probe is not None

    def stage(self, options: StimulusOptions) -> Stage:
        """Where pictures go; with the measured refresh where that can be trusted."""
        stage, report = choose_stage(options), self.report(options)
        if report is not None and report.is_paced:
            return dataclasses.replace(stage, frame_s=report.frame_s)
        return stage

    def report(self, options: StimulusOptions) -> RefreshReport | None:
        """What was measured of the chosen screen."""
        return self._reports.get(choose_stage(options).screen.name())

    def nominal_hz(self, options: StimulusOptions) -> float:
        """What the chosen screen says of itself."""
        return 1 / choose_stage(options).frame_s

    def measure(self, options: StimulusOptions) -> None:
        """Show a steady gray on the chosen screen and time its updates."""
        if self.probe is not None:
            return
        stage = choose_stage(options)
        name = stage.screen.name()
        self.probe = RefreshProbe(stage, self._clock, self)
        self.probe.done.connect(lambda report: self._measured(name, report))
        self.probe.start(self.tr("Stimulus"))
        self.changed.emit()

    def _measured(self, name: str, report: RefreshReport | None) -> None:
        if self.probe is not None:
            self.probe.deleteLater()
            self.probe = None
        if report is not None:
            self._reports[name] = report
        self.changed.emit()

    def close(self) -> None:
        """End a measurement."""
        if self.probe is not None:
            self.probe.close()
            self.probe = None
