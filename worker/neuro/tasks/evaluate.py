"""The task `neuro.evaluate`: decoders measured on recordings, on simulated people, or fooled."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec

from shared.tasks.events import Progress
from shared.tasks.neuro_evaluate import (
    NeuroEvaluateRequest,
    NeuroEvaluateResult,
    check_neuro_evaluation,
)
from worker.engine.context import TaskContext
from worker.engine.given_files import given_files


def evaluate(
    ctx: TaskContext, request: NeuroEvaluateRequest
) -> Iterator[Progress | NeuroEvaluateResult]:
    """Write `metrics.json`, `table.md` and pictures into `ctx.out`.

    Raises
    ------
    AppError
        For a request, a recording, a split or a model that will not do, in words.
    """
    began = time.monotonic()
    check_neuro_evaluation(request)
    with given_files(ctx, request.files, request.names) as given:
        if given is not None:
            request = msgspec.structs.replace(request, recordings=str(given.path))
        for event in _measured(ctx, request):
            if isinstance(event, NeuroEvaluateResult):
                event = msgspec.structs.replace(event, seconds=round(time.monotonic() - began, 3))
            yield event


def _measured(
    ctx: TaskContext, request: NeuroEvaluateRequest
) -> Iterator[Progress | NeuroEvaluateResult]:
    if request.confound_demo:
        from worker.neuro.evaluation.confound_report import evaluate_confound

        return evaluate_confound(ctx, request)
    if request.simulate != "none":
        from worker.neuro.evaluation.simulated_report import evaluate_simulated

        return evaluate_simulated(ctx, request)
    if request.format != "n170":
        from worker.neuro.evaluation.recorded_report import evaluate_recorded

        return evaluate_recorded(ctx, request)
    from worker.neuro.evaluation.face_report import evaluate_faces

    return evaluate_faces(ctx, request)
