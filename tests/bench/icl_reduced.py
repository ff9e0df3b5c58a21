"""Does feedback of a language model pay? The reduced design of docs/demos-feedback.md, on one core.

    python -m tests.bench.icl_reduced OUT all --minutes 20 --more-minutes 4 --gate-minutes 4
    python -m tests.bench.icl_reduced OUT kept           # features of the feedback, for the others
    python -m tests.bench.icl_reduced OUT one            # part A: one demonstration, asks nothing
    python -m tests.bench.icl_reduced OUT turned         # what its gain is made of
    python -m tests.bench.icl_reduced OUT test --items N --more-items M      # the same again
    python -m tests.bench.icl_reduced OUT gate --items N                     # part C, after `one`
    python -m tests.bench.icl_reduced OUT ship FOLDER    # the selector that ships, with its gate

Needs `python3 installer data` and the feedback of `tests.bench.icl_feedback` in the score cache of
this home. A run that was stopped asks nothing again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.paths import default_home
from tests.bench.icl_feedback import (
    CACHE,
    CONTROL,
    FEEDBACK,
    SEEDS,
    SHOWN,
    Lm,
    Maker,
    Sizes,
    Task,
    kind_of_task,
    tasks_of,
)
from tests.bench.icl_one_shot import kept_feedback, one_shot, turned
from worker.icl.evaluation.choices import PlannedLm, chosen
from worker.icl.evaluation.figures import FigureTable, TaskItems
from worker.icl.evaluation.outcomes import answered, planned, voted_on
from worker.icl.evaluation.source import Source
from worker.icl.selection.corpus import Query, Selector
from worker.icl.training.tree_fitting import fit_trees
from worker.lm.calls import LmCalls
from worker.lm.opening import opened
from worker.lm.score_cache import ScoreCache

# For the length of their demonstrations alone: above 80 tokens in the mean.
LONG = ("newsgroups", "boolq", "webnlg", "xsum")
COUNT, SEED, ROUND = 240, 0, 4
TREES = (f"{FEEDBACK}@{COUNT}/{SEED}", f"{CONTROL}@{COUNT}/{SEED}")
FIRST, MORE = (*TREES, "label-support"), ("minilm", "bm25", "zero", "random")
GATED = ("bm25", "minilm", "label-support", *TREES)
# A difference of so many standard errors is seen four times in five.
SEEN = 2.8


@dataclass
class Asking:
    """One task's selectors, made once, and the values of what was asked so far."""

    task: Task
    lm: Lm
    make: Maker
    values: dict[str, list[npt.NDArray[np.float64]]] = field(default_factory=dict)
    _made: dict[str, Selector] = field(default_factory=dict)

    def ask(self, queries: Sequence[Query], columns: Sequence[str]) -> None:
        """Let the model answer queries with the demonstrations of each column."""
        unit = self.task.unit(tuple(queries))
        reader = self.lm.source.reader
        lists = [one for name in columns for one in chosen(unit, self._selector(name), SHOWN, 1)]
        plans = [planned(unit, one, reader) for one in lists]
        wanted = LmCalls.together([plan.calls for plan in plans])
        told = self.lm.drained(self.lm.source.answers(wanted), self.task.info.name)
        for plan in plans:
            name = plan.choice.retriever
            outcomes = [answered(unit, plan, told)]
            if self.task.info.kind == "labels" and name != "zero":
                outcomes.append(voted_on(unit, plan.choice))
            for one in outcomes:
                self.values.setdefault(_short(one.column), []).append(one.values)

    def items(self, columns: Sequence[str] | None = None) -> TaskItems:
        """Values of columns on the items that all of them have."""
        whole = {name: np.concatenate(self.values[name]) for name in columns or self.values}
        count = min(len(each) for each in whole.values())
        values = {name: each[:count] for name, each in whole.items()}
        ids = tuple(query.example.id for query in self.task.test[:count])
        return TaskItems(self.task.info, ids, values, values, np.ones(count, bool))

    def _selector(self, name: str) -> Selector:
        if name not in self._made:
            lexical = self.make.pools[self.task.info.name].lexical
            unit = self.task.unit(())
            access = PlannedLm(self.lm.source.known).access(unit.corpus.examples, unit.labels_of)
            self._made[name] = self.make(name, unit, lexical, access)
        return self._made[name]


def _short(column: str) -> str:
    return column.replace(f"@{COUNT}/{SEED}", "")


def fitting(task: Task, lm: Lm) -> Task:
    """The task with the queries that the model can read."""

    def kept(queries: Sequence[Query]) -> tuple[Query, ...]:
        unit = task.unit(())
        reader = lm.source.reader
        return tuple(q for q in queries if reader.fits(q.example, unit.options_of(q.example)))

    return replace(task, validation=kept(task.validation), test=kept(task.test))


