"""Duplicates within a pool, and what of the test queries the pool gives away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from shared.icl.example import Example
from shared.icl.shingles import (
    Hashes,
    NearIndex,
    boilerplate,
    normalize,
    shingles,
    text_hash,
    without,
)

SHORTEST_ANSWER_WORDS = 2
SAMPLE_ROWS = 2_000
LeakKind = Literal["query-in-pool", "near-query", "answer", "group"]
LEAK_KINDS: tuple[LeakKind, ...] = ("query-in-pool", "near-query", "answer", "group")


class Duplicate(msgspec.Struct, frozen=True):
    """Two rows of one pool with the same input, or nearly.

    Attributes
    ----------
    similarity : float
        Jaccard index of 5-grams; 1.0 when equal but for case, punctuation and spaces.
    conflict : bool
        Their outputs differ.
    """

    kind: Literal["exact", "near"]
    first_id: str
    second_id: str
    similarity: float
    conflict: bool


class Leak(msgspec.Struct, frozen=True):
    """A query and the rows of the pool that give it away.

    Attributes
    ----------
    kind : str
        The query itself or nearly is in the pool, its answer stands in a row's text, or a row is of
        its group.
    similarity : float
        The highest of the rows; 1.0 where it is not a matter of degree.
    """

    kind: LeakKind
    query_id: str
    row_ids: tuple[str, ...]
    similarity: float = 1.0


class HygieneReport(msgspec.Struct, frozen=True):
    """What was found in a pool of `pool_rows` for `query_rows` queries."""

    pool_rows: int
    query_rows: int
    duplicates: tuple[Duplicate, ...] = ()
    leaks: tuple[Leak, ...] = ()

    @property
    def clean(self) -> bool:
        """True if no query leaks."""
        return not self.leaks

    @property
    def leaking_queries(self) -> tuple[str, ...]:
        """Ids of the queries that leak in any way, in order; evaluate without them too."""
        return tuple(dict.fromkeys(leak.query_id for leak in self.leaks))

    def count(self, kind: LeakKind) -> int:
        """How many queries leak in that way."""
        return sum(leak.kind == kind for leak in self.leaks)


class PoolHygiene:
    """A pool made ready to be checked, for all queries or one at a time.

    The words of a task's template, which all its rows share, are left out of the comparison.
    """

    def __init__(self, pool: Sequence[Example]) -> None:
        self.pool = tuple(pool)
        self._templates = _templates(self.pool)
        self._by_hash: dict[str, list[int]] = {}
        self._by_group: dict[tuple[str, str], list[int]] = {}
        self._near = NearIndex()
        # Places of the rows in it, one for each text: copies would only fill the index.
        self._firsts: list[int] = []
        self.duplicates = tuple(self._filled())

    def leaks(
        self, queries: Sequence[Example], *, among: Collection[str] | None = None
    ) -> tuple[Leak, ...]:
        """Leaks of the queries in their order; `among` looks only at the rows of those ids."""
        answers = _rows_with_answers(queries, self._among(among))
        found: list[Leak] = []
        for number, query in enumerate(queries):
            same = self._by_hash.get(text_hash(query.input), [])
            near = self._near_rows(query, same)
            group = self._by_group.get((query.task, query.group), []) if query.group else []
            places: dict[LeakKind, Sequence[int]] = {
                "query-in-pool": same,
                "near-query": list(near),
                "answer": answers.get(number, []),
                "group": group,
            }
            for kind, rows in places.items():
                kept = [row for row in rows if among is None or self.pool[row].id in among]
                if kept:
                    ids = tuple(self.pool[row].id for row in kept)
                    degree = max(near[row] for row in kept) if kind == "near-query" else 1.0
                    found.append(Leak(kind, query.id, ids, degree))
        return tuple(found)

    def _filled(self) -> Iterator[Duplicate]:
        for place, row in enumerate(self.pool):
            if row.group:
                self._by_group.setdefault((row.task, row.group), []).append(place)
            same = self._by_hash.setdefault(text_hash(row.input), [])
            if same:
                yield self._duplicate("exact", same[0], place, 1.0)
            else:
                members = self._set(row)
                for number, index in self._near.alike(members):
                    yield self._duplicate("near", self._firsts[number], place, index)
                self._near.add(members)
                self._firsts.append(place)
            same.append(place)

    def _near_rows(self, query: Example, same: Collection[int]) -> dict[int, float]:
        """Places of the rows nearly like the query, with their similarity."""
        near: dict[int, float] = {}
        for number, index in self._near.alike(self._set(query)):
            first = self._firsts[number]
            if first not in same:
                copies = self._by_hash[text_hash(self.pool[first].input)]
                near |= dict.fromkeys(copies, index)
        return near

    def _duplicate(
        self, kind: Literal["exact", "near"], first: int, second: int, similarity: float
    ) -> Duplicate:
        one, other = self.pool[first], self.pool[second]
        conflict = normalize(one.output) != normalize(other.output)
        return Duplicate(kind, one.id, other.id, similarity, conflict)

    def _set(self, row: Example) -> Hashes:
        own = shingles(row.input)
        common = self._templates.get(row.task)
        return own if common is None else without(own, common)

    def _among(self, ids: Collection[str] | None) -> Iterator[tuple[int, Example]]:
        for place, row in enumerate(self.pool):
            if ids is None or row.id in ids:
                yield place, row


def check(pool: Sequence[Example], queries: Sequence[Example] = ()) -> HygieneReport:
    """Duplicates of the pool and leaks of the queries."""
    made = PoolHygiene(pool)
    return HygieneReport(len(pool), len(queries), made.duplicates, made.leaks(queries))


def _templates(pool: Sequence[Example]) -> dict[str, Hashes]:
    tasks: dict[str, list[Hashes]] = {}
    for row in pool:
        sample = tasks.setdefault(row.task, [])
        if len(sample) < SAMPLE_ROWS:
            sample.append(shingles(row.input))
    return {task: boilerplate(sets) for task, sets in tasks.items()}


def _rows_with_answers(
    queries: Sequence[Example], pool: Iterator[tuple[int, Example]]
) -> dict[int, list[int]]:
    """By the query's number, the rows whose text holds one of its answers as whole words.

    Labels and options are no leak, and neither is a single word: both occur by chance.
    """
    wanted: dict[tuple[str, str], list[tuple[int, list[str]]]] = {}
    for number, query in enumerate(queries):
        for answer in () if query.options else query.accepted:
            words = normalize(answer).split()
            if len(words) >= SHORTEST_ANSWER_WORDS:
                wanted.setdefault((words[0], words[1]), []).append((number, words))
    found: dict[int, list[int]] = {}
    if not wanted:
        return found
    for place, row in pool:
        words = normalize(row.text).split()
        for start, pair in enumerate(pairwise(words)):
            for number, answer_words in wanted.get(pair, ()):
                rows = found.setdefault(number, [])
                whole = words[start : start + len(answer_words)] == answer_words
                if whole and (not rows or rows[-1] != place):
                    rows.append(place)
    return found
