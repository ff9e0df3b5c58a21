"""The task `icl.evaluate`: ways of choosing demonstrations, beside controls, with intervals."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.errors import AppError
from shared.tasks.events import Progress
from shared.tasks.icl_evaluate import (
    IclEvaluateRequest,
    IclEvaluateResult,
    check_icl_evaluation,
    columns_of,
)
from worker.engine.context import TaskContext
from worker.icl.evaluation.choices import DRAWS
from worker.icl.evaluation.measuring import Plan, UnitChoices, choices_of, outcomes_of
from worker.icl.evaluation.outcomes import UnitOutcomes
from worker.icl.evaluation.report import (
    METRICS_FILE,
    PREDICTIONS_FILE,
    TABLE_FILE,
    Results,
    table_of,
    verdict_text,
    write_report,
)
from worker.icl.evaluation.source import Source, Told
from worker.icl.evaluation.units import Unit
from worker.icl.tasks.evaluation_inputs import (
    TrainedSelectors,
    fitting,
    own_inputs,
    suite_inputs,
)
from worker.icl.tasks.evaluation_shards import RUN_SHARDS, ShardRounds
from worker.icl.tasks.inputs import (
    LeftRow,
    write_bad_rows,
)
from worker.icl.tasks.score import CACHE
from worker.lm.score_cache import ScoreCache
from worker.lm.task_model import language_model, loading
from worker.statistics.bootstrap import PAIRED_RESAMPLES

# Queries of each task for which single demonstrations are scored, and draws of random ones.
SCORED, QUICK_SCORED = 50, 0
QUICK_DRAWS = 2
Steps = Generator[Progress, None, None]


@dataclass
class Run:
    """An evaluation on its way."""

    plan: Plan
    units: list[Unit]
    bad: list[LeftRow]
    choices: dict[int, UnitChoices] = field(default_factory=dict)
    results: list[Results] = field(default_factory=list)
    asked: int = 0
    waiting: int = 0
    shards: list[Path] = field(default_factory=list)


def evaluate(
    ctx: TaskContext, request: IclEvaluateRequest
) -> Iterator[Progress | IclEvaluateResult]:
    """Write `metrics.json`, `metrics.csv` and `predictions.jsonl`; or shards, and stop.

    Raises
    ------
    AppError
        For files, columns or models that will not do, in words.
    """
    began = time.monotonic()
    check_icl_evaluation(request)
    trained = TrainedSelectors(ctx, request)
    if request.suite == "none":
        trained.of(request.seed)  # one that will not do is told at once, not column by column
        found = yield from own_inputs(ctx, request)
    else:
        found = yield from suite_inputs(ctx, request, trained)
    scored = QUICK_SCORED if request.quick else SCORED
    draws = QUICK_DRAWS if request.quick else DRAWS
    plan = Plan(columns_of(request), request.k, trained.make, scored, draws)
    run = Run(plan, list(found.units), list(found.bad))
    for ref in (request.lm, request.second_lm) if request.second_lm else (request.lm,):
        yield from _with_model(ctx, request, run, ref)
    if run.waiting:
        yield _waiting(ctx, run, time.monotonic() - began)
        return
    yield _finished(ctx, request, run, time.monotonic() - began)


def _with_model(ctx: TaskContext, request: IclEvaluateRequest, run: Run, ref: str) -> Steps:
    """Choices, with the first model, and answers of one model to all of them."""
    first = not run.results
    away = ShardRounds(Path(request.shards), "first" if first else "second")
    cache_path = away.cache if request.shards else ctx.home / CACHE
    yield from loading(ctx, ref)
    with language_model(ctx, ref) as model, ScoreCache(cache_path) as cache:
        source = Source(model, cache)
        if request.shards:
            source = Source(model, cache, asks=False, answerer=away.absorb(cache, model))
        done: list[UnitOutcomes] = []
        for number, unit in enumerate(run.units):
            stage = f"{unit.task.name} ({ref})"
            fits, left = fitting(unit, source.reader)
            if first and left:
                run.bad += left
                run.units[number] = unit = fits
            if not unit.queries:
                continue
            if number not in run.choices:
                if not first:  # what the other model is asked is not known yet
                    continue
                made = yield from _told(choices_of(unit, run.plan, source), run, number, stage)
                if made is None:
                    continue
                run.choices[number] = made
            steps = outcomes_of(run.choices[number], run.plan, source, scored=first)
            outcomes = yield from _told(steps, run, number, stage)
            if outcomes is not None:
                done.append(outcomes)
        run.asked += source.asked
        run.results.append(Results(ref, tuple(done), request.seed))
        missing = source.missing
        if len(missing):
            run.waiting += len(missing)
            run.shards.append(away.write(missing))


def _told(steps: Generator[Told, None, Any], run: Run, number: int, stage: str) -> Any:
    """Pass steps on as progress in units, and give back what they come to."""
    while True:
        try:
            known, wanted = next(steps)
        except StopIteration as end:
            return end.value
        done = number + known / (wanted + 1)
        yield Progress(done=done, total=len(run.units), unit="tasks", stage=stage)


def _finished(
    ctx: TaskContext, request: IclEvaluateRequest, run: Run, seconds: float
) -> IclEvaluateResult:
    results = [one for one in run.results if one.units]
    if not results:
        limit = "at least one query that the model can read"
        raise AppError("bad_field", field="queries", value="0 queries", limit=limit)
    if not all(unit.outcomes for one in results for unit in one.units):
        reason = next(why for made in run.choices.values() for why in made.left_out.values())
        raise AppError("bad_request", reason=f"None of the retrievers can choose. {reason}")
    document = {**_about(request, run), **results[0].document()}
    if len(results) > 1:
        document["second_lm"] = results[1].document()
    document["verdict"] = verdict_text(document)
    write_report(ctx.out, document, results)
    files = {"metrics": METRICS_FILE, "table": TABLE_FILE, "predictions": PREDICTIONS_FILE}
    return IclEvaluateResult(
        files={**files, **write_bad_rows(ctx.out, run.bad)},
        metrics={row["retriever"]: row["accuracy"] for row in document["mean"]},
        tasks=len(document["tasks"]),
        queries=sum(len(unit.queries) for unit in run.units),
        asked=run.asked,
        table=table_of(document["mean"]),
        verdict=document["verdict"],
        bad_rows=len(run.bad),
        seconds=round(seconds, 3),
    )


def _about(request: IclEvaluateRequest, run: Run) -> dict[str, Any]:
    """What was run, on what, and what the gates before the run have found."""
    left_out: dict[str, str] = {}
    hygiene: dict[str, dict[str, Any]] = {}
    for made in run.choices.values():
        left_out |= made.left_out
        unit, clean = made.unit, made.clean
        hygiene[f"{unit.task.name}, seed {unit.seed}"] = {
            "pool": len(unit.corpus),
            "queries": len(unit.queries),
            "leaking_queries": sorted(clean.leaking),
            "leaks": clean.counts,
            "split_groups": list(clean.split_groups),
            "duplicates_in_pool": clean.duplicates,
        }
    return {
        "k": request.k,
        "seeds": sorted({unit.seed for unit in run.units}),
        "resamples": PAIRED_RESAMPLES,
        "columns": list(run.plan.columns),
        "left_out": [{"retriever": name, "reason": why} for name, why in left_out.items()],
        "task_info": {unit.task.name: _info(unit) for unit in run.units},
        "hygiene": hygiene,
        "bad_rows": len(run.bad),
    }


def _info(unit: Unit) -> dict[str, Any]:
    task = unit.task
    return {
        "kind": task.kind,
        "category": task.category,
        "metric": task.metric,
        "held_out": task.held_out,
    }


def _waiting(ctx: TaskContext, run: Run, seconds: float) -> IclEvaluateResult:
    """No figures yet: what to run where, and that this is to be run again."""
    folders = ", ".join(str(folder) for folder in run.shards)
    return IclEvaluateResult(
        files=write_bad_rows(ctx.out, run.bad),
        tasks=len({unit.task.name for unit in run.units}),
        queries=sum(len(unit.queries) for unit in run.units),
        waiting=run.waiting,
        next_step=f"{run.waiting} calls wait in {folders}. Answer them with {RUN_SHARDS} FOLDER "
        "--lm MODEL on any machine, then run this again.",
        bad_rows=len(run.bad),
        seconds=round(seconds, 3),
    )
