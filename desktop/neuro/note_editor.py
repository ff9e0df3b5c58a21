"""A line to write a note in, near what it is about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from desktop.neuro.trace_model import Stretch
from desktop.widgets.controls import button, label, name

WIDTH_PX = 320
MOST_LETTERS = 500


class NoteEditor(QFrame):
    """Enter keeps the note, Esc drops it."""

    def __init__(
        self, parent: QWidget, save: Callable[[str, Stretch], object], dropped: Callable[[], object]
    ) -> None:
        super().__init__(parent)
        self._save, self._dropped = save, dropped
        self._stretch: Stretch | None = None
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH_PX)
        self.about = label("", "label")
        self.text = QLineEdit()
        self.text.setMaxLength(MOST_LETTERS)
        self.text.setPlaceholderText(self.tr("Note"))
        name(self.text, self.tr("Note"), self.tr("Enter keeps it, Esc drops it"))
        self.keep = button(self.tr("Keep"), self.tr("Keep the note"), self._keep, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.about)
        row.addWidget(self.text, 1)
        row.addWidget(self.keep)
        self.text.returnPressed.connect(self._keep)
        self.hide()

    def open(self, stretch: Stretch, about: str, near: QPoint) -> None:
        """Ask for a note about some slots; `near` is in the parent's px."""
        self._stretch = stretch
        self.about.setText(about)
        self.text.clear()
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        x = min(max(8, near.x() - self.width() // 2), parent.width() - self.width() - 8)
        y = min(max(8, near.y() + 12), parent.height() - self.height() - 8)
        self.move(x, y)
        self.show()
        self.raise_()
        self.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def _keep(self) -> None:
        text, stretch = self.text.text().strip(), self._stretch
        self.hide()
        if text and stretch is not None:
            self._save(text, stretch)
        self._dropped()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops the note."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._dropped()
        else:
            super().keyPressEvent(event)
