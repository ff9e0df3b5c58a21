"""What is said over the window while a file is dragged across it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.core.tokens import RADIUS_PX
from desktop.widgets.controls import label
from desktop.widgets.theme import Theme

INSET_PX = 8


class DropHint(QWidget):
    """A frame around the window and the file's name; the mouse goes through it."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = label("", "title")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(24, 16, 24, 16)
        inner.addWidget(self.words)
        column = QVBoxLayout(self)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        window.installEventFilter(self)
        self.hide()

    def show_for(self, name: str) -> None:
        """Say what would be opened."""
        room_px = max(self._window.width() - 160, 1)
        text = self.tr("Drop to open {name}").format(name=name)
        mode = Qt.TextElideMode.ElideMiddle
        self.words.setText(self.words.fontMetrics().elidedText(text, mode, room_px))
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade the window and frame it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("background", 0.8))
        pen = QPen(self._theme.color("accent"), 2.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        inset = self.rect().adjusted(INSET_PX, INSET_PX, -INSET_PX, -INSET_PX)
        painter.drawRoundedRect(inset, RADIUS_PX, RADIUS_PX)
        painter.end()
