"""The score of a demonstration: how probable the right answer is after it (equation 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.icl.example import Example
from shared.icl.prompt import completion
from worker.lm.calls import LmAnswers, LmCalls, answer
from worker.lm.language_model import LanguageModel, Pair, Question
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache


@dataclass(frozen=True)
class ScoreJob:
    """A query with the rows of the pool that are to be scored for it."""

    query: Example
    rows: tuple[int, ...]


@dataclass(frozen=True)
class ScoredJob:
    """Log-probability (nats) of the answer after each row, and after none.

    Per token of a free answer; of a label, that it is chosen among the labels.
    """

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


def no_options(query: Example) -> tuple[str, ...]:
    """Every answer is a text like any other."""
    return ()


def call_of(
    query: Example, demonstrations: Sequence[Example], options: tuple[str, ...]
) -> Pair | Question:
    """What the model is asked: to choose where there are options, else how probable the text is."""
    pair = pair_of(query, demonstrations)
    if len(set(options)) > 1 and query.output in options:
        return Question(pair.prompt, options)
    return pair


def score_jobs(
    model: LanguageModel,
    cache: ScoreCache,
    pool: Sequence[Example],
    jobs: Sequence[ScoreJob],
    done: Callable[[int, int], None] = lambda asked, total: None,
    options_of: Callable[[Example], tuple[str, ...]] = no_options,
) -> Iterator[ScoredJob]:
    """Score jobs in their order, a part at a time, so that a task can yield in between.

    `done` is told how many pairs are known, and how many there are. `options_of` gives the labels
    of a query of a task that has labels.
    """
    total = sum(len(job.rows) + 1 for job in jobs)
    known = 0
    for part in _parts(jobs):
        plans = [planned_calls(pool, job, options_of(job.query)) for job in part]
        calls = [call for plan in plans for call in plan]
        told = answer(model, cache, calls_of(calls))
        for job, plan in zip(part, plans, strict=True):
            zero, *rest = (_score(call, job.query.output, told) for call in plan)
            yield ScoredJob(job.query, job.rows, tuple(rest), zero)
        known += len(calls)
        done(known, total)


def planned_calls(
    pool: Sequence[Example], job: ScoreJob, options: tuple[str, ...]
) -> list[Pair | Question]:
    """All that a job asks: after no demonstration, then after each row."""
    shown = [(), *((pool[row],) for row in job.rows)]
    return [call_of(job.query, one, options) for one in shown]


def calls_of(calls: Sequence[Pair | Question]) -> LmCalls:
    """Calls of either kind as one plan."""
    return LmCalls(
        scores=tuple(call for call in calls if isinstance(call, Pair)),
        choices=tuple(call for call in calls if isinstance(call, Question)),
    )


def _score(call: Pair | Question, gold: str, told: LmAnswers) -> float:
    if isinstance(call, Pair):
        return told.scores[call].mean
    return told.choices[call][call.options.index(gold)]


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
