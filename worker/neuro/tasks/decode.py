"""The task `neuro.decode`: which pictures of a gallery were seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from shared.tasks.events import Partial
from shared.tasks.neuro import Candidate, NeuroDecodeRequest, NeuroDecodeResult
from worker.engine.context import TaskContext
from worker.neuro.tasks.inputs import calibration_of, gallery_of, model_of, trials_of


def decode(ctx: TaskContext, request: NeuroDecodeRequest) -> Iterator[Partial | NeuroDecodeResult]:
    """Name the most probable pictures; the embedding comes as an array."""
    from shared.neuro.scenes.concepts import concepts

    began = time.perf_counter()
    model = model_of(ctx, request.model)
    given = trials_of(ctx, request)
    embedding, _ = model.embed(
        given.samples, given.labels, request.bad, calibration_of(ctx, request.calibration)
    )
    numbers = gallery_of(request, given)
    shares = model.rank(embedding, numbers, len(given.samples))
    order = np.argsort(-shares, kind="stable")[: request.top]
    names = concepts()
    yield Partial(index=0, kind="embedding", array=embedding)
    confidence = float(shares.max())
    yield NeuroDecodeResult(
        candidates=tuple(
            Candidate(
                picture=numbers[place],
                concept=names[numbers[place] % len(names)].concept,
                probability=float(shares[place]),
            )
            for place in order
        ),
        n_trials=len(given.samples),
        confidence=confidence,
        sure=confidence >= model.answers.sure_above,
        simulated=given.simulated,
        took_ms=1000 * (time.perf_counter() - began),
    )
