"""Values that are no numbers: counted, and told when they begin and end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from worker.neuro.event_summary import News, news_of

# A channel counts as finite again after so long without such a value.
AGAIN_S = 1.0


class FiniteWatch:
    """Counts NaN and Inf by channel.

    Parameters
    ----------
    labels : sequence of str
        Channels in order.
    rate_hz : float
        Rate of the stream; 0 takes every sample without such a value as the end.
    """

    def __init__(self, labels: Sequence[str], rate_hz: float) -> None:
        self.count = 0
        self._labels = labels
        self._again = max(1, round(AGAIN_S * rate_hz))
        self._clean: dict[int, int] = {}
        self._counts: dict[int, int] = {}

    def add(self, samples: np.ndarray) -> list[News]:
        """Look at samples [n, C]; what changed."""
        broken = ~np.isfinite(samples)
        if not self._clean and not broken.any():
            return []
        told = []
        counts = broken.sum(axis=0)
        for channel in np.flatnonzero(counts).tolist():
            if channel not in self._clean:
                told.append(news_of("not_finite", label=self._labels[channel]))
                self._counts[channel] = 0
            self._counts[channel] += int(counts[channel])
            self.count += int(counts[channel])
            self._clean[channel] = int(broken[::-1, channel].argmax())
        for channel in [c for c in self._clean if not counts[c]]:
            self._clean[channel] += len(samples)
            if self._clean[channel] >= self._again:
                del self._clean[channel]
                label, count = self._labels[channel], self._counts[channel]
                told.append(news_of("finite_again", label=label, count=count))
        return told
