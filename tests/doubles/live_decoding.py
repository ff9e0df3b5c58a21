"""What the window does to decode live, without a window: real host, real reader, real decoder."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.core.link import Link
from desktop.neuro.decoding.decode_session import EAGER_S
from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.reader import Reader
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from shared.neuro.acquisition import SourceChoice
from shared.protocol.client import HostClient
from shared.protocol.eeg_messages import EegState

FRAME_S = 0.016


class DecodingClient:
    """Runs everything on the thread that calls `run_until`, as the window's event loop does."""

    def __init__(self, home: Path) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

        def make(on_message: Any, on_link: Any) -> HostClient:
            return HostClient(
                home, kind="test", on_message=on_message, on_link=on_link, autostart=False
            )

        self.link = Link(make, self._calls.put)
        self.session = EegSession(self.link)
        self.reader = Reader(self.link, lambda: 1.0)
        self.decoder = LiveDecoder(self.link)
        self.failures: list[Exception] = []
        # When the last samples of an item had come, on the monotonic clock.
        self.arrivals: dict[int, float] = {}
        self.session.began.connect(self._begin)
        self.session.failed.connect(self.failures.append)
        self.reader.arrived.connect(self._arrived)

    def __enter__(self) -> DecodingClient:
        self.link.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.decoder.close()
        self.session.release()
        self.link.close()

    @property
    def store(self) -> SampleStore:
        assert self.reader.store is not None
        return self.reader.store

    def open(self, choice: SourceChoice, limit_s: float = 60.0) -> None:
        """Open a source and wait for its first samples."""
        self.run_until(lambda: self.session.online.value, limit_s, "the host answers")
        self.session.open(choice)
        self.run_until(
            lambda: self.failures or (self.reader.store and self.store.next_index > 0),
            limit_s,
            "samples come",
        )
        if self.failures:
            raise self.failures[0]

    def _begin(self, state: EegState) -> None:
        assert state.info is not None
        store = SampleStore(state.session, state.info)
        self.reader.attach(store)
        self.decoder.begin(store)

    def _arrived(self, store: SampleStore) -> None:
        came_s, sent = time.monotonic(), self.decoder.n_sent
        self.decoder.arrived(store)
        if self.decoder.n_sent > sent:
            self.arrivals[self.decoder.n_sent] = came_s
        to_go = self.decoder.slots_to_go
        if to_go is not None and to_go <= EAGER_S * store.rate_hz:
            self.reader.poll()

    def run_until(self, true: Callable[[], Any], limit_s: float, what: str) -> None:
        """Work until it is so."""
        deadline = time.monotonic() + limit_s
        frame = time.monotonic()
        while not true():
            now = time.monotonic()
            if now > deadline:
                raise AssertionError(f"not within {limit_s} s: {what}")
            if now >= frame:
                self.reader.poll()
                self.decoder.tick()
                frame = now + FRAME_S
            try:
                self._calls.get(timeout=max(0.0, frame - time.monotonic()))()
            except queue.Empty:
                continue
