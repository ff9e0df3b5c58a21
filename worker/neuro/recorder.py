"""One source written to one XDF file; what was lost is counted and marked in the file."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from shared.neuro.timing import Placed, StreamEvent, Timeline
from shared.neuro.xdf_writer import XdfWriter
from worker.neuro.files.recording import EVENTS_STREAM
from worker.neuro.sources.base import ClockOffset, Item, Source, SourceNotice

# A power cut costs at most this much; what was written survives `kill -9` of this process at once.
SYNC_S = 1.0
_READ_S = 0.1


@dataclass(frozen=True)
class RecordingReport:
    """What a recording came to."""

    path: Path
    n_samples: int
    n_lost: int
    n_duplicated: int
    n_markers: int
    n_gaps: int
    clock_jumps: int


class Recorder:
    """Writes items as they come: samples and times as received, events in a stream of their own.

    Parameters
    ----------
    path : Path
        A new file; its folder exists.

    Raises
    ------
    AppError
        `file_exists`, `disk_full` or `read_only`.
    """

    def __init__(self, path: Path, info: StreamInfo) -> None:
        self.path = path
        self._writer = XdfWriter(path)
        self._samples = self._writer.add_stream(info, can_drop_samples=True)
        self._markers = self._writer.add_stream(_texts(f"{info.name}-markers", info))
        self._events = self._writer.add_stream(_texts(EVENTS_STREAM, info))
        self._timeline = Timeline(info.rate_hz) if info.rate_hz > 0 else None
        self._n_samples = self._n_markers = self._n_gaps = 0
        self._synced_at = time.monotonic()
        # Events of samples that are in the file: they may not be written a second time when a full
        # disk refuses an event.
        self._due: deque[tuple[float, str]] = deque()

    def take(self, item: Item) -> Placed | None:
        """Write one item; where samples were placed in time, how.

        An item that a full disk refuses may be given again.
        """
        self._write_due()
        placed = None
        if isinstance(item, Chunk):
            placed = self._take_chunk(item)
        elif isinstance(item, Markers):
            self._writer.markers(self._markers, item)
            self._n_markers += len(item)
        elif isinstance(item, ClockOffset):
            self._writer.clock_offset(self._samples, item.at_s, item.offset_s)
            if self._timeline is not None:
                self._timeline.set_offset(item.offset_s)
        else:
            self.event(item.at_s, f"{item.kind}: {item.text}")
        return placed

    def event(self, at_s: float, text: str) -> None:
        """Write a text into the stream of events, at a time (s) of this computer's LSL clock."""
        self._writer.markers(self._events, Markers(times_s=np.array([at_s]), texts=(text,)))

    def sync(self) -> None:
        """Bring the file to the disk once a second; to be called more often than that."""
        if time.monotonic() - self._synced_at >= SYNC_S:
            self._writer.sync()
            self._synced_at = time.monotonic()

    def close(self) -> None:
        """End the file."""
        self._writer.close()

    def report(self) -> RecordingReport:
        """The counts so far."""
        counts = self._timeline.counts if self._timeline is not None else None
        return RecordingReport(
            path=self.path,
            n_samples=self._n_samples,
            n_lost=counts.lost if counts else 0,
            n_duplicated=counts.duplicated if counts else 0,
            n_markers=self._n_markers,
            n_gaps=self._n_gaps,
            clock_jumps=counts.clock_jumps if counts else 0,
        )

    def _take_chunk(self, chunk: Chunk) -> Placed | None:
        # As received: the file keeps what came, the time line only says what that means.
        self._writer.samples(self._samples, chunk)
        self._n_samples += len(chunk)
        if self._timeline is None:
            return None
        placed = self._timeline.add(chunk)
        self._n_gaps += len(placed.gaps)
        for event in placed.events:
            at_s = float(self._timeline.time_of(event.index))
            self._due.append((at_s, event_text(event)))
        self._write_due()
        return placed

    def _write_due(self) -> None:
        while self._due:
            self.event(*self._due[0])
            self._due.popleft()


def event_text(event: StreamEvent) -> str:
    """A stream event in words."""
    return {
        "gap": f"gap: {event.count} samples lost",
        "found": f"found: {event.count} samples counted as lost came late",
        "duplicate": f"duplicate: {event.count} samples came twice",
        "late": f"late: {event.count} samples came after their turn",
        "clock_jump": f"clock jump: {event.seconds:+.3f} s",
        "rate": f"rate: {event.rate_hz:g} Hz",
        "bad_time": f"bad time: {event.count} samples without a time",
    }[event.kind]


def _texts(name: str, info: StreamInfo) -> StreamInfo:
    return StreamInfo(name=name, source_id=name, kind="Markers", simulated=info.simulated)


def record(
    source: Source,
    path: Path,
    *,
    seconds: float | None = None,
    stop: threading.Event | None = None,
    on_notice: Callable[[SourceNotice], None] | None = None,
    on_progress: Callable[[float, RecordingReport], None] | None = None,
) -> RecordingReport:
    """Record until `seconds` have passed since the first sample, the source ends, or `stop` is set.

    Raises
    ------
    AppError
        What the source or the disk says; the file then holds all that came before.
    """
    stop = stop or threading.Event()
    try:
        recorder = Recorder(path, source.open())
        try:
            _record_items(source, recorder, seconds, stop, on_notice, on_progress)
        finally:
            recorder.close()
    finally:
        source.close()
    return recorder.report()


def _record_items(
    source: Source,
    recorder: Recorder,
    seconds: float | None,
    stop: threading.Event,
    on_notice: Callable[[SourceNotice], None] | None,
    on_progress: Callable[[float, RecordingReport], None] | None,
) -> None:
    begun: float | None = None
    while not stop.is_set():
        item = source.read(_READ_S)
        if item is not None:
            recorder.take(item)
        if isinstance(item, SourceNotice):
            if on_notice is not None:
                on_notice(item)
            if item.kind == "ended":
                return
        if begun is None and isinstance(item, Chunk):
            begun = time.monotonic()
        recorder.sync()
        elapsed_s = time.monotonic() - begun if begun is not None else 0.0
        if on_progress is not None:
            on_progress(elapsed_s, recorder.report())
        if seconds is not None and elapsed_s >= seconds:
            return
