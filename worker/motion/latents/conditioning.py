"""Wan image-to-video with changed condition latents, which is all that Wan-Move and ATI are."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from worker.engine.context import TaskContext
from worker.engine.stepping import Report
from worker.motion.backends.base import Making, RenderJob, Sampled
from worker.motion.latents.denoising import call_pipeline, run_steps
from worker.motion.latents.families import Wan, call_arguments
from worker.motion.latents.fit import Fit, describe, fit_job, job_frames
from worker.motion.latents.folder import bad_model, free_memory, open_pipeline

Change = Callable[[torch.Tensor], torch.Tensor]
# Makes the change from the pipeline and the size at which it renders.
MakeChange = Callable[[Any, Fit], Change]
_PIPELINE = ("WanImageToVideoPipeline",)


def make_conditioned_frames(ctx: TaskContext, job: RenderJob, make_change: MakeChange) -> Making:
    """Denoise with the condition latents [1, 4 + C, F', h, w] that the change returns.

    Raises
    ------
    AppError
        `bad_model` for a folder that is no Wan image-to-video pipeline with condition latents.
    """
    try:
        video, fit = yield from _render(ctx, job, make_change)
    finally:
        free_memory()
    yield from job_frames(video, fit, job)


def _render(
    ctx: TaskContext, job: RenderJob, make_change: MakeChange
) -> Generator[Sampled, None, tuple[np.ndarray, Fit]]:
    family = Wan()
    pipe = yield from open_pipeline(ctx, job.model, _PIPELINE)
    if pipe.config.expand_timesteps:
        assert job.model is not None
        reason = "it is a Wan 2.2 of 5 B, which has no condition latents that tracks could change"
        raise bad_model(job.model, reason, "Use one that builds on Wan 2.1 image-to-video 14 B.")
    fit = fit_job(job, family.limits(pipe))
    if describe(fit, job):
        ctx.log.info(describe(fit, job))

    def call(report: Report[Sampled]) -> np.ndarray:
        still = job.scene_at(fit.width, fit.height, fit.scene_frames).frame(0)
        arguments = call_arguments(pipe, family, job, fit, still)
        with _changed_condition(pipe, make_change(pipe, fit)):
            return call_pipeline(pipe, arguments, report, job.steps)

    return (yield from run_steps(call, job.steps)), fit


@contextmanager
def _changed_condition(pipe: Any, change: Change) -> Iterator[None]:
    prepare = pipe.prepare_latents

    @functools.wraps(prepare)
    def prepare_changed(*args: Any, **options: Any) -> Any:
        latents, condition = prepare(*args, **options)
        return latents, change(condition)

    pipe.prepare_latents = prepare_changed
    try:
        yield
    finally:
        del pipe.prepare_latents
