"""The task `neuro.decode`: which pictures of a gallery were seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shared.tasks.events import Partial, Progress
from shared.tasks.neuro import DecodedEpoch, NeuroDecodeRequest, NeuroDecodeResult
from worker.engine.context import TaskContext
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.tasks.inputs import (
    Given,
    calibration_of,
    candidates_of,
    gallery_of,
    model_of,
    pictures_of,
)

_TOLD_EACH = 20


def decode(
    ctx: TaskContext, request: NeuroDecodeRequest
) -> Iterator[Partial | Progress | NeuroDecodeResult]:
    """Name the most probable pictures; the embedding comes as an array.

    Of a recording each epoch is answered, unless one picture is asked for.
    """
    began = time.perf_counter()
    model = model_of(ctx, request.model)
    given = pictures_of(ctx, request, model)
    epochs = []
    for place, each in enumerate(given):
        answer, embedding = _answer(ctx, request, model, each)
        epochs.append(answer)
        if len(given) == 1:
            yield Partial(index=0, kind="embedding", array=embedding)
        elif place % _TOLD_EACH == 0:
            yield Progress(done=place, total=len(given), unit="epochs", stage="decoding")
    alone = epochs[0] if len(epochs) == 1 else DecodedEpoch()
    yield NeuroDecodeResult(
        candidates=alone.candidates,
        n_trials=sum(each.n_trials for each in epochs),
        confidence=alone.confidence,
        sure=alone.sure,
        epochs=() if ctx.blobs else tuple(epochs),
        notes=given[0].notes,
        simulated=any(each.simulated for each in given),
        took_ms=1000 * (time.perf_counter() - began),
    )


def _answer(
    ctx: TaskContext, request: NeuroDecodeRequest, model: NeuroModel, given: Given
) -> tuple[DecodedEpoch, npt.NDArray[np.float32]]:
    calibration = calibration_of(ctx, request) or given.calibration
    embedding = model.embed(given.samples, given.labels, request.bad, calibration)
    numbers = gallery_of(request, given)
    shares = model.rank(embedding, numbers, len(given.samples))
    confidence = float(shares.max())
    answer = DecodedEpoch(
        picture=given.picture,
        shown=given.said,
        candidates=candidates_of(shares, numbers, request.top),
        n_trials=len(given.samples),
        confidence=confidence,
        sure=confidence >= model.answers.sure_above,
    )
    return answer, embedding
