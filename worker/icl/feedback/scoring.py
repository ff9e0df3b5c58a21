"""The score of a demonstration: how probable the right answer is after it (equation 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.icl.example import Example
from shared.icl.prompt import completion
from worker.lm.cached import cached_scores
from worker.lm.language_model import LanguageModel, Pair
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache


@dataclass(frozen=True)
class ScoreJob:
    """A query with the rows of the pool that are to be scored for it."""

    query: Example
    rows: tuple[int, ...]


@dataclass(frozen=True)
class ScoredJob:
    """Mean log-probability (nats per token) of the answer after each row, and after none."""

    query: Example
    rows: tuple[int, ...]
    scores: tuple[float, ...]
    zero_shot: float

    @property
    def gains(self) -> tuple[float, ...]:
        """How much each row helps (above 0) or hurts."""
        return tuple(score - self.zero_shot for score in self.scores)


def pair_of(query: Example, demonstrations: Sequence[Example]) -> Pair:
    """Demonstrations, the query and its answer, laid out as in LLM-R."""
    return Pair(completion(demonstrations, query.input), query.output)


def score_jobs(
    model: LanguageModel,
    cache: ScoreCache,
    pool: Sequence[Example],
    jobs: Sequence[ScoreJob],
    done: Callable[[int, int], None] = lambda asked, total: None,
) -> Iterator[ScoredJob]:
    """Score jobs in their order, a part at a time, so that a task can yield in between.

    `done` is told how many pairs are known, and how many there are.
    """
    total = sum(len(job.rows) + 1 for job in jobs)
    known = 0
    for part in _parts(jobs):
        pairs = [
            pair_of(job.query, shown)
            for job in part
            for shown in [(), *((pool[row],) for row in job.rows)]
        ]
        scores = iter(cached_scores(model, cache, pairs, use=lambda score: score.mean))
        for job in part:
            zero, *rest = (next(scores) for _ in range(len(job.rows) + 1))
            yield ScoredJob(job.query, job.rows, tuple(rest), zero)
        known += len(pairs)
        done(known, total)


def _parts(jobs: Sequence[ScoreJob]) -> Iterator[list[ScoreJob]]:
    """Jobs of about 256 pairs together: what a kill may cost."""
    part: list[ScoreJob] = []
    count = 0
    for job in jobs:
        if part and count + len(job.rows) + 1 > COMMIT_PAIRS:
            yield part
            part, count = [], 0
        part.append(job)
        count += len(job.rows) + 1
    if part:
        yield part
