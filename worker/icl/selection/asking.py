"""Selectors that ask a language model about each candidate before they choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from shared.icl.prompt import SEPARATOR
from worker.icl.feedback.candidates import CandidateSource
from worker.icl.feedback.scoring import ScoredJob, ScoreJob
from worker.icl.selection.corpus import Chosen, Corpus, Query, best
from worker.icl.selection.lexical import Lexical
from worker.lm.language_model import Pair

# ConE re-ranks so many of the most similar (the paper's setting).
CONE_HITS = 30
ORACLE_CANDIDATES = 16

# Mean log-probability (nats per token) of each pair's answer.
Ask = Callable[[Sequence[Pair]], Sequence[float]]
# Jobs with their scores, in their order.
Score = Callable[[Sequence[ScoreJob]], Iterable[ScoredJob]]


@dataclass(frozen=True)
class ConditionalEntropy:
    """ConE (Peng et al. 2024): the query's own text should be probable after the demonstration.

    Needs a language model for each query and no answer of it.
    """

    corpus: Corpus
    ask: Ask
    name: str = "cone"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`; the score is -H(x | demonstration)."""
        hits = [self._hits(query) for query in queries]
        told = iter(self.ask(self.pairs(queries)))
        found = []
        for rows in hits:
            scores = np.array([next(told) for _ in rows])
            found.append(best(np.array(rows, np.int64), scores, k))
        return found

    def pairs(self, queries: Sequence[Query]) -> list[Pair]:
        """All that it will ask for these queries, so that it can be asked together with others."""
        return [
            Pair(f"{self.corpus.examples[row].text}{SEPARATOR}", query.example.input)
            for query in queries
            for row in self._hits(query)
        ]

    def _hits(self, query: Query) -> list[int]:
        return [one.row for one in self.corpus.nearest(query, CONE_HITS)]


@dataclass(frozen=True)
class Oracle:
    """The best of scored candidates: it reads the right answer, so it is an upper bound only."""

    corpus: Corpus
    lexical: Lexical
    score: Score
    name: str = "oracle"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`; a query without an answer is given nothing."""
        jobs = self.jobs(queries, rng)
        answered = [job for job in jobs if job.query.output]
        found = {id(job): one for job, one in zip(answered, self.score(answered), strict=True)}
        return [
            best(np.array(one.rows, np.int64), np.array(one.scores), k)
            if (one := found.get(id(job))) is not None
            else []
            for job in jobs
        ]

    def jobs(self, queries: Sequence[Query], rng: np.random.Generator) -> list[ScoreJob]:
        """All that it will ask for these queries."""
        source = CandidateSource(self.corpus, self.lexical)
        return [
            ScoreJob(query.example, tuple(source.rows(query, ORACLE_CANDIDATES, rng)))
            for query in queries
        ]
