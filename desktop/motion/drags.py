"""From the document to what a render takes: the drags, and the masks by their place in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from desktop.motion.document import Layer, MotionDocument
from desktop.motion.mask import Mask, scale_mask, unpack_mask
from shared.motion.depth import has_parallax, layer_depths
from shared.motion.tracks import (
    Tracks,
    camera_transforms,
    layer_path,
    layer_similarity,
    scene_tracks,
)
from shared.tasks.motion import DragLayer, Drags

_NO_REFS: Mapping[int, str] = MappingProxyType({})
# Points of the drawn curve between two frames: enough that a strongly bent path looks smooth.
CURVE_STEPS = 8


def rendered_layers(document: MotionDocument) -> tuple[Layer, ...]:
    """The layers that take part: visible and with at least one point."""
    return tuple(layer for layer in document.layers if layer.visible and layer.points)


def to_drag_layer(layer: Layer, mask: str | None = None) -> DragLayer:
    """The layer as the render knows it; `mask` is the reference of its mask file."""
    is_pin = layer.role == "pin"
    return DragLayer(
        role=layer.role,
        points=layer.points,
        times=None if is_pin else layer.times,
        mask=None if layer.role == "camera" else mask,
        rotate_deg=None if is_pin else layer.rotate_deg,
        scale=None if is_pin else layer.scale,
        interpolation=layer.interpolation,
        name=layer.name,
        easing=None if is_pin else layer.easing,
        feather_px=layer.feather_px if layer.mask is not None else 0.0,
        parallax=layer.parallax if layer.role == "camera" else 0.0,
    )


def to_drags(document: MotionDocument, mask_refs: Mapping[int, str] = _NO_REFS) -> Drags:
    """The drags document; `mask_refs` maps layer ids to mask files.

    Raises
    ------
    ValueError
        If no picture is open.
    """
    if document.picture is None:
        raise ValueError("a document without a picture has no drags")
    return Drags(
        width=document.picture.width,
        height=document.picture.height,
        frames=document.frames,
        layers=tuple(
            to_drag_layer(layer, mask_refs.get(layer.layer_id))
            for layer in rendered_layers(document)
        ),
        prompt=document.prompt,
    )


def to_masks(document: MotionDocument, width: int, height: int) -> dict[int, np.ndarray]:
    """Masks by index into the layers of `to_drags`, uint8 [height, width]."""
    return {
        index: scale_mask(unpack_mask(layer.mask), width, height)
        for index, layer in enumerate(rendered_layers(document))
        if layer.mask is not None and layer.role != "camera"
    }


def layer_curve(layer: Layer, frames: int) -> np.ndarray:
    """The drawn path, float64 [(frames - 1) * CURVE_STEPS + 1, 2] in picture pixels.

    Every `CURVE_STEPS`-th point is the position in a frame: the same function as the render's,
    sampled more densely.
    """
    return layer_path(to_drag_layer(layer), (frames - 1) * CURVE_STEPS + 1)


def document_tracks(document: MotionDocument, width: int, height: int) -> Tracks:
    """`scene_tracks` of the document in a frame of `width` x `height` px, masks and all.

    Tracks belong to the layers of `rendered_layers`, by index.
    """
    drags = to_drags(document)
    masks = _masks(document) if has_parallax(drags) else None
    return scene_tracks(drags, document.frames, width, height, masks)


def mask_motion(document: MotionDocument, layer: Layer, frame: int) -> np.ndarray:
    """Where a masked layer's own path and the camera take it, float64 [3, 3] on picture px."""
    layers = rendered_layers(document)
    depths = layer_depths([k for k, x in enumerate(layers) if x.mask is not None])
    depth = next((depths.get(k, 0.0) for k, x in enumerate(layers) if x is layer), 0.0)
    camera = camera_transforms(to_drags(document), document.frames, depth)[frame]
    own = layer_similarity(to_drag_layer(layer), document.frames)[frame]
    return np.asarray(camera @ own)


def _masks(document: MotionDocument) -> dict[int, np.ndarray]:
    return {
        index: _unpacked(layer.mask)
        for index, layer in enumerate(rendered_layers(document))
        if layer.mask is not None and layer.role != "camera"
    }


@lru_cache(maxsize=8)
def _unpacked(mask: Mask) -> np.ndarray:
    # Asked for at every move of the mouse; up to 4 MB each.
    return unpack_mask(mask)
