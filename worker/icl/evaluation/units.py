"""What is evaluated: tasks with their pools and test queries, once for each seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from shared.icl.example import Example
from shared.icl.templates import load_templates
from worker.icl.selection.corpus import Corpus, Query
from worker.icl.selection.kinds import Kind, kind_of, labels_of

OWN = "own"
# An answer of free text with more words on average is a summary or a sentence, not a name.
_LONG_WORDS = 6


@dataclass(frozen=True)
class TaskInfo:
    """A task as a table names it.

    Attributes
    ----------
    metric : str
        One of `shared.icl.metrics.METRICS`.
    held_out : bool
        Left out of the training of selectors.
    options : tuple of str
        Of kind `labels`: what is answered with where a query names none.
    """

    name: str
    kind: Kind
    metric: str
    category: str = OWN
    held_out: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A task with one seed's pool and test queries; `queries` know their answers."""

    task: TaskInfo
    seed: int
    corpus: Corpus
    queries: tuple[Query, ...]

    @cached_property
    def blind(self) -> tuple[Query, ...]:
        """The queries without their answers: all that a selector may see at test time."""
        return tuple(blinded(query) for query in self.queries)

    def options_of(self, query: Example) -> tuple[str, ...]:
        """What a query is answered with; none for free text."""
        return () if self.task.kind == "text" else query.options or self.task.options

    def labels_of(self, query: Example) -> tuple[str, ...]:
        """As `options_of` for a task with labels: what feedback is given among; else none."""
        return self.options_of(query) if self.task.kind == "labels" else ()


def blinded(query: Query) -> Query:
    """The query without its answer."""
    example = msgspec.structs.replace(query.example, output="", answers=())
    return Query(example, query.vector)


def info_of(name: str, rows: Sequence[Example]) -> TaskInfo:
    """A task by the rows of its pool; one of the paper's names brings its metric and category."""
    kind = kind_of(rows)
    template = load_templates().get(name)
    options: tuple[str, ...] = ()
    if kind == "labels":
        named = next((row.options for row in rows if row.options), ())
        options = named or labels_of(rows)
    if template is not None and template.kind == kind:
        return TaskInfo(name, kind, template.metric, template.category, template.held_out, options)
    return TaskInfo(name, kind, _metric(kind, rows), options=options)


def _metric(kind: Kind, rows: Sequence[Example]) -> str:
    if kind != "text":
        return "accuracy"
    words = [len(row.output.split()) for row in rows]
    return "em_triviaqa" if sum(words) <= _LONG_WORDS * len(words) else "rouge_l"


def units_of(corpus: Corpus, queries: Sequence[Query], seed: int) -> tuple[Unit, ...]:
    """One unit for each task of the queries that has rows, in the order of the queries."""
    found = []
    for name in dict.fromkeys(query.example.task for query in queries):
        rows = corpus.of_task(name)
        if not len(rows):
            continue
        own = Corpus(tuple(corpus.examples[row] for row in rows), corpus.vectors[rows])
        asked = tuple(query for query in queries if query.example.task == name)
        found.append(Unit(info_of(name, own.examples), seed, own, asked))
    return tuple(found)
