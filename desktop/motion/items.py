"""What can be selected together: keys and whole layers, moved and removed as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from desktop.motion import edits
from desktop.motion.document import Layer, MotionDocument
from shared.tasks.motion import Point

Item = tuple[int, int | None]  # a layer's id and a key of it; None is the whole layer
Rect = tuple[float, float, float, float]  # left, top, right, bottom in picture px


@dataclass(frozen=True)
class Selection:
    """The selected layer and, on it, the selected key; `more` is what is selected besides."""

    layer_id: int | None = None
    key: int | None = None
    more: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All that is selected, the main item last."""
        return () if self.layer_id is None else (*self.more, (self.layer_id, self.key))

    def __contains__(self, item: Item) -> bool:
        return item in self.items

    def with_item(self, item: Item) -> Selection:
        """This and one more item, which becomes the main one."""
        return selected([*(x for x in self.items if x != item), item])

    def without_item(self, item: Item) -> Selection:
        """This without an item."""
        return selected([x for x in self.items if x != item])


def selected(items: Iterable[Item]) -> Selection:
    """A selection of items, the last one the main one."""
    listed = list(dict.fromkeys(items))
    if not listed:
        return Selection()
    *more, (layer_id, key) = listed
    return Selection(layer_id, key, tuple(more))


def existing(document: MotionDocument, selection: Selection) -> Selection:
    """The part of a selection that the document still has; of a key that is gone, its layer."""
    kept: list[Item] = []
    for layer_id, key in selection.items:
        layer = document.layer(layer_id)
        if layer is not None:
            kept.append((layer_id, key if key is None or key < len(layer.points) else None))
    return selected(kept)


def movable(document: MotionDocument, items: Iterable[Item]) -> dict[int, list[int]]:
    """By layer id, the keys that a move of these items takes along; locked layers stay."""
    keys: dict[int, set[int]] = {}
    for layer_id, key in items:
        layer = document.layer(layer_id)
        if layer is not None and not layer.locked:
            chosen = range(len(layer.points)) if key is None else (key,)
            keys.setdefault(layer_id, set()).update(chosen)
    return {layer_id: sorted(chosen) for layer_id, chosen in keys.items()}


def move_items(
    document: MotionDocument, items: Iterable[Item], dx: float, dy: float
) -> MotionDocument:
    """Move keys and layers by picture pixels."""
    for layer_id, keys in movable(document, items).items():
        points = list(document.layers[document.index_of(layer_id)].points)
        for key in keys:
            points[key] = (points[key][0] + dx, points[key][1] + dy)
        document = edits.set_layer(document, layer_id, points=tuple(points))
    return document


def remove_items(document: MotionDocument, items: Iterable[Item]) -> MotionDocument:
    """Remove keys and layers; a layer of which all keys go goes too."""
    for layer_id, keys in movable(document, items).items():
        for key in reversed(keys):
            if document.layer(layer_id) is not None:
                document = edits.remove_key(document, layer_id, key)
    return document


def keys_inside(document: MotionDocument, rect: Rect) -> list[Item]:
    """The keys of visible, unlocked layers inside a rectangle, back layers first."""
    left, right = sorted((rect[0], rect[2]))
    top, bottom = sorted((rect[1], rect[3]))
    found: list[Item] = []
    for layer in document.layers:
        if layer.visible and not layer.locked:
            points = np.asarray(layer.points, np.float64).reshape(-1, 2)
            inside = ((points >= (left, top)) & (points <= (right, bottom))).all(axis=1)
            found += [(layer.layer_id, int(key)) for key in np.flatnonzero(inside)]
    return found


def anchor(layer: Layer, key: int | None) -> Point:
    """The point of an item that snaps: the key, or a layer's first key."""
    return layer.points[key or 0]
