"""The task `icl.predict`: what a language model answers to each query of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from shared.icl.metrics import item_values
from shared.tasks.events import Progress
from shared.tasks.icl import IclPredictRequest, IclPredictResult
from worker.engine.context import TaskContext
from worker.icl.evaluation.answering import Told
from worker.icl.evaluation.prompts import Laid
from worker.icl.evaluation.source import Source
from worker.icl.selection.corpus import Query
from worker.icl.tasks.chosen import ChosenFor, Retrieval
from worker.icl.tasks.inputs import (
    Given,
    given,
    write_bad_rows,
)
from worker.icl.tasks.retrieve import write_lines
from worker.icl.tasks.score import CACHE
from worker.lm.calls import LmCalls
from worker.lm.score_cache import ScoreCache
from worker.lm.task_model import language_model, loading
from worker.statistics.bootstrap import resampled_totals
from worker.statistics.intervals import Interval, interval, wilson

FILE = "predictions.jsonl"


def predict(ctx: TaskContext, request: IclPredictRequest) -> Iterator[Progress | IclPredictResult]:
    """Write `predictions.jsonl`: as `retrieved.jsonl`, with what the model answers.

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
    yield from loading(ctx, request.lm)
    with language_model(ctx, request.lm) as model, ScoreCache(ctx.home / CACHE) as cache:
        source = Source(model, cache)
        chosen = yield from retrieval.choose(found.queries, source)
        laid = [retrieval.lay(one, source.reader) for one in chosen]
        steps = source.answers(LmCalls.together(one.asked.calls for one in laid))
        while True:
            try:
                known, total = next(steps)
            except StopIteration as end:
                answers = end.value
                break
            if known < total:
                yield Progress(done=known, total=total, unit="calls", stage="answering")
    told = [one.asked.told(answers) for one in laid]
    values = _values(retrieval, found.queries, told)
    write_lines(ctx.out / FILE, _rows(retrieval, chosen, laid, told, values))
    yield _result(ctx, retrieval, found, chosen, values)


def _rows(
    retrieval: Retrieval,
    chosen: Sequence[ChosenFor],
    laid: Sequence[Laid],
    told: Sequence[Told],
    values: Sequence[float | None],
) -> list[dict[str, Any]]:
    rows = []
    for one, prompt, answer, value in zip(chosen, laid, told, values, strict=True):
        row = retrieval.row(one) | {
            "prompt": prompt.asked.prompt,
            "dropped": prompt.dropped,
            "prediction": answer.prediction,
            "option_logprobs": dict(
                zip(prompt.asked.options, answer.option_logprobs, strict=False)
            ),
        }
        if value is not None:
            row |= {"correct": value == 1, "value": value}
        rows.append(row)
    return rows


def _values(
    retrieval: Retrieval, queries: Sequence[Query], told: Sequence[Told]
) -> list[float | None]:
    """The metric of each answer, None where the right one is not known."""
    found: list[float | None] = []
    for query, answer in zip(queries, told, strict=True):
        golds = query.example.accepted
        metric = retrieval.info(query.example.task).metric
        # F1 over a whole file has no value for one answer.
        metric = "accuracy" if metric == "f1_yes" else metric
        value = item_values(metric, [answer.prediction], [golds])[0] if golds else None
        found.append(None if value is None else float(value))
    return found


def _result(
    ctx: TaskContext,
    retrieval: Retrieval,
    found: Given,
    chosen: Sequence[ChosenFor],
    values: Sequence[float | None],
) -> IclPredictResult:
    known = np.array([value for value in values if value is not None], np.float64)
    return IclPredictResult(
        files={"predictions": FILE, **write_bad_rows(ctx.out, found.bad)},
        queries=len(chosen),
        used=retrieval.used(found.queries),
        short=retrieval.short(chosen),
        bad_rows=len(found.bad),
        search_recall=found.corpus.search_recall,
        n=len(known),
        accuracy=float(known.mean()) if len(known) else None,
        ci95=_interval(known) if len(known) else None,
    )


def _interval(values: Any) -> Interval:
    if np.isin(values, (0.0, 1.0)).all():
        return wilson(float(values.sum()), len(values))
    return interval(resampled_totals(values[:, None], (0,))[:, 0])
