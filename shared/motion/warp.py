"""The motion of one group of handles as a map from output pixels back to the picture."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from shared.motion.flow import default_alpha, hold_points, mls_move, mls_weights
from shared.motion.groups import Group
from shared.motion.splat import invert_motion

_PIN_REACH = 0.12  # of the shorter side: how far a pin holds against the camera
Box = tuple[int, int, int, int]  # left, top, right, bottom in px


class WeightCache:
    """The latest MLS weights by grid and start points: the same while a drag is pulled."""

    def __init__(self, capacity: int = 24) -> None:
        self._entries: OrderedDict[tuple[object, ...], np.ndarray] = OrderedDict()
        self._capacity = capacity

    def get(self, group: Group, grid: np.ndarray, domain: object) -> np.ndarray:
        """Weights [G, N] of the group's handles on `grid`, which `domain` identifies."""
        handles, falloff = group.handles, group.falloff
        maps = None if falloff is None else (falloff.bias.tobytes(), falloff.slope.tobytes())
        key = (handles.p.tobytes(), handles.radius_px.tobytes(), domain, maps)
        weights = self._entries.get(key)
        if weights is None:
            weights = group_weights(group, grid)
            self._entries[key] = weights
            if len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
        return weights


def is_still(group: Group, camera: np.ndarray, t: int) -> bool:
    """Whether the group shows the picture as it is in frame `t`."""
    return group.handles.still(t) and _is_identity(camera)


def forward_points(
    points: np.ndarray, group: Group, camera: np.ndarray, t: int, shorter_px: float
) -> np.ndarray:
    """Where the group takes points [G, 2] in frame `t`; float64 [G, 2] in output px."""
    weights = group_weights(group, points) if group.handles.count else None
    return _forward(points, weights, group, camera, t, shorter_px)


def group_weights(group: Group, points: np.ndarray) -> np.ndarray:
    """MLS weights [G, N] of points [G, 2]."""
    handles = group.handles
    if group.falloff is not None:
        return group.falloff.weights(handles, points)
    alpha = default_alpha(handles.count)
    return mls_weights(handles.p, points, alpha, handles.radius_px)


def backward_map(
    group: Group, camera: np.ndarray, t: int, size: tuple[int, int], box: Box, cache: WeightCache
) -> tuple[np.ndarray, np.ndarray | None]:
    """For each output pixel of `box`, the position in the picture that it shows in frame `t`.

    Returns
    -------
    source : np.ndarray
        float32 [h, w, 2], continuous positions in px.
    error_px : np.ndarray or None
        float32 [h, w], how far they miss their pixel; None: not at all.
    """
    affine = _as_affine(group, camera, t)
    if affine is not None:
        return _affine_map(np.linalg.inv(affine), box), None
    step_px = 4 if max(size) <= 512 else 8 * -(-max(size) // 1024)
    domain = _domain(camera, size, step_px)
    grid = _grid(domain, step_px)
    flat = grid.reshape(-1, 2)
    weights = None
    if group.handles.count:
        weights = cache.get(group, flat, (domain, step_px))
    moved = _forward(flat, weights, group, camera, t, min(size))
    displacement = (moved - flat).astype(np.float32).reshape(grid.shape)
    left, top, right, bottom = box
    origin = (float(domain[0] - left), float(domain[1] - top))
    source, error_px = invert_motion(displacement, origin, step_px, right - left, bottom - top)
    return source + np.array([left, top], dtype=np.float32), error_px


def _forward(
    points: np.ndarray,
    weights: np.ndarray | None,
    group: Group,
    camera: np.ndarray,
    t: int,
    shorter_px: float,
) -> np.ndarray:
    h = group.handles
    moved = points
    if weights is not None and not h.still(t):
        moved = mls_move(weights, points, h.p, h.q[t], h.angle[t], h.log_scale[t], h.radius_px)
        if group.falloff is not None:
            moved = points + group.falloff.share(h, points)[:, None] * (moved - points)
    if _is_identity(camera):
        return moved
    moved = _apply(camera, moved)
    if group.pins.any():
        pins = h.p[group.pins]
        # MLS leaves a pin where it is, so the camera alone is what must be undone there.
        reach = _PIN_REACH * shorter_px
        return hold_points(moved, pins, _apply(camera, pins), reach, points)
    return moved


def _as_affine(group: Group, camera: np.ndarray, t: int) -> np.ndarray | None:
    h = group.handles
    if h.still(t) and not (group.pins.any() and not _is_identity(camera)):
        return camera
    if h.count != 1 or group.pins.any() or group.falloff is not None:
        return None
    scale, angle = np.exp(h.log_scale[t, 0]), h.angle[t, 0]
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    own = np.eye(3)
    own[:2, :2] = turn
    own[:2, 2] = h.q[t, 0] - turn @ h.p[0]
    return np.asarray(camera @ own)


def _affine_map(inverse: np.ndarray, box: Box) -> np.ndarray:
    left, top, right, bottom = box
    x = np.arange(left, right, dtype=np.float64) + 0.5
    y = (np.arange(top, bottom, dtype=np.float64) + 0.5)[:, None]
    rows = [inverse[i, 0] * x + inverse[i, 1] * y + inverse[i, 2] for i in (0, 1)]
    return np.dstack(rows).astype(np.float32)


def _domain(camera: np.ndarray, size: tuple[int, int], step_px: int) -> Box:
    """The part of the plane that can reach the frame, in cells, at most three frames wide."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], dtype=np.float64)
    seen = corners if _is_identity(camera) else _apply(np.linalg.inv(camera), corners)
    low = np.minimum(seen.min(axis=0), 0.0)
    high = np.maximum(seen.max(axis=0), size)
    cell = 8 * step_px  # in large steps, so that weights can be used again
    low = np.floor(np.maximum(low, (-width, -height)) / cell) * cell - 2 * step_px
    high = np.ceil(np.minimum(high, (2 * width, 2 * height)) / step_px) * step_px + 2 * step_px
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _grid(domain: Box, step_px: int) -> np.ndarray:
    left, top, right, bottom = domain
    x = np.arange(left, right, step_px) + 0.5 * step_px
    y = np.arange(top, bottom, step_px) + 0.5 * step_px
    return np.stack(np.meshgrid(x, y), axis=-1)


def _apply(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2])


def _is_identity(camera: np.ndarray) -> bool:
    return bool(np.abs(camera - np.eye(3)).max() < 1e-12)
