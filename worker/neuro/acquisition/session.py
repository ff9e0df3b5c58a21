"""One opened source: its samples on a time line, in a ring, and in a recording if one runs."""

from __future__ import annotations

import math
import secrets
import time
from pathlib import Path
from typing import Literal

import numpy as np

from shared.errors import AppError
from shared.neuro.acquisition import (
    MAX_SLOTS,
    RECORDINGS_FOLDER,
    LslChoice,
    Phase,
    SampleCounts,
    SessionNotes,
    SlotGap,
    SlotMark,
    SourceChoice,
)
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.ring import RingBuffer
from shared.neuro.streams import StreamInfo
from shared.neuro.timing import Timeline
from shared.paths import private_dir
from shared.protocol.eeg_messages import EegSamples
from worker.neuro.acquisition.marks import Marks
from worker.neuro.acquisition.notices import Notices
from worker.neuro.acquisition.recording import Recording
from worker.neuro.sources.base import ClockOffset, Item, Source, SourceNotice

RING_S, RING_BYTES = 300.0, 96 << 20
RARE = ("clock_jump", "rate")
_PHASES: dict[str, Phase] = {
    "stalled": "stalled",
    "lost": "lost",
    "refused": "lost",
    "returned": "streaming",
    "ended": "ended",
}


