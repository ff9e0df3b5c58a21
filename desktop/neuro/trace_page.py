"""One picture of traces: from raw samples through the causal chain to a raster, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shared.neuro.filters import CausalChain, FilterSettings
from shared.neuro.ring import RingBuffer
from shared.neuro.sweep import BAR_PX, SweepRaster

# A filter has forgotten how it began after this many periods of its lowest frequency.
SETTLE_PERIODS, SETTLE_MOST_S, SETTLE_LEAST_S = 3.0, 12.0, 1.0
# After so long a gap the filters start anew.
RESET_S = 2.0


@dataclass(frozen=True)
class PageSpec:
    """All that decides what a picture looks like, besides the samples.

    Attributes
    ----------
    labels : tuple of str
        All signal channels; `columns` says where they are in a row of the stream.
    lanes : tuple of int
        Which of them have a lane, from top to bottom.
    inks : tuple of int
        The raster's value of each lane.
    start_index : int or None
        The slot at the left edge; None for a live sweep.
    """

    labels: tuple[str, ...]
    columns: tuple[int, ...]
    lanes: tuple[int, ...]
    inks: tuple[int, ...]
    rate_hz: float
    window_s: float
    scale_uv: float
    filters: FilterSettings
    width_px: int
    height_px: int
    pen_px: int = 1
    start_index: int | None = None

    @property
    def window_slots(self) -> int:
        """Slots of the window."""
        return max(2, round(self.window_s * self.rate_hz))

    @property
    def settle_slots(self) -> int:
        """Slots before the picture that the filters need to settle."""
        low = self.filters.low_hz
        seconds = SETTLE_LEAST_S if low is None else SETTLE_PERIODS / low
        return round(min(max(seconds, SETTLE_LEAST_S), SETTLE_MOST_S) * self.rate_hz)


class TracePage:
    """A raster that goes on, with the filtered samples that it shows.

    A live page is a sweep whose columns belong to fixed slots; a still one begins at `start_index`
    and ends one window later.

    Parameters
    ----------
    spec : PageSpec
        What it looks like.
    rows : np.ndarray
        Raw samples floating [n, C] of the whole stream with NaN where none is: those that the
        filters settle on, then those that are shown.
    first_index : int
        Slot of the first row.

    Raises
    ------
    AppError
        `bad_field` for filters that the rate does not allow.
    """

    def __init__(self, spec: PageSpec, rows: np.ndarray, first_index: int) -> None:
        self.spec = spec
        stop = first_index + len(rows)
        live = spec.start_index is None
        shown_from = stop - spec.window_slots if live else spec.start_index
        assert shown_from is not None
        shown_from = max(first_index, shown_from)
        self._origin = 0 if live else (spec.start_index or 0)
        self.first_index = shown_from
        self.raster = SweepRaster(
            max(1, len(spec.lanes)),
            spec.width_px,
            spec.height_px,
            spec.window_s,
            spec.rate_hz,
            spec.scale_uv,
            start_index=shown_from - self._origin,
            inks=spec.inks or None,
            pen_px=spec.pen_px,
            bar_px=BAR_PX if live else 0,
        )
        self._chain = CausalChain(spec.filters, spec.rate_hz, spec.labels)
        self._values = RingBuffer(len(spec.labels), spec.window_s + 0.5, spec.rate_hz)
        self._values.next_index = shown_from
        self._ahead = np.empty((0, len(spec.labels)))
        self._offset_uv: np.ndarray | None = None
        self._missing = 0
        settle = shown_from - first_index
        if settle:
            self._process(rows[:settle])
        self.append(rows[settle:])

    @property
    def is_live(self) -> bool:
        """Whether it goes on with new samples."""
        return self.spec.start_index is None

    @property
    def next_index(self) -> int:
        """The slot that comes next."""
        return self._values.next_index

    @property
    def received_index(self) -> int:
        """The slot behind the last one that was filtered; those up to it can be shown."""
        return self.next_index + len(self._ahead)

    def append(self, rows: np.ndarray) -> tuple[int, int]:
        """Filter and draw raw rows [n, C] of the stream; returns as `show`."""
        self.receive(rows)
        return self.show(self.received_index)

    def receive(self, rows: np.ndarray) -> None:
        """Filter raw rows [n, C] that follow: as they come, which is less often than is drawn."""
        if len(rows):
            self._ahead = np.concatenate([self._ahead, self._process(rows)])

    def show(self, stop: int) -> tuple[int, int]:
        """Draw what was received, up to a slot.

        Returns
        -------
        first, count : int
            The columns that changed: `count` from `first` on, the bar in front of them included,
            beyond the right edge they go on at the left.
        """
        count = min(max(0, stop - self.next_index), len(self._ahead))
        if not count:
            return self.raster.column_px, 0
        values, self._ahead = self._ahead[:count], self._ahead[count:]
        self._values.append(values.astype(np.float32))
        lanes = values[:, list(self.spec.lanes)]
        if not self.spec.lanes:
            lanes = np.full((len(values), 1), np.nan)
        drawn = self.raster.append(lanes)
        changed = min(drawn + BAR_PX, self.spec.width_px) if drawn else 0
        return (self.raster.column_px - drawn) % self.spec.width_px, changed

    def _process(self, rows: np.ndarray) -> np.ndarray:
        """Filtered values float64 [n, signals], without a standing offset."""
        values = np.asarray(rows[:, list(self.spec.columns)], np.float64)
        out = np.empty_like(values)
        start = 0
        for at in self._resets(values):
            out[start:at] = self._chain.process(values[start:at])
            self._chain.reset()
            start = at
        out[start:] = self._chain.process(values[start:])
        if self.spec.filters.low_hz is not None:
            return out
        if self._offset_uv is None:
            known = np.isfinite(out)
            if known.any():
                middle = np.array(
                    [
                        np.median(v[k]) if k.any() else 0.0
                        for v, k in zip(out.T, known.T, strict=True)
                    ]
                )
                self._offset_uv = middle
        return out if self._offset_uv is None else out - self._offset_uv

    def _resets(self, values: np.ndarray) -> list[int]:
        """Rows at which a signal is back after a long gap."""
        missing = np.isnan(values).all(axis=1)
        if not missing.any() and not self._missing:
            return []
        limit = RESET_S * self.spec.rate_hz
        found, run = [], self._missing
        for row, gone in enumerate(missing):
            if not gone and run >= limit:
                found.append(row)
            run = run + 1 if gone else 0
        self._missing = run
        return found

    # --- where things are -------------------------------------------------------------------------

    def column_of(self, index: float) -> int | None:
        """The column of a slot that is in the picture, else None."""
        if not self.first_index <= index < self.next_index or index < self.oldest_index:
            return None
        column = int((index - self._origin) // self.raster.slots_per_column)
        return column % self.spec.width_px

    @property
    def oldest_index(self) -> int:
        """The oldest slot that is still in the picture."""
        bar = BAR_PX if self.is_live else 0
        columns = self.spec.width_px - bar
        shown = int(columns * self.raster.slots_per_column)
        return max(self.first_index, self.next_index - shown)

    def index_at(self, column: float) -> int:
        """The slot that a column shows; in a sweep of the newest samples, or of those before."""
        slots = self.raster.slots_per_column
        if not self.is_live:
            return round(self._origin + column * slots)
        sweep = slots * self.spec.width_px
        base = (self.next_index // sweep) * sweep
        index = base + column * slots
        if index >= self.next_index:
            index -= sweep
        return max(0, round(index))

    def seconds_at(self, column: float) -> float:
        """The time of a column on the axis: within the sweep, or since the session began."""
        return (self._origin + column * self.raster.slots_per_column) / self.spec.rate_hz

    def mark(self, index: float) -> int | None:
        """Draw a mark; the column if it is in the picture."""
        column = self.column_of(index)
        if column is not None:
            self.raster.mark(round(index) - self._origin)
        return column

    def value_uv(self, label: str, index: int) -> float | None:
        """What is shown of a channel at a slot, or None where nothing is."""
        rows, first, _ = self._values.read(index, index + 1)
        if not len(rows) or first != index or label not in self.spec.labels:
            return None
        value = float(rows[0, self.spec.labels.index(label)])
        return value if np.isfinite(value) else None

    def shown_values(self) -> np.ndarray:
        """All filtered values in the picture, float32 [n, signals]."""
        rows, _, _ = self._values.read(self.oldest_index, self.next_index)
        return rows

    def newest_values(self) -> np.ndarray | None:
        """The newest filtered values [signals], or None before there are some."""
        rows, _, _ = self._values.read(self.next_index - 1, self.next_index)
        return rows[0] if len(rows) else None


def fitting_scale_uv(values: np.ndarray, lanes: list[int]) -> float | None:
    """Height of a lane (µV) that holds most of most channels; None without a finite value."""
    chosen = np.asarray(values[:, lanes], np.float64)
    spans = []
    for column in chosen.T:
        known = column[np.isfinite(column)]
        if len(known) > 1:
            spans.append(2 * float(np.percentile(np.abs(known - np.median(known)), 99)))
    return float(np.median(spans)) if spans else None
