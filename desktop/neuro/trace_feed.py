"""Keeps the picture of traces up to date: new samples here, a new picture on a thread."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from desktop.neuro.channels import ChannelModel
from desktop.neuro.pace import Pace
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.signal_colors import ink
from desktop.neuro.trace_model import TraceModel
from desktop.neuro.trace_page import PageSpec, TracePage
from desktop.widgets.background import Background
from shared.errors import AppError
from shared.neuro.acquisition import SlotMark
from shared.neuro.filters import FilterSettings


class TraceFeed(QObject):
    """Owns the page that is shown; `tick` brings what is new into it.

    A change of filters, size or scale makes another page from the raw samples on a thread; the one
    that is there goes on until then.

    Attributes
    ----------
    page_changed : Signal
        Another page is there, or none.
    columns_changed : Signal of (int, int)
        Columns of the page: first and count.
    failed : Signal of AppError
        The settings cannot be used with this rate.
    """

    page_changed = Signal()
    columns_changed = Signal(int, int)
    failed = Signal(object)

    def __init__(self, model: TraceModel, channels: ChannelModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._channels = model, channels
        self._background = Background("eeg-traces", self)
        self._store: SampleStore | None = None
        self._pace: Pace | None = None
        self._size_px: tuple[int, int, int] | None = None
        self._busy = self._wanted = False
        self._frozen_at = 0
        self._marks_drawn: set[SlotMark] = set()
        self.page: TracePage | None = None
        self._connections = [
            model.settings.changed.connect(lambda _: self.request()),
            model.frozen.changed.connect(self._freeze),
            model.stop_index.changed.connect(lambda _: self.request()),
            model.first_lane.changed.connect(lambda _: self.request()),
            channels.channels.changed.connect(lambda _: self.request()),
            channels.hidden.changed.connect(lambda _: self.request()),
            channels.bad.changed.connect(lambda _: self.request()),
            channels.selected.changed.connect(lambda _: self.request()),
        ]

    @property
    def store(self) -> SampleStore | None:
        """The samples that are shown."""
        return self._store

    @property
    def is_busy(self) -> bool:
        """Whether another page is being made."""
        return self._busy

    def begin(self, store: SampleStore | None) -> None:
        """Show another session."""
        self._store, self.page = store, None
        self._pace = Pace(store.rate_hz) if store is not None else None
        self._marks_drawn.clear()
        self.page_changed.emit()
        self.request()

    def set_size(self, width_px: int, height_px: int, pen_px: int) -> None:
        """The picture's size in device pixels."""
        if self._size_px != (width_px, height_px, pen_px):
            self._size_px = (width_px, height_px, pen_px)
            self.request()

    def _freeze(self, frozen: bool) -> None:
        if frozen and self.page is not None:
            self._frozen_at = self.page.next_index
        if not frozen:
            self.request()

    # --- another page -----------------------------------------------------------------------------

    def request(self) -> None:
        """Make the page anew; of several requests the last counts."""
        self._wanted = True
        self._start()

    def _start(self) -> None:
        store = self._store
        if self._busy or not self._wanted or store is None or self._size_px is None:
            return
        self._wanted = False
        spec = self.spec(store)
        if not spec.labels or store.next_index < 0:
            return
        start, stop = self._range(store, spec)
        rows, first = store.read(start, stop)
        self._busy = True
        self._background.run(
            lambda: TracePage(spec, rows, first),
            lambda page: self._made(store, page),
            self._could_not,
        )

    def spec(self, store: SampleStore) -> PageSpec:
        """What the page looks like with the settings as they are."""
        assert self._size_px is not None
        settings, channels = self._model.settings.value, self._channels
        signals = channels.signals
        bad, selected = set(channels.bad.value), channels.selected.value
        labels = tuple(channel.label for channel in signals)
        lanes = self.lanes()
        shown = [signals[lane] for lane in lanes]
        width, height, pen = self._size_px
        return PageSpec(
            labels=labels,
            columns=tuple(channel.index for channel in signals),
            lanes=lanes,
            inks=tuple(ink(c, bad=c.label in bad, selected=c.label == selected) for c in shown),
            rate_hz=store.rate_hz,
            window_s=settings.window_s,
            scale_uv=settings.scale_uv,
            filters=with_bad(settings.filters, tuple(x for x in labels if x in bad)),
            width_px=width,
            height_px=height,
            pen_px=pen,
            start_index=self._start_index(store, settings.window_s),
        )

    def lanes(self) -> tuple[int, ...]:
        """Which signals have a lane, as numbers among all signals."""
        hidden, settings = self._channels.hidden.value, self._model.settings.value
        shown = [i for i, c in enumerate(self._channels.signals) if c.label not in hidden]
        if settings.lanes and settings.lanes < len(shown):
            first = min(self._model.first_lane.value, len(shown) - settings.lanes)
            shown = shown[first : first + settings.lanes]
        return tuple(shown)

    def _start_index(self, store: SampleStore, window_s: float) -> int | None:
        stop = self._model.stop_index.value
        if stop is None:
            return None
        return max(store.first_index, stop - max(2, round(window_s * store.rate_hz)))

    def _range(self, store: SampleStore, spec: PageSpec) -> tuple[int, int]:
        if spec.start_index is not None:
            # One more slot than a window: the last column ends with the sample behind it.
            stop = spec.start_index + spec.window_slots + 1
            return spec.start_index - spec.settle_slots, min(stop, store.next_index)
        stop = self._frozen_at if self._model.frozen.value else store.next_index
        return stop - spec.window_slots - spec.settle_slots, stop

    def _made(self, store: SampleStore, page: TracePage) -> None:
        self._busy = False
        if store is self._store:
            self.page = page
            self._marks_drawn.clear()
            self._catch_up(store, page)
            self._draw_marks(store, page)
            self.page_changed.emit()
        self._start()

    def _could_not(self, error: AppError) -> None:
        self._busy = False
        self.failed.emit(error)
        self._start()

    # --- new samples ------------------------------------------------------------------------------

    def tick(self) -> bool:
        """Take what arrived into the page, at the stream's pace; True if the picture changed."""
        store, page = self._store, self.page
        if store is None:
            return False
        if page is None:
            self.request()
            return False
        first, count = self._catch_up(store, page)
        marked = self._draw_marks(store, page)
        if count:
            self.columns_changed.emit(first, count)
        for column in marked:
            self.columns_changed.emit(column, 1)
        return bool(count or marked)

    def _catch_up(self, store: SampleStore, page: TracePage) -> tuple[int, int]:
        if self._model.frozen.value or not page.is_live or self._pace is None:
            return 0, 0
        if store.next_index > page.received_index:
            rows, first = store.read(page.received_index, store.next_index)
            if first != page.received_index:
                self.request()
                return 0, 0
            page.receive(rows)
        return page.show(self._pace.step(time.monotonic(), page.next_index, page.received_index))

    def _draw_marks(self, store: SampleStore, page: TracePage) -> list[int]:
        columns = []
        for mark in store.marks_between(page.oldest_index, page.next_index):
            if mark in self._marks_drawn:
                continue
            column = page.mark(mark.index)
            if column is not None:
                self._marks_drawn.add(mark)
                columns.append(column)
        return columns

    def close(self) -> None:
        """Let go of the models and the thread."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._background.close()


def with_bad(filters: FilterSettings, bad: tuple[str, ...]) -> FilterSettings:
    """The chain with the session's bad channels left out of the reference."""
    import msgspec

    return msgspec.structs.replace(filters, bad=bad)
