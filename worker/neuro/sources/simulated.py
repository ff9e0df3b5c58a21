"""The simulated participant as a live source."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from worker.neuro.simulation.participant import Participant
from worker.neuro.simulation.recorded import simulated_info
from worker.neuro.simulation.session import Block, Session
from worker.neuro.sources.base import Item, source_notice

STEP_S = 0.02


class SimulatedSource:
    """Plays a session as it would come from an amplifier: a chunk each 20 ms.

    Parameters
    ----------
    seconds : float or None
        End after so long; None goes on for ever.
    clock : callable
        Seconds; samples are stamped with it.
    """

    def __init__(
        self,
        participant: Participant,
        *,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._participant, self._clock = participant, clock
        self._rate_hz = participant.settings.rate_hz
        self._limit = None if seconds is None else round(seconds * self._rate_hz)
        self._session = Session(participant)
        self._step = max(1, round(STEP_S * self._rate_hz))
        self._start_s: float | None = None
        self._block: Block | None = None
        self._at = 0
        self._ended = False
        self._ready: deque[Item] = deque()

    def open(self) -> StreamInfo:
        """What comes; the clock starts at the first read."""
        return simulated_info(self._participant)

    def read(self, timeout_s: float) -> Item | None:
        """The next item; see `Source`."""
        if self._ready:
            return self._ready.popleft()
        if self._ended:
            time.sleep(timeout_s)
            return None
        if self._start_s is None:
            self._start_s = self._clock()
        block = self._current()
        begin = self._at - block.start
        end = min(begin + self._step, len(block.samples))
        if self._limit is not None:
            end = min(end, self._limit - block.start)
        due_s = self._start_s + (block.start + end) / self._rate_hz
        wait_s = due_s - self._clock()
        if wait_s > timeout_s:
            time.sleep(timeout_s)
            return None
        if wait_s > 0:
            time.sleep(wait_s)
        return self._chunk(block, begin, end, self._start_s)

    def close(self) -> None:
        """Nothing is held."""

    def _current(self) -> Block:
        if self._block is None or self._at >= self._block.start + len(self._block.samples):
            self._block = self._session.block()
        return self._block

    def _chunk(self, block: Block, begin: int, end: int, start_s: float) -> Chunk:
        """Samples `begin` to `end` of the block; markers among them are queued behind."""
        first, last = block.start + begin, block.start + end
        self._at = last
        shown = [each for each in block.shown if first <= each.sample < last]
        if shown:
            times_s = np.array([start_s + each.sample / self._rate_hz for each in shown])
            self._ready.append(Markers(times_s=times_s, texts=tuple(each.text for each in shown)))
        if self._limit is not None and last >= self._limit:
            self._ended = True
            self._ready.append(source_notice("ended", self._clock(), "source_ended"))
        return Chunk(
            samples=block.samples[begin:end],
            times_s=start_s + np.arange(first, last) / self._rate_hz,
            arrived_s=self._clock(),
        )
