"""Time-to-Move: the warp steers any image-to-video model of diffusers, without special weights.

arXiv 2511.08633. The warp is the guide video, what the drags move is the region of the strong
clock (`worker.motion.latents.clock`).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import torch

from worker.engine.context import TaskContext
from worker.engine.stepping import Report
from worker.motion.backends.base import Making, RenderJob, Sampled
from worker.motion.latents.clock import Clock, DualClock, Guide
from worker.motion.latents.denoising import call_pipeline, run_steps
from worker.motion.latents.families import FAMILIES, Family, Wan, call_arguments, family_of
from worker.motion.latents.fit import Fit, describe, fit_job, guide_frames, job_frames
from worker.motion.latents.folder import bad_model, free_memory, open_pipeline
from worker.motion.latents.region import latent_region, moved_region


def make_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """Denoise by two clocks, report every step, then yield the frames in order.

    Raises
    ------
    AppError
        `bad_model` for a folder that is not such a pipeline, or is damaged.
    """
    try:
        video, fit = yield from _render(ctx, job)
    finally:
        free_memory()
    yield from job_frames(video, fit, job)


def _render(ctx: TaskContext, job: RenderJob) -> Generator[Sampled, None, tuple[np.ndarray, Fit]]:
    pipe = yield from open_pipeline(ctx, job.model, tuple(FAMILIES))
    family = family_of(pipe)
    if pipe.scheduler.order != 1:
        assert job.model is not None
        reason = f"its scheduler {type(pipe.scheduler).__name__} calls the model twice in a step"
        raise bad_model(job.model, reason, "Use one of first order, such as Euler.")
    fit = fit_job(job, family.limits(pipe))
    if describe(fit, job):
        ctx.log.info(describe(fit, job))
    return (yield from _denoise(pipe, family, job, fit)), fit


def _denoise(
    pipe: Any, family: Family, job: RenderJob, fit: Fit
) -> Generator[Sampled, None, np.ndarray]:
    weak, strong = _clock(family, job).indices(job.steps)
    steps = job.steps - weak

    def call(report: Report[Sampled]) -> np.ndarray:
        frames = guide_frames(job.scene_at(fit.width, fit.height, fit.scene_frames), fit)
        guide = make_guide(pipe, family, frames, moved_region(job, fit), job.seed)
        clock = DualClock(pipe, guide, weak, strong)
        arguments = call_arguments(pipe, family, job, fit, frames[0])
        with clock.installed():
            return call_pipeline(pipe, arguments, report, steps, clock.after_step)

    return (yield from run_steps(call, steps))


def _clock(family: Family, job: RenderJob) -> Clock:
    """Wan has a clock of its own for scenes that only the camera moves."""
    objects = any(layer.role == "object" for layer in job.drags.layers)
    return family.camera_clock if isinstance(family, Wan) and not objects else family.clock


@torch.no_grad()
def make_guide(
    pipe: Any, family: Family, frames: np.ndarray, region: np.ndarray, seed: int
) -> Guide:
    """The guide of `frames` uint8 [F, H, W, 3] and `region` bool [F, H, W], as the pipeline's
    latents are laid out."""
    device = pipe._execution_device
    video = torch.from_numpy(frames).permute(3, 0, 1, 2)[None].float() / 127.5 - 1.0
    latents = family.encode(pipe, video.to(device)).float()
    cells = latent_region(region, family.side(pipe), family.stride(pipe))
    mask = torch.from_numpy(cells).to(latents)[None, None].expand_as(latents).clone()
    free = torch.ones_like(latents)
    if family.keeps_first:
        mask[:, :, 0] = free[:, :, 0] = 0.0
    # On the CPU, so that a seed means the same on every device; another stream than the pipeline's.
    generator = torch.Generator().manual_seed(seed + 1)
    noise = torch.randn(latents.shape, generator=generator).to(latents)
    return Guide(*(family.lay_out(pipe, part) for part in (latents, noise, mask, free)))
