"""What each retriever chose for each test query, and what it has to ask the model before it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from shared.icl.example import Example
from shared.icl.retrievers import voted
from worker.icl.evaluation.units import Unit
from worker.icl.feedback.scoring import ScoredJob, ScoreJob, calls_of, planned_calls
from worker.icl.selection.catalogue import LmAccess
from worker.icl.selection.corpus import Chosen, Selector
from worker.lm.calls import LmAnswers, LmCalls
from worker.lm.language_model import Pair, Question

# The only one whose choice differs from draw to draw, and how often it is drawn.
DRAWN, DRAWS = "random", 5
Lists = tuple[tuple[Chosen, ...], ...]
# What is known of calls; what nobody was asked yet is not in it.
Known = Callable[[LmCalls], LmAnswers]
# The labels of a query's task; none where it has other answers.
Labels = Callable[[Example], tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """One retriever's demonstrations of a unit's queries, best first; `draw` counts from 0."""

    retriever: str
    draw: int
    lists: Lists


class PlannedLm:
    """Gives selectors the answers that are known, and notes those that are not.

    What a selector chooses while `wanted` grows is worth nothing: it was told 0 for what nobody
    knows yet. Once all is known it chooses as it would have.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.wanted: dict[Pair | Question, None] = {}

    @property
    def calls(self) -> LmCalls:
        """What is wanted."""
        return calls_of(list(self.wanted))

    def access(self, pool: Sequence[Example], labels_of: Labels) -> LmAccess:
        """As selectors of demonstrations out of `pool` take it."""

        def score(jobs: Sequence[ScoreJob]) -> Iterable[ScoredJob]:
            plans = [planned_calls(pool, job, labels_of(job.query)) for job in jobs]
            known = self.known(calls_of([call for plan in plans for call in plan]))
            for job, plan in zip(jobs, plans, strict=True):
                zero, *rest = (self._score(call, job.query.output, known) for call in plan)
                yield ScoredJob(job.query, job.rows, tuple(rest), zero)

        return LmAccess(ask=self._ask, score=score)

    def _ask(self, pairs: Sequence[Pair]) -> list[float]:
        known = self.known(calls_of(pairs))
        return [self._score(pair, pair.answer, known) for pair in pairs]

    def _score(self, call: Pair | Question, gold: str, known: LmAnswers) -> float:
        found = score_of(call, gold, known)
        if found is None:
            self.wanted[call] = None
        return 0.0 if found is None else found


def score_of(call: Pair | Question, gold: str, known: LmAnswers) -> float | None:
    """Log-probability (nats) of the right answer, per token of a free one; None if not known."""
    if isinstance(call, Pair):
        score = known.scores.get(call)
        return None if score is None else score.mean
    shares = known.choices.get(call)
    return None if shares is None else shares[call.options.index(gold)]


def chosen(unit: Unit, selector: Selector, k: int, draws: int = DRAWS) -> list[Choice]:
    """What a selector chooses, as often as it is drawn; only the oracle sees the answers."""
    name = selector.name
    queries = unit.queries if name == "oracle" else unit.blind
    found = []
    for draw in range(draws if name == DRAWN else 1):
        rng = np.random.default_rng((unit.seed, draw))
        lists = selector.select(queries, k, rng)
        found.append(Choice(name, draw, tuple(tuple(one) for one in lists)))
    return found


def needed(columns: Sequence[str]) -> tuple[str, ...]:
    """The retrievers that columns need, each once, in order."""
    return tuple(dict.fromkeys(voted(column) or column for column in columns))
