"""Which handles move which part of the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shared.motion.falloff import FallOff
from shared.motion.flow import Handles
from shared.motion.tracks import layer_path, layer_rotation_deg, layer_scale
from shared.tasks.motion import Drags

# As parts of the shorter side: how far around a handle the picture moves with it as one piece, and
# how far when the handle turns or grows.
_RIGID_RADIUS = 0.065
_TURNED_RADIUS = 0.2
_SAME_POINT_PX = 0.5


@dataclass(frozen=True)
class Group:
    """A part of the picture that moves as one soft body: `layer` -1 is all that no mask covers.

    `pins` bool [N] marks the handles that stay in place on screen, whatever the camera does.
    `falloff` is None for plain moving least squares.
    """

    layer: int
    handles: Handles
    pins: np.ndarray
    falloff: FallOff | None = None


@dataclass
class _Handle:
    p: np.ndarray
    q: np.ndarray
    angle: np.ndarray
    log_scale: np.ndarray
    radius_px: float
    pin: bool
    group: int


def scene_groups(
    drags: Drags, num_frames: int, width: int, height: int, masks: Mapping[int, np.ndarray]
) -> tuple[Group, ...]:
    """Groups back to front: the background, then each masked layer in layer order.

    A masked layer is moved by its own path and by every unmasked object or pin that starts inside
    its mask (and in no mask in front of it). All others move the background.

    Parameters
    ----------
    masks : mapping of int to np.ndarray
        By layer index, bool [height, width] in output px.
    """
    handles = _all_handles(drags, num_frames, width, height, masks)
    return tuple(
        _make_group(index, [h for h in handles if h.group == index], num_frames)
        for index in (-1, *sorted(masks))
    )


def _all_handles(
    drags: Drags, num_frames: int, width: int, height: int, masks: Mapping[int, np.ndarray]
) -> list[_Handle]:
    factor = np.array([width / drags.width, height / drags.height])
    rigid_px, turned_px = _RIGID_RADIUS * min(width, height), _TURNED_RADIUS * min(width, height)
    still = np.zeros(num_frames)
    handles: list[_Handle] = []
    anchors: list[_Handle] = []
    for index, layer in enumerate(drags.layers):
        if layer.role == "camera":
            # The point by which the camera takes the picture is at rest in the scene.
            point = layer_path(layer, 1)[0] * factor
            if _owner(point, masks) < 0:
                path = np.repeat(point[None], num_frames, axis=0)
                anchors.append(_Handle(point, path, still, still, rigid_px, False, -1))
            continue
        if layer.role == "pin":
            for point in np.asarray(layer.points, np.float64).reshape(-1, 2) * factor:
                group = index if index in masks else _owner(point, masks)
                path = np.repeat(point[None], num_frames, axis=0)
                handles.append(_Handle(point, path, still, still, rigid_px, True, group))
            continue
        path = layer_path(layer, num_frames) * factor
        angle = np.deg2rad(layer_rotation_deg(layer, num_frames))
        log_scale = np.log(layer_scale(layer, num_frames))
        radius_px = turned_px if angle.any() or log_scale.any() else rigid_px
        group = index if index in masks else _owner(path[0], masks)
        handles.append(_Handle(path[0], path, angle, log_scale, radius_px, False, group))
    # Close to a handle of its own motion the scene does not rest.
    places = np.array([h.p for h in handles]).reshape(-1, 2)
    return handles + [
        anchor
        for anchor in anchors
        if np.linalg.norm(places - anchor.p, axis=1).min(initial=np.inf) > 2 * rigid_px
    ]


def _owner(point: np.ndarray, masks: Mapping[int, np.ndarray]) -> int:
    x, y = int(np.floor(point[0])), int(np.floor(point[1]))
    for index in sorted(masks, reverse=True):
        mask = masks[index]
        if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1] and mask[y, x]:
            return index
    return -1


def _make_group(layer: int, handles: list[_Handle], num_frames: int) -> Group:
    kept = _merge(handles)
    count = len(kept)
    p = np.array([h.p for h in kept]).reshape(count, 2)
    radius = np.array([h.radius_px for h in kept])
    if count > 1:
        distance = np.hypot(*(p[:, None, axis] - p[None, :, axis] for axis in (0, 1)))
        np.fill_diagonal(distance, np.inf)
        radius = np.minimum(radius, 0.4 * distance.min(axis=1))
    stacked = Handles(
        p=p,
        q=np.array([h.q for h in kept]).reshape(count, num_frames, 2).swapaxes(0, 1),
        angle=np.array([h.angle for h in kept]).reshape(count, num_frames).T,
        log_scale=np.array([h.log_scale for h in kept]).reshape(count, num_frames).T,
        radius_px=radius,
    )
    return Group(layer, stacked, np.array([h.pin for h in kept], dtype=bool))


def _merge(handles: list[_Handle]) -> list[_Handle]:
    """One handle for each place: a pin wins, objects that start together share a mean."""
    kept: dict[tuple[int, int], _Handle] = {}
    counts: Counter[tuple[int, int]] = Counter()
    for handle in sorted(handles, key=lambda h: not h.pin):
        place = (round(handle.p[0] / _SAME_POINT_PX), round(handle.p[1] / _SAME_POINT_PX))
        old = kept.setdefault(place, handle)
        counts[place] += 1
        if old is handle or old.pin:
            continue
        share = 1.0 / counts[place]
        kept[place] = _Handle(
            old.p,
            old.q + share * (handle.q - handle.p + old.p - old.q),
            old.angle + share * (handle.angle - old.angle),
            old.log_scale + share * (handle.log_scale - old.log_scale),
            max(old.radius_px, handle.radius_px),
            False,
            old.group,
        )
    return list(kept.values())
