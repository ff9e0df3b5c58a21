"""What is compared: each row makes frames from the same picture and drags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from shared.motion.backends import BACKENDS
from shared.motion.scene import Scene
from shared.tasks.motion import Drags
from shared.tasks.motion_evaluate import MotionEvaluateRequest, RowName
from worker.engine.context import TaskContext
from worker.models.files import ModelFiles
from worker.motion.backends.base import Backend, Made, Making, RenderJob
from worker.motion.backends.choice import load_backend
from worker.motion.evaluation import baselines
from worker.motion.evaluation.clips import FPS

MakeRow = Callable[[RenderJob, np.ndarray], Making]


@dataclass(frozen=True)
class Row:
    """One way of making frames.

    Attributes
    ----------
    make : callable
        From a job and the real window uint8 [T, H, W, 3] to `Sampled` and `Made` events. Only the
        oracle looks at the real window.
    follows_drags : bool
        False for the oracle, which knows no drags and so has no pins to keep.
    """

    name: RowName
    make: MakeRow
    model: ModelFiles | None = None
    steps: int = 0
    follows_drags: bool = True

    def fit(self, job: RenderJob) -> RenderJob:
        """The job with this row's own weights, steps and guidance."""
        if self.name not in BACKENDS:
            return replace(job, model=self.model)
        info = BACKENDS[self.name]
        return replace(
            job,
            model=self.model,
            steps=self.steps,
            text_guidance=info.default_text_guidance,
            motion_guidance=info.default_motion_guidance,
        )


def open_rows(ctx: TaskContext, request: MotionEvaluateRequest) -> list[Row]:
    """The rows of a request in order; backends are loaded and models found before any work.

    Raises
    ------
    AppError
        `missing_model` and the like, in words.
    """
    return [_open_row(ctx, request, name) for name in request.backends]


def render_job(
    picture: np.ndarray, drags: Drags, num_frames: int, prompt: str, seed: int
) -> RenderJob:
    """The job of a window: its first frame uint8 [H, W, 3] at the output's size, and its drags."""
    height, width = picture.shape[:2]
    return RenderJob(
        picture=picture,
        drags=drags,
        scene=Scene(picture, drags, width, height, num_frames),
        width=width,
        height=height,
        num_frames=num_frames,
        fps=FPS,
        prompt=prompt,
        seed=seed,
    )


def _open_row(ctx: TaskContext, request: MotionEvaluateRequest, name: RowName) -> Row:
    if name == "still":
        return Row(name, lambda job, _: _made(baselines.still_frames(job.scene)))
    if name == "gaussian":
        return Row(name, lambda job, _: _made(baselines.gaussian_frames(job.scene)))
    if name == "warp-telea":
        return Row(name, lambda job, _: _made(baselines.telea_frames(job.scene)))
    if name == "warp-blur":
        blur_px = request.blur_px
        return Row(name, lambda job, _: _made(baselines.blurred_frames(job.scene, blur_px)))
    if name == "oracle":
        return Row(name, lambda _, real: _made(baselines.oracle_frames(real)), follows_drags=False)
    if name == "nano-warp":
        from worker.motion.backends.nano import make_warp_frames

        return Row(name, _making(ctx, make_warp_frames), ctx.model("motion-nano", request.model))
    info = BACKENDS[name]
    model = ctx.model(info.model_kind, request.model) if info.model_kind else None
    steps = request.steps or info.default_steps if info.max_steps else 0
    return Row(name, _making(ctx, load_backend(name)), model, steps)


def _making(ctx: TaskContext, backend: Backend) -> MakeRow:
    return lambda job, _: backend(ctx, job)


def _made(frames: Iterator[np.ndarray]) -> Making:
    for index, frame in enumerate(frames):
        yield Made(index, frame)
