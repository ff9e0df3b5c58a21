"""Traces as a sweep: only the columns of new samples are drawn, into one picture that stays.

A curve for each channel costs 50 to 200 ms a frame at 64 to 128 channels; the few new columns cost
about one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shared.neuro.gap_rows import with_gap_rows
from shared.neuro.placed import Gap

# Values of the picture: what they look like is the colour table's business. A gap is GAP with
# diagonal lines of GAP_LINE; inks of a caller's own begin at FIRST_INK.
BACKGROUND, TRACE, GAP, MARK, GAP_LINE = range(5)
FIRST_INK = 8
# Columns kept empty in front of the newest one.
BAR_PX = 8
HATCH_PX = 8


class SweepRaster:
    """A picture of the last `seconds` of all channels, in lanes from top to bottom.

    Column c shows the slots [c·w, (c+1)·w) of each sweep, w = seconds · rate / width, whatever the
    chunks were: from the smallest to the largest value that the line through the samples takes
    there. A column with a slot that no channel has is hatched as a gap; a single channel without
    a value has no line there.

    Parameters
    ----------
    channels : int
        Number of lanes.
    width_px, height_px : int
        Size of the picture.
    seconds : float
        Duration of one sweep.
    rate_hz : float
        Rate of the stream.
    scale_uv : float
        Height of one lane in µV; traces may leave their lane.
    start_index : int
        Slot of the first sample that will be appended; columns before it stay empty.
    inks : sequence of int, optional
        The picture's value for each channel's trace; the largest lies on top. TRACE without it.
    pen_px : int
        Thickness of a line.
    bar_px : int
        Columns kept empty in front of the newest one.
    """

    def __init__(
        self,
        channels: int,
        width_px: int,
        height_px: int,
        seconds: float,
        rate_hz: float,
        scale_uv: float,
        *,
        start_index: int = 0,
        inks: Sequence[int] | None = None,
        pen_px: int = 1,
        bar_px: int = BAR_PX,
    ) -> None:
        self.image = np.full((height_px, width_px), BACKGROUND, np.uint8)
        self.slots_per_column = seconds * rate_hz / width_px
        self.next_index = start_index
        self._bar_px, self._pen_px = bar_px, pen_px
        chosen = [TRACE] * channels if inks is None else list(inks)
        self._inks, self._ink_of = np.unique(np.array(chosen, np.uint8), return_inverse=True)
        self._sweep_slots = int(np.ceil(seconds * rate_hz)) + 2
        self._lane_px = height_px / channels
        self._px_per_uv = self._lane_px / scale_uv
        self._centres = (np.arange(channels) + 0.5) * self._lane_px
        # Samples not yet drawn, from slot `_held_from` on: those of the unfinished column and the
        # one before it.
        self._held = np.empty((0, channels))
        self._held_from = start_index
        self._column = int(np.ceil(start_index / self.slots_per_column))

    @property
    def column_px(self) -> int:
        """Where the next column will be drawn."""
        return self._column % self.image.shape[1]

    def column_of(self, index: int) -> int:
        """The column that shows a slot."""
        return int(index // self.slots_per_column) % self.image.shape[1]

    def append(self, samples: np.ndarray, gaps: Sequence[Gap] = ()) -> int:
        """Draw samples floating [n, C] in µV (no offset) and gaps; returns how many columns.

        Columns are drawn once the first sample behind them is there: the last of a picture is less
        than one column, or one sample, old.
        """
        values = np.asarray(samples, np.float64)
        rows, next_index = with_gap_rows(values, self.next_index, gaps, self._sweep_slots)
        if next_index - len(rows) == self.next_index:
            rows = np.concatenate([self._held, rows])
        self._held, self._held_from = rows, next_index - len(rows)
        self.next_index = next_index
        ready = int((self.next_index - 1) / self.slots_per_column)
        width = self.image.shape[1]
        first = max(self._column, ready - width)
        if ready > first:
            self._draw(first, ready)
            self._column = ready
            self._clear_ahead()
            self._drop()
        return max(0, ready - first)

    def mark(self, index: int) -> None:
        """Draw a line where a marker lies, under the traces, if its column is in the picture."""
        column = int(index // self.slots_per_column)
        if self._column - self.image.shape[1] + self._bar_px <= column < self._column:
            strip = self.image[:, column % self.image.shape[1]]
            strip[strip == BACKGROUND] = MARK

    def _draw(self, first: int, stop: int) -> None:
        """Draw the columns [first, stop), at most one sweep of them."""
        edges = np.arange(first, stop + 1) * self.slots_per_column - self._held_from
        low, high = _extremes(self._held, edges)
        missing = _touched(np.asarray(np.isnan(self._held).all(axis=1)), edges)
        columns = np.arange(first, stop) % self.image.shape[1]
        strip = np.full((self.image.shape[0], len(columns)), BACKGROUND, np.uint8)
        if missing.any():
            strip = np.where(missing[None], self._hatch(columns), strip).astype(np.uint8)
        covered = self._covered(self._rows(high), self._rows(low))
        for ink, lines in zip(self._inks, covered, strict=True):
            strip[lines] = ink
        self.image[:, columns] = strip

    def _hatch(self, columns: np.ndarray) -> np.ndarray:
        """What a gap looks like in these columns, [height, K]."""
        rows = np.arange(self.image.shape[0])
        return np.where((rows[:, None] + columns[None]) % HATCH_PX < 2, GAP_LINE, GAP)

    def _covered(self, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
        """bool [I, height, K]: for each ink the rows from top to bottom [K, C] of its channels."""
        height, width = self.image.shape[0], len(top)
        drawn = np.isfinite(top) & np.isfinite(bottom)
        columns = np.broadcast_to(np.arange(width)[:, None], top.shape)[drawn]
        first_row = np.broadcast_to(self._ink_of * (height + 1), top.shape)[drawn]
        size = len(self._inks) * (height + 1) * width
        last = np.minimum(bottom[drawn] + self._pen_px, height)
        begins = np.bincount((first_row + top[drawn].astype(int)) * width + columns, minlength=size)
        ends = np.bincount((first_row + last.astype(int)) * width + columns, minlength=size)
        steps = (begins - ends).reshape(len(self._inks), height + 1, width)
        return np.asarray(np.cumsum(steps, axis=1)[:, :-1] > 0)

    def _rows(self, values_uv: np.ndarray) -> np.ndarray:
        """Rows of the picture, float64, of values [K, C]; NaN stays."""
        rows = np.floor(self._centres - values_uv * self._px_per_uv)
        return np.asarray(np.clip(rows, 0, self.image.shape[0] - 1))

    def _clear_ahead(self) -> None:
        ahead = np.arange(self._column, self._column + self._bar_px) % self.image.shape[1]
        self.image[:, ahead] = BACKGROUND

    def _drop(self) -> None:
        """Keep the sample before the unfinished column, for the line into it."""
        keep_from = int(np.floor(self._column * self.slots_per_column))
        drop = max(0, keep_from - self._held_from)
        self._held = self._held[drop:]
        self._held_from += drop


def _extremes(samples: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest value [K, C] of the line through samples [n, C] between K + 1 edges."""
    left = np.minimum(edges.astype(int), len(samples) - 2) if len(samples) > 1 else edges * 0
    left = left.astype(int)
    right = np.minimum(left + 1, len(samples) - 1)
    part = (edges - left)[:, None]
    # 0 · NaN would spoil an edge that lies on a sample next to a gap.
    at_edges = np.where(
        part == 0, samples[left], (1 - part) * samples[left] + part * samples[right]
    )
    low = np.fmin(at_edges[:-1], at_edges[1:])
    high = np.fmax(at_edges[:-1], at_edges[1:])
    starts = np.ceil(edges).astype(int)
    full = np.flatnonzero(starts[1:] > starts[:-1])  # columns with a sample of their own
    if len(full):
        inside = samples[: starts[-1]]
        low[full] = np.fmin(low[full], np.fmin.reduceat(inside, starts[full], axis=0))
        high[full] = np.fmax(high[full], np.fmax.reduceat(inside, starts[full], axis=0))
    return low, high


def _touched(missing: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """bool [K]: columns in which, or in whose line, a sample is missing."""
    total = np.concatenate([[0], np.cumsum(missing)])
    start = np.floor(edges[:-1]).astype(int)
    stop = np.minimum(np.ceil(edges[1:]).astype(int), len(missing))
    return np.asarray(total[stop] > total[start])
