"""A board's own count of its packages: what it says was lost."""

from __future__ import annotations

from collections import Counter

import numpy as np

# So many steps show how a board counts.
LEARN = 20


class PackageCounter:
    """Learns how a board counts, then tells what is missing.

    Counters begin again after 100, 200, 255, 65535 or what a board likes; some go in steps of two,
    and boards that send several samples in one package repeat its number.
    """

    def __init__(self) -> None:
        self._last = -1
        self._lowest = self._highest = -1
        self._began_again = False
        self._steps: Counter[int] = Counter()

    def lost(self, numbers: np.ndarray) -> int:
        """How many packages are missing before and between these, [n].

        What is lost while the counter begins again for the first time is not known.
        """
        lost = 0
        for number in numbers.astype(int).tolist():
            if self._last >= 0 and number != self._last:
                lost += self._missing(number)
            self._last = number
        return lost

    def _missing(self, number: int) -> int:
        step = number - self._last
        if step < 0:
            known, self._began_again = self._began_again, True
            self._highest = max(self._highest, self._last)
            self._lowest = min(self._lowest, number) if known else number
            if not known:
                return 0
            step = self._highest - self._last + number - self._lowest + self._usual()
        else:
            self._steps[step] += 1
        if self._steps.total() < LEARN:
            return 0
        return max(0, round(step / self._usual()) - 1)

    def _usual(self) -> int:
        return self._steps.most_common(1)[0][0] if self._steps else 1
