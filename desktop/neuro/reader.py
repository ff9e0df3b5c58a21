"""Asks for samples again and again, never twice at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np

from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.neuro.sample_store import SampleStore
from shared.errors import AppError
from shared.protocol.eeg_messages import EegRead, EegSamples
from shared.protocol.frames import Envelope

log = logging.getLogger(__name__)
WAIT_S = 0.5
TIMEOUT_S = 10.0
# After an error nothing is asked for this long: it would only come again.
PAUSE_S = 0.5


class Reader:
    """Fills a store; `poll` asks whenever nothing is on its way.

    An answer comes as soon as something is there, so how often `poll` is called decides how many
    answers a second there are.

    Attributes
    ----------
    arrived : Signal of SampleStore
        Something was added.
    """

    def __init__(self, link: Link, history_s: Callable[[], float]) -> None:
        self._link, self._history_s = link, history_s
        self.arrived: Signal[SampleStore] = Signal()
        self.store: SampleStore | None = None
        self._asked: Future[Envelope] | None = None
        self._not_before_s = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self._asked is not None

    def attach(self, store: SampleStore | None) -> None:
        """Read into another store from now on; what is on its way for the last one is dropped."""
        self.store, self._asked, self._not_before_s = store, None, 0.0

    def poll(self) -> None:
        """Ask for what comes next unless that was done already."""
        store = self.store
        if store is None or self._asked is not None or time.monotonic() < self._not_before_s:
            return
        request = EegRead(
            from_index=store.read_from(self._history_s()),
            max_slots=store.max_slots,
            wait_s=WAIT_S,
        )
        future = self._link.ask(request, timeout_s=TIMEOUT_S)
        self._asked = future
        self._link.then(
            future,
            lambda envelope: self._take(future, store, envelope),
            lambda error: self._refused(future, error),
        )

    def _take(self, asked: Future[Envelope], store: SampleStore, envelope: Envelope) -> None:
        if asked is not self._asked:
            return
        self._asked = None
        message = envelope.message
        if not isinstance(message, EegSamples) or message.session != store.session:
            # The state that tells of the other session is on its way.
            self._pause()
            return
        rows = envelope.blobs[0] if envelope.blobs else None
        if not isinstance(rows, np.ndarray):
            rows = np.empty((0, len(store.info.channels)), np.float32)
        try:
            added = store.append(message, rows)
        except ValueError as error:
            log.warning("an answer cannot be used: %s", error)
            self._pause()
            return
        if added and len(rows):
            self.arrived.emit(store)

    def _refused(self, asked: Future[Envelope], error: AppError) -> None:
        if asked is not self._asked:
            return
        self._asked = None
        log.debug("no samples: %s", error.code)
        self._pause()

    def _pause(self) -> None:
        self._not_before_s = time.monotonic() + PAUSE_S
