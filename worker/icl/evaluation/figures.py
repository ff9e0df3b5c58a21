"""Figures of each column, by task and over tasks, with intervals and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.icl.metrics import total
from shared.statistics.paired import mcnemar
from worker.icl.evaluation.outcomes import UnitOutcomes
from worker.icl.evaluation.units import TaskInfo
from worker.statistics.bootstrap import (
    PAIRED_RESAMPLES,
    Compared,
    compared,
    mean_of_tasks,
    resampled_totals,
)
from worker.statistics.intervals import Interval, interval, wilson

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TaskItems:
    """A task's items over all seeds; those of one query are averaged over the seeds.

    Attributes
    ----------
    values : mapping
        By column, float64 [n] or [n, 3].
    first : mapping
        By column, values of the first seed's first draw [n1]: what McNemar's test compares.
    clean : bool [n]
        Items that the pool gives away in no seed.
    """

    task: TaskInfo
    ids: tuple[str, ...]
    values: Mapping[str, Floats]
    first: Mapping[str, Floats]
    clean: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """A column over some tasks.

    Attributes
    ----------
    value : float
        Mean over the tasks of each one's metric, from 0 to 1.
    clean : float or None
        The same without leaking items; None where nothing is left.
    """

    value: float
    ci95: Interval
    n: int
    clean: float | None
    clean_n: int


@dataclass(frozen=True)
class Difference:
    """A column less another; `mcnemar_p` for one task with right and wrong answers only."""

    compared: Compared
    mcnemar_p: float | None = None


def items_of(units: Sequence[UnitOutcomes]) -> TaskItems:
    """Items of one task, whose units come seed by seed; columns that all of them have."""
    columns = [
        column
        for column in dict.fromkeys(outcome.column for outcome in units[0].outcomes)
        if all(any(o.column == column for o in one.outcomes) for one in units)
    ]
    places: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(units):
        for place, query in enumerate(one.unit.queries):
            places.setdefault(query.example.id, []).append((number, place))
    leaking = frozenset().union(*(one.leaking for one in units))
    values = {}
    for column in columns:
        by_unit = [one.values(column) for one in units]
        rows = [
            np.mean([by_unit[number][place] for number, place in found], axis=0)
            for found in places.values()
        ]
        values[column] = np.array(rows, np.float64)
    return TaskItems(
        units[0].unit.task,
        tuple(places),
        values,
        {column: units[0].first(column) for column in columns},
        np.array([name not in leaking for name in places], bool),
    )


class FigureTable:
    """All figures of some tasks; the resamples are drawn once and shared by what is compared."""

    def __init__(
        self, tasks: Sequence[TaskItems], seed: int, resamples: int = PAIRED_RESAMPLES
    ) -> None:
        self.tasks = tuple(tasks)
        first = tuple(tasks[0].values) if tasks else ()
        self.columns = tuple(name for name in first if all(name in one.values for one in tasks))
        self._place = {column: place for place, column in enumerate(self.columns)}
        self._drawn = {
            one.task.name: resampled_totals(
                np.stack([one.values[column] for column in self.columns], axis=1),
                (seed, number),
                resamples,
            )
            for number, one in enumerate(self.tasks)
        }

    def figure(self, column: str, tasks: Sequence[TaskItems]) -> Figure:
        """A column's mean over tasks."""
        clean = [total(one.values[column][one.clean]) for one in tasks if one.clean.any()]
        return Figure(
            self._value(column, tasks),
            self._interval(column, tasks),
            sum(len(one.ids) for one in tasks),
            float(np.mean(clean)) if clean else None,
            sum(int(one.clean.sum()) for one in tasks),
        )

    def difference(self, column: str, other: str, tasks: Sequence[TaskItems]) -> Difference | None:
        """A column less another on the same items; None for itself or one that is not there."""
        if column == other or other not in self._place:
            return None
        delta = self._value(column, tasks) - self._value(other, tasks)
        drawn = self._resampled(column, tasks) - self._resampled(other, tasks)
        exact = None
        if len(tasks) == 1:
            pair = tasks[0].first[column], tasks[0].first[other]
            if all(_is_binary(values) for values in pair):
                exact = mcnemar(pair[0] > 0.5, pair[1] > 0.5)
        return Difference(compared(delta, drawn), exact)

    def _value(self, column: str, tasks: Sequence[TaskItems]) -> float:
        return float(np.mean([total(one.values[column]) for one in tasks]))

    def _interval(self, column: str, tasks: Sequence[TaskItems]) -> Interval:
        if len(tasks) == 1 and _is_binary(values := tasks[0].values[column]):
            return wilson(float(values.sum()), len(values))
        return interval(self._resampled(column, tasks))

    def _resampled(self, column: str, tasks: Sequence[TaskItems]) -> Floats:
        place = self._place[column]
        return mean_of_tasks([self._drawn[one.task.name][:, place] for one in tasks])


def _is_binary(values: Floats) -> bool:
    return values.ndim == 1 and bool(np.isin(values, (0.0, 1.0)).all())
