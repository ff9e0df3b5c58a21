"""The stage `gate`: what each selector is worth on validation queries, and what is used where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from shared.icl.metrics import total
from worker.icl.evaluation.choices import chosen
from worker.icl.evaluation.outcomes import Planned, answered, planned
from worker.icl.evaluation.prompts import Reader
from worker.icl.evaluation.units import Unit
from worker.icl.selection.catalogue import selectors
from worker.icl.selection.gated import Gate
from worker.icl.selection.kinds import Kind
from worker.icl.selection.trained import Trained
from worker.icl.training.gate import BASES, CONTROL, SUPPORT, TaskOutcomes, gate
from worker.icl.training.lm_session import LmSession
from worker.icl.training.stage_files import Made
from worker.icl.training.task_pools import TaskPool
from worker.lm.calls import LmAnswers, LmCalls


class StoredOutcomes(msgspec.Struct, frozen=True):
    """One task: values of each selector's answers, query by query."""

    kind: Kind
    metric: str
    values: dict[str, list[float | list[float]]]


class Validated(msgspec.Struct, frozen=True):
    """All tasks, the gate, and how many demonstrations each prompt had."""

    tasks: dict[str, StoredOutcomes]
    gate: Gate
    shown: int

    def mean(self, task: str, selector: str) -> float:
        """A selector's metric on a task, from 0 to 1."""
        return total(np.array(self.tasks[task].values[selector], np.float64))


def validate(
    pools: Sequence[TaskPool],
    trained: Trained,
    feedback: Sequence[str],
    shown: int,
    session: LmSession,
    seed: int,
) -> Made:
    """Let the model answer with each selector's demonstrations, then choose.

    All calls are planned first and asked together: different selectors often agree.
    """
    plans: list[tuple[Unit, list[Planned]]] = []
    for pool in pools:
        if not pool.validation or not len(pool.corpus):
            continue
        unit, reader = pool.unit(seed), Reader.of(session.asking.model)
        names = _names(unit.task.kind, feedback)
        made = selectors(names, unit.corpus, pool.lexical, trained)
        lists = [one for each in made.values() for one in chosen(unit, each, shown)]
        plans.append((unit, [planned(unit, one, reader) for one in lists]))
    wanted = LmCalls.together(plan.calls for _, some in plans for plan in some)
    told = session.answers(wanted, "validation") if plans else LmAnswers()
    tasks: dict[str, StoredOutcomes] = {}
    for unit, some in plans:
        outcomes = [answered(unit, plan, told) for plan in some]
        values = {one.column: one.values.tolist() for one in outcomes}
        tasks[unit.task.name] = StoredOutcomes(unit.task.kind, unit.task.metric, values)
    picked = gate(as_outcomes(tasks), feedback, seed)
    stored = Validated(tasks, picked, shown)
    count = sum(len(unit.queries) for unit, _ in plans)
    return Made(msgspec.json.encode(stored), count, _figures(stored))


def as_outcomes(tasks: Mapping[str, StoredOutcomes]) -> dict[str, TaskOutcomes]:
    """As the gate takes them."""
    return {
        task: TaskOutcomes(
            one.kind,
            {name: np.array(values, np.float64) for name, values in one.values.items()},
        )
        for task, one in tasks.items()
    }


def _names(kind: Kind, feedback: Sequence[str]) -> tuple[str, ...]:
    labelled = (SUPPORT,) if kind == "labels" else ()
    return (*BASES, *labelled, CONTROL, *feedback)


def _figures(stored: Validated) -> dict[str, float]:
    """Means over the tasks that a selector was tried on."""
    found: dict[str, list[float]] = {}
    for task, one in stored.tasks.items():
        for name in one.values:
            found.setdefault(name, []).append(stored.mean(task, name))
    return {name: float(np.mean(values)) for name, values in found.items()}
