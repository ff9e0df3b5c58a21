"""The page of an open source: traces, plots, channels, filters, events, and the record bar."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QScrollBar, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channel_list import ChannelList
from desktop.neuro.channels import ChannelModel
from desktop.neuro.event_list import EventList
from desktop.neuro.events import EventLog
from desktop.neuro.filter_form import FilterForm
from desktop.neuro.head_model import VOLTAGE
from desktop.neuro.latency import LatencyMeter
from desktop.neuro.modes import EVALUATION, PICTURES
from desktop.neuro.note_editor import NoteEditor
from desktop.neuro.plots_pane import PlotsPane
from desktop.neuro.record_bar import RecordActions, RecordBar
from desktop.neuro.recorder import Recorder
from desktop.neuro.session import EegSession
from desktop.neuro.status_strip import StatusStrip
from desktop.neuro.trace_bar import BarActions, TraceBar
from desktop.neuro.trace_feed import TraceFeed
from desktop.neuro.trace_model import Stretch, TraceModel
from desktop.neuro.trace_view import TraceView
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme

INSPECTOR_PX, PLOTS_PX = 300, 210
VOLTAGE_PERIOD_S = 0.1


@dataclass(frozen=True)
class Parts:
    """The models that the views of the panel follow, and the decoder's pane, which has its own."""

    session: EegSession
    channels: ChannelModel
    traces: TraceModel
    feed: TraceFeed
    analysis: AnalysisFeed
    recorder: Recorder
    events: EventLog
    latency: LatencyMeter
    decoder: QWidget


@dataclass(frozen=True)
class PanelActions:
    """What the panel asks of the workspace."""

    bar: BarActions
    record: RecordActions
    toggle_bad: Callable[[str], object]
    go_to: Callable[[int], object]
    scroll_to: Callable[[int], object]
    save_note: Callable[[str, Stretch], object]
    channel_menu: Callable[[str, QPoint], object]
    pictures: Callable[[], QWidget]
    evaluation: Callable[[], QWidget]