def rounds(
    asked: Sequence[Asking], columns: Sequence[str], minutes: float | None, items: int
) -> int:
    """Ask the first items of all tasks, a round at a time; returns how many of each were asked.

    It ends after `items`, or where `minutes` of processor time are over, so that a busy machine
    changes nothing: a round that is not whole does not count, and a task's part may be shorter than
    the others'.
    """
    end = None if minutes is None else time.process_time() + 60 * minutes
    for begin in range(0, items, ROUND):
        for one in asked:
            if end is not None and time.process_time() > end:
                return begin
            block = one.task.test[begin : begin + ROUND]
            if block:
                one.ask(block, columns)
        print(f"{columns[0]} …: {begin + ROUND} items of {len(asked)} tasks", flush=True)
    return items


def cut(asked: Sequence[Asking], columns: Sequence[str], count: int) -> list[TaskItems]:
    """The first `count` items of each task: what a last round has of some tasks only goes."""
    found = []
    for one in asked:
        items = one.items(columns)
        values = {name: each[:count] for name, each in items.values.items()}
        ids = items.ids[:count]
        clean = np.ones(len(ids), bool)
        found.append(TaskItems(items.task, ids, values, values, clean))
    return found


def figures(items: Sequence[TaskItems], pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Means of columns and differences of pairs over tasks, all tasks alike."""
    table = FigureTable(items, 0)
    made: dict[str, Any] = {"tasks": len(items), "items": sum(len(one.ids) for one in items)}
    for column in table.columns:
        figure = table.figure(column, items)
        made[column] = {"value": round(figure.value, 4), "ci95": _rounded(figure.ci95)}
    made["differences"] = {
        f"{one} - {other}": told
        for one, other in pairs
        if (told := difference(table, one, other, items)) is not None
    }
    return made


def difference(
    table: FigureTable, one: str, other: str, items: Sequence[TaskItems]
) -> dict[str, Any] | None:
    """A difference with its interval, p, and the smallest that would have been seen."""
    if one not in table.columns or other not in table.columns:
        return None
    found = table.difference(one, other, items)
    if found is None:
        return None
    low, high = found.compared.ci95
    return {
        "delta": round(found.compared.delta, 4),
        "ci95": _rounded(found.compared.ci95),
        "p": round(found.compared.p, 4),
        "seen_from": round(SEEN * (high - low) / 3.92, 4),
    }


def verdict(differences: dict[str, Any]) -> str:
    """Yes, no or not decidable, by the rule of the design."""
    both = [differences[f"{FEEDBACK} - {other}"]["ci95"] for other in (CONTROL, "label-support")]
    if all(low > 0 for low, _ in both):
        return "yes"
    return "no" if any(high < 0.02 for _, high in both) else "not decidable"


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(each, 4) for each in interval]


FIRST_PAIRS = ((FEEDBACK, CONTROL), (FEEDBACK, "label-support"), (CONTROL, "label-support"))
MORE_PAIRS = (
    *FIRST_PAIRS,
    *((name, other) for name in (FEEDBACK, CONTROL, "label-support") for other in MORE),
    ("minilm", "random"),
    ("minilm", "zero"),
)


def test_part(options: argparse.Namespace, out: Path) -> int:
    """Part B."""
    with prepared(options, out, LONG) as asked:
        count = rounds(asked, FIRST, options.minutes, options.items)
        more = rounds(asked, MORE, options.more_minutes, min(count, options.more_items))
    made: dict[str, Any] = {"n": count, "more_n": more, "left_out": list(LONG)}
    first = [_short(name) for name in FIRST]
    made["first"] = figures(cut(asked, first, count), FIRST_PAIRS)
    made["verdict"] = verdict(made["first"]["differences"])
    if more:
        made["more"] = figures(cut(asked, [*first, *MORE], more), MORE_PAIRS)
        labelled = [one for one in asked if one.task.info.kind == "labels"]
        votes = [*first, *(f"vote-{name}" for name in (*first, "minilm", "bm25")), *MORE]
        made["labels, with votes"] = figures(cut(labelled, votes, more), ())
    made["by task"] = {
        one.task.info.name: _of_task(one, first, count) | {"kind": kind_of_task(one.task.info)}
        for one in asked
    }
    _write(out / "reduced-test.json", made)
    print(json.dumps({"n": count, "more_n": more, **made["first"]}, indent=1))
    print(made["verdict"])
    return 0


def _of_task(one: Asking, columns: Sequence[str], count: int) -> dict[str, Any]:
    items = cut([one], columns, count)
    table = FigureTable(items, 0, 100)
    return {"n": len(items[0].ids)} | {
        name: round(table.figure(name, items).value, 4) for name in columns
    }


def gate_part(options: argparse.Namespace, out: Path) -> int:
    """Part C: validation queries with four demonstrations, of tasks that passed part A."""
    one = json.loads((out / "reduced-one.json").read_text("utf-8"))
    names = [name for name, each in one["gate"].items() if each["selector"] == FEEDBACK]
    made: dict[str, Any] = {}
    if names:
        with prepared(options, out, (), names, validation=True) as asked:
            count = rounds(asked, GATED, options.minutes, options.items)
        columns = [_short(name) for name in GATED]
        for one_task, items in zip(asked, cut(asked, columns, count), strict=True):
            values = {name: each.tolist() for name, each in items.values.items()}
            made[one_task.task.info.name] = {"kind": one_task.task.info.kind, "values": values}
    _write(out / "reduced-gate.json", made)
    print(f"{len(names)} tasks: {', '.join(names)}")
    return 0


class prepared:  # noqa: N801 - used as a context manager
    """Tasks with selectors and the model, for as long as they are asked."""

    def __init__(
        self,
        options: argparse.Namespace,
        out: Path,
        without: Sequence[str],
        names: Sequence[str] | None = None,
        *,
        validation: bool = False,
    ) -> None:
        self._steps = self._run(options, out, without, names, validation)

    def __enter__(self) -> list[Asking]:
        return next(self._steps)

    def __exit__(self, *error: object) -> None:
        self._steps.close()

    def _run(
        self,
        options: argparse.Namespace,
        out: Path,
        without: Sequence[str],
        names: Sequence[str] | None,
        validation: bool,
    ) -> Iterator[list[Asking]]:
        tasks = _trained_tasks(out)
        pools = {task.info.name: task.pool for task in tasks}
        home = default_home()
        with opened(options.lm, home, "cpu") as model, ScoreCache(home / CACHE) as store:
            lm = Lm(Source(model, store, asks=True), None)
            _, pairs = kept_feedback(list(pools.values()), lm, out, SEED)
            targets = (pairs.feedback, pairs.agreement)
            trees = {
                name: fit_trees(pairs.table, target, SEED)
                for name, target in zip(TREES, targets, strict=True)
            }
            make = Maker(trees, pools)
            print(f"trees of {COUNT} queries per task", flush=True)
            asked = []
            for task in tasks:
                if task.info.name in without or (names and task.info.name not in names):
                    continue
                fits = fitting(task, lm)
                if validation:
                    fits = replace(fits, test=fits.validation)
                asked.append(Asking(fits, lm, make))
            yield asked


@cache
def _trained_tasks(out: Path) -> list[Task]:
    """Tasks of which queries are scored; reading them takes a while, and several parts do it."""
    return [task for task in tasks_of(Sizes(), None, out) if not task.info.held_out]


def all_parts(options: argparse.Namespace, out: Path) -> int:
    """Parts A, B and C in one process."""
    limits = options.minutes
    kept_part(options, out)
    one_part(options, out)
    test_part(options, out)
    options.minutes = options.gate_minutes
    done = gate_part(options, out)
    options.minutes = limits
    return done


def kept_part(options: argparse.Namespace, out: Path) -> int:
    """Feedback of all seeds with its features, for the other parts; asks nothing."""
    pools = [task.pool for task in _trained_tasks(out)]
    home = default_home()
    with opened(options.lm, home, "cpu") as model, ScoreCache(home / CACHE) as store:
        lm = Lm(Source(model, store), None)
        for seed in range(options.seeds):
            _, pairs = kept_feedback(pools, lm, out, seed)
            print(f"seed {seed}: {len(pairs.owner)} pairs", flush=True)
    return 0


def one_part(options: argparse.Namespace, out: Path) -> int:
    """Part A."""
    made = one_shot(out, default_home(), range(options.seeds))
    made["verdict"] = verdict(made["all"]["differences"])
    _write(out / "reduced-one.json", made)
    print(json.dumps(made["all"], indent=1))
    print(made["verdict"])
    return 0


def turned_part(options: argparse.Namespace, out: Path) -> int:
    """What part A's gain is made of."""
    made = turned(out, default_home())
    _write(out / "reduced-turned.json", made)
    print(json.dumps(made, indent=1))
    return 0


def ship_part(options: argparse.Namespace, out: Path) -> int:
    """The selector that was measured, as the product reads it, with its gate and its card."""
    from tests.bench.icl_shipping import ship

    ship(Path(options.folder), out)
    return 0


def _write(path: Path, made: dict[str, Any]) -> None:
    path.write_text(json.dumps(made, indent=1), "utf-8")


PARTS = {
    "all": all_parts,
    "kept": kept_part,
    "one": one_part,
    "turned": turned_part,
    "test": test_part,
    "gate": gate_part,
    "ship": ship_part,
}


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.icl_reduced")
    parser.add_argument("out")
    parser.add_argument("part", choices=tuple(PARTS))
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--lm", default="default")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--more-minutes", type=float)
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--gate-minutes", type=float)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--more-items", type=int, default=500)
    options = parser.parse_args(arguments)
    return PARTS[options.part](options, Path(options.out))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
