"""A pool as selectors see it: examples, their vectors, and who may be given to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shared.icl.example import Example
from worker.icl.index.vector_index import VectorIndex, kind_for

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
    """Examples with the vectors float32 [n, D] of their inputs, of length 1.

    The index, where there is one, has the places of the rows as its ids.
    """

    examples: tuple[Example, ...]
    vectors: Vectors
    index: VectorIndex | None = None

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

    @property
    def search_recall(self) -> float:
        """Share of the 10 nearest that `nearest` finds, by the index's self-test; 1 without one."""
        return self.index.info.recall if self.index is not None else 1.0

    def of_task(self, task: str) -> Rows:
        """Rows of a task, ascending."""
        return self._by_task.get(task, np.empty(0, np.int64))

    def allowed(self, query: Example) -> Rows:
        """Rows of the query's task, without itself, its group, and copies of its text."""
        rows, own = self.of_task(query.task), self._own(query)
        return rows[~np.isin(rows, own)] if own else rows

    def similarities(self, query: Query, rows: Rows) -> Vectors:
        """Cosines [len(rows)] of the query with rows."""
        # To copy rows out costs four times as much as to multiply them.
        if 4 * len(rows) > len(self):
            return np.asarray((self.vectors @ query.vector)[rows], np.float32)
        return np.asarray(self.vectors[rows] @ query.vector, np.float32)

    def nearest(self, query: Query, k: int) -> list[Chosen]:
        """The k allowed rows of the highest cosines, best first; of equals, the earlier row.

        In a task of a size that an exact search takes too long for, those that the index finds.
        """
        task = self.of_task(query.example.task)
        if self.index is None or kind_for(len(task)) == "flat":
            rows = self.allowed(query.example)
            return best(rows, self.similarities(query, rows), k)
        among = None if len(task) == len(self) else task
        own = self._own(query.example)
        found = self.index.search(query.vector[None], k, among=among, banned=own)
        known = found.ids[0] >= 0
        return best(found.ids[0][known], found.similarities[0][known], k)

    def _own(self, query: Example) -> list[int]:
        """Rows that are the query itself, of its group, or copies of its text."""
        return list({row for key in _keys(query) for row in self._same.get(key, ())})


def best(rows: Rows, scores: npt.NDArray[np.floating], k: int) -> list[Chosen]:
    """The k rows of the highest scores, best first; of equals, the earlier row."""
    if 0 < 8 * k < len(scores):
        # To sort a million takes longer than to find the least score that counts.
        enough = scores >= np.partition(scores, len(scores) - k)[len(scores) - k]
        rows, scores = rows[enough], scores[enough]
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
