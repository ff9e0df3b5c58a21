"""What image-to-image begins with: saliency maps before surroundings, and their boxes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from worker.neuro.imaging.pixels import GREY

Maps = npt.NDArray[np.floating] | npt.NDArray[np.uint8]
# Objects of which only the place is known are shown lighter than the grey around them.
_LIGHT = 190
# So far from grey is object for certain.
_CERTAIN = 64
# Of an even disc, the extent in standard deviations; a box has 3.5.
_EXTENT = 4.0
_SMALLEST, _LARGEST = 0.15, 0.8


def first_pictures(
    saliency: Maps,
    around: npt.NDArray[np.uint8] | None,
) -> npt.NDArray[np.uint8]:
    """Pictures uint8 [n, 64, 64, 3] that image-to-image starts from.

    Grey tells nothing of what is around the object. Where surroundings were drafted (`around`,
    uint8 [n, 64, 64, 3]), they are put there, as far as the map is grey.
    """
    cover = cover_of(saliency)[..., None]
    if saliency.ndim == 3:
        maps = GREY + (_LIGHT - GREY) * cover
    else:
        maps = saliency.astype(np.float32)
    if around is None:
        mixed = maps
    else:
        mixed = maps * cover + around * (1 - cover)
    return np.asarray(mixed.round().clip(0, 255), np.uint8)


def cover_of(saliency: Maps) -> npt.NDArray[np.float32]:
    """How much of each pixel is object, float32 [n, H, W], by maps of either kind."""
    if saliency.ndim == 3:
        return np.asarray(np.clip(saliency, 0, 1), np.float32)
    away = np.abs(saliency.astype(np.float32) - GREY).max(axis=-1)
    return np.asarray(np.clip(away / _CERTAIN, 0, 1), np.float32)


def boxes_of(cover: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Boxes float32 [n, 4] of the objects: centre x and y, width and height in picture widths.

    By moments of what is above half of the largest value, which blurred maps have too.
    """
    top = cover.max(axis=(1, 2), keepdims=True)
    weight = np.where(cover >= top / 2, cover, 0).astype(np.float64) + 1e-9
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    boxes = np.empty((len(cover), 4), np.float32)
    for axis, line in enumerate((weight.sum(axis=1), weight.sum(axis=2))):
        place = (np.arange(line.shape[1]) + 0.5) / line.shape[1]
        centre = line @ place
        spread = np.sqrt(np.maximum(line @ place**2 - centre**2, 0))
        boxes[:, axis] = centre
        boxes[:, 2 + axis] = np.clip(_EXTENT * spread, _SMALLEST, _LARGEST)
    return boxes