class Panel(QWidget):
    """All views of one workspace; made anew when the language changes."""

    def __init__(self, parts: Parts, theme: Theme, actions: PanelActions) -> None:
        super().__init__()
        self._parts, self._actions = parts, actions
        self._voltage_s = 0.0
        session, channels, traces = parts.session, parts.channels, parts.traces
        self.bar = TraceBar(session, traces, theme, actions.bar)
        self.traces = TraceView(traces, channels, parts.feed, theme, parts.latency)
        self.history = QScrollBar(Qt.Orientation.Horizontal)
        name(self.history, self.tr("Back in time"), self.tr("Scroll back through what is held"))
        # Its room stays: the traces would be made anew at each freeze.
        room = self.history.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.history.setSizePolicy(room)
        self.strip = StatusStrip(session, parts.latency, theme)
        self.plots = PlotsPane(traces, channels, parts.analysis, theme)
        self.channel_list = ChannelList(
            channels, parts.analysis, theme, actions.toggle_bad, lambda: parts.feed.store
        )
        self.filters = FilterForm(traces, channels)
        self.event_list = EventList(
            parts.events, theme, lambda: session.state.value.rate_hz, actions.go_to
        )
        self.record_bar = RecordBar(session, parts.recorder, theme, actions.record)
        self.note = NoteEditor(self, actions.save_note, self._note_closed)
        self._lay_out(theme)
        self._connect()

    def _lay_out(self, theme: Theme) -> None:
        hero = QWidget()
        column = QVBoxLayout(hero)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.bar, self.traces, self.history, self.strip):
            column.addWidget(widget, 1 if widget is self.traces else 0)
        self.left = _splitter(Qt.Orientation.Vertical, hero, self.plots)
        self.left.setSizes([520, PLOTS_PX])
        self.outer = _splitter(Qt.Orientation.Horizontal, self.left, self._inspector(theme))
        self.outer.setSizes([920, INSPECTOR_PX])
        self.pages = QStackedWidget()
        self.pages.addWidget(self.outer)
        self.modes = _tabs(self.tr("Signals"), self.tr("Show pictures"), self.tr("Evaluate"))
        name(self.modes, self.tr("Signals, pictures to show, or how good decoding is"))
        self.modes.currentChanged.connect(self._turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.modes)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.record_bar)

    def _inspector(self, theme: Theme) -> QWidget:
        self.inspector = QWidget()
        self.inspector.setObjectName("eegInspector")
        self.inspector.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.inspector.setMinimumWidth(theme.px(INSPECTOR_PX - 20))
        self.tabs = _tabs(
            self.tr("Decoder"), self.tr("Channels"), self.tr("Filters"), self.tr("Events")
        )
        name(self.tabs, self.tr("Decoder, channels, filters, events"))
        pages = QStackedWidget()
        for page in (self._parts.decoder, self.channel_list, self.filters, self.event_list):
            pages.addWidget(page)
        self.tabs.currentChanged.connect(pages.setCurrentIndex)
        column = QVBoxLayout(self.inspector)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(pages, 1)
        return self.inspector

    def _turn(self, mode: int) -> None:
        """Bring a page to the front; all but the signals are made when they are first wanted."""
        wanted = {PICTURES: self._actions.pictures, EVALUATION: self._actions.evaluation}.get(mode)
        page = wanted() if wanted is not None else self.outer
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def show_mode(self, mode: int) -> None:
        """Bring one of the `modes` to the front, though its page was elsewhere meanwhile."""
        self.modes.setCurrentIndex(mode)
        self._turn(mode)

    def _connect(self) -> None:
        traces, session = self._parts.traces, self._parts.session
        self.traces.stretch_chosen.connect(self._ask_note)
        self.traces.menu_wanted.connect(self._actions.channel_menu)
        self.traces.scrolled.connect(self._scrolled)
        self.history.valueChanged.connect(self._actions.scroll_to)
        self._parts.feed.columns_changed.connect(self._show_voltages)
        self._connections = [
            session.state.changed.connect(lambda _: self._show_simulated()),
            traces.frozen.changed.connect(lambda _: self.refresh_history()),
            traces.stop_index.changed.connect(lambda _: self.refresh_history()),
            traces.settings.changed.connect(lambda _: self.refresh_history()),
        ]
        self._show_simulated()
        self.refresh_history()

    def _show_simulated(self) -> None:
        info = self._parts.session.state.value.info
        self.traces.set_simulated(info is not None and info.simulated)

    def _show_voltages(self) -> None:
        """Ten times a second, while the head shows the voltage."""
        head, page, now_s = self.plots.head, self._parts.feed.page, time.monotonic()
        due = head.mode == VOLTAGE and now_s - self._voltage_s >= VOLTAGE_PERIOD_S
        newest = page.newest_values() if due and page is not None else None
        if page is not None and newest is not None:
            self._voltage_s = now_s
            head.show_voltages(dict(zip(page.spec.labels, newest.tolist(), strict=True)))

    def splitters(self) -> dict[str, QSplitter]:
        """The splitters whose sizes are remembered."""
        return {
            "neuro.outer": self.outer,
            "neuro.left": self.left,
            "neuro.plots": self.plots.splitter,
        }

    # --- back in time -----------------------------------------------------------------------------

    def refresh_history(self) -> None:
        """The bar spans what is held; it is there while the traces stand still."""
        store, traces = self._parts.feed.store, self._parts.traces
        frozen = traces.frozen.value and store is not None
        self.history.setVisible(frozen)
        if store is None or not frozen:
            return
        window = round(traces.settings.value.window_s * store.rate_hz)
        stop = traces.stop_index.value
        with QSignalBlocker(self.history):
            least = min(store.first_index + window, store.next_index)
            self.history.setRange(least, store.next_index)
            self.history.setPageStep(window)
            self.history.setSingleStep(max(1, window // 10))
            self.history.setValue(store.next_index if stop is None else stop)

    def _scrolled(self, by: int) -> None:
        page = self._parts.feed.page
        if page is not None:
            stop = self._parts.traces.stop_index.value
            self._actions.scroll_to((page.next_index if stop is None else stop) + by)

    # --- notes ------------------------------------------------------------------------------------

    def _ask_note(self, stretch: Stretch, at: QPoint) -> None:
        rate_hz = self._parts.session.state.value.rate_hz or 1.0
        if stretch.stop > stretch.start:
            about = f"{(stretch.stop - stretch.start) / rate_hz:.2f} s"
        else:
            about = f"{stretch.start / rate_hz:.2f} s"
        self.note.open(stretch, about, self.traces.mapTo(self, at))

    def ask_note(self, index: int) -> None:
        """Ask for a note at a slot."""
        middle = QPoint(self.traces.width() // 2, 48)
        self._ask_note(Stretch(index, index), middle)

    def _note_closed(self) -> None:
        self._parts.traces.stretch.value = None
        self.traces.setFocus()

    def release(self) -> None:
        """Let go of models and theme."""
        self._parts.feed.columns_changed.disconnect(self._show_voltages)
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        for part in (
            self.bar,
            self.traces,
            self.strip,
            self.plots,
            self.channel_list,
            self.filters,
            self.event_list,
            self.record_bar,
        ):
            part.release()


def _tabs(*titles: str) -> QTabBar:
    tabs = QTabBar()
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    for title in titles:
        tabs.addTab(title)
    return tabs


def _splitter(orientation: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.addWidget(first)
    splitter.addWidget(second)
    splitter.setStretchFactor(0, 1)
    splitter.setStretchFactor(1, 0)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    return splitter
