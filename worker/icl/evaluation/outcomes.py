"""What came of each column: predictions and their values, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from shared.icl.metrics import item_values
from shared.icl.retrievers import VOTE
from worker.icl.evaluation.answering import Told
from worker.icl.evaluation.choices import Choice
from worker.icl.evaluation.prompts import Laid, Reader
from worker.icl.evaluation.units import Unit
from worker.icl.selection.controls import vote
from worker.lm.calls import LmAnswers, LmCalls

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Planned:
    """A choice with the prompts made of it, one for each query."""

    choice: Choice
    prompts: tuple[Laid, ...]

    @property
    def calls(self) -> LmCalls:
        """What the model has to be asked."""
        return LmCalls.together(laid.asked.calls for laid in self.prompts)


@dataclass(frozen=True)
class Outcome:
    """A column's answers to a unit's queries, for one draw.

    Attributes
    ----------
    values : float64 [n] or [n, 3]
        Of the task's metric, or the counts of F1.
    shown : tuple of tuple of int
        Rows of the demonstrations, best first; `scores` are what they were chosen by.
    """

    column: str
    draw: int
    told: tuple[Told, ...]
    values: Floats
    shown: tuple[tuple[int, ...], ...]
    scores: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class UnitOutcomes:
    """All columns of a unit.

    Attributes
    ----------
    leaking : frozenset of str
        Ids of queries that the pool gives away.
    extra : mapping
        By column: figures of the demonstrations themselves.
    used : mapping
        By column that follows a gate: what it used.
    """

    unit: Unit
    outcomes: tuple[Outcome, ...]
    leaking: frozenset[str] = frozenset()
    extra: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    used: Mapping[str, str] = field(default_factory=dict)

    def values(self, column: str) -> Floats:
        """Values of a column [n] or [n, 3], averaged over its draws."""
        return np.asarray(np.mean([o.values for o in self.outcomes if o.column == column], axis=0))

    def first(self, column: str) -> Floats:
        """Values of a column's first draw."""
        return next(o.values for o in self.outcomes if o.column == column)


def planned(unit: Unit, choice: Choice, reader: Reader) -> Planned:
    """The prompts of a choice."""
    pool = unit.corpus.examples
    prompts = [
        reader.lay(
            unit.task.kind, unit.options_of(query.example), query.example, pool, demonstrations
        )
        for query, demonstrations in zip(unit.blind, choice.lists, strict=True)
    ]
    return Planned(choice, tuple(prompts))


def answered(unit: Unit, plan: Planned, answers: LmAnswers) -> Outcome:
    """What the model answers."""
    told = tuple(laid.asked.told(answers) for laid in plan.prompts)
    return _outcome(unit, plan.choice.retriever, plan.choice, told)


def voted_on(unit: Unit, choice: Choice) -> Outcome:
    """What the demonstrations themselves answer, by majority, without any language model."""
    told = tuple(Told(vote(unit.corpus, shown), ()) for shown in choice.lists)
    return _outcome(unit, f"{VOTE}{choice.retriever}", choice, told)


def _outcome(unit: Unit, column: str, choice: Choice, told: Sequence[Told]) -> Outcome:
    golds = [query.example.accepted for query in unit.queries]
    values = item_values(unit.task.metric, [one.prediction for one in told], golds)
    return Outcome(
        column,
        choice.draw,
        tuple(told),
        values,
        tuple(tuple(one.row for one in shown) for shown in choice.lists),
        tuple(tuple(one.score for one in shown) for shown in choice.lists),
    )
