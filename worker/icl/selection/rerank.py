"""Demonstrations by boosted trees over features of the pair: LLM-R on a laptop, and its control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.icl.selection.controls import CANDIDATES
from worker.icl.selection.corpus import Chosen, Query, Rows, best
from worker.icl.selection.features import PairFeatures
from worker.icl.selection.trees import BoostedTrees
from worker.icl.selection.view import View


@dataclass(frozen=True)
class Reranker:
    """The best of what BM25 and the vectors find, as trees predict their worth.

    Trees that were fitted to scores of a language model make the re-ranker with LM feedback
    ("rerank"); the same trees fitted to equal answers make its control ("llmr-nolm").
    """

    features: PairFeatures
    trees: BoostedTrees
    name: str = "rerank"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return [self._one(query, k) for query in queries]

    def worth(self, query: Query, rows: Rows) -> npt.NDArray[np.float32]:
        """What the trees expect of `rows`, which the query may be given: float32 [n]."""
        view = View.of(self.features.corpus, self.features.lexical, query)
        if not len(rows):
            return np.empty(0, np.float32)
        table = self.features.table(query, view, view.places(rows))
        return np.asarray(self.trees.predict(table), np.float32)

    def _one(self, query: Query, k: int) -> list[Chosen]:
        view = View.of(self.features.corpus, self.features.lexical, query)
        if not len(view.rows):
            return []
        places = view.union(CANDIDATES)
        worth = self.trees.predict(self.features.table(query, view, places))
        return best(view.rows[places], worth, k)
