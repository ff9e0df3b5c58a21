"""The task `neuro.decode`: which pictures of a gallery were seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shared.tasks.events import Partial
from shared.tasks.neuro import NeuroDecodeRequest, NeuroDecodeResult
from worker.engine.context import TaskContext
from worker.neuro.tasks.inputs import calibration_of, candidates_of, gallery_of, model_of, trials_of


def decode(ctx: TaskContext, request: NeuroDecodeRequest) -> Iterator[Partial | NeuroDecodeResult]:
    """Name the most probable pictures; the embedding comes as an array."""
    began = time.perf_counter()
    model = model_of(ctx, request.model)
    given = trials_of(ctx, request)
    embedding = model.embed(
        given.samples, given.labels, request.bad, calibration_of(ctx, request.calibration)
    )
    numbers = gallery_of(request, given)
    shares = model.rank(embedding, numbers, len(given.samples))
    yield Partial(index=0, kind="embedding", array=embedding)
    confidence = float(shares.max())
    yield NeuroDecodeResult(
        candidates=candidates_of(shares, numbers, request.top),
        n_trials=len(given.samples),
        confidence=confidence,
        sure=confidence >= model.answers.sure_above,
        simulated=given.simulated,
        took_ms=1000 * (time.perf_counter() - began),
    )
