"""A live stream over LSL: found, read, watched, found again when it comes back."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from shared.errors import AppError, Param
from shared.neuro.chunks import Chunk
from shared.neuro.streams import StreamInfo, differences
from worker.neuro.sources.base import Item, NoticeKind, SourceNotice, source_notice
from worker.neuro.sources.lsl_clock import ClockWatch
from worker.neuro.sources.lsl_markers import MarkerInlets
from worker.neuro.sources.lsl_streams import (
    StreamQuery,
    described,
    find_stream,
    stream_info,
)
from worker.neuro.units import scale_of, scaled, unscaled_labels

if TYPE_CHECKING:
    import pylsl

# A person is told within a second; chunks of well-behaved senders come within 200 ms.
STALL_S = 0.8
# The inlet is emptied this often: a hundred wake-ups a second would cost more than the samples.
BATCH_S = 0.02
_LOOK_S = 0.25
_OPEN_S = 2.0
_MARKERS_S = 1.0


class LslSource:
    """One LSL stream of samples and any marker streams.

    A stream that ends is waited for by its source id and joined again if its channels, units and
    rate are the same; otherwise a notice says what changed.

    Parameters
    ----------
    markers : tuple of str or None
        Names of marker streams; None takes what is called after the stream, as `NAME-markers`.
    """

    def __init__(
        self, query: StreamQuery, *, markers: tuple[str, ...] | None = None, wait_s: float = 10.0
    ) -> None:
        self._query, self._wait_s = query, wait_s
        self._marker_names = markers
        self._markers = MarkerInlets(markers or ())
        self._notices: deque[SourceNotice] = deque()
        self._inlet: pylsl.StreamInlet | None = None
        self._clock: ClockWatch | None = None
        self._watch: pylsl.ContinuousResolver | None = None
        self._uid = ""
        self._known: set[str] = set()
        self._heard_at = self._looked_at = 0.0
        self._stalled = False

    def open(self) -> StreamInfo:
        """Find the stream and join it."""
        import pylsl

        found = find_stream(self._query, self._wait_s)
        if found.channel_format() == pylsl.cf_string:
            raise AppError("not_samples", name=found.name())
        self._watch = pylsl.ContinuousResolver(forget_after=2.0)
        if self._marker_names is None:
            self._markers = MarkerInlets((), beside=found.name())
        # Before the samples: what is marked while the stream is joined would be lost.
        self._join_markers(pylsl.resolve_byprop("type", "Markers", timeout=_MARKERS_S))
        self._info = self._join(found)
        self._scale = scale_of(self._info)
        plain = unscaled_labels(self._info)
        if plain:
            names = ", ".join(plain[:8]) + (" …" if len(plain) > 8 else "")
            self._notify("other", "channels_unitless", channels=names)
        if not self._info.source_id:
            self._notify("other", "no_source_id")
        return self._info

    def read(self, timeout_s: float) -> Item | None:
        """The next item; see `Source`."""
        deadline = time.monotonic() + timeout_s
        while True:
            item = self._next(max(deadline - time.monotonic(), 0.0))
            if item is not None or time.monotonic() >= deadline:
                return item

    def close(self) -> None:
        """Leave the stream."""
        self._leave()
        self._markers.close()
        self._watch = None

    def _next(self, timeout_s: float) -> Item | None:
        self._look_around()
        if self._notices:
            return self._notices.popleft()
        marks = self._markers.read()
        if marks is not None:
            return marks
        if self._clock is not None and (offset := self._clock.take()) is not None:
            return offset
        if self._inlet is None:
            time.sleep(min(timeout_s, 0.05))
            return None
        return self._pull(self._inlet, timeout_s)

    def _pull(self, inlet: pylsl.StreamInlet, timeout_s: float) -> Item | None:
        import pylsl
        from pylsl.util import LostError

        batch = max(1, int(self._info.rate_hz * BATCH_S))
        try:
            rows, times = inlet.pull_chunk(
                timeout=min(timeout_s, 2 * BATCH_S),
                max_samples=max(1024, 2 * batch),
                min_samples=batch,
                as_numpy=True,
            )
        except LostError:
            self._leave()
            self._notify("lost", "stream_lost", name=self._info.name)
            return self._notices.popleft()
        now = time.monotonic()
        if len(times) == 0:
            if now - self._heard_at > STALL_S and not self._stalled:
                self._stalled = True
                silent_s = round(now - self._heard_at, 1)
                return self._notice("stalled", "no_samples", seconds=silent_s)
            return None
        if self._stalled:
            self._stalled = False
            silent_s = round(now - self._heard_at, 1)
            self._notify("returned", "samples_again", seconds=silent_s)
        self._heard_at = now
        samples = scaled(rows, self._scale)
        return Chunk(samples=samples, times_s=np.array(times), arrived_s=pylsl.local_clock())

    def _look_around(self) -> None:
        """Join marker streams that have appeared, and the stream itself if it is back."""
        now = time.monotonic()
        if self._watch is None or now - self._looked_at < _LOOK_S:
            return
        self._looked_at = now
        visible = self._watch.results()
        self._join_markers(visible)
        if self._inlet is None or self._stalled:
            self._find_again(visible)

    def _join_markers(self, visible: list[pylsl.StreamInfo]) -> None:
        for name in self._markers.join(visible):
            self._notify("other", "markers_joined", name=name)

    def _find_again(self, visible: list[pylsl.StreamInfo]) -> None:
        """Join the stream again if it is visible; tell of a stranger that took its name."""
        for found in visible:
            if found.uid() in self._known:
                continue
            if found.source_id() == self._info.source_id:
                if self._info.source_id or found.name() == self._info.name:
                    return self._rejoin(found)
            elif found.name() == self._info.name and found.type() == self._info.kind:
                self._known.add(found.uid())
                source_id = found.source_id() or "–"
                self._notify("other", "stream_stranger", name=found.name(), source_id=source_id)
        return None

    def _rejoin(self, found: pylsl.StreamInfo) -> None:
        now = described(found)
        self._known.add(found.uid())
        changed = differences(self._info, now)
        if changed:
            what = ",".join(changed)
            self._notify("refused", "stream_changed", name=self._info.name, what=what)
            return
        self._leave()
        try:
            self._join(found)
        except AppError:
            self._known.discard(found.uid())  # gone again: the next look tries once more
            return
        self._notify("returned", "stream_back", name=self._info.name)

    def _join(self, found: pylsl.StreamInfo) -> StreamInfo:
        import pylsl
        from pylsl.util import LostError
        from pylsl.util import TimeoutError as LslTimeoutError

        # liblsl's own recovery says nothing and does not look at what came back.
        inlet = pylsl.StreamInlet(found, recover=False, processing_flags=pylsl.proc_none)
        try:
            info = stream_info(inlet.info(_OPEN_S))
            inlet.open_stream(_OPEN_S)
        except (LostError, LslTimeoutError):
            query = StreamQuery(name=found.name(), source_id=found.source_id())
            raise AppError("no_stream", query=str(query), seconds=_OPEN_S) from None
        self._inlet, self._clock, self._uid = inlet, ClockWatch(inlet), found.uid()
        self._known.add(found.uid())
        self._heard_at, self._stalled = time.monotonic(), False
        return info

    def _leave(self) -> None:
        if self._clock is not None:
            self._clock.close()
        if self._inlet is not None:
            self._inlet.close_stream()
        self._inlet = self._clock = None

    def _notify(self, kind: NoticeKind, code: str, **params: Param) -> None:
        self._notices.append(self._notice(kind, code, **params))

    def _notice(self, kind: NoticeKind, code: str, **params: Param) -> SourceNotice:
        import pylsl

        return source_notice(kind, float(pylsl.local_clock()), code, **params)
