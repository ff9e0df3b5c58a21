"""How good demonstrations are, apart from the answers: by the model's scores, labels, variety."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.icl.metrics import gains, ndcg
from worker.icl.evaluation.choices import Choice, score_of
from worker.icl.evaluation.units import Unit
from worker.icl.feedback.candidates import CandidateSource
from worker.icl.feedback.scoring import call_of, calls_of
from worker.icl.selection.corpus import Corpus, Selector
from worker.icl.selection.lexical import Lexical
from worker.lm.calls import LmAnswers, LmCalls
from worker.lm.language_model import Pair, Question

CANDIDATES, TOP = 16, 4
# Their lists say nothing about other rows, or they have asked the model about these very ones.
UNRANKED = frozenset({"zero", "random", "kmeans", "oracle", "cone", "label-quota"})
_STREAM = 7


@dataclass(frozen=True)
class Utilities:
    """What single demonstrations are worth to a unit's first queries, by the model.

    Attributes
    ----------
    candidates : tuple of tuple of int
        Rows whose order is judged, for each of the queries.
    asked : tuple of mapping
        For each of the queries: the call by row, -1 for no demonstration.
    """

    unit: Unit
    candidates: tuple[tuple[int, ...], ...]
    asked: tuple[Mapping[int, Pair | Question], ...]

    @property
    def calls(self) -> LmCalls:
        """What the model has to be asked."""
        return LmCalls.together(calls_of(list(some.values())) for some in self.asked)

    def worth(self, answers: LmAnswers, place: int, row: int) -> float:
        """Log-probability (nats) of a query's right answer after a row, or after none (-1)."""
        gold = self.unit.queries[place].example.output
        found = score_of(self.asked[place][row], gold, answers)
        assert found is not None
        return found


def utilities(unit: Unit, lexical: Lexical, choices: Sequence[Choice], count: int) -> Utilities:
    """Of the first `count` queries: candidates, and the demonstrations that were chosen."""
    source = CandidateSource(unit.corpus, lexical)
    candidates, asked = [], []
    for place, query in enumerate(unit.blind[:count]):
        rng = np.random.default_rng((unit.seed, _STREAM, place))
        rows = tuple(source.rows(query, CANDIDATES, rng))
        shown = {one.row for choice in choices for one in choice.lists[place]}
        calls = {row: _call(unit, place, row) for row in (-1, *rows, *sorted(shown))}
        candidates.append(rows)
        asked.append(calls)
    return Utilities(unit, tuple(candidates), tuple(asked))


def ranked_ndcg(made: Utilities, answers: LmAnswers, selector: Selector) -> float:
    """Mean nDCG@4 of a selector's order of the candidates, against what they are worth."""
    queries = made.unit.blind[: len(made.candidates)]
    rng = np.random.default_rng((made.unit.seed, 0))
    lists = selector.select(queries, len(made.unit.corpus), rng)
    found = []
    for place, rows in enumerate(made.candidates):
        ranks = {one.row: rank for rank, one in enumerate(lists[place])}
        worth = np.array([made.worth(answers, place, row) for row in rows])
        order = np.array([-float(ranks.get(row, len(made.unit.corpus))) for row in rows])
        found.append(ndcg(gains(worth), order, TOP))
    return float(np.mean(found))


def helped_share(made: Utilities, answers: LmAnswers, choice: Choice) -> float:
    """Share of the queries with a demonstration after which the answer is more probable."""
    helped = [
        any(
            made.worth(answers, place, one.row) > made.worth(answers, place, -1)
            for one in choice.lists[place]
        )
        for place in range(len(made.asked))
    ]
    return float(np.mean(helped))


def label_entropy(corpus: Corpus, choice: Choice) -> float:
    """Mean entropy (nats) of the answers within a list: 0 where all are the same."""
    return float(np.mean([_entropy(corpus, [one.row for one in some]) for some in choice.lists]))


def diversity(corpus: Corpus, choice: Choice) -> float:
    """Mean of 1 - cosine over the pairs of a list; nan where no list has a pair."""
    found = [
        1 - _mean_cosine(corpus.vectors[[one.row for one in some]])
        for some in choice.lists
        if len(some) > 1
    ]
    return float(np.mean(found)) if found else float("nan")


def _call(unit: Unit, place: int, row: int) -> Pair | Question:
    query = unit.queries[place].example
    shown = [] if row < 0 else [unit.corpus.examples[row]]
    return call_of(query, shown, unit.labels_of(query))


def _entropy(corpus: Corpus, rows: Sequence[int]) -> float:
    counts = Counter(corpus.examples[row].output for row in rows)
    shares = np.array(list(counts.values()), np.float64) / max(1, len(rows))
    return float(-(shares * np.log(shares)).sum()) + 0.0


def _mean_cosine(vectors: npt.NDArray[np.float32]) -> float:
    alike = vectors @ vectors.T
    upper = np.triu_indices(len(vectors), 1)
    return float(alike[upper].mean())
