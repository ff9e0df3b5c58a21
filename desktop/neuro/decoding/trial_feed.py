"""The trials of a live session, cut as those of a recording are."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop.neuro.sample_store import SampleStore
from shared.neuro.acquisition import SlotMark
from shared.neuro.epoching import slots_needed
from shared.neuro.trial_cutter import Mark, TrialCutter, picture_of

# Joined in the middle of a session, filters are given so much to settle.
LEAD_S = 2.0
# Markers that come later than this behind their sample are not looked for.
LATEST_MARK_S = 10.0
# How often what came is filtered while no trial is awaited.
TAKE_S = 0.1


@dataclass(frozen=True, eq=False)
class LiveTrial:
    """The answer of the brain to one showing of a picture.

    Attributes
    ----------
    samples : float32 [C, T]
        As `TrialCutter` gives them.
    taken_s : float
        When its last sample was taken, on this computer's monotonic clock; NaN if unknown.
    """

    picture: int
    index: float
    samples: npt.NDArray[np.float32]
    taken_s: float


@dataclass(frozen=True)
class Taken:
    """What was new: whole trials, and markers whether or not their trials are whole."""

    trials: tuple[LiveTrial, ...] = ()
    markers: tuple[SlotMark, ...] = ()


class TrialFeed:
    """Takes what a store has received since the last call through filters and cutter.

    Parameters
    ----------
    from_now : bool
        Markers that are in the store already were dealt with.
    n_dropped : int
        Trials that were dropped before.

    Attributes
    ----------
    n_pictures : int
        Markers of pictures so far.
    """

    def __init__(self, store: SampleStore, *, from_now: bool = False, n_dropped: int = 0) -> None:
        self.store = store
        self.n_pictures = 0
        self._cutter: TrialCutter | None = None
        self._first = self._next = -1
        self._ends: list[int] = []
        self._seen: set[SlotMark] = set(store.marks) if from_now else set()
        self._dropped_before = n_dropped
        self._before, self._after = slots_needed(store.rate_hz)

    @property
    def n_dropped(self) -> int:
        """Trials that touched a gap, or whose samples are not held any more."""
        return self._dropped_before + (self._cutter.dropped if self._cutter is not None else 0)

    @property
    def slots_to_go(self) -> int | None:
        """Slots until the next trial is whole; None while none is awaited."""
        return max(0, min(self._ends) - self.store.next_index) if self._ends else None

    @property
    def is_due(self) -> bool:
        """Whether `take` has something to find: a trial is whole, a mark is new, or time is up.

        Filtering each answer of the worker by itself costs four times as much as ten at a time.
        """
        store = self.store
        there = store.next_index - self._next
        if self._cutter is None or there >= TAKE_S * store.rate_hz:
            return True
        oldest = self._next - LATEST_MARK_S * store.rate_hz
        newest = store.marks[-1] if store.marks else None
        is_marked = newest is not None and newest.index >= oldest and newest not in self._seen
        return is_marked or self.slots_to_go == 0

    def take(self) -> Taken:
        """Cut what has become whole."""
        store = self.store
        if store.next_index < 0:
            return Taken()
        if self._cutter is None:
            settled = store.next_index - round(LEAD_S * store.rate_hz)
            self._begin(max(store.first_index, settled))
        rows, first = store.read(self._next, store.next_index)
        if first != self._next:
            # More came at once than is held: what is between is lost to the trials.
            self._begin(first)
        markers = self._new_markers()
        marks = [
            Mark(marker.index - self._first, picture)
            for marker in markers
            if (picture := picture_of(marker.text)) is not None
        ]
        self.n_pictures += len(marks)
        self._next = first + len(rows)
        assert self._cutter is not None
        # Showings that began before the first sample that was filtered are nobody's loss.
        whole = [mark for mark in marks if mark.index >= self._before]
        self._ends += [int(mark.index) + self._first + self._after + 1 for mark in whole]
        self._ends = [end for end in self._ends if end > self._next]
        cut = self._cutter.add(rows, whole)
        trials = [self._trial(mark, samples) for mark, samples, _ in cut]
        return Taken(tuple(sorted(trials, key=lambda trial: trial.index)), markers)

    def _begin(self, first: int) -> None:
        self._dropped_before = self.n_dropped
        self._cutter = TrialCutter(self.store.info.labels, self.store.rate_hz)
        self._first = self._next = first
        self._ends = []

    def _new_markers(self) -> tuple[SlotMark, ...]:
        oldest = self._next - LATEST_MARK_S * self.store.rate_hz
        marks = self.store.marks
        recent = marks[bisect.bisect_left(marks, oldest, key=lambda mark: mark.index) :]
        new = tuple(m for m in recent if m.kind == "marker" and m not in self._seen)
        self._seen = {mark for mark in self._seen if mark.index >= oldest} | set(new)
        return new

    def _trial(self, mark: Mark, samples: npt.NDArray[np.float32]) -> LiveTrial:
        index = mark.index + self._first
        last = int(index) + self._after
        behind_s = (self.store.next_index - 1 - last) / self.store.rate_hz
        return LiveTrial(mark.picture, index, samples, self.store.last_time_s - behind_s)
