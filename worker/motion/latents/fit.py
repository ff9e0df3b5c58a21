"""The size and length at which a model renders a job, and the way back to the job's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shared.motion.picture import resize_picture
from shared.motion.scene import Scene
from worker.motion.backends.base import Made, RenderJob


@dataclass(frozen=True)
class Limits:
    """What a model takes.

    Attributes
    ----------
    side_px : int
        Width and height are multiples of this.
    area_px : int
        The area it was trained at; larger jobs are rendered at this area.
    max_frames : int
        The length it was trained at.
    allows : callable
        Whether it can make so many frames.
    size : (int, int) or None
        The only width and height it takes, if there is only one.
    """

    side_px: int
    area_px: int
    max_frames: int
    allows: Callable[[int], bool]
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Fit:
    """`width` x `height` px; `scene_frames` of the job's motion, then its last frame held until
    there are `model_frames`."""

    width: int
    height: int
    scene_frames: int
    model_frames: int

    def held(self) -> np.ndarray:
        """For each of the model's frames the frame of the scene that it shows, int [F]."""
        return np.minimum(np.arange(self.model_frames), self.scene_frames - 1)


def fit_job(job: RenderJob, limits: Limits) -> Fit:
    """The nearest size that the model takes, and the next length.

    A model that takes 4k+1 frames renders 14 as 17 whose last three hold still and are cut off
    again: each frame keeps its time, which neither repeating nor blending frames would give. Only
    a job longer than the model's length is rendered at that length and stretched afterwards.
    """
    width, height = limits.size or _size(job.width, job.height, limits.side_px, limits.area_px)
    longer = range(job.num_frames, limits.max_frames + 1)
    model_frames = next((count for count in longer if limits.allows(count)), None)
    if model_frames is not None:
        return Fit(width, height, job.num_frames, model_frames)
    shorter = range(limits.max_frames, 0, -1)
    model_frames = next(count for count in shorter if limits.allows(count))
    return Fit(width, height, min(job.num_frames, model_frames), model_frames)


def guide_frames(scene: Scene, fit: Fit) -> np.ndarray:
    """The warp as the model's guide video, uint8 [F, H, W, 3]."""
    frames = np.stack([scene.frame(t) for t in range(fit.scene_frames)])
    return np.asarray(frames[fit.held()])


def job_frames(video: np.ndarray, fit: Fit, job: RenderJob) -> Iterator[Made]:
    """The model's frames, float [F, H, W, 3] in [0, 1], as frames of the job's size and length."""
    times = np.linspace(0, fit.scene_frames - 1, job.num_frames)
    # The nearest frame: blending two would show moving things twice.
    for t, source in enumerate(np.rint(times).astype(int)):
        frame = np.rint(np.clip(np.nan_to_num(video[source]), 0, 1) * 255).astype(np.uint8)
        yield Made(t, np.ascontiguousarray(resize_picture(frame, job.width, job.height)))


def describe(fit: Fit, job: RenderJob) -> str:
    """What was changed to fit the model, in words for the log; empty when nothing was."""
    changes = []
    if (fit.width, fit.height) != (job.width, job.height):
        changes.append(
            f"rendered at {fit.width} x {fit.height} px and resized to {job.width} x {job.height}"
        )
    if fit.model_frames > fit.scene_frames:
        changes.append(f"{fit.model_frames} frames rendered, the first {fit.scene_frames} kept")
    if fit.scene_frames < job.num_frames:
        changes.append(f"{fit.scene_frames} frames stretched to {job.num_frames}")
    return "; ".join(changes)


def _size(width: int, height: int, side_px: int, area_px: int) -> tuple[int, int]:
    factor = min(1.0, math.sqrt(area_px / (width * height)))
    return _multiple(width * factor, side_px), _multiple(height * factor, side_px)


def _multiple(size_px: float, side_px: int) -> int:
    return max(1, round(size_px / side_px)) * side_px
