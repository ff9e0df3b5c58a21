"""Selectors that use labels and no language model: what LM feedback has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.icl.selection.corpus import Chosen, Corpus, Query, Rows, best
from worker.icl.selection.lexical import Lexical

# Neighbours of each kind that vote, and candidates of each kind.
VOTERS, CANDIDATES = 20, 40
_COSINE = 0.01


@dataclass(frozen=True)
class LabelSupport:
    """Prefers candidates whose answer many neighbours of the query have, weighed by similarity.

    Candidates are those that BM25 and the vectors find; a little of the cosine decides among
    equals. Nothing is trained.
    """

    corpus: Corpus
    lexical: Lexical
    name: str = "label-support"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return [self._one(query, k) for query in queries]

    def _one(self, query: Query, k: int) -> list[Chosen]:
        rows = self.corpus.allowed(query.example)
        if not len(rows):
            return []
        near = self.corpus.similarities(query, rows)
        words = self.lexical.scores(query, rows)
        places = union(near, words, CANDIDATES)
        support = self.support(rows, near, words)
        scores = support[places] + _COSINE * near[places]
        return best(rows[places], scores, k)

    def support(
        self,
        rows: Rows,
        near: npt.NDArray[np.float32],
        words: npt.NDArray[np.float32],
    ) -> npt.NDArray[np.float64]:
        """Share [len(rows)] of the voters' weight that has the answer of each row."""
        answers = self.corpus.outputs[rows]
        weight = np.zeros(int(answers.max()) + 1)
        for scores in (near, words):
            voters = np.argsort(-scores, kind="stable")[:VOTERS]
            own = np.maximum(scores[voters].astype(np.float64), 0)
            total = own.sum()
            if total > 0:
                np.add.at(weight, answers[voters], own / total)
        return np.asarray(weight[answers] / max(weight.sum(), 1e-12))


def union(
    near: npt.NDArray[np.float32], words: npt.NDArray[np.float32], count: int
) -> npt.NDArray[np.int64]:
    """Places of the first `count` of either kind, in order of place."""
    first = np.argsort(-near, kind="stable")[:count]
    second = np.argsort(-words, kind="stable")[:count]
    return np.union1d(first, second).astype(np.int64)


def vote(corpus: Corpus, chosen: Sequence[Chosen]) -> str:
    """The answer that most demonstrations have; of equals, that of the best.

    What a selector is worth without any language model.
    """
    if not chosen:
        return ""
    outputs = [corpus.examples[one.row].output for one in chosen]
    return max(outputs, key=lambda output: (outputs.count(output), -outputs.index(output)))
