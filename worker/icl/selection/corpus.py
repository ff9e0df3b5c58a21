"""A pool as selectors see it: examples, their vectors, and who may be given to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shared.icl.example import Example

Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Query:
    """An example to answer, with the vector float32 [D] of its input; its answer is never read."""

    example: Example
    vector: Vectors


@dataclass(frozen=True)
class Chosen:
    """A demonstration: row of the corpus and the score that it was chosen by."""

    row: int
    score: float


class Selector(Protocol):
    """Chooses demonstrations."""

    @property
    def name(self) -> str:
        """What figures are printed under."""

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """Up to k demonstrations of each query, best first."""


@dataclass(frozen=True)
class Corpus:
    """Examples with the vectors float32 [n, D] of their inputs, of length 1."""

    examples: tuple[Example, ...]
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.examples)

    @cached_property
    def _by_task(self) -> dict[str, Rows]:
        tasks: dict[str, list[int]] = {}
        for row, example in enumerate(self.examples):
            tasks.setdefault(example.task, []).append(row)
        return {task: np.array(rows, np.int64) for task, rows in tasks.items()}

    @cached_property
    def _same(self) -> dict[str, list[int]]:
        """Rows by their id, group and text, for those that a query must not be given."""
        found: dict[str, list[int]] = {}
        for row, example in enumerate(self.examples):
            for key in _keys(example):
                found.setdefault(key, []).append(row)
        return found

    @cached_property
    def outputs(self) -> npt.NDArray[np.int64]:
        """The answer of each row as a number; equal answers have equal numbers."""
        numbers: dict[str, int] = {}
        return np.array(
            [numbers.setdefault(each.output, len(numbers)) for each in self.examples], np.int64
        )

    def of_task(self, task: str) -> Rows:
        """Rows of a task, ascending."""
        return self._by_task.get(task, np.empty(0, np.int64))

    def allowed(self, query: Example) -> Rows:
        """Rows of the query's task, without itself, its group, and copies of its text."""
        rows = self.of_task(query.task)
        own = {row for key in _keys(query) for row in self._same.get(key, ())}
        return rows[~np.isin(rows, list(own))] if own else rows

    def similarities(self, query: Query, rows: Rows) -> Vectors:
        """Cosines [len(rows)] of the query with rows."""
        # To copy rows out costs four times as much as to multiply them.
        if 4 * len(rows) > len(self):
            return np.asarray((self.vectors @ query.vector)[rows], np.float32)
        return np.asarray(self.vectors[rows] @ query.vector, np.float32)


def best(rows: Rows, scores: npt.NDArray[np.floating], k: int) -> list[Chosen]:
    """The k rows of the highest scores, best first; of equals, the earlier row."""
    order = np.lexsort((rows, -scores))[:k]
    return [Chosen(int(rows[place]), float(scores[place])) for place in order]


def ranked(
    corpus: Corpus,
    queries: Sequence[Query],
    k: int,
    scores: Callable[[Query, Rows], npt.NDArray[np.floating]],
) -> list[list[Chosen]]:
    """The k allowed rows of each query that `scores` finds best."""
    found = []
    for query in queries:
        rows = corpus.allowed(query.example)
        found.append(best(rows, scores(query, rows), k))
    return found


def _keys(example: Example) -> list[str]:
    keys = [f"id:{example.task}:{example.id}", f"text:{' '.join(example.input.lower().split())}"]
    if example.group:
        keys.append(f"group:{example.task}:{example.group}")
    return keys
