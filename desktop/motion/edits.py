"""Pure edits: each takes a document and returns a new one, which makes undo exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from desktop.motion.document import LAYER_COLOURS, Layer, MotionDocument, key_time_at, key_times
from desktop.motion.mask import Mask
from shared.motion.presets import CameraKeys
from shared.tasks.motion import Point, Role

MIN_SCALE, MAX_SCALE = 0.05, 20.0


def _put(document: MotionDocument, layer: Layer) -> MotionDocument:
    layers = tuple(layer if old.layer_id == layer.layer_id else old for old in document.layers)
    return msgspec.structs.replace(document, layers=layers)


def _layer(document: MotionDocument, layer_id: int) -> Layer:
    return document.layers[document.index_of(layer_id)]


def _placed(values: Sequence[Any], index: int, value: Any) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _inserted(values: Sequence[Any], index: int, value: Any) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index:])


def _removed(values: Sequence[Any] | None, index: int) -> tuple[Any, ...] | None:
    return None if values is None else (*values[:index], *values[index + 1 :])


def set_settings(document: MotionDocument, **changes: Any) -> MotionDocument:
    """Change settings: frames, fps, seed, width, height, format, backend, prompt."""
    return msgspec.structs.replace(document, **changes)


def set_layer(document: MotionDocument, layer_id: int, **changes: Any) -> MotionDocument:
    """Change fields of one layer."""
    return _put(document, msgspec.structs.replace(_layer(document, layer_id), **changes))


def add_layer(
    document: MotionDocument,
    role: Role,
    points: Sequence[Point],
    times: tuple[float, ...] | None = None,
    mask: Mask | None = None,
) -> tuple[MotionDocument, int]:
    """Add a layer in front of the others; returns the document and the new layer's id."""
    layer_id = max((layer.layer_id for layer in document.layers), default=0) + 1
    used = {layer.colour for layer in document.layers}
    free = [index for index in range(LAYER_COLOURS) if index not in used]
    layer = Layer(
        layer_id=layer_id,
        role=role,
        points=tuple(points),
        times=times,
        mask=mask,
        colour=free[0] if free else (layer_id - 1) % LAYER_COLOURS,
    )
    return msgspec.structs.replace(document, layers=(*document.layers, layer)), layer_id


def duplicate_layer(
    document: MotionDocument, layer_id: int, offset_px: float = 12.0
) -> tuple[MotionDocument, int]:
    """Add a copy of a layer, a little to the right and below."""
    source = _layer(document, layer_id)
    points = tuple((x + offset_px, y + offset_px) for x, y in source.points)
    changed, new_id = add_layer(document, source.role, points, source.times, source.mask)
    colour = _layer(changed, new_id).colour
    copy = msgspec.structs.replace(source, layer_id=new_id, points=points, colour=colour)
    return _put(changed, copy), new_id


def remove_layer(document: MotionDocument, layer_id: int) -> MotionDocument:
    """Remove a layer."""
    layers = tuple(layer for layer in document.layers if layer.layer_id != layer_id)
    return msgspec.structs.replace(document, layers=layers)


def reorder_layer(document: MotionDocument, layer_id: int, index: int) -> MotionDocument:
    """Move a layer to place `index` of the order, 0 at the back."""
    layer = _layer(document, layer_id)
    rest = [other for other in document.layers if other.layer_id != layer_id]
    rest.insert(max(0, min(index, len(rest))), layer)
    return msgspec.structs.replace(document, layers=tuple(rest))


def move_key(document: MotionDocument, layer_id: int, index: int, point: Point) -> MotionDocument:
    """Put one key elsewhere."""
    layer = _layer(document, layer_id)
    return set_layer(document, layer_id, points=_placed(layer.points, index, point))


def insert_key(
    document: MotionDocument, layer_id: int, point: Point, time: float
) -> tuple[MotionDocument, int]:
    """Insert a key at a time in [0, 1]; its rotation and scale lie between its neighbours'."""
    layer = _layer(document, layer_id)
    if layer.role == "pin":
        points = (*layer.points, point)
        return set_layer(document, layer_id, points=points), len(points) - 1
    times = key_times(layer)
    index = sum(1 for other in times if other <= time)
    changes: dict[str, Any] = {
        "points": _inserted(layer.points, index, point),
        "times": _inserted(times, index, time),
    }
    for field in ("rotate_deg", "scale"):
        values = getattr(layer, field)
        if values is not None:
            changes[field] = _inserted(values, index, _between(times, values, time))
    return set_layer(document, layer_id, **changes), index


def _between(times: Sequence[float], values: Sequence[float], time: float) -> float:
    for index in range(1, len(times)):
        if time <= times[index]:
            span = times[index] - times[index - 1]
            part = (time - times[index - 1]) / span if span > 0 else 0.0
            return values[index - 1] + part * (values[index] - values[index - 1])
    return values[-1]


def remove_key(document: MotionDocument, layer_id: int, index: int) -> MotionDocument:
    """Remove one key; a layer without keys goes, unless its mask can still be put to use."""
    layer = _layer(document, layer_id)
    if len(layer.points) == 1:
        return remove_layer(document, layer_id)
    times = layer.times
    if layer.role != "pin" and times is None:
        times = key_times(layer)  # the others keep the time that they had
    return set_layer(
        document,
        layer_id,
        points=_removed(layer.points, index),
        times=_removed(times, index),
        rotate_deg=_removed(layer.rotate_deg, index),
        scale=_removed(layer.scale, index),
    )


