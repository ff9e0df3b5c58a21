"""A few lines of text that become one undo step when they are left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

LINES = 3


class PromptEdit(QPlainTextEdit):
    """Reports `edited` when the focus leaves, or on `flush`, and only what changed."""

    edited = Signal(str)

    def __init__(self, max_chars: int) -> None:
        super().__init__()
        self._shown, self._max_chars = "", max_chars
        self.setTabChangesFocus(True)
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 16)

    def set_text(self, text: str) -> None:
        """Show a text without reporting it; what is being typed is not disturbed."""
        if text != self._shown:
            self._shown = text
            self.setPlainText(text)

    def flush(self) -> None:
        """Report what was typed."""
        text = self.toPlainText().strip()[: self._max_chars]
        if text != self._shown:
            self._shown = text
            self.edited.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()
