"""Trials of a signal that comes piece by piece: from a file or live, by the same steps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.neuro.epoching import CHAIN, cut_trial, slots_needed
from shared.neuro.filters import CausalChain, FilterSettings

_PICTURE = re.compile(r"^picture/(\d+)$")
# A marker may come so much later than its sample.
LATE_S = 0.5


def picture_of(text: str) -> int | None:
    """The number in a marker `picture/17`; None for any other text."""
    found = _PICTURE.match(text)
    return int(found.group(1)) if found else None


@dataclass(frozen=True)
class Mark:
    """A picture shown at a slot."""

    index: float
    picture: int


class TrialCutter:
    """Takes a signal piece by piece and gives the trials that have become whole.

    Its chain starts anew after a gap as the live decoder's does: the trial that touches the gap is
    dropped, and the filter holds its last value across it.
    """

    def __init__(
        self, labels: tuple[str, ...], rate_hz: float, chain: FilterSettings = CHAIN
    ) -> None:
        self._chain = CausalChain(chain, rate_hz, labels)
        self._rate_hz = rate_hz
        self._before, self._after = slots_needed(rate_hz)
        self._held = np.empty((0, len(labels)), np.float64)
        self._first = 0
        self._marks: list[Mark] = []
        self.dropped = 0

    def add(
        self, rows: npt.NDArray[np.floating], marks: Iterable[Mark] = ()
    ) -> list[tuple[Mark, npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        """Rows [n, C] µV with NaN in missing slots, marks in any order; the whole trials."""
        self._marks += marks
        self._held = np.vstack([self._held, self._chain.process(rows)])
        end = self._first + len(self._held)
        whole, waiting = [], []
        for mark in self._marks:
            if np.floor(mark.index) + self._after + 1 > end:
                waiting.append(mark)
                continue
            cut = cut_trial(self._held, self._first, mark.index, self._rate_hz)
            if cut is None:
                self.dropped += 1
            else:
                whole.append((mark, *cut))
        self._marks = waiting
        self._forget(end)
        return whole

    def _forget(self, end: int) -> None:
        keep_from = end - self._before - self._after - round(LATE_S * self._rate_hz)
        oldest = min((int(m.index) - self._before - 1 for m in self._marks), default=keep_from)
        spare = min(keep_from, oldest) - self._first
        if spare > 0:
            self._held, self._first = self._held[spare:], self._first + spare
