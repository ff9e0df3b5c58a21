"""The backend without a model: each frame is the warped picture."""

from __future__ import annotations

from collections.abc import Generator

from worker.engine.context import TaskContext
from worker.motion.backends.base import Made, RenderJob


def make_frames(ctx: TaskContext, job: RenderJob) -> Generator[Made, None, None]:
    """Yield the scene's frames in order."""
    for t in range(job.num_frames):
        yield Made(t, job.scene.frame(t))
