"""Where every dragged and pinned point is in every frame: the one path function of the product.

Coordinates are continuous: (0, 0) is the top left corner of the picture and the centre of the
first pixel is (0.5, 0.5), so a position scales with the size of the output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shared.motion.depth import object_depths
from shared.motion.easing import ease
from shared.motion.interpolation import interpolate
from shared.tasks.motion import DragLayer, Drags, Role


@dataclass(frozen=True)
class Tracks:
    """What was asked, point by point.

    Attributes
    ----------
    xy : np.ndarray
        float32 [T, N, 2], positions in output px.
    visible : np.ndarray
        bool [T, N]: inside the frame (and, where masks are known, in front).
    layer : np.ndarray
        int64 [N], the layer that each track belongs to; tracks are in layer order.
    role : tuple of Role
        N roles. A pin layer has a track for each of its points, the others one for their path.
    """

    xy: np.ndarray
    visible: np.ndarray
    layer: np.ndarray
    role: tuple[Role, ...]


def layer_path(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Position of the layer's path point in each frame, float64 [T, 2] in picture px.

    Frame t is at time t / (T - 1) of the path; the layer's easing bends that time between the
    first key and the last. A pin stays at its first point.
    """
    points = np.asarray(layer.points, dtype=np.float64).reshape(-1, 2)
    if layer.role == "pin":
        return np.repeat(points[:1], num_frames, axis=0)
    return _at_frames(layer, points, num_frames)


def layer_rotation_deg(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Rotation in each frame, float64 [T], degrees clockwise on screen."""
    if layer.rotate_deg is None or layer.role == "pin":
        return np.zeros(num_frames)
    return _at_frames(layer, np.asarray(layer.rotate_deg, np.float64)[:, None], num_frames)[:, 0]


def layer_scale(layer: DragLayer, num_frames: int) -> np.ndarray:
    """Scale factor in each frame, float64 [T]; between keys its logarithm is interpolated."""
    if layer.scale is None or layer.role == "pin":
        return np.ones(num_frames)
    logarithm = np.log(np.asarray(layer.scale, np.float64))[:, None]
    return np.asarray(np.exp(_at_frames(layer, logarithm, num_frames)[:, 0]))


def layer_similarity(layer: DragLayer, num_frames: int, depth: float = 0.0) -> np.ndarray:
    """How the layer moves rigidly, float64 [T, 3, 3]: `x -> path(t) + s R (x - path(0))`.

    At a `depth` in (0, 1] a camera's way and the logarithm of its scale are `1 + parallax * depth`
    times as long; everything turns alike.
    """
    path = layer_path(layer, num_frames)
    angle = np.deg2rad(layer_rotation_deg(layer, num_frames))
    scale = layer_scale(layer, num_frames)
    if layer.parallax * depth:
        reach = 1.0 + layer.parallax * depth
        path = path[0] + reach * (path - path[0])
        scale = scale**reach
    matrix = np.zeros((num_frames, 3, 3))
    matrix[:, 0, 0] = matrix[:, 1, 1] = scale * np.cos(angle)
    matrix[:, 1, 0] = scale * np.sin(angle)
    matrix[:, 0, 1] = -matrix[:, 1, 0]
    matrix[:, :2, 2] = path - np.einsum("tij,j->ti", matrix[:, :2, :2], path[0])
    matrix[:, 2, 2] = 1.0
    return matrix


def camera_transforms(drags: Drags, num_frames: int, depth: float = 0.0) -> np.ndarray:
    """Camera similarity of each frame, float64 [T, 3, 3], on picture px column vectors (x, y, 1).

    `depth` is 0 for the background and up to 1 for masked layers (`shared.motion.depth`).

    A camera layer takes the picture by the first point of its path: that point follows the path,
    and rotation and scale are about it (a zoom goes towards the point where it was placed).
    Several camera layers apply one after the other in layer order.
    """
    camera = np.repeat(np.eye(3)[None], num_frames, axis=0)
    for layer in drags.layers:
        if layer.role == "camera":
            camera = layer_similarity(layer, num_frames, depth) @ camera
    return camera


def scene_tracks(
    drags: Drags,
    num_frames: int,
    width: int,
    height: int,
    masks: Mapping[int, np.ndarray] | None = None,
) -> Tracks:
    """Tracks of all layers in output px: objects with the camera's motion on top, pins at rest.

    A camera layer's own track is where the camera takes the first point of its path. `masks` are
    by layer index, of any size; they matter to a camera with parallax (`object_depths`).
    """
    starts = {
        index: (float(start[0]), float(start[1]))
        for index, layer in enumerate(drags.layers)
        if layer.role == "object"
        for start in layer_path(layer, 1)
    }
    depths = object_depths(drags, starts, masks)
    cameras = {
        depth: camera_transforms(drags, num_frames, depth) for depth in {0.0, *depths.values()}
    }
    columns: list[np.ndarray] = []
    layers: list[int] = []
    roles: list[Role] = []
    for index, layer in enumerate(drags.layers):
        if layer.role == "pin":
            paths = [np.repeat([point], num_frames, axis=0) for point in layer.points]
        else:
            path = layer_path(layer, num_frames)
            camera = cameras[depths.get(index, 0.0)]
            paths = [_apply(camera, path if layer.role == "object" else path[:1])]
        columns += paths
        layers += [index] * len(paths)
        roles += [layer.role] * len(paths)
    xy = np.stack(columns, axis=1) if columns else np.zeros((num_frames, 0, 2))
    xy = (xy * (width / drags.width, height / drags.height)).astype(np.float32)
    visible = np.all((xy >= 0) & (xy <= (width, height)), axis=-1)
    return Tracks(xy, visible, np.asarray(layers, dtype=np.int64), tuple(roles))


def _at_frames(layer: DragLayer, values: np.ndarray, num_frames: int) -> np.ndarray:
    count = len(values)
    times = np.linspace(0, 1, count) if layer.times is None else np.asarray(layer.times, np.float64)
    frames = np.linspace(0, 1, num_frames) if num_frames > 1 else np.zeros(1)
    if layer.easing is not None and times[-1] > times[0]:
        span = times[-1] - times[0]
        frames = times[0] + span * ease(np.clip((frames - times[0]) / span, 0, 1), layer.easing)
    return interpolate(times, values, frames, layer.interpolation)


def _apply(camera: np.ndarray, path: np.ndarray) -> np.ndarray:
    return np.asarray(
        np.einsum("tij,tj->ti", camera[:, :2, :2], np.broadcast_to(path, (len(camera), 2)))
        + camera[:, :2, 2]
    )
