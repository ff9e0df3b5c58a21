"""Marks of a stream by slot; one that lies in the future waits for its turn."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

from shared.neuro.acquisition import SlotMark
from shared.neuro.chunks import Markers

MAX_WAITING, MAX_KEPT = 10_000, 20_000
# A marker further in the future than this has a clock that nobody knows: it is told at once.
FUTURE_S = 60.0


class Marks:
    """Marks in the order in which they were told.

    A reader that asks for slots [a, b) gets the marks that were told while the newest slot lay
    there, so one that reads on without a break gets each mark once, late ones too.
    """

    def __init__(self) -> None:
        self._told: deque[tuple[int, SlotMark]] = deque(maxlen=MAX_KEPT)
        self._waiting: deque[tuple[float, str]] = deque(maxlen=MAX_WAITING)

    def add(self, markers: Markers) -> None:
        """Take markers with times (s) of this computer; `settle` gives them their slots."""
        self._waiting.extend(zip(markers.times_s.tolist(), markers.texts, strict=True))

    def note(self, mark: SlotMark, next_index: int) -> None:
        """Take a mark whose slot is known."""
        self._told.append((next_index, mark))

    def settle(self, index_of: Callable[[float], float], next_index: int, rate_hz: float) -> None:
        """Give those that are due their slots."""
        held: list[tuple[float, str]] = []
        for at_s, text in self._waiting:
            index = index_of(at_s)
            if math.isnan(index) or next_index <= index < next_index + FUTURE_S * rate_hz:
                held.append((at_s, text))
            else:
                self._told.append((next_index, SlotMark(index=index, text=text)))
        self._waiting.clear()
        self._waiting.extend(held)

    def told(self, start: int, stop: int) -> tuple[SlotMark, ...]:
        """The marks told while the newest slot lay in [start, stop)."""
        found = []
        for at, mark in reversed(self._told):
            if at < start:
                break
            if at < stop:
                found.append(mark)
        return tuple(reversed(found))

    def forget_before(self, index: int) -> None:
        """Drop what no reader can ask for any more."""
        while self._told and self._told[0][0] < index:
            self._told.popleft()