class Session:
    """Owns the source and the recording of one stream; used by one thread.

    Parameters
    ----------
    choice : SourceChoice
        What was opened.
    source : Source
        Not yet opened; `close` closes it.

    Raises
    ------
    AppError
        What the source says, or `not_regular`.
    """

    def __init__(self, choice: SourceChoice, source: Source, home: Path) -> None:
        self.choice, self.id = choice, secrets.token_hex(8)
        self.notices = Notices()
        self.phase: Phase = "streaming"
        self.bad: tuple[str, ...] = ()
        self.recording: Recording | None = None
        self._source, self._home = source, home
        try:
            self.info: StreamInfo = source.open()
            if not self.info.rate_hz > 0:
                raise AppError("not_regular", name=self.info.name)
        except AppError:
            source.close()
            raise
        channels = len(self.info.channels)
        seconds = min(RING_S, RING_BYTES / (4 * channels * self.info.rate_hz))
        self._timeline = Timeline(self.info.rate_hz)
        self._ring = RingBuffer(channels, seconds, self.info.rate_hz)
        self._marks = Marks()
        self._gaps = 0
        self._offset: ClockOffset | None = None
        self._to_monotonic_s = 0.0 if not isinstance(choice, LslChoice) else _lsl_to_monotonic()

    # --- what the source gives --------------------------------------------------------------------

    @property
    def next_index(self) -> int:
        """The slot that comes next."""
        return self._ring.next_index

    @property
    def rate_hz(self) -> float:
        """The rate as measured."""
        return self._timeline.rate_hz

    @property
    def jitter_s(self) -> float:
        """Largest error of a stamp in the last seconds."""
        return self._timeline.jitter_s

    @property
    def counts(self) -> SampleCounts:
        """What became of the samples so far."""
        counts = self._timeline.counts
        return SampleCounts(
            received=counts.received,
            lost=counts.lost,
            duplicated=counts.duplicated,
            late=counts.late,
            clock_jumps=counts.clock_jumps,
            gaps=self._gaps,
        )

    def read(self, timeout_s: float) -> bool:
        """Take the next item of the source, if one comes; True if it told something new."""
        item = self._source.read(timeout_s)
        told = False
        if item is not None:
            told = self._take(item)
        if self.recording is not None:
            told = self._write(self.recording, item) or told
        return self.notices.sum_up(self.next_index, time.monotonic()) or told

    def _write(self, recording: Recording, item: Item | None) -> bool:
        """Into the file; True if the recorder says something that the time line does not."""
        if item is not None:
            recording.take(item)
        else:
            recording.sync()
        told = [self.notices.news(news, self.next_index) for news in recording.news()]
        return any(told)

    def _take(self, item: Item) -> bool:
        if isinstance(item, Chunk):
            return self._place(item)
        if isinstance(item, Markers):
            self._marks.add(item)
            self._settle()
        elif isinstance(item, ClockOffset):
            self._offset = item
            self._timeline.set_offset(item.offset_s)
        elif isinstance(item, SourceNotice):
            self.notices.source(item, self.next_index)
            self.phase = _PHASES.get(item.kind, self.phase)
            return True
        return False

    def _place(self, chunk: Chunk) -> bool:
        placed = self._timeline.add(chunk)
        self._ring.append(placed.chunk.samples, placed.gaps)
        self._gaps += len(placed.gaps)
        for event in placed.events:
            self.notices.event(event)
        self._settle()
        self._marks.forget_before(self._ring.first_index)
        told = self.phase != "streaming" or any(event.kind in RARE for event in placed.events)
        self.phase = "streaming"
        return told

    def _settle(self) -> None:
        self._marks.settle(
            lambda at_s: float(self._timeline.index_of(at_s)), self.next_index, self.rate_hz
        )

    # --- what a client asks -----------------------------------------------------------------------

    def samples(self, from_index: int, max_slots: int) -> tuple[EegSamples, np.ndarray] | None:
        """Slots from `from_index` on, float32 [n, C]; None while there is nothing new."""
        newest = self.next_index
        if from_index >= newest:
            return None
        start = max(from_index, self._ring.first_index)
        rows, first, gaps = self._ring.read(start, min(newest, start + min(max_slots, MAX_SLOTS)))
        stop = first + len(rows)
        message = EegSamples(
            session=self.id,
            first_index=first,
            next_index=newest,
            oldest_index=self._ring.first_index,
            gaps=tuple(SlotGap(start_index=g.start_index, n_missing=g.n_missing) for g in gaps),
            marks=self._marks.told(from_index, stop),
            last_time_s=float(self._timeline.time_of(stop - 1)) + self._to_monotonic_s,
            sent_s=time.monotonic(),
        )
        return message, rows

    def nothing(self, from_index: int) -> tuple[EegSamples, np.ndarray]:
        """The answer to a reader that has waited long enough, with an array [0, C]."""
        message = EegSamples(
            session=self.id,
            first_index=from_index,
            next_index=self.next_index,
            oldest_index=self._ring.first_index,
            sent_s=time.monotonic(),
        )
        return message, np.empty((0, len(self.info.channels)), np.float32)

    def mark(self, text: str, at_s: float | None) -> None:
        """A marker at a time of the monotonic clock of this computer, or now."""
        at = (time.monotonic() if at_s is None else at_s) - self._to_monotonic_s
        markers = Markers(times_s=np.array([at]), texts=(text,))
        self._marks.add(markers)
        self._settle()
        if self.recording is not None:
            self.recording.take(markers)

    def annotate(self, text: str, index: float, length: float) -> None:
        """A note of a person at a slot, or over some."""
        kind: Literal["note", "span"] = "span" if length else "note"
        self._marks.note(
            SlotMark(index=index, text=text, kind=kind, length=length), self.next_index
        )
        if self.recording is not None:
            begin_s, end_s = self._time_s(index), self._time_s(index + length)
            if length:
                self.recording.say(lambda recorder: recorder.span(begin_s, end_s, text))
            else:
                self.recording.say(lambda recorder: recorder.note(begin_s, text))

    def mark_bad(self, labels: tuple[str, ...]) -> None:
        """Which channels are bad from now on.

        Raises
        ------
        AppError
            `bad_field` for a channel that the stream does not have.
        """
        for label in labels:
            if label not in self.info.labels:
                limit = f"one of {', '.join(self.info.labels)}"
                raise AppError("bad_field", field="labels", value=label, limit=limit)
        self.bad = labels
        if self.recording is not None:
            at_s = self._time_s(self.next_index)
            self.recording.say(lambda recorder: recorder.mark_bad(labels, at_s))

    # --- recording --------------------------------------------------------------------------------

    def record(self, name: str, notes: SessionNotes, part: int = 1) -> None:
        """Record to a new file of that name; again with the same name is no error.

        Raises
        ------
        AppError
            `recording_runs`, `file_exists`, `disk_full`, `read_only` or `bad_field`.
        """
        if self.recording is not None:
            if self.recording.name == name:
                return
            raise AppError("recording_runs", name=self.recording.path.name)
        now_s = self._time_s(self.next_index)
        folder = private_dir(self._home / RECORDINGS_FOLDER)
        recording = Recording(
            folder, name, self.info, notes, part=part, on_trouble=self._recording_trouble
        )
        if self._offset is not None:
            recording.take(self._offset)
        if notes != SessionNotes():
            recording.say(lambda recorder: recorder.describe(notes, now_s))
        recording.say(lambda recorder: recorder.mark_bad(self.bad, now_s))
        self.recording = recording

    def stop_recording(self) -> None:
        """End the recording; without one nothing happens."""
        if self.recording is not None:
            recording, self.recording = self.recording, None
            recording.close()
            if recording.dropped:
                lost = recording.dropped
                self.notices.say("error", self.next_index, "not_recorded", count=lost)

    def close(self) -> None:
        """End the recording and let go of the source."""
        try:
            self.stop_recording()
        finally:
            self._source.close()

    def _recording_trouble(self, error: AppError | None) -> None:
        if error is None:
            self.notices.say("returned", self.next_index, "recording_goes_on")
        else:
            self.notices.error(error, self.next_index)

    def _time_s(self, index: float) -> float:
        """Time (s) of a slot on the clock that markers carry; now while there is no sample."""
        at_s = float(self._timeline.time_of(round(index)))
        return time.monotonic() - self._to_monotonic_s if math.isnan(at_s) else at_s


def _lsl_to_monotonic() -> float:
    """What to add to LSL's clock to get this computer's monotonic one; 0 on most systems."""
    import pylsl

    return time.monotonic() - float(pylsl.local_clock())
