"""One source written to one XDF file; what was lost is counted and marked in the file."""

from __future__ import annotations

import contextlib
import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.errors import AppError
from shared.neuro.acquisition import SessionNotes
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo
from shared.neuro.timing import Counts, Placed, StreamEvent, Timeline
from shared.neuro.xdf_writer import XdfWriter
from worker.neuro.disk_room import DiskRoom
from worker.neuro.event_summary import Counted, EventSummary, News, news_of
from worker.neuro.files.event_texts import (
    BAD,
    GOOD,
    NOTE,
    event_text,
    session_text,
    span_text,
)
from worker.neuro.files.recording import EVENTS_STREAM
from worker.neuro.finite_watch import FiniteWatch
from worker.neuro.marker_watch import MarkerWatch
from worker.neuro.quality_watch import QualityWatch
from worker.neuro.sources.base import ClockOffset, Item

__all__ = ["Recorder", "RecordingReport", "event_text"]

# A power cut costs at most this much; what was written survives `kill -9` of this process at once.
SYNC_S = 1.0
_SUMMED: dict[str, Counted] = {
    "gap": "lost",
    "found": "found",
    "duplicate": "twice",
    "late": "late",
    "disorder": "disordered",
    "bad_time": "timeless",
}


@dataclass(frozen=True)
class RecordingReport:
    """What a recording came to, in samples, values (`n_not_finite`), markers, gaps and jumps.

    `rate_hz` is the rate as measured, `n_outside` counts markers that lie before the first sample
    or far behind the last one.
    """

    path: Path
    n_samples: int
    n_lost: int
    n_duplicated: int
    n_markers: int
    n_gaps: int
    clock_jumps: int
    n_late: int = 0
    n_disordered: int = 0
    n_not_finite: int = 0
    n_outside: int = 0
    rate_hz: float = 0.0


