"""A job's drags as the released model was given them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from torch import Tensor

from worker.motion.backends.base import RenderJob
from worker.motion.dragnuwa.gaussian import drag_map
from worker.motion.latents.fit import Fit, Limits
from worker.motion.latents.tracks import dense_tracks

FRAMES, AREA_PX = 14, 576 * 320
# A grid of about eight points: no training clip had more trajectories.
_CAMERA_SPACING_PX = 144
_VAE_PX = 8


def limits(job: RenderJob, unet: Any) -> Limits:
    """14 frames of the area of 576 x 320 px in the job's proportions, whatever the job's size.

    A smaller job is sampled at that area too and reduced afterwards: below it the model falls
    apart. A base that was trained at less (`unet.config.sample_size`) sets the area instead. Sides
    are multiples of 8 px of the autoencoder times the levels of the UNet, 64 px as released.
    """
    config = unet.config
    side_px = _VAE_PX * 2 ** (len(config.block_out_channels) - 1)
    area_px = min(AREA_PX, (config.sample_size * _VAE_PX) ** 2)
    factor = math.sqrt(area_px / (job.width * job.height))
    width, height = (
        max(1, round(side * factor / side_px)) * side_px for side in (job.width, job.height)
    )
    return Limits(side_px, area_px, FRAMES, lambda count: count == FRAMES, (width, height))


def job_drag_map(job: RenderJob, fit: Fit) -> Tensor:
    """The condition, float32 [14, 2, H, W] px: the job's tracks, a camera as a coarse grid.

    The model knows no camera; many drags of the background that agree are one to it.
    """
    if any(layer.role == "camera" for layer in job.drags.layers):
        points = dense_tracks(job, fit, _CAMERA_SPACING_PX)
        xy, visible = points.xy, points.visible
    else:
        tracks = job.scene_at(fit.width, fit.height, fit.scene_frames).tracks
        xy, visible = tracks.xy[fit.held()], tracks.visible[fit.held()]
    return drag_map(nudge_still(xy), visible, fit.width, fit.height)


def nudge_still(xy: np.ndarray) -> np.ndarray:
    """Give points that never move, [T, N, 2] px, a way of (1, 1) px over the clip.

    The release writes a stationary point so: without any motion it would be no condition at all.
    """
    still = (xy == xy[:1]).all(axis=(0, 2))
    way = np.linspace(0.0, 1.0, len(xy), dtype=xy.dtype)
    return np.asarray(xy + way[:, None, None] * still[None, :, None])
