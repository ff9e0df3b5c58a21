"""A page that follows runs, and looks at them only while it is seen."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame

from desktop.robustness.lab import Lab
from desktop.robustness.model import RobustModel
from desktop.widgets.theme import Theme


class LabView(QFrame):
    """Calls `refresh` when runs, settings, the chosen run or the theme are others."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__()
        self.model, self.lab, self.theme = model, lab, theme
        self._released = False
        self._connections = [
            lab.changed.connect(lambda _: self._follow()),
            model.setup.changed.connect(lambda _: self._follow()),
            model.facts.changed.connect(lambda _: self._follow()),
            model.chosen.changed.connect(lambda _: self._follow()),
            model.compared.changed.connect(lambda _: self._follow()),
            theme.changed.connect(self._follow),
        ]

    def release(self) -> None:
        """Let go of everything."""
        self._released = True
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()

    def _follow(self) -> None:
        if self.isVisible() and not self._released:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """What happened unseen is shown now."""
        super().showEvent(event)
        if not self._released:
            self.refresh()

    def refresh(self) -> None:
        """Show the newest state."""
