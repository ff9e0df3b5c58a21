"""Tracks dense enough for models that follow points: an object is more than one point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shared.motion.depth import BACKGROUND
from shared.motion.region import signed_distance_px
from worker.motion.backends.base import RenderJob
from worker.motion.latents.fit import Fit
from worker.motion.latents.parts import Part, job_parts, shown


@dataclass(frozen=True)
class PointTracks:
    """`xy` float32 [F, N, 2] in px of the model's frames, `visible` bool [F, N]."""

    xy: np.ndarray
    visible: np.ndarray


def grid_inside(region: np.ndarray, spacing_px: int) -> np.ndarray:
    """Points of a square grid that lie inside `region` [H, W] and off its edge, float64 [N, 2] px.

    A region too thin for the grid gets the point that is farthest from its edge.
    """
    height, width = region.shape
    x = np.arange(spacing_px / 2, width, spacing_px)
    y = np.arange(spacing_px / 2, height, spacing_px)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    distance_px = signed_distance_px(region)
    column, row = np.floor(points).astype(int).T
    found = points[distance_px[row, column] < -1.0]
    if len(found) or not region.any():
        return np.asarray(found)
    row_in, column_in = np.unravel_index(int(distance_px.argmin()), region.shape)
    return np.array([[column_in + 0.5, row_in + 0.5]])


def dense_tracks(job: RenderJob, fit: Fit, spacing_px: int) -> PointTracks:
    """The scene's own tracks, then a grid of points in each masked layer and, where the
    background moves, in the background; visible where the frame shows that very layer."""
    size = (fit.width, fit.height, fit.scene_frames)
    own = job.scene_at(*size).tracks
    xy, visible = [own.xy], [own.visible]
    for part in job_parts(job, *size):
        if part.layer == BACKGROUND and not part.moves:
            continue  # at rest it is the model's own business; pins say where it must stay
        points = grid_inside(part.region, spacing_px)
        if len(points):
            carried = part.carry(points)
            xy.append(carried.astype(np.float32))
            visible.append(_visible(job, part, carried, size))
    held = fit.held()
    return PointTracks(np.concatenate(xy, axis=1)[held], np.concatenate(visible, axis=1)[held])


def _visible(
    job: RenderJob, part: Part, carried: np.ndarray, size: tuple[int, int, int]
) -> np.ndarray:
    width, height, _ = size
    x, y = np.moveaxis(np.floor(carried).astype(int), -1, 0)
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    frames = shown(job, part.region, *size)
    times = np.arange(len(carried))[:, None]
    there = frames[times, np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return np.asarray(inside & there)
