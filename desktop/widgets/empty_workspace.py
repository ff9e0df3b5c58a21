"""A workspace that is not there yet: one sentence says what it will do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.core.commands import Command
from desktop.core.observable import Signal
from desktop.core.undo import UndoStack
from desktop.widgets.controls import Paragraph, label
from desktop.widgets.theme import Theme
from desktop.widgets.words import translate

# Titles are translated by the window, sentences here.
SENTENCES: dict[str, Any] = {
    "motion": QT_TRANSLATE_NOOP(
        "EmptyWorkspace",
        "Here you will drag points of a picture and watch it become a video.",
    ),
    "neuro": QT_TRANSLATE_NOOP(
        "EmptyWorkspace",
        "Here you will watch EEG signals live, record them, and see which picture a decoder reads "
        "from them.",
    ),
    "icl": QT_TRANSLATE_NOOP(
        "EmptyWorkspace",
        "Here you will choose the demonstrations that a language model learns from in its prompt, "
        "and see what each one changes.",
    ),
    "robustness": QT_TRANSLATE_NOOP(
        "EmptyWorkspace",
        "Here you will attack a prompt word by word, measure how far its accuracy falls, and "
        "harden it.",
    ),
}


class EmptyWorkspace(QWidget):
    """Icon, name and sentence in the middle; nothing to press."""

    def __init__(self, theme: Theme, workspace_id: str, icon: str, title: str) -> None:
        super().__init__()
        self.workspace_id = workspace_id
        self.title_changed: Signal[()] = Signal()
        self.notice: Signal[str, str] = Signal()
        self._theme, self._icon_name, self._title = theme, icon, title
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading = label("", "hero")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence = Paragraph(theme.px(420))
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._icon, self._heading, self._sentence):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Take the name in the current language."""
        self._title = title
        self._heading.setText(title)
        self._retranslate()

    def _retranslate(self) -> None:
        self._sentence.setText(translate("EmptyWorkspace", SENTENCES[self.workspace_id]))
        self.setAccessibleName(f"{self._title}. {self._sentence.text()}")

    def _repaint_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, "muted", 56, ratio))
        self._sentence.setFixedWidth(self._theme.px(420))

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    @property
    def title(self) -> str:
        """The workspace's name."""
        return self._title

    @property
    def document_name(self) -> str:
        """There is no document."""
        return ""

    @property
    def is_modified(self) -> bool:
        """There is no document."""
        return False

    @property
    def undo_stack(self) -> UndoStack[Any] | None:
        """There is nothing to undo."""
        return None

    def undo(self) -> None:
        """There is nothing to undo."""

    def redo(self) -> None:
        """There is nothing to redo."""

    def commands(self) -> Sequence[Command]:
        """There are none."""
        return ()

    def open_path(self, path: Path) -> bool:
        """No file opens here."""
        return False

    def open_result(self, job_id: str) -> bool:
        """No job comes from here."""
        return False

    def activated(self) -> None:
        """Nothing to start."""

    def deactivated(self) -> None:
        """Nothing to stop."""

    def close_document(self) -> bool:
        """There is nothing to lose."""
        return True

    def shut_down(self) -> None:
        """There is nothing to stop."""
