"""The task `neuro.reconstruct`: the picture that was seen, sharpening step by step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.tasks.events import Partial, Progress
from shared.tasks.neuro import (
    NeuroReconstructRequest,
    NeuroReconstructResult,
    ReconstructedPicture,
)
from worker.engine.context import TaskContext
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.reconstruction import Painted, Painter, Wanted
from worker.neuro.imaging.reconstructor import ReconstructorSettings
from worker.neuro.tasks.inputs import (
    Given,
    calibration_of,
    candidates_of,
    gallery_of,
    model_of,
    painter_of,
    pictures_of,
)

PICTURE = "picture"


def reconstruct(
    ctx: TaskContext, request: NeuroReconstructRequest
) -> Iterator[Progress | Partial | NeuroReconstructResult]:
    """Live, one picture whose steps come as partials; of a recording, a file for each picture."""
    began = time.perf_counter()
    model, painter = model_of(ctx, request.model), painter_of(ctx, request.model)
    given = pictures_of(ctx, request, model)
    painter = painter.with_settings(_settings(request, painter))
    found: list[ReconstructedPicture] = []
    files: dict[str, str] = {}
    for place, each in enumerate(given):
        numbers = gallery_of(request, each)
        wanted, answer = _wanted(ctx, request, model, each, numbers)
        yield _told(answer, wanted, place)
        seeds = [int(s) for s in ctx.rng(place).integers(0, 2**31, request.count)]
        pixels = None
        for step in painter.paint(wanted, seeds, request.use):
            pixels = step.pixels
            if ctx.blobs:
                yield _shown(step)
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
        notes=given[0].notes,
        simulated=any(each.simulated for each in given),
        took_ms=1000 * (time.perf_counter() - began),
    )


def _settings(request: NeuroReconstructRequest, painter: Painter) -> ReconstructorSettings:
    strength = painter.settings.strength if request.strength is None else request.strength
    return msgspec.structs.replace(painter.settings, steps=request.steps, strength=strength)


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
    return Wanted(embedding, model.answers.cosine_of(len(given.samples))), answer


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
