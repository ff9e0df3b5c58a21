"""The last seconds of a stream, by slot; what is missing stays visible."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from shared.neuro.gap_rows import with_gap_rows
from shared.neuro.placed import Gap


class RingBuffer:
    """Samples of the last `seconds`, with NaN in the slots that no sample filled.

    It has one owner; it copies what comes in and what goes out.
    """

    def __init__(self, channels: int, seconds: float, rate_hz: float) -> None:
        self.rate_hz = rate_hz
        self.capacity = max(1, round(seconds * rate_hz))
        self.next_index = 0
        self._rows = np.full((self.capacity, channels), np.nan, np.float32)
        self._gaps: deque[Gap] = deque()

    @property
    def first_index(self) -> int:
        """The oldest slot that is still held."""
        return max(0, self.next_index - self.capacity)

    def append(self, samples: np.ndarray, gaps: Sequence[Gap] = ()) -> None:
        """Add samples [n, C] and the gaps among them, both as a `Placed` holds them.

        Raises
        ------
        ValueError
            If a gap does not fit what came before it.
        """
        rows, self.next_index = with_gap_rows(samples, self.next_index, gaps, self.capacity)
        self._gaps.extend(gaps)
        kept = rows[-self.capacity :]
        at = (self.next_index - len(kept)) % self.capacity
        head = min(len(kept), self.capacity - at)
        self._rows[at : at + head] = kept[:head]
        self._rows[: len(kept) - head] = kept[head:]
        while self._gaps and _end(self._gaps[0]) <= self.first_index:
            self._gaps.popleft()

    def last(self, seconds: float) -> tuple[np.ndarray, int, tuple[Gap, ...]]:
        """The last `seconds`, or what is held of them: see `read`."""
        return self.read(self.next_index - round(seconds * self.rate_hz), self.next_index)

    def read(self, start: int, stop: int) -> tuple[np.ndarray, int, tuple[Gap, ...]]:
        """The slots [start, stop) as far as they are held.

        Returns
        -------
        samples : np.ndarray
            float32 [n, C], NaN in missing slots.
        first_index : int
            Slot of the first row.
        gaps : tuple of Gap
            All gaps that touch these slots.
        """
        start = max(start, self.first_index)
        stop = max(start, min(stop, self.next_index))
        rows = self._rows[np.arange(start, stop) % self.capacity]
        gaps = tuple(g for g in self._gaps if g.start_index < stop and _end(g) > start)
        return rows, start, gaps


def _end(gap: Gap) -> int:
    return gap.start_index + gap.n_missing
