"""Where the drags move something: the region that follows the guide by the strong clock."""

from __future__ import annotations

import numpy as np

from shared.motion.depth import BACKGROUND
from shared.motion.scene import Scene
from worker.motion.backends.base import RenderJob
from worker.motion.latents.fit import Fit
from worker.motion.latents.parts import job_parts, shown

_MOVED_PX = 1.0
_CELL_SHARE = 0.5


def moved_region(job: RenderJob, fit: Fit) -> np.ndarray:
    """What follows the drags in each of the model's frames, bool [F, H, W].

    Moving masked layers, at the place where the frame shows them; of the background what is more
    than 1 px from its place in any frame. What the picture does not have (holes) is left out: there
    the guide is guessed and the model knows better.
    """
    parts = job_parts(job, fit.width, fit.height, fit.scene_frames)
    size = (fit.width, fit.height, fit.scene_frames)
    region = np.zeros((fit.scene_frames, fit.height, fit.width), dtype=bool)
    moving = [part for part in parts if part.moves and part.layer != BACKGROUND]
    if moving:
        region |= shown(job, np.any([part.region for part in moving], axis=0), *size)
    scene = job.scene_at(*size)
    if parts[0].moves:
        region |= _displaced(scene) & shown(job, parts[0].region, *size)
    for t in range(fit.scene_frames):
        region[t] &= ~scene.holes(t)
    return np.asarray(region[fit.held()])


def latent_region(region: np.ndarray, side_px: int, stride: int) -> np.ndarray:
    """A region [F, H, W] in the cells of a video autoencoder, bool [F', H / side, W / side].

    A cell belongs to it if half of its pixels do in one of its frames. The first frame is a latent
    frame of its own where `stride` > 1: [0], [1 … stride], [stride + 1 … 2 stride] …
    """
    count, height, width = region.shape
    cells = region.reshape(count, height // side_px, side_px, width // side_px, side_px)
    covered = cells.mean(axis=(2, 4)) >= _CELL_SHARE
    if stride == 1:
        return np.asarray(covered)
    rest = covered[1:].reshape(-1, stride, *covered.shape[1:]).any(axis=1)
    return np.concatenate([covered[:1], rest])


def _displaced(scene: Scene) -> np.ndarray:
    """Where the background is off its place in any frame, bool [H, W]."""
    away = np.zeros(scene.still.shape[:2], dtype=bool)
    for t in range(scene.num_frames):
        away |= np.linalg.norm(scene.flow(t), axis=-1) > _MOVED_PX
    return away
