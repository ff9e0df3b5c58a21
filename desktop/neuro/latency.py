"""How long samples take from the source to the screen."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

KEPT = 1200


class LatencyMeter:
    """The last `kept` latencies, in seconds."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: deque[float] = deque(maxlen=kept)

    def add(self, seconds: float) -> None:
        """One picture was shown `seconds` after its newest sample was taken."""
        if math.isfinite(seconds):
            self._kept.append(seconds)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def percentile_ms(self, percent: float) -> float | None:
        """The percentile of the last ones in ms, or None before there is one."""
        return 1000 * float(np.percentile(self._kept, percent)) if self._kept else None
