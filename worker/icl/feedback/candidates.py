"""Which demonstrations a language model scores for a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.icl.selection.corpus import Corpus, Query
from worker.icl.selection.lexical import Lexical

# Retrieved, but as in LLM-R's code not all scored: they are shuffled and cut.
DEPTH = 20
# Always scored, of each kind: what would be used without feedback has to be known.
SURE = 2
RANDOM_SHARE = 0.4


@dataclass(frozen=True)
class CandidateSource:
    """The best of BM25 and of the vectors, some of the next best, and some at random."""

    corpus: Corpus
    lexical: Lexical

    def rows(self, query: Query, count: int, rng: np.random.Generator) -> list[int]:
        """Up to `count` different rows of the query's task, never the query itself."""
        allowed = self.corpus.allowed(query.example)
        near = self.corpus.similarities(query, allowed)
        words = self.lexical.scores(query, allowed)
        by_vector = [int(row) for row in allowed[np.argsort(-near, kind="stable")[:DEPTH]]]
        by_words = [int(row) for row in allowed[np.argsort(-words, kind="stable")[:DEPTH]]]
        sure = list(dict.fromkeys([*by_vector[:SURE], *by_words[:SURE]]))[:count]
        found = [row for row in dict.fromkeys([*by_vector, *by_words]) if row not in sure]
        at_random = round(RANDOM_SHARE * max(0, count - len(sure)))
        wanted = count - len(sure) - at_random
        chosen = sure + _some(found, wanted, rng)
        others = allowed[~np.isin(allowed, chosen)].tolist()
        return chosen + _some(others, count - len(chosen), rng)


def _some(rows: list[int], count: int, rng: np.random.Generator) -> list[int]:
    kept = min(max(0, count), len(rows))
    return [rows[place] for place in rng.choice(len(rows), kept, replace=False)] if kept else []