def clone_key(
    document: MotionDocument, layer_id: int, index: int, moment: float
) -> tuple[MotionDocument, int]:
    """Add a copy of a key, place, rotation and scale, at a moment in [0, 1].

    A copied pin lies on the other one. Returns the document and the copy's index.
    """
    layer = _layer(document, layer_id)
    time = key_time_at(layer, moment)
    changed, new = insert_key(document, layer_id, layer.points[index], time)
    for field in ("rotate_deg", "scale"):
        values = getattr(layer, field)
        if values is not None:
            placed = _placed(getattr(_layer(changed, layer_id), field), new, values[index])
            changed = set_layer(changed, layer_id, **{field: placed})
    return changed, new


def set_key_moment(
    document: MotionDocument, layer_id: int, index: int, moment: float
) -> MotionDocument:
    """Move a key to when the layer shall be there, in [0, 1]; it stays between its neighbours.

    With an easing, the times of the keys between follow the first and the last one.
    """
    layer = _layer(document, layer_id)
    inner = 0 < index < len(layer.points) - 1
    time = key_time_at(layer, moment) if inner else moment
    return set_key_time(document, layer_id, index, time)


def set_key_time(
    document: MotionDocument, layer_id: int, index: int, time: float
) -> MotionDocument:
    """Move a key in time, before the easing; it stays between its neighbours."""
    layer = _layer(document, layer_id)
    times = key_times(layer)
    low = times[index - 1] if index > 0 else 0.0
    high = times[index + 1] if index + 1 < len(times) else 1.0
    time = min(max(time, low), high)
    if time == times[index]:
        return document
    return set_layer(document, layer_id, times=_placed(times, index, time))


def set_key_rotation(
    document: MotionDocument, layer_id: int, index: int, degrees: float
) -> MotionDocument:
    """Set the rotation at a key, in degrees clockwise; all zero is no rotation."""
    layer = _layer(document, layer_id)
    values = _placed(layer.rotate_deg or (0.0,) * len(layer.points), index, degrees)
    return set_layer(document, layer_id, rotate_deg=values if any(values) else None)


def set_key_scale(
    document: MotionDocument, layer_id: int, index: int, factor: float
) -> MotionDocument:
    """Set the scale factor at a key; all one is no scaling."""
    layer = _layer(document, layer_id)
    factor = min(max(factor, MIN_SCALE), MAX_SCALE)
    values = _placed(layer.scale or (1.0,) * len(layer.points), index, factor)
    return set_layer(document, layer_id, scale=values if any(v != 1.0 for v in values) else None)


def add_camera(
    document: MotionDocument, keys: CameraKeys, name: str = ""
) -> tuple[MotionDocument, int]:
    """Add a camera layer with the keys of a preset."""
    changed, layer_id = add_layer(document, "camera", keys.points, keys.times)
    changed = set_layer(
        changed,
        layer_id,
        name=name,
        rotate_deg=keys.rotate_deg,
        scale=keys.scale,
        interpolation=keys.interpolation,
        parallax=keys.parallax,
    )
    return changed, layer_id


def pin_background(
    document: MotionDocument, inside: Sequence[np.ndarray], columns: int = 6, rows: int = 4
) -> tuple[MotionDocument, int] | None:
    """Add a layer of pins on a grid wherever no mask is; None when masks leave no room.

    `inside` holds the objects' masks, bool [H, W] of any size, True where the object is.
    """
    picture = document.picture
    if picture is None:
        return None
    points = []
    for row in range(rows):
        for column in range(columns):
            u, v = (column + 0.5) / columns, (row + 0.5) / rows
            covered = any(m[int(v * m.shape[0]), int(u * m.shape[1])] for m in inside)
            if not covered:
                points.append((u * picture.width, v * picture.height))
    return add_layer(document, "pin", points) if points else None


def drag_surroundings(document: MotionDocument) -> list[np.ndarray]:
    """What may move with the objects where no masks say so: bool [54, 96] discs about their starts.

    A disc reaches a quarter of the picture's shorter side, which is about an object's size in a
    photograph of it.
    """
    picture = document.picture
    starts = [x.points[0] for x in document.layers if x.role == "object" and x.points]
    if picture is None:
        return []
    rows, columns = 54, 96
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    x, y = x * picture.width / columns, y * picture.height / rows
    reach_px = min(picture.width, picture.height) / 4
    return [np.hypot(x - left, y - top) < reach_px for left, top in starts]


def add_pin(
    document: MotionDocument, point: Point, layer_id: int | None = None
) -> tuple[MotionDocument, int, int]:
    """Add a pin to the given pin layer, else to the front unlocked one, else to a new layer.

    Returns the document, the layer's id and the pin's index.
    """
    candidates = [x for x in document.layers if x.role == "pin" and not x.locked and x.visible]
    chosen = next((x for x in candidates if x.layer_id == layer_id), None)
    if chosen is None and candidates:
        chosen = candidates[-1]
    if chosen is None:
        changed, new_id = add_layer(document, "pin", (point,))
        return changed, new_id, 0
    points = (*chosen.points, point)
    return set_layer(document, chosen.layer_id, points=points), chosen.layer_id, len(points) - 1
