"""Works out spectra and quality on a thread, once a second; every other one of many channels."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from desktop.neuro.analysis import LEAST_S, WINDOW_S, Analysis, AnalysisInput, analyse
from desktop.neuro.channels import ChannelModel
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.trace_feed import with_bad
from desktop.neuro.trace_model import TraceModel
from desktop.widgets.background import Background
from shared.errors import AppError

# Of 128 channels at 1 kHz it takes 30 ms, and as long again to show.
PERIOD_S, MANY_PERIOD_S, MANY_CHANNELS = 1.0, 2.0, 64


class AnalysisFeed(QObject):
    """Looks at the newest seconds of a store.

    Attributes
    ----------
    changed : Signal
        `latest` is another one, or None.
    """

    changed = Signal()

    def __init__(self, model: TraceModel, channels: ChannelModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._channels = model, channels
        self._background = Background("eeg-analysis", self)
        self._store: SampleStore | None = None
        self._looked_at_s = 0.0
        self._seen = -1
        self.latest: Analysis | None = None

    @property
    def background(self) -> Background:
        """The thread, for what belongs to the same pictures."""
        return self._background

    def begin(self, store: SampleStore | None) -> None:
        """Look at another session."""
        self._store, self.latest, self._seen = store, None, -1
        self._looked_at_s = 0.0
        self.changed.emit()

    def tick(self) -> None:
        """Look again if it is time and something is new."""
        store, now = self._store, time.monotonic()
        signals = self._channels.signals
        period_s = MANY_PERIOD_S if len(signals) > MANY_CHANNELS else PERIOD_S
        if store is None or self._background.is_busy or now - self._looked_at_s < period_s:
            return
        stop = store.next_index
        if not signals or stop == self._seen or stop - store.first_index < LEAST_S * store.rate_hz:
            return
        self._looked_at_s, self._seen = now, stop
        rows, _ = store.read(stop - round(WINDOW_S * store.rate_hz), stop)
        labels = tuple(channel.label for channel in signals)
        bad = set(self._channels.bad.value)
        given = AnalysisInput(
            rows=rows[:, [channel.index for channel in signals]],
            rate_hz=store.rate_hz,
            labels=labels,
            places=tuple(channel.place for channel in signals),
            filters=with_bad(
                self._model.settings.value.filters, tuple(x for x in labels if x in bad)
            ),
        )
        self._background.run(
            lambda: analyse(given), lambda found: self._found(store, found), self._could_not
        )

    def _found(self, store: SampleStore, found: Analysis) -> None:
        if store is self._store:
            self.latest = found
            self.changed.emit()

    def _could_not(self, error: AppError) -> None:
        """It is told by the traces, which need the same settings; nothing is shown here."""
        self.latest = None
        self.changed.emit()

    def close(self) -> None:
        """Let go of the thread."""
        self._background.close()
