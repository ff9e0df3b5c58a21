"""Markers that lie where there are no samples: before the first, or far behind the last."""

from __future__ import annotations

import math

from shared.neuro.chunks import Markers
from shared.neuro.timing import Timeline

# Samples lag behind markers by the latency of the amplifier and of its stalls.
AHEAD_S = 5.0
# The first offset between two clocks is known only after so much of the stream.
SETTLE_S = 3.0


class MarkerWatch:
    """Judges markers by the slots that a time line gives them."""

    def __init__(self, timeline: Timeline) -> None:
        self.count = 0
        self._timeline = timeline
        self._waiting: list[tuple[float, str]] = []

    def add(self, markers: Markers) -> None:
        """Take markers with times (s) of this computer's clock."""
        self._waiting.extend(zip(markers.times_s.tolist(), markers.texts, strict=True))

    def judge(self, next_index: int, *, everything: bool = False) -> list[str]:
        """What is to be said about them while the slot after the last sample is `next_index`."""
        if not self._waiting:
            return []
        rate_hz = self._timeline.rate_hz
        if next_index < SETTLE_S * rate_hz and not everything:
            return []
        told = []
        for at_s, text in self._waiting:
            slot = float(self._timeline.index_of(at_s))
            where = ""
            if math.isnan(slot) or slot < -0.5:
                where = "before the first sample"
            elif slot > next_index + AHEAD_S * rate_hz:
                where = f"{(slot - next_index) / rate_hz:.1f} s after the last sample"
            if where:
                told.append(f"marker outside: {text!r} is stamped {where}")
        self._waiting.clear()
        self.count += len(told)
        return told
