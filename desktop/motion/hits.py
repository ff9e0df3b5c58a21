"""What lies under the pointer: keys before paths, the selected layer first, front before back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.motion.document import Layer, MotionDocument
from shared.tasks.motion import Point

KEY_TOLERANCE_PX = 9.0
PATH_TOLERANCE_PX = 7.0


@dataclass(frozen=True)
class Hit:
    """A key (`key` set) or a place on a path, at time `time` in [0, 1]."""

    layer_id: int
    key: int | None
    time: float
    distance: float


def find_hits(
    document: MotionDocument,
    curves: Mapping[int, np.ndarray],
    point: Point,
    unit: float,
    selected: int | None,
) -> list[Hit]:
    """All hits, the best first.

    Parameters
    ----------
    curves : mapping of layer id to float64 [K, 2]
        The drawn paths in picture pixels, evenly spaced in time.
    unit : float
        Picture pixels per screen pixel, so that the tolerance is the same at every zoom.
    """
    keys: list[tuple[bool, int, float, Hit]] = []
    paths: list[tuple[bool, int, float, Hit]] = []
    for depth, layer in enumerate(reversed(document.layers)):
        if layer.locked or not layer.visible:
            continue
        first = layer.layer_id != selected
        key = _key_hit(layer, point, unit)
        if key is not None:
            keys.append((first, depth, key.distance, key))
        if layer.role != "pin" and layer.layer_id in curves:
            path = _path_hit(layer, curves[layer.layer_id], point, unit)
            if path is not None and (key is None):
                paths.append((first, depth, path.distance, path))
    ordered = sorted(keys, key=lambda x: x[:3]) + sorted(paths, key=lambda x: x[:3])
    return [hit for *_, hit in ordered]


def _key_hit(layer: Layer, point: Point, unit: float) -> Hit | None:
    best: Hit | None = None
    for index, position in enumerate(layer.points):
        distance = math.dist(point, position) / unit
        if distance <= KEY_TOLERANCE_PX and (best is None or distance < best.distance):
            best = Hit(layer.layer_id, index, 0.0, distance)
    return best


def _path_hit(layer: Layer, curve: np.ndarray, point: Point, unit: float) -> Hit | None:
    if len(curve) < 2:
        return None
    reach = PATH_TOLERANCE_PX * unit
    # Most paths are far away, which their corners tell in a fraction of the time.
    if (curve.min(axis=0) - reach > point).any() or (curve.max(axis=0) + reach < point).any():
        return None
    start, step = curve[:-1], np.diff(curve, axis=0)
    length2 = np.maximum((step**2).sum(1), 1e-12)
    offset = np.asarray(point) - start
    along = np.clip((offset * step).sum(1) / length2, 0, 1)
    distance = np.hypot(*(offset - along[:, None] * step).T)
    index = int(distance.argmin())
    if distance[index] / unit > PATH_TOLERANCE_PX:
        return None
    time = (index + float(along[index])) / len(step)
    return Hit(layer.layer_id, None, time, float(distance[index]) / unit)


def pick(hits: list[Hit], current: tuple[int | None, int | None], cycle: bool) -> Hit | None:
    """The hit to select; with `cycle` the one after the current selection."""
    if not hits:
        return None
    if cycle:
        for index, hit in enumerate(hits):
            if hit.layer_id == current[0]:
                return hits[(index + 1) % len(hits)]
    return hits[0]
