"""The seam between `motion.render` and a way of making frames."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np

from shared.motion.scene import Scene
from shared.tasks.motion import Drags
from worker.engine.context import TaskContext
from worker.models.files import ModelFiles


@dataclass(frozen=True)
class RenderJob:
    """Everything that a backend may use, with the defaults of the request filled in.

    Attributes
    ----------
    picture : np.ndarray
        uint8 [H0, W0, 3] RGB, the input picture at its own size.
    masks : mapping of int to np.ndarray
        By layer index, uint8 [H0, W0].
    scene : Scene
        The warp at the output's size: condition, guide and baseline of every backend.
    model : ModelFiles or None
        Where the weights lie; None for a backend that needs none.
    text_guidance, motion_guidance : float
        Classifier-free guidance scales.
    """

    picture: np.ndarray
    drags: Drags
    scene: Scene
    width: int
    height: int
    num_frames: int
    fps: float
    masks: Mapping[int, np.ndarray] = field(default_factory=lambda: MappingProxyType({}))
    prompt: str = ""
    steps: int = 0
    text_guidance: float = 1.0
    motion_guidance: float = 1.0
    seed: int = 0
    model: ModelFiles | None = None

    def scene_at(self, width: int, height: int, num_frames: int) -> Scene:
        """The same drags on another size and length, as a model of fixed size needs them."""
        if (width, height, num_frames) == (self.width, self.height, self.num_frames):
            return self.scene
        return Scene(self.picture, self.drags, width, height, num_frames, self.masks)


@dataclass(frozen=True)
class Sampled:
    """A sampling step is done: `done` of `total`, about to start the next one."""

    done: int
    total: int
    stage: str = "sampling"


@dataclass(frozen=True)
class Made:
    """A frame. `final` frames come once each in order; others are estimates to look at meanwhile.

    `frame` is uint8 [height, width, 3] RGB of the job's size.
    """

    index: int
    frame: np.ndarray
    final: bool = True


Making = Generator[Sampled | Made, None, None]


class Backend(Protocol):
    """Makes the frames of a job.

    A generator: between two yields the engine can cancel, report or let a more urgent task in, so
    no step may take long without one. Closing it must free what it holds.

    Raises
    ------
    AppError
        For a model that is missing or does not fit, in words.
    """

    def __call__(
        self, ctx: TaskContext, job: RenderJob
    ) -> Generator[Sampled | Made, None, None]: ...
