"""Wan-Move: pieces of the first frame's latents, moved along the drags.

arXiv 2512.08765. The motion guidance is the strength with which they are written: 1 as trained.
"""

from __future__ import annotations

from typing import Any

from worker.engine.context import TaskContext
from worker.motion.backends.base import Making, RenderJob
from worker.motion.latents.conditioning import Change, make_conditioned_frames
from worker.motion.latents.fit import Fit
from worker.motion.latents.tracks import dense_tracks
from worker.motion.latents.wan_move import track_cells, write_tracks

_SPACING_CELLS = 2


def make_frames(ctx: TaskContext, job: RenderJob) -> Making:
    """Denoise with moved condition latents, report every step, then yield the frames in order.

    Raises
    ------
    AppError
        `bad_model` for a folder that is no Wan image-to-video pipeline.
    """

    def make_change(pipe: Any, fit: Fit) -> Change:
        side_px = int(pipe.vae_scale_factor_spatial)
        tracks = dense_tracks(job, fit, _SPACING_CELLS * side_px)
        size, stride = (fit.width, fit.height), int(pipe.vae_scale_factor_temporal)
        cells = track_cells(tracks.xy, tracks.visible, size, side_px, stride)
        order = ctx.rng(0).permutation(cells.shape[1])
        return lambda condition: write_tracks(condition, cells, job.motion_guidance, order)

    yield from make_conditioned_frames(ctx, job, make_change)
