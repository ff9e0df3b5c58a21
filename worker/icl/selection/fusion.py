"""Several selectors as one, by the ranks that they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.icl.selection.corpus import Chosen, Query, Selector

# Cormack, Clarke and Buettcher 2009.
_DAMPING = 60
DEPTH = 50


@dataclass(frozen=True)
class ReciprocalRank:
    """Reciprocal rank fusion of the first 50 of each selector."""

    parts: tuple[Selector, ...]
    name: str = "rrf"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        lists = [part.select(queries, max(k, DEPTH), rng) for part in self.parts]
        found = []
        for place in range(len(queries)):
            scores: dict[int, float] = {}
            for ranked in lists:
                for rank, one in enumerate(ranked[place], start=1):
                    scores[one.row] = scores.get(one.row, 0.0) + 1 / (_DAMPING + rank)
            order = sorted(scores, key=lambda row: (-scores[row], row))[:k]
            found.append([Chosen(row, scores[row]) for row in order])
        return found
