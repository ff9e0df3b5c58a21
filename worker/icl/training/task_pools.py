"""A pool by tasks: what is learned from, and the queries that the gate decides on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from shared.icl.example import Example
from worker.icl.evaluation.units import TaskInfo, Unit, info_of
from worker.icl.selection.corpus import Corpus, Query, Vectors
from worker.icl.selection.features import PairFeatures
from worker.icl.selection.lexical import Lexical

# Of a task's rows, at most such a share decides the gate.
VALIDATION_SHARE = 0.2
Vectored = tuple[Sequence[Example], Vectors]


@dataclass(frozen=True)
class TaskPool:
    """One task: rows to learn from, whose indices all jobs use, and validation queries."""

    info: TaskInfo
    corpus: Corpus
    validation: tuple[Query, ...]

    @cached_property
    def lexical(self) -> Lexical:
        """BM25 over the rows."""
        return Lexical(self.corpus)

    @cached_property
    def features(self) -> PairFeatures:
        """What trees know of pairs."""
        return PairFeatures(self.corpus, self.lexical)

    def query(self, row: int) -> Query:
        """A row as a query."""
        return Query(self.corpus.examples[row], self.corpus.vectors[row])

    def options_of(self, query: Example) -> tuple[str, ...]:
        """The labels among which the answer is chosen; none where the task has no labels."""
        return (query.options or self.info.options) if self.info.kind == "labels" else ()

    def unit(self, seed: int) -> Unit:
        """As evaluation takes it."""
        return Unit(self.info, seed, self.corpus, self.validation)


def task_pools(
    pool: Vectored, validation: Vectored | None, count: int, seed: int
) -> list[TaskPool]:
    """The tasks of a pool, by name, with up to `count` validation queries in all.

    Without queries of their own they are drawn from the pool by group, and leave it.
    """
    examples, vectors = pool
    by_task = _by_task(examples)
    found = []
    if validation is not None:
        own, own_vectors = validation
        rows = _by_task(own)
        shares = shared_out({task: len(rows.get(task, ())) for task in by_task}, count)
        for number, (task, places) in enumerate(by_task.items()):
            rng = np.random.default_rng((seed, 1, number))
            chosen = _drawn(rows.get(task, []), shares[task], rng)
            queries = tuple(Query(own[row], own_vectors[row]) for row in chosen)
            found.append(_task_pool(task, examples, vectors, places, queries))
        return found
    most = {task: int(len(places) * VALIDATION_SHARE) for task, places in by_task.items()}
    shares = shared_out(most, count)
    for number, (task, places) in enumerate(by_task.items()):
        rng = np.random.default_rng((seed, 1, number))
        judged, kept = _split([(row, examples[row]) for row in places], shares[task], rng)
        queries = tuple(Query(examples[row], vectors[row]) for row in judged)
        found.append(_task_pool(task, examples, vectors, kept, queries))
    return found


def training_rows(pools: Sequence[TaskPool], count: int, seed: int) -> dict[str, list[int]]:
    """Rows of each task that are scored as queries, `count` in all, shared out evenly."""
    shares = shared_out({one.info.name: len(one.corpus) for one in pools}, count)
    found = {}
    for number, one in enumerate(pools):
        rng = np.random.default_rng((seed, 2, number))
        found[one.info.name] = _drawn(list(range(len(one.corpus))), shares[one.info.name], rng)
    return found


def shared_out(most: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` shared evenly among names that can take up to `most` each."""
    found = dict.fromkeys(most, 0)
    left = min(total, sum(most.values()))
    while left > 0:
        open_names = [name for name in most if found[name] < most[name]]
        each = max(1, left // len(open_names))
        for name in open_names:
            taken = min(each, most[name] - found[name], left)
            found[name] += taken
            left -= taken
    return found


def _task_pool(
    task: str,
    examples: Sequence[Example],
    vectors: Vectors,
    rows: Sequence[int],
    queries: tuple[Query, ...],
) -> TaskPool:
    own = tuple(examples[row] for row in rows)
    return TaskPool(info_of(task, own), Corpus(own, vectors[np.array(rows, np.int64)]), queries)


def _by_task(examples: Sequence[Example]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        found.setdefault(example.task, []).append(row)
    return dict(sorted(found.items()))


def _split(
    rows: Sequence[tuple[int, Example]], count: int, rng: np.random.Generator
) -> tuple[list[int], list[int]]:
    """About `count` rows in whole groups, and the others; copies of a text are one group."""
    groups: dict[str, list[int]] = {}
    for row, example in rows:
        key = example.group or " ".join(example.input.lower().split())
        groups.setdefault(key, []).append(row)
    names = sorted(groups)
    judged: set[int] = set()
    for place in rng.permutation(len(names)):
        own = groups[names[place]]
        if len(judged) + len(own) <= count:
            judged.update(own)
    return sorted(judged), [row for row, _ in rows if row not in judged]


def _drawn(rows: Sequence[int], count: int, rng: np.random.Generator) -> list[int]:
    return sorted(rows[place] for place in rng.permutation(len(rows))[:count])
