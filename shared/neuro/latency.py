"""How long samples take from their stamp to their arrival."""

from __future__ import annotations

import math

# No sample arrives this much before its own stamp unless a clock jumped.
IMPOSSIBLE_S = 0.5
# The floor rises this fast, in case the two clocks drift apart.
LEAK_S_PER_S = 200e-6


class Latency:
    """Shortest and usual latency; `absolute` if stamps are on this computer's clock."""

    def __init__(self, *, absolute: bool) -> None:
        self.absolute = absolute
        self._floor_s = math.inf
        self._usual_s = math.nan
        self._arrived_s = math.nan

    def add(self, arrived_s: float, stamp_s: float) -> None:
        """Learn from a run whose last stamp is `stamp_s`; an unknown (NaN) arrival is ignored."""
        if math.isnan(arrived_s):
            return
        latency_s = arrived_s - stamp_s
        if not math.isnan(self._arrived_s):
            self._floor_s += LEAK_S_PER_S * max(0.0, arrived_s - self._arrived_s)
        self._floor_s = min(self._floor_s, latency_s)
        if math.isnan(self._usual_s):
            self._usual_s = latency_s
        self._usual_s += 0.05 * (latency_s - self._usual_s)
        self._arrived_s = arrived_s

    def impossible(self, arrived_s: float, stamp_s: float) -> bool:
        """True if a sample stamped so cannot have arrived already; False if nothing is known."""
        floor_s = min(0.0, self._floor_s) if self.absolute else self._floor_s
        return arrived_s - stamp_s < floor_s - IMPOSSIBLE_S and math.isfinite(floor_s)

    def confirms(self, arrived_s: float, stamp_s: float) -> bool:
        """True if a sample stamped so arrived about when it should; False if nothing is known."""
        return abs(arrived_s - stamp_s - self._usual_s) < IMPOSSIBLE_S

    def late_s(self, arrived_s: float, stamp_s: float) -> float:
        """How much later (s) than usual a sample stamped so arrived; 0 if nothing is known."""
        late_s = arrived_s - stamp_s - self._usual_s
        return 0.0 if math.isnan(late_s) else late_s
