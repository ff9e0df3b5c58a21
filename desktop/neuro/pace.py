"""How far the traces have come: evenly in time, although samples come in chunks."""

from __future__ import annotations

# What is more than this behind is not shown bit by bit: nobody looked, or the window stood still.
MOST_BEHIND_S = 0.5
# Kept in hand against chunks that come late.
MARGIN_S = 0.004
LOOK_S = 0.5
# One picture in so many may stand still: waiting for the latest chunk of all would cost 50 ms.
FEW = 12


class Pace:
    """A play-head that runs at the stream's rate just behind its newest sample.

    Chunks of 20 to 50 ms would make a sweep move in jumps. The head waits where samples lack, so it
    falls back by as much as chunks are uneven; what turns out to be hardly ever needed is caught
    up soon.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._at = -1.0
        self._now_s = 0.0
        self._behind: list[float] = []
        self._looked_s = 0.0
        self._ease = 0.0

    def step(self, now_s: float, shown: int, available: int) -> int:
        """The slot up to which to show.

        Parameters
        ----------
        now_s : float
            Monotonic.
        shown : int
            The slot behind the last one that is shown.
        available : int
            The slot behind the last one that is there.
        """
        passed_s, self._now_s = now_s - self._now_s, now_s
        behind = available - self._at
        if self._at < 0 or not 0 <= behind <= MOST_BEHIND_S * self._rate_hz:
            self._at = float(available)
            self._behind, self._looked_s, self._ease = [], now_s, 0.0
        else:
            wanted = self._at + passed_s * self._rate_hz * (1 + self._ease)
            self._at = min(wanted, float(available))
            self._look(now_s, available)
        return max(shown, int(self._at))

    def _look(self, now_s: float, available: int) -> None:
        """Now and then: what was hardly ever needed is caught up."""
        self._behind.append(available - self._at)
        if now_s - self._looked_s >= LOOK_S:
            spare = sorted(self._behind)[len(self._behind) // FEW]
            self._ease = max(0.0, spare / self._rate_hz - MARGIN_S) / LOOK_S
            self._behind, self._looked_s = [], now_s
