"""A job's layers at a model's size: what moves, where to, and what hides what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shared.motion.depth import BACKGROUND, layer_depths
from shared.motion.groups import Group, scene_groups
from shared.motion.picture import resize_picture
from shared.motion.scene import Scene
from shared.motion.tracks import camera_transforms
from shared.motion.warp import forward_points, is_still
from worker.motion.backends.base import RenderJob


@dataclass(frozen=True)
class Part:
    """The background (layer -1) or a masked layer.

    Attributes
    ----------
    region : np.ndarray
        bool [H, W], its pixels in the picture: in its mask and in no mask in front of it.
    camera : np.ndarray
        float64 [T, 3, 3], the camera's motion at its depth, on output px.
    moves : bool
        Whether it moves in any frame.
    """

    group: Group
    region: np.ndarray
    camera: np.ndarray
    moves: bool

    @property
    def layer(self) -> int:
        """The layer's index; -1 for the background."""
        return self.group.layer

    def carry(self, points: np.ndarray) -> np.ndarray:
        """Where it takes points [N, 2] of the picture in each frame, float64 [T, N, 2] px."""
        shorter_px = min(self.region.shape)
        return np.stack(
            [
                forward_points(points, self.group, camera, t, shorter_px)
                for t, camera in enumerate(self.camera)
            ]
        )


def job_parts(job: RenderJob, width: int, height: int, num_frames: int) -> tuple[Part, ...]:
    """The parts of a job's scene at another size and length, back to front."""
    inside = _inside(job, width, height)
    scale = np.diag([width / job.drags.width, height / job.drags.height, 1.0])
    back = np.linalg.inv(scale)
    cameras = {
        layer: scale @ camera_transforms(job.drags, num_frames, depth) @ back
        for layer, depth in layer_depths(inside).items()
    }
    regions = _regions(inside, (height, width))
    parts = []
    for group in scene_groups(job.drags, num_frames, width, height, inside):
        camera = cameras[group.layer]
        moves = any(not is_still(group, camera[t], t) for t in range(num_frames))
        parts.append(Part(group, regions[group.layer], camera, moves))
    return tuple(parts)


def shown(
    job: RenderJob, region: np.ndarray, width: int, height: int, num_frames: int
) -> np.ndarray:
    """Where each frame shows pixels that lie in `region` of the picture, bool [T, H, W].

    A picture that is white in the region and black elsewhere goes through the warp itself, so the
    answer holds for every kind of motion and for what layers hide of each other.
    """
    gray = np.where(region, 255, 0).astype(np.uint8)
    label = np.repeat(gray[..., None], 3, axis=2)
    masks = {layer: _hard(mask, width, height) for layer, mask in job.masks.items()}
    scene = Scene(label, job.drags, width, height, num_frames, masks)
    return np.stack([scene.frame(t)[..., 0] > 127 for t in range(num_frames)])


def _inside(job: RenderJob, width: int, height: int) -> dict[int, np.ndarray]:
    return {
        layer: _hard(mask, width, height) > 127
        for layer, mask in sorted(job.masks.items())
        if job.drags.layers[layer].role != "camera"
    }


def _hard(mask: np.ndarray, width: int, height: int) -> np.ndarray:
    hard = np.where(mask > 127, 255, 0).astype(np.uint8)
    return np.where(resize_picture(hard, width, height) > 127, 255, 0).astype(np.uint8)


def _regions(inside: Mapping[int, np.ndarray], shape: tuple[int, int]) -> dict[int, np.ndarray]:
    in_front = np.zeros(shape, dtype=bool)
    regions = {}
    for layer in sorted(inside, reverse=True):
        regions[layer] = inside[layer] & ~in_front
        in_front |= inside[layer]
    regions[BACKGROUND] = ~in_front
    return regions
