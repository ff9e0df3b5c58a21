"""Slots that were told as lost a short while ago: late samples may still turn up."""

from __future__ import annotations

from collections import deque

KEEP_S = 10.0
RECENT_S = 1.0


class OpenGaps:
    """Intervals of slots, each [start, stop)."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._gaps: deque[tuple[int, int]] = deque()

    def add(self, start: int, count: int) -> None:
        """Note a gap that ends where the next sample goes."""
        self._gaps.append((start, start + count))
        while self._gaps[0][1] < start - KEEP_S * self._rate_hz:
            self._gaps.popleft()

    def take(self, first: int, count: int) -> bool:
        """Fill `count` slots from `first` if all of them are open; True if they were."""
        for place, (start, stop) in enumerate(self._gaps):
            if start <= first and first + count <= stop:
                del self._gaps[place]
                if first + count < stop:
                    self._gaps.insert(place, (first + count, stop))
                if start < first:
                    self._gaps.insert(place, (start, first))
                return True
        return False

    def recent(self, now: int, seconds: float = RECENT_S) -> int:
        """Open slots that lie less than `seconds` back."""
        oldest = now - seconds * self._rate_hz
        return sum(stop - start for start, stop in self._gaps if stop >= oldest)

    def forget(self, count: int) -> None:
        """Close `count` slots, the last ones first."""
        while count > 0 and self._gaps:
            start, stop = self._gaps.pop()
            if stop - start > count:
                self._gaps.append((start, stop - count))
            count -= stop - start
