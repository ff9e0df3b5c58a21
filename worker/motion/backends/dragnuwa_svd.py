"""The released DragNUWA 1.5: picture and drags through Stable Video Diffusion; it reads no text."""

from __future__ import annotations

from worker.engine.context import TaskContext
from worker.motion.backends.base import Making, RenderJob
from worker.motion.dragnuwa.svd.drags import job_drag_map, limits
from worker.motion.dragnuwa.svd.loading import open_model
from worker.motion.dragnuwa.svd.sampling import Clip, sample
from worker.motion.latents.fit import describe, fit_job, job_frames


def make_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """Load, sample and decode, reporting every step; then yield the frames in order.

    The model makes 14 frames: of a shorter job the first ones count, and a longer one is sampled
    over its whole path and stretched to its length.

    Raises
    ------
    AppError
        `bad_model` for files that are not DragNUWA 1.5 on SVD.
    """
    assert job.model is not None  # its descriptor names a kind
    model = yield from open_model(ctx, job.model)
    fit = fit_job(job, limits(job, model.network.unet))
    if describe(fit, job):
        ctx.log.info(describe(fit, job))
    clip = Clip(
        picture=job.scene_at(fit.width, fit.height, fit.scene_frames).still,
        drag_map=job_drag_map(job, fit),
        steps=job.steps,
        guidance=job.text_guidance,
        seed=job.seed,
    )
    video = yield from sample(model, clip, ctx.device)
    yield from job_frames(video, fit, job)
