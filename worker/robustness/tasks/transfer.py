"""The task `robustness.transfer`: prompts attacked on one model, asked of the others."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from shared.errors import AppError
from shared.robustness.samples import Split
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    MOVED,
    MovedPrompt,
    RobustnessTransferRequest,
    RobustnessTransferResult,
    check_labels,
)
from worker.engine.context import TaskContext
from worker.lm.task_model import language_model, loading
from worker.robustness.cells.source import CellSource
from worker.robustness.scheduling.attacking import (
    AttackPlan,
    check_plan,
    measured,
    run_attack,
)
from worker.robustness.tasks.figures import drop_between
from worker.robustness.tasks.inputs import (
    GivenPrompt,
    GivenSamples,
    cell_source,
    fitting_samples,
    given_prompt,
    given_samples,
)

Steps = Generator[Progress | Partial, None, Any]


@dataclass
class _Run:
    """A transfer on its way: what was found on each model, in their order."""

    request: RobustnessTransferRequest
    prompt: GivenPrompt
    given: GivenSamples
    finds: dict[str, str] = field(default_factory=dict)
    moved: list[MovedPrompt] = field(default_factory=list)
    steps: int = 0

    @property
    def split(self) -> Split:
        """Samples that all models can read: the same for all."""
        return self.given.split(self.request.samples, self.request.report, self.request.seed)


def transfer(
    ctx: TaskContext, request: RobustnessTransferRequest
) -> Iterator[Progress | Partial | RobustnessTransferResult]:
    """Attack on each model, then ask all finds of each; what is known is not asked again.

    Raises
    ------
    AppError
        For a prompt, samples or models that will not do, in words.
    """
    began = time.monotonic()
    check_labels(request)
    if len(set(request.models)) < len(request.models):
        limit = "models that differ"
        raise AppError("bad_field", field="models", value=", ".join(request.models), limit=limit)
    given = given_samples(ctx, request.data, request.labels)
    prompt = given_prompt(request.prompt, given.labels)
    run = _Run(request, prompt, given)
    check_plan(_plan(run))
    for ref in request.models:
        yield from loading(ctx, ref)
        with language_model(ctx, ref) as model:
            run.given = fitting_samples(model, prompt.text, run.given)
    for ref in request.models:
        yield from loading(ctx, ref)
        with (
            language_model(ctx, ref) as model,
            cell_source(ctx, model, given.labels) as source,
        ):
            yield from _attacked(run, source, ref)
    for ref in request.models:
        yield from loading(ctx, ref)
        with (
            language_model(ctx, ref) as model,
            cell_source(ctx, model, given.labels) as source,
        ):
            yield from _asked(run, source, ref)
    order = {ref: number for number, ref in enumerate(request.models)}
    run.moved.sort(key=lambda one: (order[one.source], order[one.target]))
    yield RobustnessTransferResult(
        models=request.models,
        moved=tuple(run.moved),
        seconds=round(time.monotonic() - began, 3),
    )


def _plan(run: _Run, *, soft: bool = True) -> AttackPlan:
    return AttackPlan(
        prompt=run.prompt.text,
        words=run.prompt.words,
        labels=run.prompt.labels,
        attack=run.request.attack,
        seed=run.request.seed,
        soft=soft,
    )


def _attacked(run: _Run, source: CellSource, ref: str) -> Steps:
    """The find on one model."""
    plan = _plan(run, soft=source.answering.way == "choose")
    steps = run_attack(source, plan, run.split)
    while True:
        try:
            standing = next(steps)
        except StopIteration as end:
            run.finds[ref] = end.value.prompt
            break
        share = standing.candidates_done / (standing.candidates_total + 1)
        yield _progress(run, share, f"attacking on {ref}")
    run.steps += 1


def _asked(run: _Run, source: CellSource, ref: str) -> Steps:
    """All finds asked of one model, on held-out samples."""
    samples = run.split.report or run.split.search
    prompts = [run.prompt.text, *run.finds.values()]
    steps = measured(source, prompts, samples)
    while True:
        try:
            known, total = next(steps)
        except StopIteration as end:
            matrix = end.value
            break
        yield _progress(run, known / (total + 1), f"asking {ref}")
    run.steps += 1
    clean = matrix.rows([0])
    for number, found_on in enumerate(run.finds):
        figures = drop_between(clean, matrix.rows([number + 1]), samples, run.given.labels)
        one = MovedPrompt(source=found_on, target=ref, attack=run.request.attack, figures=figures)
        run.moved.append(one)
        yield Partial(
            index=len(run.moved) - 1,
            array=np.zeros(0, np.float32),
            kind=MOVED,
            meta=msgspec.to_builtins(one),
        )


def _progress(run: _Run, share: float, stage: str) -> Progress:
    return Progress(
        done=run.steps + share, total=2 * len(run.request.models), unit="models", stage=stage
    )
