"""What has come already: to tell a sample that comes twice from one that comes late."""

from __future__ import annotations

from collections import deque

import numpy as np

REMEMBER_S = 10.0


class SeenSamples:
    """Stamps and digests of the samples of the last seconds."""

    def __init__(self, rate_hz: float, channels: int) -> None:
        self._room = max(1, int(rate_hz * REMEMBER_S))
        self._order: deque[float] = deque()
        self._digests: dict[float, int] = {}
        # Odd multipliers: a change of any single value changes the digest.
        rng = np.random.default_rng(20230810)
        self._multipliers = rng.integers(0, 1 << 31, channels, np.uint32) * np.uint32(2) + 1

    def add(self, samples: np.ndarray, stamps: np.ndarray) -> None:
        """Remember samples float32 [n, C] with their stamps as received, float64 [n]."""
        known = stamps.tolist()
        self._digests.update(zip(known, self._digest(samples).tolist(), strict=True))
        self._order.extend(known)
        for _ in range(len(self._order) - self._room):
            self._digests.pop(self._order.popleft(), None)

    def again(self, samples: np.ndarray, stamps: np.ndarray) -> np.ndarray:
        """bool [n]: True where a sample with the same stamp and the same values came before."""
        pairs = zip(stamps.tolist(), self._digest(samples).tolist(), strict=True)
        return np.array([self._digests.get(stamp) == digest for stamp, digest in pairs], bool)

    def _digest(self, samples: np.ndarray) -> np.ndarray:
        bits = np.ascontiguousarray(samples, np.float32).view(np.uint32)
        return np.asarray((bits * self._multipliers).sum(axis=1, dtype=np.uint32))