class Recorder:
    """Writes items as they come: samples and times as received, events in a stream of their own.

    Parameters
    ----------
    path : Path
        A new file; its folder exists.
    line_hz : float
        Frequency of the mains, for the judgement of channels.

    Raises
    ------
    AppError
        `file_exists`, `disk_full` or `read_only`.
    """

    def __init__(self, path: Path, info: StreamInfo, *, line_hz: float = 50.0) -> None:
        self.path = path
        self._labels = info.labels
        self._writer = XdfWriter(path)
        self._samples = self._writer.add_stream(info, can_drop_samples=True)
        self._markers = self._writer.add_stream(_texts(f"{info.name}-markers", info))
        self._events = self._writer.add_stream(_texts(EVENTS_STREAM, info))
        regular = info.rate_hz > 0
        self._timeline = Timeline(info.rate_hz) if regular else None
        self._quality = QualityWatch(info, line_hz) if regular else None
        self._outside = MarkerWatch(self._timeline) if self._timeline is not None else None
        self._finite = FiniteWatch(info.labels, info.rate_hz)
        self._summary = EventSummary()
        self._room = DiskRoom(path.parent)
        self._n_samples = self._n_markers = self._n_gaps = self._next = 0
        self._bad: tuple[str, ...] = ()
        self._full = False
        self._last_s = math.nan
        self._synced_at = time.monotonic()
        # Events of samples that are in the file: the disk that is full may take them later.
        self._due: deque[tuple[float, str]] = deque()

    def take(self, item: Item) -> Placed | None:
        """Write one item; where samples were placed in time, how.

        An item that a full disk refuses may be given again.
        """
        self._write_due()
        placed = None
        try:
            if isinstance(item, Chunk):
                placed = self._take_chunk(item)
            elif isinstance(item, Markers):
                self._take_markers(item)
            elif isinstance(item, ClockOffset):
                self._writer.clock_offset(self._samples, item.at_s, item.offset_s)
                if self._timeline is not None:
                    self._timeline.set_offset(item.offset_s)
            else:
                self.event(item.at_s, f"{item.kind}: {item.text}")
        except AppError as error:
            if error.code == "disk_full" and not self._full:
                self._full = True
                self._due.append((self._now_s(), "disk full: nothing was written from here on"))
            raise
        self._full = False
        # The item is in the file; what follows from it can wait, and may not make it come twice.
        with contextlib.suppress(AppError):
            self._write_due()
        return placed

    def event(self, at_s: float, text: str) -> None:
        """Write a text into the stream of events, at a time (s) of this computer's LSL clock."""
        self._writer.markers(self._events, Markers(times_s=np.array([at_s]), texts=(text,)))

    def note(self, at_s: float, text: str) -> None:
        """Write what a person noted at a time (s) of this computer's LSL clock."""
        self.event(at_s, NOTE + text)

    def span(self, from_s: float, to_s: float, text: str) -> None:
        """Write what a person noted about a stretch; names that begin with BAD spoil it for mne."""
        self.event(from_s, span_text(from_s, to_s, text))

    def mark_bad(self, labels: Iterable[str], at_s: float | None = None) -> None:
        """Write which channels are bad from now on: those that are not named are good again."""
        at_s = self._now_s() if at_s is None else at_s
        wanted = set(labels)
        for label in self._labels:
            if (label in wanted) != (label in self._bad):
                self.event(at_s, (BAD if label in wanted else GOOD) + label)
                kept = tuple(x for x in self._bad if x != label)
                self._bad = (*kept, label) if label in wanted else kept

    def describe(self, session: SessionNotes, at_s: float | None = None) -> None:
        """Write who and what is recorded; the last description counts."""
        self.event(self._now_s() if at_s is None else at_s, session_text(session))

    def sync(self) -> None:
        """Bring the file to the disk once a second; to be called more often than that."""
        now_s = time.monotonic()
        if now_s - self._synced_at >= SYNC_S:
            self._write_due()
            self._writer.sync()
            self._synced_at = now_s
            if (left_s := self._room.look(self._writer.size)) is not None:
                self._summary.say(news_of("disk_room", seconds=round(left_s)))

    def close(self) -> None:
        """End the file."""
        self._judge_markers(everything=True)
        try:
            self._write_due()
        finally:
            self._writer.close()

    def news(self, *, everything: bool = False) -> list[News]:
        """What a person should be told, once; sums of frequent events once a second."""
        return self._summary.take(time.monotonic(), everything=everything)

    def report(self) -> RecordingReport:
        """The counts so far."""
        line = self._timeline
        counts = line.counts if line is not None else Counts()
        return RecordingReport(
            path=self.path,
            n_samples=self._n_samples,
            n_lost=counts.lost,
            n_duplicated=counts.duplicated,
            n_markers=self._n_markers,
            n_gaps=self._n_gaps,
            clock_jumps=counts.clock_jumps,
            n_late=counts.late,
            n_disordered=counts.disordered,
            n_not_finite=self._finite.count,
            n_outside=self._outside.count if self._outside is not None else 0,
            rate_hz=line.rate_hz if line is not None else 0.0,
        )

    def _take_chunk(self, chunk: Chunk) -> Placed | None:
        # As received: the file keeps what came, the time line only says what that means.
        self._writer.samples(self._samples, chunk)
        self._n_samples += len(chunk)
        not_finite = self._finite.add(chunk.samples)
        if self._timeline is None:
            self._last_s = float(chunk.times_s[-1]) if len(chunk) else self._last_s
            self._tell(not_finite)
            return None
        placed = self._timeline.add(chunk)
        self._n_gaps += len(placed.gaps)
        if len(placed.indices):
            self._last_s, self._next = float(placed.chunk.times_s[-1]), int(placed.indices[-1]) + 1
        for event in placed.events:
            at_s = float(self._timeline.time_of(event.index))
            self._due.append((at_s, event_text(event)))
            self._sum_up(event)
        self._tell(not_finite)
        if self._quality is not None:
            self._tell(self._quality.add(placed))
        self._judge_markers()
        return placed

    def _take_markers(self, markers: Markers) -> None:
        self._writer.markers(self._markers, markers)
        self._n_markers += len(markers)
        if self._outside is not None:
            self._outside.add(markers)
            self._judge_markers()

    def _judge_markers(self, *, everything: bool = False) -> None:
        if self._outside is None:
            return
        for text in self._outside.judge(self._next, everything=everything):
            self._due.append((self._now_s(), text))
            self._summary.count_outside(1)

    def _tell(self, told: list[News]) -> None:
        """Into the file at the time of the last sample, and to the person."""
        for news in told:
            text = news.text.removesuffix(".")
            self._due.append((self._now_s(), f"{text[0].lower()}{text[1:]}"))
            self._summary.say(news)

    def _sum_up(self, event: StreamEvent) -> None:
        what = _SUMMED.get(event.kind)
        if what is not None:
            self._summary.count(what, event.count)
        else:
            text = event_text(event)
            self._summary.say(News(f"{text[0].upper()}{text[1:]}."))

    def _now_s(self) -> float:
        """The time (s) of the last sample; before the first one, now."""
        return time.monotonic() if math.isnan(self._last_s) else self._last_s

    def _write_due(self) -> None:
        while self._due:
            self.event(*self._due[0])
            self._due.popleft()


def _texts(name: str, info: StreamInfo) -> StreamInfo:
    return StreamInfo(name=name, source_id=name, kind="Markers", simulated=info.simulated)
