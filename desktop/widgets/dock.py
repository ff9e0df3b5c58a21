"""The dock at the foot of the window: jobs and log as tabs, each with its own buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.widgets.controls import IconButton, name
from desktop.widgets.jobs_panel import JobsPanel
from desktop.widgets.log_view import LogView
from desktop.widgets.theme import Theme

TABS = ("jobs", "log")
MIN_HEIGHT_PX = 160


class Dock(QWidget):
    """One tab in front, its tools at the right."""

    def __init__(
        self, theme: Theme, jobs: JobsPanel, log: LogView, close: Callable[[], object]
    ) -> None:
        super().__init__()
        self.jobs, self.log = jobs, log
        self.setObjectName("dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in TABS:
            self.tabs.addTab("")
        self.closer = IconButton(theme, "ph.x", close, color="muted", size_px=14)
        self._pages, self._tools = QStackedWidget(), QStackedWidget()
        for page in (jobs, log):
            self._pages.addWidget(page)
            self._tools.addWidget(page.tools)
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.setSpacing(8)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self._tools)
        top.addWidget(self.closer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        self.tabs.currentChanged.connect(self._show)
        self._show(0)
        self.retranslate()

    def _show(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self._tools.setCurrentIndex(index)
        # The tools of the page in front decide how wide their place is.
        self._tools.setFixedWidth((self.jobs, self.log)[index].tools.sizeHint().width())

    @property
    def tab(self) -> str:
        """The tab in front."""
        return TABS[self.tabs.currentIndex()]

    def show_tab(self, tab: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(TABS.index(tab))

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        for index, title in enumerate((self.tr("Jobs"), self.tr("Log"))):
            self.tabs.setTabText(index, title)
        name(self.tabs, self.tr("Jobs and log"))
        self.closer.describe(self.tr("Close"), "Ctrl+J")
        self.jobs.retranslate()
        self.log.retranslate()
        self._show(self.tabs.currentIndex())
