"""A card over the window that Esc, a click elsewhere or another window closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

TOP_PX = 72


class Overlay(QWidget):
    """Covers its window with a shade; `card` holds the content, `closed` gives the focus back."""

    def __init__(self, window: QWidget, width_px: int) -> None:
        super().__init__(window)
        self._before: QWidget | None = None
        self._width_px = width_px
        self.card = QFrame()
        self.card.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, TOP_PX, 16, 40)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show over the whole window."""
        self._before = self.window().focusWidget()
        self._fit()
        self.raise_()
        self.show()

    def dismiss(self) -> None:
        """Hide, and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus()
            self._before = None

    def _fit(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.card.setFixedWidth(min(self._width_px, window.width() - 32))
        self.setGeometry(window.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade what lies below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 120))
        painter.end()
