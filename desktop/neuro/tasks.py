"""What the EEG workspace does for menus, keys and the mouse: one method for each thing."""

from __future__ import annotations

from desktop.core.observable import Signal
from desktop.neuro.channels import ChannelModel
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from desktop.neuro.trace_model import Stretch, TraceModel
from desktop.neuro.trace_page import TracePage, fitting_scale_uv
from desktop.neuro.view_settings import SCALES_UV, at_least


class EegTasks:
    """Acts on the models.

    Attributes
    ----------
    note_wanted : Signal of int
        A note about a slot has to be asked for.
    """

    def __init__(self, session: EegSession, channels: ChannelModel, traces: TraceModel) -> None:
        self._session, self._channels, self._traces = session, channels, traces
        self.note_wanted: Signal[int] = Signal()
        self.store: SampleStore | None = None
        self.page: TracePage | None = None
        self._markers = 0

    def begin(self, store: SampleStore | None) -> None:
        """Another session."""
        self.store, self.page, self._markers = store, None, 0

    @property
    def is_open(self) -> bool:
        """Whether a source is open."""
        return self.store is not None

    # --- marks ------------------------------------------------------------------------------------

    def mark(self) -> None:
        """A numbered marker, now."""
        self._markers += 1
        self._session.mark(f"M{self._markers}")

    def ask_note(self) -> None:
        """A note about the chosen point, or about now."""
        store, cursor = self.store, self._traces.cursor.value
        if store is None or store.next_index < 1:
            return
        shown = self.page.next_index if self.page is not None else store.next_index
        self.note_wanted.emit(cursor.index if cursor is not None else shown - 1)

    def save_note(self, text: str, stretch: Stretch) -> None:
        """Keep a note at its slots."""
        self._session.annotate(text, float(stretch.start), float(stretch.stop - stretch.start))

    # --- channels ---------------------------------------------------------------------------------

    def toggle_bad(self, label: str | None = None) -> None:
        """Mark a channel, or the chosen one, as bad or not."""
        label = label or self._channels.selected.value
        if label is not None:
            self._session.mark_bad(self._channels.toggled_bad(label))

    def toggle_hidden(self) -> None:
        """Hide the chosen channel, or show it again."""
        label = self._channels.selected.value
        if label is not None:
            self._channels.toggle_hidden(label)

    def turn_lanes(self, by: int) -> None:
        """Turn the page of channels where not all have room."""
        lanes = self._traces.settings.value.lanes
        shown = len(self._channels.shown)
        if lanes and lanes < shown:
            first = self._traces.first_lane.value + by * lanes
            self._traces.first_lane.value = min(max(first, 0), shown - lanes)

    # --- picture ----------------------------------------------------------------------------------

    def fit_scale(self) -> None:
        """The smallest scale at which most channels stay in their lanes."""
        page = self.page
        if page is None:
            return
        bad = set(self._channels.bad.value)
        lanes = [lane for lane in page.spec.lanes if page.spec.labels[lane] not in bad]
        wanted = fitting_scale_uv(page.shown_values(), lanes or list(page.spec.lanes))
        if wanted is not None:
            self._traces.change(scale_uv=at_least(SCALES_UV, wanted))

    def scroll_to(self, stop_index: int) -> None:
        """Show the window that ends at a slot."""
        store = self.store
        if store is not None and store.next_index > 0:
            self._traces.scroll_to(stop_index, store.first_index, store.next_index, store.rate_hz)

    def scroll_by(self, windows: float) -> None:
        """Scroll by a share of the window; negative is back in time."""
        store, page = self.store, self.page
        if store is None or page is None:
            return
        stop = self._traces.stop_index.value
        stop = page.next_index if stop is None else stop
        self.scroll_to(stop + round(windows * self._traces.settings.value.window_s * store.rate_hz))

    def go_to(self, index: int) -> None:
        """Show a slot in the middle of the window."""
        store = self.store
        if store is not None:
            half = self._traces.settings.value.window_s * store.rate_hz / 2
            self.scroll_to(index + round(half))

    def clear(self) -> None:
        """Choose nothing."""
        self._traces.cursor.value = None
        self._traces.stretch.value = None
        self._channels.selected.value = None
