"""How near to the viewer the parts of a picture are, which decides how far the camera moves them.

Nobody measures depth: the order of the layers says what is in front. The background is at 0, the
foremost masked layer at 1, those between at even steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from shared.tasks.motion import Drags, Point

BACKGROUND = -1
_INSIDE = 127  # of a gray mask


def has_parallax(drags: Drags) -> bool:
    """Whether a camera moves near things farther than far ones."""
    return any(layer.role == "camera" and layer.parallax for layer in drags.layers)


def layer_depths(masked: Collection[int]) -> dict[int, float]:
    """The depth in [0, 1] of the background (-1) and of each masked layer, by layer index."""
    order = sorted(masked)
    return {BACKGROUND: 0.0} | {index: (n + 1) / len(order) for n, index in enumerate(order)}


def object_depths(
    drags: Drags, starts: Mapping[int, Point], masks: Mapping[int, np.ndarray] | None
) -> dict[int, float]:
    """The depth of every object layer, by layer index; without a parallax nothing: all are at 0.

    An object with a mask has its own depth, one without that of the foremost mask over its start.

    Parameters
    ----------
    starts : mapping of int to (x, y)
        Where each object's path starts, in picture px.
    masks : mapping of int to np.ndarray or None
        By layer index, bool or uint8 [h, w] of any size over the whole picture. None: only the
        layers' `mask` fields are known, and objects without one belong to the background.
    """
    if not has_parallax(drags):
        return {}
    known = {k for k, layer in enumerate(drags.layers) if layer.mask is not None}
    depths = layer_depths(known if masks is None else masks)
    size = (drags.width, drags.height)
    return {
        index: depths[index if index in depths else _owner(point, size, masks or {})]
        for index, point in starts.items()
    }


def _owner(point: Point, size: tuple[int, int], masks: Mapping[int, np.ndarray]) -> int:
    for index in sorted(masks, reverse=True):
        mask = masks[index]
        height, width = mask.shape
        x, y = int(point[0] * width // size[0]), int(point[1] * height // size[1])
        if 0 <= x < width and 0 <= y < height:
            inside = mask[y, x] if mask.dtype == np.bool_ else mask[y, x] > _INSIDE
            if inside:
                return index
    return BACKGROUND
