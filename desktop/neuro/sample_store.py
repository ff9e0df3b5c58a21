"""The last minutes of a session's raw samples and marks, by slot."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import numpy as np

from shared.neuro.acquisition import MAX_SLOTS, SlotGap, SlotMark
from shared.neuro.placed import Gap
from shared.neuro.ring import RingBuffer
from shared.neuro.streams import StreamInfo
from shared.protocol.eeg_messages import EegSamples

HISTORY_S = 300.0
HISTORY_BYTES = 96 << 20
# One answer that fills the picture of a window that joins; more would keep others waiting.
READ_BYTES = 8 << 20


class SampleStore:
    """Raw samples as they came, NaN where none is; marks; and where the next read begins.

    Attributes
    ----------
    session : str
        Whose slots these are.
    next_index : int
        The slot that comes next; -1 until the first answer.
    last_time_s : float
        When the newest sample was taken, on this computer's monotonic clock; NaN if unknown.
    skipped : int
        Slots that acquisition no longer held when this window asked for them.
    """

    def __init__(self, session: str, info: StreamInfo) -> None:
        self.session, self.info = session, info
        self.rate_hz = info.rate_hz
        channels = len(info.channels)
        row_bytes = 4 * max(1, channels)
        seconds = min(HISTORY_S, HISTORY_BYTES / (row_bytes * self.rate_hz))
        self.max_slots = max(1, min(MAX_SLOTS, READ_BYTES // row_bytes))
        self.next_index = -1
        self.last_time_s = float("nan")
        self.skipped = 0
        self.marks: list[SlotMark] = []
        self._new_marks: list[SlotMark] = []
        self._ring = RingBuffer(channels, seconds, self.rate_hz)
        self._start_index = 0

    @property
    def first_index(self) -> int:
        """The oldest slot that is held."""
        return max(self._start_index, self._ring.first_index)

    @property
    def capacity(self) -> int:
        """Most slots that are held."""
        return self._ring.capacity

    def read_from(self, history_s: float) -> int:
        """What to ask for next: at first the newest `history_s`, then what follows."""
        if self.next_index >= 0:
            return self.next_index
        return -1 - min(round(history_s * self.rate_hz), self.max_slots)

    def append(self, message: EegSamples, rows: np.ndarray) -> bool:
        """Add an answer; False if it is not the one that follows.

        Raises
        ------
        ValueError
            If its array does not have this session's channels.
        """
        if rows.ndim != 2 or rows.shape[1] != len(self.info.channels):
            raise ValueError(f"an array of {rows.shape} for {len(self.info.channels)} channels")
        first = message.first_index
        if self.next_index < 0:
            self._start_index = self._ring.next_index = self.next_index = first
        if first < self.next_index:
            return False
        gaps: list[Gap] = []
        if first > self.next_index:
            missed = first - self.next_index
            self.skipped += missed
            gaps.append(_gap(self.next_index, missed, self.rate_hz))
        kept, among = without_gap_rows(rows, first, message.gaps, self.rate_hz)
        self._ring.append(kept, [*gaps, *among])
        self.next_index = self._ring.next_index
        if len(rows):
            self.last_time_s = message.last_time_s
        for mark in message.marks:
            self._add_mark(mark)
        return True

    def _add_mark(self, mark: SlotMark) -> None:
        if mark not in self.marks:
            bisect.insort(self.marks, mark, key=lambda m: m.index)
            self._new_marks.append(mark)
        while self.marks and self.marks[0].index + self.marks[0].length < self.first_index:
            self.marks.pop(0)

    def take_new_marks(self) -> list[SlotMark]:
        """The marks that came since the last call."""
        new, self._new_marks = self._new_marks, []
        return new

    def read(self, start: int, stop: int) -> tuple[np.ndarray, int]:
        """Rows float32 [n, C] of the slots [start, stop) that are held, and the slot of row 0."""
        rows, first, _ = self._ring.read(max(start, self.first_index), stop)
        return rows, first

    def marks_between(self, start: float, stop: float) -> list[SlotMark]:
        """The marks that touch [start, stop)."""
        return [m for m in self.marks if m.index < stop and m.index + m.length >= start]


def without_gap_rows(
    rows: np.ndarray, first_index: int, gaps: Sequence[SlotGap], rate_hz: float
) -> tuple[np.ndarray, list[Gap]]:
    """Rows of an answer without those of its gaps, and the gaps cut to the answer."""
    keep = np.ones(len(rows), bool)
    cut: list[Gap] = []
    for gap in gaps:
        start = max(gap.start_index, first_index)
        stop = min(gap.start_index + gap.n_missing, first_index + len(rows))
        if stop > start:
            keep[start - first_index : stop - first_index] = False
            cut.append(_gap(start, stop - start, rate_hz))
    return rows[keep], cut


def _gap(start: int, n_missing: int, rate_hz: float) -> Gap:
    return Gap(start, n_missing, start / rate_hz, (start + n_missing) / rate_hz)
