"""A recorded file played at its own pace, or faster: the double of a live stream."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from worker.neuro.files.recording import Recording
from worker.neuro.sources.base import Item, source_notice

STEP_S = 0.02
# A reader that was away gets what it missed in pieces of this length.
_LONGEST_S = 0.5


class PlayerSource:
    """Plays a recording; gaps, markers and all are where they were.

    Parameters
    ----------
    speed : float
        2 plays in half the time; the rate of the stream doubles with it.
    loop : bool
        Start again at the end; the times go on.
    clock : callable
        Seconds; samples are stamped with it.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        speed: float = 1.0,
        loop: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recording, self._speed, self._loop, self._clock = recording, speed, loop, clock
        times_s = recording.times_s
        self._due_s = (times_s - times_s[0]) / speed
        self._marks_due_s = (recording.markers.times_s - times_s[0]) / speed
        self._period_s = float(self._due_s[-1]) + 1 / (recording.info.rate_hz * speed)
        self._start_s: float | None = None
        self._at = self._mark = 0
        self._ended = False
        self._ready: deque[Item] = deque()

    def open(self) -> StreamInfo:
        """What comes; the clock starts at the first read."""
        info = self._recording.info
        return msgspec.structs.replace(info, rate_hz=info.rate_hz * self._speed)

    def read(self, timeout_s: float) -> Item | None:
        """The next item; see `Source`. The last is a notice `ended`."""
        if self._start_s is None:
            self._start_s = self._clock()
        deadline = time.monotonic() + timeout_s
        while not self._ready:
            self._advance(self._start_s)
            left_s = deadline - time.monotonic()
            if self._ready or left_s <= 0:
                break
            time.sleep(min(STEP_S, left_s))
        return self._ready.popleft() if self._ready else None

    def close(self) -> None:
        """Nothing is held."""

    def _advance(self, start_s: float) -> None:
        """Queue what is due: samples, then the markers that lie among them."""
        if self._ended:
            return
        now_s = self._clock() - start_s
        if self._at < len(self._due_s):
            first_s = float(self._due_s[self._at])
            until_s = min(now_s, first_s + _LONGEST_S)
            end = int(np.searchsorted(self._due_s, until_s, side="right"))
            if end > self._at:
                self._ready.append(self._chunk(start_s, self._at, end))
                self._at = end
            now_s = until_s if end < len(self._due_s) else now_s
        self._queue_markers(start_s, now_s)
        if self._at == len(self._due_s) and now_s >= self._period_s:
            self._finish(start_s)

    def _chunk(self, start_s: float, begin: int, end: int) -> Chunk:
        return Chunk(
            samples=self._recording.samples[begin:end],
            times_s=start_s + self._due_s[begin:end],
            arrived_s=self._clock(),
        )

    def _queue_markers(self, start_s: float, until_s: float) -> None:
        end = int(np.searchsorted(self._marks_due_s, until_s, side="right"))
        if end > self._mark:
            texts = self._recording.markers.texts[self._mark : end]
            times_s = start_s + self._marks_due_s[self._mark : end]
            self._ready.append(Markers(times_s=times_s, texts=texts))
            self._mark = end

    def _finish(self, start_s: float) -> None:
        self._queue_markers(start_s, np.inf)
        if self._loop:
            self._start_s = start_s + self._period_s
            self._at = self._mark = 0
            return
        self._ended = True
        self._ready.append(source_notice("ended", self._clock(), "source_ended"))


def labelled(recording: Recording, name: str) -> Recording:
    """The recording under the name that its stream shall have."""
    return replace(recording, info=msgspec.structs.replace(recording.info, name=name))
