"""The task `neuro.reconstruct`: the picture that was seen, sharpening step by step.

The small diffusion that ships paints it, or a generator of real size that a person has. The latter
is guided by retrieval (or a regression), not by a decoder of its own: see `real_size_guide`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.neuro.generators import GENERATORS
from shared.tasks.events import Partial, Progress
from shared.tasks.neuro import (
    NeuroReconstructRequest,
    NeuroReconstructResult,
    ReconstructedPicture,
)
from worker.engine.context import TaskContext
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.reconstruction import Painted, Wanted
from worker.neuro.tasks.generator import generator_notes, painting
from worker.neuro.tasks.inputs import (
    Given,
    calibration_of,
    candidates_of,
    gallery_of,
    model_of,
    pictures_of,
)

PICTURE = "picture"


def reconstruct(
    ctx: TaskContext, request: NeuroReconstructRequest
) -> Iterator[Progress | Partial | NeuroReconstructResult]:
    """Live, one picture whose steps come as partials; of a recording, a file for each picture."""
    began = time.perf_counter()
    model = model_of(ctx, request.model)
    given = pictures_of(ctx, request, model)
    painter = yield from painting(ctx, request, model)
    count = request.count or GENERATORS[request.generator].default_count
    found: list[ReconstructedPicture] = []
    files: dict[str, str] = {}
    for place, each in enumerate(given):
        numbers = gallery_of(request, each)
        wanted, answer = _wanted(ctx, request, model, each, numbers)
        yield _told(answer, wanted, place)
        seeds = [int(s) for s in ctx.rng(place).integers(0, 2**31, count)]
        pixels = None
        for step in painter.paint(wanted, seeds, request.use):
            pixels = step.pixels
            if ctx.blobs:
                yield _shown(step)
            elif step.step < step.steps:
                part = step.step / step.steps
                yield Progress(done=place + part, total=len(given), stage="painting")
        assert pixels is not None
        name = _name(place, each)
        if not ctx.blobs:
            _write(ctx.out / name, pixels)
            files[name.removesuffix(".png")] = name
            yield Progress(done=place + 1, total=len(given), stage="painting")
        found.append(msgspec.structs.replace(answer, file="" if ctx.blobs else name))
    yield NeuroReconstructResult(
        files=files,
        pictures=tuple(found),
        notes=(*given[0].notes, *generator_notes(request)),
        simulated=any(each.simulated for each in given),
        took_ms=1000 * (time.perf_counter() - began),
    )


def _wanted(
    ctx: TaskContext,
    request: NeuroReconstructRequest,
    model: NeuroModel,
    given: Given,
    numbers: tuple[int, ...],
) -> tuple[Wanted, ReconstructedPicture]:
    calibration = calibration_of(ctx, request) or given.calibration
    embedding = model.embed(given.samples, given.labels, request.bad, calibration)
    shares = model.rank(embedding, numbers, len(given.samples))
    confidence = float(shares.max())
    answer = ReconstructedPicture(
        picture=given.picture,
        shown=given.said,
        candidates=candidates_of(shares, numbers, 5),
        n_trials=len(given.samples),
        confidence=confidence,
        sure=confidence >= model.answers.sure_above,
    )
    certainty = model.answers.cosine_of(len(given.samples))
    return Wanted(embedding, certainty, numbers, shares), answer


def _told(answer: ReconstructedPicture, wanted: Wanted, place: int) -> Partial:
    """Retrieval comes first: it takes a tenth of the time."""
    meta: dict[str, Any] = msgspec.to_builtins(answer)
    return Partial(index=place, kind="retrieval", array=wanted.embedding, meta=meta)


def _shown(step: Painted) -> Partial:
    meta = {"step": step.step, "steps": step.steps}
    return Partial(index=step.step, kind=PICTURE, array=step.pixels, meta=meta)


def _name(place: int, given: Given) -> str:
    stem = f"{place + 1:04d}"
    return f"{stem}.png" if given.picture is None else f"{stem}-picture-{given.picture}.png"


def _write(path: Path, pixels: npt.NDArray[np.uint8]) -> None:
    from PIL import Image

    Image.fromarray(pixels).save(path)
