"""The task `robustness.attack`: what an attack does to a prompt, on samples it has not seen."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from shared.errors import AppError
from shared.robustness.diff import edits_between
from shared.robustness.figures import Drop
from shared.robustness.samples import Split
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    PROMPT,
    SEARCH,
    PromptShown,
    RobustnessAttackRequest,
    RobustnessAttackResult,
    Searched,
    SearchRates,
    check_labels,
)
from worker.engine.context import TaskContext
from worker.lm.task_model import language_model, loading
from worker.robustness.cells.matrix import Matrix
from worker.robustness.cells.source import CellSource
from worker.robustness.measures.drop import rate
from worker.robustness.scheduling.attacking import (
    AttackFind,
    AttackPlan,
    check_plan,
    measured,
    run_attack,
)
from worker.robustness.scheduling.scheduler import Standing
from worker.robustness.tasks.candidate_log import FILE, CandidateLog
from worker.robustness.tasks.figures import drop_between
from worker.robustness.tasks.inputs import (
    GivenPrompt,
    GivenSamples,
    cell_source,
    fitting_samples,
    given_prompt,
    given_samples,
    write_bad_rows,
)

# Held-out samples that are shown while the search runs.
GLANCE = 100
Steps = Generator[Progress | Partial, None, None]


@dataclass
class _Run:
    """An attack on its way."""

    request: RobustnessAttackRequest
    prompt: GivenPrompt
    given: GivenSamples
    split: Split
    began: float
    find: AttackFind | None = None
    before: Matrix | None = None
    after: Matrix | None = None
    shown: int = 0


def attack(
    ctx: TaskContext, request: RobustnessAttackRequest
) -> Iterator[Progress | Partial | RobustnessAttackResult]:
    """Write `candidates.jsonl` and the figures; what was asked once is not asked again.

    Raises
    ------
    AppError
        For a prompt, samples, a search or a model that will not do, in words.
    """
    began = time.monotonic()
    check_labels(request)
    given = given_samples(ctx, request.data, request.labels)
    prompt = given_prompt(request.prompt, given.labels, request.locked, request.unlocked)
    split = given.split(request.samples, request.report, request.seed)
    run = _Run(request, prompt, given, split, began)
    check_plan(_plan(run))
    yield _prompt_shown(run)
    yield from loading(ctx, request.model)
    with language_model(ctx, request.model) as model:
        run.given = fitting_samples(model, prompt.text, given)
        run.split = run.given.split(request.samples, request.report, request.seed)
        with (
            cell_source(ctx, model, given.labels, write=request.write) as source,
            CandidateLog(ctx.home, ctx.out, request) as log,
        ):
            try:
                yield from _searched(run, source, log)
                yield from _reported(run, source)
            except AppError as error:
                raise _kept(error, log) from error
    files = {"candidates": FILE, **write_bad_rows(ctx.out, run.given.bad)}
    yield _result(run, source, files)


def _plan(run: _Run, *, soft: bool = True) -> AttackPlan:
    request, prompt = run.request, run.prompt
    return AttackPlan(
        prompt=prompt.text,
        words=prompt.words,
        labels=prompt.labels,
        attack=request.attack,
        search=request.search,
        seed=request.seed,
        budget=request.queries,
        soft=soft and not request.write,
    )


def _searched(run: _Run, source: CellSource, log: CandidateLog) -> Steps:
    """The search, with its pieces; the first samples' accuracy is told before that of all."""
    plan = _plan(run, soft=source.answering.way == "choose")
    first = run.split.search[: source.unit]
    if len(first) < len(run.split.search):
        steps = _Steps(measured(source, [run.prompt.text], first))
        for known, _ in steps:
            total = len(run.split.search) + 1
            yield Progress(done=known, total=total, unit="queries", stage="asking the prompt")
        yield _prompt_shown(run, search=steps.made, of=len(first))
    for known, total in (steps := _Steps(measured(source, [run.prompt.text], run.split.search))):
        yield Progress(done=known, total=total + 1, unit="queries", stage="asking the prompt")
    yield _prompt_shown(run, search=steps.made)
    glance = min(GLANCE, len(run.split.search))
    search = _Steps(run_attack(source, plan, run.split, glance=glance, note=log.note))
    for standing in search:
        yield _progress(standing, len(run.split.search))
        if not math.isnan(standing.accuracy):
            yield _piece(run, standing)
    run.find = search.made


