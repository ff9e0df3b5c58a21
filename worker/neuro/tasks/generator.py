"""What paints for `neuro.reconstruct`: the small diffusion that ships, or one of real size."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from shared.neuro.generators import GENERATORS
from shared.tasks.events import Progress
from shared.tasks.neuro import NeuroReconstructRequest
from worker.engine.context import TaskContext
from worker.models.files import ModelFiles
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.real_size_guide import LinearMap, fitting, retrieved
from worker.neuro.decoding.real_size_painter import Guide, RealSizePainter
from worker.neuro.decoding.reconstruction import Painted, Painter, Use, Wanted
from worker.neuro.imaging.real_size import RealSizeMaker
from worker.neuro.imaging.real_size_folder import opening
from worker.neuro.tasks.inputs import KIND, painter_of

_KEY = "generator of real size"
_NO_FIRST = (
    "Stable unCLIP takes no first picture: what the EEG tells of place and colour is not used."
)
_RETRIEVED = (
    "The generator is guided by what the most probable pictures of the gallery are in CLIP, not by "
    "a decoder that is aligned to CLIP: it can show nothing that is not in the gallery."
)
_REGRESSED = (
    "The generator is guided through a linear regression from the decoder's space to CLIP's, not "
    "by a decoder that is aligned to CLIP."
)


class Paints(Protocol):
    """What makes a picture, step by step."""

    def paint(self, wanted: Wanted, seeds: list[int], use: Use) -> Iterator[Painted]:
        """The picture after each step; the last is the result."""


@dataclass
class _Kept:
    """The generator that was used last, and its regression: two of them would fill a card."""

    files: ModelFiles | None = None
    maker: RealSizeMaker | None = None
    map_for: Path | None = None
    map: LinearMap | None = None


def painting(
    ctx: TaskContext, request: NeuroReconstructRequest, model: NeuroModel
) -> Generator[Progress, None, Paints]:
    """What paints; one of real size is loaded part by part and kept for the next request.

    Raises
    ------
    AppError
        `no_model`, `several_models`, `missing_model` or `bad_model`, in words.
    """
    small = painter_of(ctx, request.model)
    if request.generator == "small":
        return _with_settings(small, request)
    kind = GENERATORS[request.generator].model_kind
    files = ctx.model(kind, request.generator_model)
    kept = ctx.loaded(_KEY, _Kept)
    if kept.files != files or kept.maker is None:
        kept.files = kept.maker = kept.map_for = kept.map = None
        kept.maker = yield from _open(ctx, files)
        kept.files = files
    guide = yield from _guide(ctx, request, model, small, kept)
    return RealSizePainter(
        small,
        kept.maker,
        guide,
        steps=request.steps,
        strength=request.strength,
        previews=bool(ctx.blobs),
    )


def generator_notes(request: NeuroReconstructRequest) -> tuple[str, ...]:
    """What has to be known of pictures of real size."""
    if request.generator == "small" or request.use == "saliency":
        return ()
    notes = (_RETRIEVED if request.guide == "retrieval" else _REGRESSED,)
    return (*notes, _NO_FIRST) if request.generator == "unclip" else notes


def _with_settings(painter: Painter, request: NeuroReconstructRequest) -> Painter:
    usual, steps = painter.settings, GENERATORS["small"].default_steps
    settings = msgspec.structs.replace(
        usual,
        steps=steps if request.steps is None else request.steps,
        strength=usual.strength if request.strength is None else request.strength,
    )
    return painter.with_settings(settings)


def _open(ctx: TaskContext, files: ModelFiles) -> Generator[Progress, None, RealSizeMaker]:
    parts = opening(files, ctx.device)
    done = 0
    while True:
        try:
            next(parts)
        except StopIteration as stop:
            maker: RealSizeMaker = stop.value
            return maker
        yield Progress(done=done, total=done + 2, unit="parts", stage="loading")
        done += 1


def _guide(
    ctx: TaskContext,
    request: NeuroReconstructRequest,
    model: NeuroModel,
    small: Painter,
    kept: _Kept,
) -> Generator[Progress, None, Guide]:
    maker = kept.maker
    assert maker is not None
    if request.guide == "retrieval":
        return lambda wanted: retrieved(maker, wanted.numbers, wanted.shares, request.blend)
    path = ctx.model(KIND, request.model).path
    found = kept.map
    if found is None or kept.map_for != path:
        fit = fitting(maker, model)
        try:
            while True:
                done, total = next(fit)
                yield Progress(done=done, total=total + 1, unit="scenes", stage="fitting")
        except StopIteration as stop:
            found = kept.map = stop.value
            kept.map_for = path
    linear = found
    return lambda wanted: linear.apply(small.guide(wanted)[0])
