"""The shipped model: a learned fall-off makes the warp, a small video UNet refines it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import msgspec
import numpy as np
import torch

from shared.errors import AppError
from shared.motion.falloff import network_size
from shared.motion.scene import Scene
from worker.engine.context import TaskContext
from worker.motion.backends.base import Made, Making, RenderJob, Sampled
from worker.motion.dragnuwa.conditions import (
    learned_falloff,
    scene_inputs,
    to_condition,
    without_motion,
)
from worker.motion.dragnuwa.matching import sample
from worker.motion.dragnuwa.nano import Nano, load_nano
from worker.motion.dragnuwa.text import word_buckets
from worker.motion.dragnuwa.text_camera import camera_layer
from worker.motion.dragnuwa.unet import Condition

# Above this area only what the UNet changes is enlarged and added to the warp, which is always made
# at full size: so large frames stay sharp and cost no more.
_MOST_PX = 512 * 288
# So many frames are sampled together; the ones beside them are looked at, since the network
# convolves over time.
_CHUNK, _BESIDE = 16, 2


def make_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """Sample the clip in `job.steps` steps for each run of frames.

    A picture that nothing moves and nothing says to change is passed on as it is.
    """
    nano = _load(ctx, job)
    job = _with_camera_of_prompt(nano, job)
    scene = job.scene.with_falloff(learned_falloff(nano.falloff, job.scene))
    if _nothing_asked(job, scene):
        yield from (Made(t, scene.frame(t)) for t in range(job.num_frames))
        return
    size = network_size(job.width, job.height, min(job.width * job.height, _MOST_PX))
    small = job.scene_at(*size, job.num_frames)
    if small is job.scene:
        small = scene
    else:
        small = small.with_falloff(learned_falloff(nano.falloff, small))
    runs = list(_runs(job.num_frames))
    total = len(runs) * job.steps
    done = 0
    yield Made(0, scene.frame(0))  # the picture itself, whatever is asked
    for run in runs:
        frames = range(max(0, run.start - _BESIDE), min(job.num_frames, run.stop + _BESIDE))
        condition = to_condition([scene_inputs(small, frames)], [job.prompt], ctx.device)
        if not job.drags.layers:
            condition = without_motion(condition)
        made = condition.warp
        for sampled in _sampling(ctx, nano, job, condition, frames):
            made, done = sampled, done + 1
            yield Sampled(done, total)
            if done % job.steps:  # the frame that has moved the most, to look at meanwhile
                latest = run[-1] - frames.start
                estimate = _frame(scene, run[-1], condition.warp[latest], made[latest])
                yield Made(run[-1], estimate, final=False)
        for t in run:
            place = t - frames.start
            yield Made(t, _frame(scene, t, condition.warp[place], made[place]))


def make_warp_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """The warp with the learned fall-off alone, without the video network."""
    nano = _load(ctx, job)
    scene = job.scene.with_falloff(learned_falloff(nano.falloff, job.scene))
    yield from (Made(t, scene.frame(t)) for t in range(job.num_frames))


def _load(ctx: TaskContext, job: RenderJob) -> Nano:
    if job.model is None:
        raise AppError("missing_model", model="motion-nano", fix="Run python3 installer repair.")
    return load_nano(job.model.path, ctx.device)


def _with_camera_of_prompt(nano: Nano, job: RenderJob) -> RenderJob:
    """Where nothing is drawn, the prompt's camera words move the picture; drags outrank words."""
    drags = job.drags
    if drags.layers:
        return job
    layer = camera_layer(nano.camera, job.prompt, drags.width, drags.height)
    if layer is None:
        return job
    moved = msgspec.structs.replace(drags, layers=(layer,))
    return replace(job, drags=moved, scene=job.scene.with_drags(moved))


def _sampling(
    ctx: TaskContext, nano: Nano, job: RenderJob, condition: Condition, frames: range
) -> Iterator[torch.Tensor]:
    # The noise of a frame depends on its number alone, so that chunks and retries agree.
    shape = condition.warp.shape[1:]
    noise = np.stack([ctx.rng(t).standard_normal(shape, dtype=np.float32) for t in frames])
    yield from sample(
        nano.video,
        condition,
        torch.from_numpy(noise).to(ctx.device),
        nano.config,
        job.steps,
        job.text_guidance,
        job.motion_guidance,
    )


def _frame(scene: Scene, t: int, warp: torch.Tensor, made: torch.Tensor) -> np.ndarray:
    """The full-size warp plus what the network changed."""
    height, width = scene.still.shape[:2]
    if made.shape[-2:] == (height, width):
        return _to_picture(made)
    change = (made - warp).permute(1, 2, 0).float().cpu().numpy() * 127.5
    enlarged = cv2.resize(change, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.rint(scene.frame(t) + enlarged), 0, 255).astype(np.uint8)


def _to_picture(made: torch.Tensor) -> np.ndarray:
    values = (made.permute(1, 2, 0).float().cpu().numpy() + 1) * 127.5
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _nothing_asked(job: RenderJob, scene: Scene) -> bool:
    if word_buckets(job.prompt):
        return False
    return all(np.array_equal(scene.frame(t), scene.still) for t in range(job.num_frames))


def _runs(num_frames: int) -> Iterator[range]:
    for start in range(1, num_frames, _CHUNK):
        yield range(start, min(num_frames, start + _CHUNK))