def _reported(run: _Run, source: CellSource) -> Steps:
    """The prompt before and after on held-out samples, or on the same where there are no others."""
    assert run.find is not None
    samples = run.split.report or run.split.search
    for text in (run.prompt.text, run.find.prompt):
        for known, total in (steps := _Steps(measured(source, [text], samples))):
            stage = "measuring on held-out samples"
            yield Progress(done=known, total=total + 1, unit="queries", stage=stage)
        if run.before is None:
            run.before = steps.made
            yield _prompt_shown(run, search=run.find.clean, report=run.before)
        run.after = steps.made


class _Steps:
    """Iterates over a generator and keeps what it comes to."""

    def __init__(self, steps: Generator[Any, None, Any]) -> None:
        self._steps = steps
        self.made: Any = None

    def __iter__(self) -> Iterator[Any]:
        self.made = yield from self._steps


def _progress(standing: Standing, samples: int) -> Progress:
    return Progress(
        done=standing.candidates_done * samples,
        total=(standing.candidates_total + 1) * samples,
        unit="queries",
        stage=f"searching: {standing.current}" if standing.current else "searching",
    )


def _prompt_shown(
    run: _Run,
    *,
    search: Matrix | None = None,
    report: Matrix | None = None,
    of: int | None = None,
) -> Partial:
    """`of` samples that the search's rate is of, where it is not of all yet."""
    shown = PromptShown(
        words=run.prompt.words,
        labels=run.prompt.labels,
        search_samples=len(run.split.search) if of is None else of,
        report_samples=len(run.split.report),
        search_clean=rate(search.right[0]) if search else None,
        report_clean=rate(report.right[0]) if report else None,
    )
    run.shown += 1
    return Partial(
        index=run.shown - 1,
        array=np.zeros(0, np.float32),
        kind=PROMPT,
        meta=msgspec.to_builtins(shown),
    )


def _piece(run: _Run, standing: Standing) -> Partial:
    searched = Searched(
        attack=run.request.attack,
        prompt=standing.best,
        edits=edits_between(run.prompt.text, standing.best),
        step=standing.step,
        candidates_done=standing.candidates_done,
        candidates_total=standing.candidates_total,
        search_accuracy=standing.accuracy,
        report_accuracy=standing.report_accuracy,
        queries=standing.queries,
        cached=standing.cached,
        tokens=standing.tokens,
        queries_per_second=standing.queries_per_second,
        eta_s=standing.eta_s,
        current=standing.current,
    )
    run.shown += 1
    return Partial(
        index=run.shown - 1,
        array=np.array(standing.curve, np.float32).reshape(-1, 3),
        kind=SEARCH,
        meta=msgspec.to_builtins(searched),
    )


def _kept(error: AppError, log: CandidateLog) -> AppError:
    """The same error, and what is not lost."""
    if error.code != "bad_request":
        return error
    reason = (
        f"{error} What was answered until then is kept: run the same again to go on;"
        f" the prompts tried so far are in {log.path}."
    )
    return AppError("bad_request", retryable=error.retryable, reason=reason)


def _result(run: _Run, source: CellSource, files: dict[str, str]) -> RobustnessAttackResult:
    find, before, after = run.find, run.before, run.after
    assert find is not None
    assert before is not None
    assert after is not None
    samples = run.split.report or run.split.search
    figures: Drop = drop_between(before, after, samples, run.given.labels)
    interval = figures.pdr_ci95 if figures.pdr is not None else figures.drop_ci95
    counts = replace(source.counts)
    return RobustnessAttackResult(
        files=files,
        clean_accuracy=figures.clean.value,
        attacked_accuracy=figures.attacked.value,
        pdr=figures.pdr,
        drop=figures.drop,
        ci95=interval or figures.drop_ci95,
        p=figures.p,
        n=figures.clean.n,
        search=SearchRates(
            clean_accuracy=float(find.clean.right.mean()),
            attacked_accuracy=float(find.attacked.right.mean()),
            n=len(run.split.search),
        ),
        held_out=bool(run.split.report),
        queries=counts.queries,
        cached=counts.cached,
        tokens=counts.tokens,
        seconds=round(time.monotonic() - run.began, 3),
        attack=find.by,
        adversarial_prompt=find.prompt,
        edits=find.edits,
        figures=figures,
        bad_rows=len(run.given.bad),
    )
