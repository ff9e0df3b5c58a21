"""Pages below the search; a click on the tab in front folds them away."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout

from desktop.robustness.lab_view import LabView
from desktop.robustness.words import translate
from desktop.widgets.controls import IconButton, name
from desktop.widgets.theme import Theme


class Page(NamedTuple):
    """A page and its title."""

    key: str
    title: str
    view: LabView


class _Bar(QTabBar):
    again = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at: QPoint = event.position().toPoint()
        if self.tabAt(at) == self.currentIndex():
            self.again.emit()
        super().mousePressEvent(event)


class Tabs(QFrame):
    """A bar of titles over the page in front.

    Attributes
    ----------
    opened : Signal of bool
        A page is seen, or only the titles.
    """

    opened = Signal(bool)

    def __init__(self, theme: Theme, pages: tuple[Page, ...]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.pages = {page.key: page.view for page in pages}
        self.bar = _Bar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        titles = ", ".join(page.title for page in pages)
        name(self.bar, titles)
        self._stack = QStackedWidget()
        for page in pages:
            self.bar.addTab(page.title)
            self._stack.addWidget(page.view)
        self.fold = IconButton(theme, "caret-down", self.toggle, color="muted", size_px=14)
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 8, 0)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._show)
        self.bar.again.connect(self.toggle)
        self.set_open(True)

    def release(self) -> None:
        """Let go of the pages."""
        for page in self.pages.values():
            page.release()

    @property
    def key(self) -> str:
        """The page in front."""
        return list(self.pages)[self._stack.currentIndex()]

    @property
    def is_open(self) -> bool:
        """Whether a page is seen."""
        return not self._stack.isHidden()

    def toggle(self) -> None:
        """Fold the page away, or show it."""
        self.set_open(not self.is_open)

    def show_page(self, key: str) -> None:
        """Bring a page to the front."""
        self.bar.setCurrentIndex(list(self.pages).index(key))
        self.set_open(True)

    def _show(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.set_open(True)

    def set_open(self, is_open: bool) -> None:
        """Show the page, or only the titles."""
        self._stack.setVisible(is_open)
        self.fold.set_icon("caret-down" if is_open else "caret-up")
        words = translate("Robust", "Close") if is_open else translate("Robust", "Open")
        self.fold.describe(words, "Ctrl+B")
        self.setMaximumHeight(16_777_215 if is_open else self.bar.sizeHint().height() + 2)
        self.opened.emit(is_open)
