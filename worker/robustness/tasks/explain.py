"""The task `robustness.explain`: which words of a prompt the model's answers hang on."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any

import msgspec
import numpy as np

from shared.errors import AppError
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import free_places, replaced
from shared.robustness.samples import Sample
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    EXPLAINED,
    CertifiedShare,
    RobustnessExplainRequest,
    RobustnessExplainResult,
    check_labels,
)
from worker.engine.context import TaskContext
from worker.lm.language_model import LanguageModel
from worker.lm.task_model import language_model, loading
from worker.robustness.cells.matrix import gold_of
from worker.robustness.cells.source import CellSource
from worker.robustness.measures.certificates import certified, masks, voted
from worker.robustness.measures.drop import rate
from worker.robustness.scheduling.attacking import measured
from worker.robustness.tasks.importance import Explained, importance
from worker.robustness.tasks.inputs import (
    GivenPrompt,
    cell_source,
    fitting_samples,
    given_prompt,
    given_samples,
)

Steps = Generator[Progress | Partial, None, Any]


def explain(
    ctx: TaskContext, request: RobustnessExplainRequest
) -> Iterator[Progress | Partial | RobustnessExplainResult]:
    """Importance of the words of a prompt, of its attacked form, and a certificate if asked for.

    Raises
    ------
    AppError
        For a prompt, samples or a model that will not do, in words.
    """
    began = time.monotonic()
    check_labels(request)
    given = given_samples(ctx, request.data, request.labels)
    prompt = given_prompt(request.prompt, given.labels)
    attacked = given_prompt(request.attacked, given.labels) if request.attacked.strip() else None
    _check_ablated(request, prompt.words)
    yield from loading(ctx, request.model)
    with language_model(ctx, request.model) as model:
        fits = fitting_samples(model, prompt.text, given)
        split = fits.split(request.samples, request.samples, request.seed)
        # Those of the search first: an attack with the same seed has asked them already.
        drawn = (split.search + split.report)[: request.samples]
        found = RobustnessExplainResult()
        with cell_source(ctx, model, given.labels) as source:
            for name, one in (("prompt", prompt), ("attacked", attacked)):
                if one is not None:
                    made = yield from _told(source, model, one, drawn, request.seed)
                    found = msgspec.structs.replace(found, **{name: made})
                    yield _piece(found)
            if request.ablated:
                parts = yield from _certificate(source, prompt, drawn, request)
                found = msgspec.structs.replace(found, **parts)
    yield msgspec.structs.replace(found, seconds=round(time.monotonic() - began, 3))


def _told(
    source: CellSource,
    model: LanguageModel,
    prompt: GivenPrompt,
    samples: tuple[Sample, ...],
    seed: int,
) -> Steps:
    steps = importance(source, model, Explained(prompt.text, prompt.words, samples), seed)
    while True:
        try:
            done, total = next(steps)
        except StopIteration as end:
            return end.value
        stage = "leaving out words" if done <= total - len(samples) else "following gradients"
        yield Progress(done=done, total=total + 1, unit="queries", stage=stage)


def _certificate(
    source: CellSource,
    prompt: GivenPrompt,
    samples: tuple[Sample, ...],
    request: RobustnessExplainRequest,
) -> Steps:
    """Shares of samples that no change of so many words takes, until there are none."""
    places = free_places(prompt.words)
    chosen = masks(len(places), request.ablated, request.seed)
    prompts = [
        replaced(
            prompt.text,
            prompt.words,
            {place: "" for place, kept in zip(places, row, strict=True) if not kept},
        )
        for row in chosen.keep
    ]
    steps = measured(source, prompts, samples)
    while True:
        try:
            known, total = next(steps)
        except StopIteration as end:
            answers = end.value.answers
            break
        yield Progress(done=known, total=total + 1, unit="queries", stage="certifying")
    labels = source.answering.labels
    gold = gold_of(samples, labels)
    shares = []
    for changed in range(1, len(places) - request.ablated + 1):
        safe = certified(answers, gold, chosen, changed, len(labels))
        shares.append(CertifiedShare(changed=changed, accuracy=rate(safe)))
        if not safe.any():
            break
    return {
        "smoothed": rate(voted(answers, len(labels)) == gold),
        "certificate": tuple(shares),
        "masks": len(prompts),
        "exact": chosen.exact,
    }


def _check_ablated(request: RobustnessExplainRequest, words: tuple[PromptWord, ...]) -> None:
    free = len(free_places(words))
    if request.ablated and not request.ablated < free:
        limit = f"fewer than the {free} words of the prompt that may be changed"
        value = f"{request.ablated} words kept"
        raise AppError("bad_field", field="ablated", value=value, limit=limit)


def _piece(found: RobustnessExplainResult) -> Partial:
    return Partial(
        index=0 if found.attacked is None else 1,
        array=np.zeros(0, np.float32),
        kind=EXPLAINED,
        meta=msgspec.to_builtins(found),
    )
