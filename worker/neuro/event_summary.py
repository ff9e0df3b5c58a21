"""What a person is told of a stream: what is rare at once, what is frequent summed up."""

from __future__ import annotations

from collections import Counter, deque
from typing import Literal

EVERY_S = 1.0
# Nobody may be listening.
MOST_KEPT = 200
Counted = Literal["lost", "found", "twice", "late", "disordered", "timeless", "outside"]

_WORDS: dict[Counted, str] = {
    "lost": "{} samples were lost",
    "found": "{} samples that counted as lost have come",
    "twice": "{} samples came twice",
    "late": "{} samples came after their turn",
    "disordered": "{} samples came out of order and were put right",
    "timeless": "{} samples had no time",
    "outside": "{} markers lie outside the samples",
}


class EventSummary:
    """Collects what happened; one sentence a second is enough for what happens often."""

    def __init__(self) -> None:
        self._texts: deque[str] = deque(maxlen=MOST_KEPT)
        self._counts: Counter[Counted] = Counter()
        self._told_at = float("-inf")

    def say(self, text: str) -> None:
        """Something to be told as it is."""
        self._texts.append(text)

    def count(self, what: Counted, count: int) -> None:
        """Something to be summed up."""
        self._counts[what] += count

    def take(self, now_s: float, *, everything: bool = False) -> list[str]:
        """What is to be told now; sums once a second, or at the end with `everything`."""
        texts = list(self._texts)
        self._texts.clear()
        if self._counts and (everything or now_s - self._told_at >= EVERY_S):
            parts = [_WORDS[what].format(count) for what, count in self._counts.items() if count]
            texts.append(", ".join(parts) + ".")
            self._counts.clear()
            self._told_at = now_s
        return texts
