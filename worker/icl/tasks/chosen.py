"""What a retriever chose for each query of a file, and the prompts that it makes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.prompt import completion
from shared.icl.retrievers import ASKING
from shared.tasks.events import Progress
from shared.tasks.icl import IclPredictRequest, IclRetrieveRequest
from worker.engine.context import TaskContext
from worker.icl.evaluation.choices import PlannedLm
from worker.icl.evaluation.prompts import Laid, Reader
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import TaskInfo, blinded, info_of
from worker.icl.selection.catalogue import selectors
from worker.icl.selection.corpus import Chosen, Corpus, Query, Selector
from worker.icl.selection.gated import Gated
from worker.icl.selection.lexical import Lexical
from worker.icl.tasks.inputs import Given, encoder_of, trained_of
from worker.icl.tasks.pick_pool import nothing_known

Request = IclRetrieveRequest | IclPredictRequest
# So many queries are chosen for between two steps.
AT_A_TIME = 64


@dataclass(frozen=True)
class ChosenFor:
    """A query with its demonstrations, best first."""

    query: Query
    shown: tuple[Chosen, ...]


class Retrieval:
    """A retriever at work on a file of queries."""

    def __init__(self, ctx: TaskContext, request: Request, given: Given) -> None:
        self._ctx, self._request = ctx, request
        self.corpus: Corpus = given.corpus
        self._infos: dict[str, TaskInfo] = {}
        self._lm = PlannedLm(nothing_known)
        trained = trained_of(ctx, request.selector, encoder_of(ctx, request.encoder))
        access = self._lm.access(self.corpus.examples, self.labels_of)
        name = request.retriever
        lexical = Lexical(self.corpus)
        made = selectors([name], self.corpus, lexical, trained, access, ctx.device)
        self._selector: Selector = made[name]

    def info(self, task: str) -> TaskInfo:
        """A task by its rows in the pool."""
        if task not in self._infos:
            rows = self.corpus.of_task(task)
            self._infos[task] = info_of(task, [self.corpus.examples[row] for row in rows])
        return self._infos[task]

    def labels_of(self, query: Example) -> tuple[str, ...]:
        """The labels of a query's task; none where it has other answers."""
        task = self.info(query.task)
        return (query.options or task.options) if task.kind == "labels" else ()

    def options_of(self, query: Example) -> tuple[str, ...]:
        """What a query is answered with; none for free text."""
        task = self.info(query.task)
        return () if task.kind == "text" else query.options or task.options

    def used(self, queries: Sequence[Query]) -> dict[str, str]:
        """What chose, by task."""
        names = dict.fromkeys(query.example.task for query in queries)
        if isinstance(self._selector, Gated):
            return {name: self._selector.picked(name).selector for name in names}
        return dict.fromkeys(names, self._request.retriever)

    def choose(
        self, queries: Sequence[Query], source: Source | None
    ) -> Generator[Progress, None, list[ChosenFor]]:
        """Demonstrations of every query; the same seed gives the same."""
        if self._request.retriever in ASKING and source is None:
            reason = f"The retriever {self._request.retriever} asks a language model: use --lm."
            raise AppError("bad_request", reason=reason)
        self._lm.known = nothing_known if source is None else source.known
        found: list[ChosenFor] = []
        for begin in range(0, len(queries), AT_A_TIME):
            part = queries[begin : begin + AT_A_TIME]
            yield Progress(done=begin, total=len(queries), unit="queries", stage="choosing")
            lists = self._part(part, begin)
            if self._lm.wanted and source is not None:
                for _ in source.answers(self._lm.calls):
                    yield Progress(done=begin, total=len(queries), unit="queries", stage="asking")
                lists = self._part(part, begin)
            self._lm.wanted.clear()
            found += [
                ChosenFor(query, tuple(shown)) for query, shown in zip(part, lists, strict=True)
            ]
        return found

    def lay(self, one: ChosenFor, reader: Reader) -> Laid:
        """The prompt of a query within a model's window."""
        query = one.query.example
        kind = self.info(query.task).kind
        return reader.lay(kind, self.options_of(query), query, self.corpus.examples, one.shown)

    def row(self, one: ChosenFor) -> dict[str, Any]:
        """A line of `retrieved.jsonl`."""
        pool, query = self.corpus.examples, one.query.example
        return {
            "query_id": query.id,
            "demo_ids": [pool[shown.row].id for shown in one.shown],
            "scores": [shown.score for shown in one.shown],
            "prompt": completion([pool[shown.row] for shown in reversed(one.shown)], query.input),
        }

    def short(self, chosen: Sequence[ChosenFor]) -> int:
        """Queries with fewer demonstrations than were wanted."""
        wanted = 0 if self._request.retriever == "zero" else self._request.k
        return sum(len(one.shown) < wanted for one in chosen)

    def _part(self, queries: Sequence[Query], begin: int) -> list[list[Chosen]]:
        # Only the oracle, an upper bound, is shown the answers.
        seen = queries if self._request.retriever == "oracle" else [blinded(q) for q in queries]
        seed = int(self._ctx.rng(begin).integers(0, 2**63))
        return self._selector.select(seen, self._request.k, np.random.default_rng(seed))
