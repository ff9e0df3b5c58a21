"""ATI: the drags as tracks that are splatted into Wan's condition latents. arXiv 2505.22944."""

from __future__ import annotations

from typing import Any

import torch

from worker.engine.context import TaskContext
from worker.motion.backends.base import Making, RenderJob
from worker.motion.latents.ati import splat_tracks, to_16_fps, to_24_fps, track_positions
from worker.motion.latents.conditioning import Change, make_conditioned_frames
from worker.motion.latents.fit import Fit
from worker.motion.latents.tracks import dense_tracks

# About as wide as the Gaussian of a track reaches at 480 px.
_SPACING_CELLS = 4


def make_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """Denoise with splatted tracks, report every step, then yield the frames in order.

    Raises
    ------
    AppError
        `bad_model` for a folder that is no Wan image-to-video pipeline.
    """

    def make_change(pipe: Any, fit: Fit) -> Change:
        tracks = dense_tracks(job, fit, _SPACING_CELLS * int(pipe.vae_scale_factor_spatial))
        # Through the rate of ATI's track files, so that the model sees what it was trained on.
        xy = to_16_fps(to_24_fps(tracks.xy))
        visible = to_16_fps(to_24_fps(tracks.visible.astype("float32"))) > 0.5
        positions = torch.from_numpy(track_positions(xy, (fit.width, fit.height)))
        seen = torch.from_numpy(visible)
        return lambda condition: splat_tracks(condition, positions, seen)

    yield from make_conditioned_frames(ctx, job, make_change)
