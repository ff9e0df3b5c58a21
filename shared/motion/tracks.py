"""Where every dragged and pinned point is in every frame: the one path function of the product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shared.tasks.motion import DragLayer, Drags, Role


@dataclass(frozen=True)
class Tracks:
    """What was asked, point by point; `xy` float32 [T, N, 2] in output px, `visible` bool [T, N]."""

    xy: np.ndarray
    visible: np.ndarray
    layer: np.ndarray
    role: tuple[Role, ...]


def layer_path(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Position of the layer's path point in each frame, float64 [T, 2] in picture px."""
    raise NotImplementedError


def layer_rotation_deg(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Rotation in each frame, float64 [T], degrees clockwise on screen."""
    raise NotImplementedError


def layer_scale(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Scale factor in each frame, float64 [T]."""
    raise NotImplementedError


def camera_transforms(drags: Drags, num_frames: int) -> np.ndarray:
    """Camera similarity of each frame, float64 [T, 3, 3], on picture px column vectors (x, y, 1)."""
    raise NotImplementedError


def scene_tracks(drags: Drags, num_frames: int, width: int, height: int) -> Tracks:
    """Tracks of all layers in output px."""
    raise NotImplementedError
