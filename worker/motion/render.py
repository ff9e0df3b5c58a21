"""The task `motion.render`: a dragged picture becomes a video."""

from __future__ import annotations

from collections.abc import Iterator

from shared.tasks.events import Partial, Progress
from shared.tasks.motion import MotionRenderRequest, MotionRenderResult
from worker.engine.context import TaskContext


def render(
    ctx: TaskContext, request: MotionRenderRequest
) -> Iterator[Progress | Partial | MotionRenderResult]:
    """Make the frames of a request, write them into `ctx.out` and measure how the drags were followed."""
    raise NotImplementedError
    yield
