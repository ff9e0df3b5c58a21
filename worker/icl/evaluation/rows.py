"""Figures as rows of a table, in the form of `metrics.json`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from shared.icl.retrievers import CONTROLS, voted
from shared.statistics.paired import holm
from worker.icl.evaluation.figures import Difference, FigureTable, TaskItems
from worker.icl.evaluation.outcomes import UnitOutcomes
from worker.icl.evaluation.verdict import Claim
from worker.statistics.bootstrap import Compared

Row = dict[str, Any]
# What every column is compared with, and under which name.
REFERENCES = {
    "vs_bm25": "bm25",
    "vs_minilm": "minilm",
    "vs_label_support": "label-support",
    "vs_llmr_nolm": "llmr-nolm",
}
_DIGITS = 6


@dataclass(frozen=True)
class Scope:
    """Tasks that are looked at together; `kind` of scope is task, mean, kind, category, split."""

    kind: str
    name: str
    tasks: tuple[TaskItems, ...]


def scopes(tasks: Sequence[TaskItems]) -> list[Scope]:
    """Each task, all of them, and those of each kind and category, trained on or held out."""
    found = [Scope("task", one.task.name, (one,)) for one in tasks]
    found.append(Scope("mean", "mean", tuple(tasks)))
    groupings: dict[str, Callable[[TaskItems], str]] = {
        "kind": lambda one: one.task.kind,
        "category": lambda one: one.task.category,
        "split": lambda one: "held_out" if one.task.held_out else "trained",
    }
    for kind, name_of in groupings.items():
        found += [
            Scope(kind, name, tuple(one for one in tasks if name_of(one) == name))
            for name in dict.fromkeys(map(name_of, tasks))
        ]
    return found


def rows_of(table: FigureTable, scope: Scope, units: Sequence[UnitOutcomes]) -> list[Row]:
    """One row for each column; p adjusted by Holm over the columns for each reference."""
    rows = [_row(table, scope, column, units) for column in table.columns]
    for key in REFERENCES:
        compared = [row[key] for row in rows if row[key] is not None]
        for one, p in zip(compared, holm([one["p"] for one in compared]), strict=True):
            one["p_holm"] = rounded(p)
    return rows


def claims_of(table: FigureTable, scope: Scope, columns: Sequence[str]) -> list[Claim]:
    """Columns with feedback beside the controls and BM25."""

    def against(column: str, other: str) -> Compared | None:
        found = table.difference(column, other, scope.tasks)
        return None if found is None else found.compared

    def beside(column: str, others: Sequence[str]) -> dict[str, Compared]:
        found = {other: against(column, other) for other in others}
        return {other: one for other, one in found.items() if one is not None}

    gains = {control: against(control, "bm25") for control in CONTROLS if control in table.columns}
    known = {control: one for control, one in gains.items() if one is not None}
    return [
        Claim(column, beside(column, CONTROLS), against(column, "bm25"), known)
        for column in columns
        if column in table.columns
    ]


def rounded(value: float | None) -> float | None:
    """As figures are written; None for what is no number."""
    return None if value is None or isnan(value) else round(float(value), _DIGITS)


def _row(table: FigureTable, scope: Scope, column: str, units: Sequence[UnitOutcomes]) -> Row:
    figure = table.figure(column, scope.tasks)
    row: Row = {
        "retriever": column,
        "accuracy": rounded(figure.value),
        "ci95": [rounded(limit) for limit in figure.ci95],
        "n": figure.n,
        "accuracy_without_leaks": rounded(figure.clean),
        "n_without_leaks": figure.clean_n,
    }
    for key, other in REFERENCES.items():
        row[key] = _difference(table.difference(column, other, scope.tasks))
    names = {one.task.name for one in scope.tasks}
    return row | _extras(column, [one for one in units if one.unit.task.name in names])


def _difference(found: Difference | None) -> Row | None:
    if found is None:
        return None
    one = found.compared
    row: Row = {
        "delta": rounded(one.delta),
        "ci95": [rounded(limit) for limit in one.ci95],
        "p": rounded(one.p),
    }
    if found.mcnemar_p is not None:
        row["p_mcnemar"] = rounded(found.mcnemar_p)
    return row


def _extras(column: str, units: Sequence[UnitOutcomes]) -> Row:
    """Figures of the demonstrations: mean over the seeds of a task, then over tasks."""
    by_name: dict[str, dict[str, list[float]]] = {}
    for one in units:
        for name, value in one.extra.get(voted(column) or column, {}).items():
            if not isnan(value):
                by_name.setdefault(name, {}).setdefault(one.unit.task.name, []).append(value)
    found: Row = {}
    for name, tasks in by_name.items():
        means = [sum(values) / len(values) for values in tasks.values()]
        found[name] = rounded(sum(means) / len(means))
    used = dict.fromkeys(one.used[column] for one in units if column in one.used)
    return found | ({"used": list(used)} if used else {})
