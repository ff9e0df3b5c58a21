"""A label whose text changes often without the window being laid out again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel

STEP_PX = 16


class SteadyLabel(QLabel):
    """Keeps its size until a text needs more, or clearly less.

    Qt lays the whole window out after each new text of a label that may change its size: 3 ms, for
    figures that change several times a second.
    """

    def __init__(self, role: str = "label") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            super().setText(text)
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted, held = self.sizeHint(), self.maximumSize()
        room = -(-wanted.width() // STEP_PX) * STEP_PX if self.text() else 0
        is_fixed = held == self.minimumSize() and held.height() == wanted.height()
        if not is_fixed or not 0 <= held.width() - room <= STEP_PX:
            self.setFixedSize(QSize(room, wanted.height()))
