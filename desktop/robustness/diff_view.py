"""A prompt and its attacked form as one text: what went is struck out, what came is marked."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from desktop.core.tokens import BODY_PX
from desktop.robustness.diffs import Segment, segments
from desktop.robustness.words import translate
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme

TINT = 0.24


class DiffView(QTextEdit):
    """Read only; the text that is selected can be copied."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._pair = ("", "")
        self._segments: tuple[Segment, ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        name(
            self,
            title,
            translate(
                "Robust", "Struck out: the prompt's own words. Marked: what stands there now."
            ),
        )
        theme.changed.connect(self._fill)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._fill)

    @property
    def pair(self) -> tuple[str, str]:
        """What is compared."""
        return self._pair

    def show_pair(self, before: str, after: str) -> None:
        """Show what makes one text of the other."""
        if (before, after) != self._pair:
            self._pair = (before, after)
            self._segments = segments(before, after) if after else ()
            self._fill()

    def _fill(self) -> None:
        theme = self._theme
        bar = self.verticalScrollBar()
        at = bar.value()
        self.setFont(theme.font(BODY_PX + 1))
        self.clear()
        formats = {}
        for mark, color in (("same", "text"), ("gone", "muted"), ("come", "text")):
            shown = QTextCharFormat()
            shown.setForeground(theme.color(color))
            formats[mark] = shown
        formats["gone"].setFontStrikeOut(True)
        formats["come"].setBackground(theme.color("warning", TINT))
        formats["come"].setFontWeight(600)
        formats["come"].setFontUnderline(True)
        formats["come"].setUnderlineColor(theme.color("warning"))
        cursor = QTextCursor(self.document())
        for segment in self._segments:
            cursor.insertText(segment.text, formats[segment.mark])
        bar.setValue(at)
