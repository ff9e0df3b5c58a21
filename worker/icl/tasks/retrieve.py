"""The task `icl.retrieve`: demonstrations of each query of a file, and its prompt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from shared.icl.retrievers import ASKING
from shared.tasks.events import Progress
from shared.tasks.icl import IclRetrieveRequest, IclRetrieveResult
from worker.engine.context import TaskContext
from worker.icl.evaluation.source import Source
from worker.icl.tasks.chosen import Retrieval
from worker.icl.tasks.inputs import given, write_bad_rows
from worker.icl.tasks.score import CACHE
from worker.lm.score_cache import ScoreCache
from worker.lm.task_model import language_model, loading

FILE = "retrieved.jsonl"


def retrieve(
    ctx: TaskContext, request: IclRetrieveRequest
) -> Iterator[Progress | IclRetrieveResult]:
    """Write `retrieved.jsonl`; a language model is loaded only by what asks one.

    Raises
    ------
    AppError
        For files, a retriever or a model that will not do, in words.
    """
    found = yield from given(
        ctx,
        request.pool,
        request.queries,
        request.encoder,
        answered=False,
        indexed=request.search == "auto",
    )
    retrieval = Retrieval(ctx, request, found)
    if request.retriever in ASKING:
        yield from loading(ctx, request.lm)
        with language_model(ctx, request.lm) as model, ScoreCache(ctx.home / CACHE) as cache:
            chosen = yield from retrieval.choose(found.queries, Source(model, cache))
    else:
        chosen = yield from retrieval.choose(found.queries, None)
    write_lines(ctx.out / FILE, [retrieval.row(one) for one in chosen])
    yield IclRetrieveResult(
        files={"retrieved": FILE, **write_bad_rows(ctx.out, found.bad)},
        queries=len(chosen),
        used=retrieval.used(found.queries),
        short=retrieval.short(chosen),
        search_recall=found.corpus.search_recall,
        bad_rows=len(found.bad),
    )


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """JSON lines into a folder that is published as a whole."""
    encode = msgspec.json.encode
    with path.open("wb") as file:
        for row in rows:
            file.write(encode(row) + b"\n")
