"""Demonstrations that show every answer: so many of each, in the order of another selector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.icl.selection.corpus import Chosen, Corpus, Query, Selector
from worker.icl.selection.fusion import DEPTH


@dataclass(frozen=True)
class LabelQuota:
    """Takes the best of each answer in turn, from the first 50 of `base`, until there are k.

    Against prompts whose demonstrations all say the same, which small models repeat.
    """

    corpus: Corpus
    base: Selector
    name: str = "label-quota"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        lists = self.base.select(queries, max(k, DEPTH), rng)
        return [self._turns(ranked)[:k] for ranked in lists]

    def _turns(self, ranked: Sequence[Chosen]) -> list[Chosen]:
        seen: dict[str, int] = {}
        turns = []
        for place, one in enumerate(ranked):
            answer = self.corpus.examples[one.row].output
            turns.append((seen.get(answer, 0), place))
            seen[answer] = seen.get(answer, 0) + 1
        return [ranked[place] for _, place in sorted(turns)]
