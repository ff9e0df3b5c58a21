"""The task `icl.pick`: demonstrations for one query at once, then what a model makes of them."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.icl.prompt import require_fit
from shared.icl.retrievers import ASKING
from shared.tasks.events import Partial, Progress
from shared.tasks.icl_pick import (
    COMPARED,
    LOADING,
    ORDERS,
    PREDICTION,
    RETRIEVED,
    SCORES,
    Compared,
    IclPickRequest,
    IclPickResult,
    check_pick,
    query_of,
)
from worker.engine.context import TaskContext
from worker.icl.evaluation.prompts import Reader
from worker.icl.evaluation.source import Source
from worker.icl.selection.corpus import Query
from worker.icl.tasks.inputs import (
    trained_of,
)
from worker.icl.tasks.pick_answers import Asker
from worker.icl.tasks.pick_list import PickList, alone, listed, retrieved
from worker.icl.tasks.pick_pool import PickPool, Using, pick_pool
from worker.icl.tasks.score import CACHE
from worker.lm.score_cache import ScoreCache
from worker.lm.task_model import language_model, loading

_NOTHING = np.empty(0, np.float32)


def pick(ctx: TaskContext, request: IclPickRequest) -> Iterator[Progress | Partial | IclPickResult]:
    """Pieces as they are known; see `shared.tasks.icl_pick`.

    Raises
    ------
    AppError
        For a pool, a row, a retriever or a model that will not do, in words.
    """
    began = time.perf_counter()
    check_pick(request)
    pool = yield from _pool(ctx, request)
    task = pool.task(request.task)
    options = task.options if task.kind == "labels" else ()
    query = pool.query(query_of(request, task.name, options))
    trained = trained_of(ctx, request.selector, pool.encoder)
    use = Using(trained, request.selector)
    picking = _Picking(ctx, request, pool, query, began)
    asks_first = bool({request.retriever, *request.compare} & ASKING)
    wants_model = request.score or request.predict or request.orders > 0
    if not asks_first or not wants_model:
        yield from picking.lists(use, None)
    if wants_model:
        yield from loading(ctx, request.lm)
        with language_model(ctx, request.lm) as model, ScoreCache(ctx.home / CACHE) as cache:
            source = Source(model, cache)
            yield from picking.lists(Using(trained, request.selector, source), source.reader)
            yield from picking.answers(Asker(source, task, query.example))
    took_ms = 1000 * (time.perf_counter() - began)
    yield msgspec.structs.replace(picking.result, took_ms=took_ms)


def _pool(ctx: TaskContext, request: IclPickRequest) -> Generator[Partial, None, PickPool]:
    """The pool; while it is read for the first time, pieces say how far that is."""
    steps = pick_pool(ctx, request.pool, request.encoder)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            made: PickPool = end.value
            return made
        meta = {"stage": step.stage, "done": step.done, "total": step.total}
        yield Partial(index=0, kind=LOADING, array=_NOTHING, meta=meta)


class _Picking:
    """One request on its way; `result` has what is known."""

    def __init__(
        self, ctx: TaskContext, request: IclPickRequest, pool: PickPool, query: Query, began: float
    ) -> None:
        self._ctx, self._request, self._pool, self._query = ctx, request, pool, query
        self._began = began
        self._list: PickList | None = None
        self.result = IclPickResult()

    def lists(self, use: Using, reader: Reader | None) -> Iterator[Partial]:
        """The list, and those of other retrievers beside it."""
        request = self._request
        if self._list is not None and reader is None:
            return
        made = self._made(request.retriever, request, use, reader)
        took_ms = 1000 * (time.perf_counter() - self._began)
        found = retrieved(self._pool, request, self._query, request.retriever, use, made, took_ms)
        self._list = made
        self.result = msgspec.structs.replace(self.result, retrieved=found)
        scores = np.array([demo.score for demo in found.demos], np.float32)
        yield _piece(RETRIEVED, 0, scores, found)
        if request.compare and self.result.compared is None:
            other = alone(request)
            beside = []
            for name in request.compare:
                one = self._made(name, other, use, reader)
                took_ms = 1000 * (time.perf_counter() - self._began)
                beside.append(retrieved(self._pool, other, self._query, name, use, one, took_ms))
            compared = Compared(lists=tuple(beside))
            self.result = msgspec.structs.replace(self.result, compared=compared)
            yield _piece(COMPARED, 0, _NOTHING, compared)

    def answers(self, asker: Asker) -> Iterator[Partial]:
        """Prediction first: it is what a person waits for; then scores, then orders."""
        request, made = self._request, self._list
        assert made is not None
        if made.budget is not None and (request.predict or request.orders):
            require_fit(made.prompt, made.budget)
        if request.predict:
            told = asker.prediction(made.prompt.text, made.prompt.tokens)
            self.result = msgspec.structs.replace(self.result, prediction=told)
            yield _piece(PREDICTION, 0, np.array(told.probabilities, np.float32), told)
        if request.score:
            pool = self._pool.corpus.examples
            for scores, values in asker.scores(made.demos, pool, made.rows):
                self.result = msgspec.structs.replace(self.result, scores=scores)
                yield _piece(SCORES, len(scores.scores), values, scores)
        if request.orders:
            shown = [one.example for one in made.prompt.demonstrations]
            rng = self._ctx.rng(1)
            for tries, values in asker.orders(shown, request.instruction, request.orders, rng):
                self.result = msgspec.structs.replace(self.result, orders=tries)
                yield _piece(ORDERS, len(tries.tries), values, tries)

    def _made(
        self, name: str, request: IclPickRequest, use: Using, reader: Reader | None
    ) -> PickList:
        count = request.candidates + len(request.banned)
        ranked = self._pool.choose(name, self._query, count, use, self._ctx.rng(0))
        rewarding = use if request.score and reader is not None else None
        return listed(self._pool, request, self._query, ranked, reader, rewarding)


def _piece(kind: str, index: int, array: npt.NDArray[np.float32], found: msgspec.Struct) -> Partial:
    meta: dict[str, Any] = msgspec.to_builtins(found)
    return Partial(index=index, kind=kind, array=array, meta=meta)
