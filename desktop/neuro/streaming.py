"""Brings samples from the worker to everything that shows them, session by session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.core.link import Link
from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channels import ChannelModel, channels_of
from desktop.neuro.clock import Clock
from desktop.neuro.events import Event, EventLog, event_of, is_told
from desktop.neuro.latency import LatencyMeter
from desktop.neuro.montage import save_mapping, saved_mapping, source_key
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.reader import Reader
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from desktop.neuro.tasks import EegTasks
from desktop.neuro.trace_feed import TraceFeed
from desktop.neuro.trace_model import TraceModel
from desktop.neuro.view_settings import ViewSettings
from shared.neuro.acquisition import Notice
from shared.protocol.eeg_messages import EegState

HISTORY_WINDOWS = 2.0
FIT_AFTER_S = 4.0


class Streaming(QObject):
    """Owns the reader, the feeds and the clock; follows the session.

    Attributes
    ----------
    session_changed : Signal
        Another source is open, or none.
    told : Signal of Event
        Something that a person should see at once.
    slow : Signal
        Twice a second while a source is open.
    """

    session_changed = Signal()
    told = Signal(object)
    slow = Signal()

    def __init__(
        self,
        link: Link,
        session: EegSession,
        channels: ChannelModel,
        traces: TraceModel,
        preferences: PreferenceStore,
        tasks: EegTasks,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._channels, self._traces = session, channels, traces
        self._preferences, self._tasks = preferences, tasks
        self._skipped = 0
        self._seen = True
        self._fitted = True
        self._unchosen_uv = {ViewSettings().scale_uv}
        self.events = EventLog()
        self.latency = LatencyMeter()
        self.feed = TraceFeed(traces, channels, self)
        self.analysis = AnalysisFeed(traces, channels, self)
        self.reader = Reader(link, lambda: HISTORY_WINDOWS * traces.settings.value.window_s)
        self.clock = Clock(self._frame, self._slow, self)
        self.feed.page_changed.connect(self._page_changed)
        self._connections = [
            session.began.connect(self._begin),
            session.state.changed.connect(self._follow),
            session.online.changed.connect(lambda _: self._beat()),
            session.noticed.connect(self._noticed),
            self.reader.arrived.connect(self._arrived),
        ]

    @property
    def store(self) -> SampleStore | None:
        """The samples of the session."""
        return self.reader.store

    # --- sessions ---------------------------------------------------------------------------------

    def _begin(self, state: EegState) -> None:
        info = state.info
        if info is None or not info.rate_hz > 0 or not info.channels:
            self._attach(None)
            return
        self.events.clear()
        self.latency.clear()
        self._traces.begin()
        store = SampleStore(state.session, info)
        key = source_key(state.choice, info)
        self._channels.begin(channels_of(info, saved_mapping(self._preferences, key)))
        self._channels.bad.value = state.bad
        # A scale that a person chose stays.
        self._fitted = self._traces.settings.value.scale_uv not in self._unchosen_uv
        self._attach(store)

    def _attach(self, store: SampleStore | None) -> None:
        self._skipped = 0
        self._tasks.begin(store)
        self.reader.attach(store)
        self.feed.begin(store)
        self.analysis.begin(store)
        self._beat()
        self.session_changed.emit()

    def _follow(self, state: EegState) -> None:
        if (
            not state.session
            and self.store is not None
            and state.phase in ("idle", "off", "broken")
        ):
            self._attach(None)
        elif state.session:
            self._channels.bad.value = state.bad

    def map_places(self, mapping: dict[str, str]) -> None:
        """Take over where a person says that electrodes sit."""
        state = self._session.state.value
        if state.info is not None:
            save_mapping(self._preferences, source_key(state.choice, state.info), mapping)
            self._channels.channels.value = channels_of(state.info, mapping)

    # --- beats ------------------------------------------------------------------------------------

    def _beat(self) -> None:
        self.clock.run(self.store is not None and self._session.online.value)

    def set_seen(self, seen: bool) -> None:
        """Whether the workspace is in front."""
        self._seen = seen
        self.clock.set_seen(seen)
        if seen:
            self.feed.request()

    def _frame(self) -> None:
        self.reader.poll()
        if self._seen:
            self.feed.tick()

    def _slow(self) -> None:
        if self._seen:
            self.analysis.tick()
            self._fit_once()
        self.slow.emit()

    def _arrived(self, store: SampleStore) -> None:
        self.events.add_marks(store.take_new_marks())
        if store.skipped > self._skipped:
            count, self._skipped = store.skipped - self._skipped, store.skipped
            params = (("count", count),)
            self.events.add(Event("skipped", store.next_index, "", "warning", params=params))
        if self._seen and self.feed.page is None:
            self.feed.request()

    def _fit_once(self) -> None:
        """Find a scale for a new source, once its filters have settled."""
        page = self.feed.page
        if self._fitted or page is None or self._traces.frozen.value:
            return
        if page.next_index - page.first_index >= FIT_AFTER_S * page.spec.rate_hz:
            self._fitted = True
            self._tasks.fit_scale()
            self._unchosen_uv.add(self._traces.settings.value.scale_uv)

    def _page_changed(self) -> None:
        self._tasks.page = self.feed.page

    def _noticed(self, notice: Notice, fresh: bool) -> None:
        event = event_of(notice)
        self.events.add(event)
        if fresh and is_told(event):
            self.told.emit(event)

    def close(self) -> None:
        """Let go of everything."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.clock.run(False)
        self.reader.attach(None)
        self.feed.close()
        self.analysis.close()
