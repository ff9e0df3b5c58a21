"""Tabs below the three columns: compare, order, heatmap, map, checks; a click closes them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout

from desktop.icl.accuracy_run import AccuracyRun
from desktop.icl.batch import BatchRun
from desktop.icl.checks_view import ChecksView
from desktop.icl.compare_view import CompareView
from desktop.icl.drawer_tabs import CHECKS
from desktop.icl.heatmap_view import HeatmapView
from desktop.icl.map_view import MapView
from desktop.icl.model import PickModel
from desktop.icl.order_view import OrderView
from desktop.icl.pool_session import PoolSession
from desktop.icl.setup import Query
from desktop.icl.words import translate
from desktop.widgets.controls import IconButton, name
from desktop.widgets.theme import Theme

HEIGHT_PX = 236


@dataclass(frozen=True)
class DrawerActions:
    """What the tabs ask of the workspace."""

    labels: Callable[[], tuple[str, ...]]
    try_orders: Callable[[], object]
    run_batch: Callable[[], object]
    run_accuracy: Callable[[], object]
    open_pair: Callable[[Query, str], object]
    ask_row: Callable[[str], object]


class _Tabs(QTabBar):
    """A click on the tab in front closes the drawer."""

    again = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at: QPoint = event.position().toPoint()
        if self.tabAt(at) == self.currentIndex():
            self.again.emit()
        super().mousePressEvent(event)


class Drawer(QFrame):
    """The tabs and what is below them.

    Attributes
    ----------
    opened : Signal of bool
    """

    opened = Signal(bool)

    def __init__(
        self,
        model: PickModel,
        pool: PoolSession,
        run: BatchRun,
        accuracy: AccuracyRun,
        theme: Theme,
        actions: DrawerActions,
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._model = model
        self.tabs = _Tabs()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        name(self.tabs, translate("Icl", "Compare, order, heatmap, map, checks"))
        for title in (
            translate("Icl", "Compare"),
            translate("Icl", "Order"),
            translate("Icl", "Heatmap"),
            translate("Icl", "Map"),
            translate("Icl", "Checks"),
        ):
            self.tabs.addTab(title)
        self.fold = IconButton(theme, "caret-up", self.toggle, color="muted", size_px=14)
        self.compare = CompareView(model, accuracy, theme, actions.labels, actions.run_accuracy)
        self.orders = OrderView(model, theme, actions.try_orders)
        self.heatmap = HeatmapView(run, theme, actions.run_batch, actions.open_pair)
        self.map = MapView(model, pool, theme, actions.labels, actions.ask_row)
        self.checks = ChecksView(model, pool, theme)
        self.pages = QStackedWidget()
        for page in (self.compare, self.orders, self.heatmap, self.map, self.checks):
            self.pages.addWidget(page)
        bar = QHBoxLayout()
        bar.setContentsMargins(4, 0, 8, 0)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.pages, 1)
        self.tabs.currentChanged.connect(self.show_tab)
        self.tabs.again.connect(self._again)
        self._connections = [model.pick.changed.connect(lambda _: self._mark())]
        self.set_open(False)

    def release(self) -> None:
        """Let go of everything."""
        for disconnect in self._connections:
            disconnect()
        for page in (self.compare, self.orders, self.heatmap, self.map, self.checks):
            page.release()

    @property
    def is_open(self) -> bool:
        """Whether a page is seen."""
        return not self.pages.isHidden()

    def _again(self) -> None:
        self.set_open(not self.is_open)

    def toggle(self) -> None:
        """Open or close."""
        self.set_open(not self.is_open)

    def show_tab(self, tab: int) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(tab)
        self.pages.setCurrentIndex(tab)
        self.set_open(True)

    def set_open(self, is_open: bool) -> None:
        """Show the page, or only the tabs."""
        self.pages.setVisible(is_open)
        self.fold.set_icon("caret-down" if is_open else "caret-up")
        words = translate("Icl", "Close") if is_open else translate("Icl", "Open")
        self.fold.describe(words, "Ctrl+B")
        self.setMaximumHeight(16_777_215 if is_open else self.tabs.sizeHint().height() + 2)
        self.opened.emit(is_open)

    def _mark(self) -> None:
        """The number of findings stands on the tab, so that nobody has to look for them."""
        count = len(self.checks.found)
        title = translate("Icl", "Checks")
        self.tabs.setTabText(CHECKS, f"{title}  {count}" if count else title)
