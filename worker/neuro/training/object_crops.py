"""The objects of pictures, each in a frame of its own, and the boxes that they come from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from worker.neuro.imaging.drafter import SPRITE_PX
from worker.neuro.training.scene_data import SceneData

_SEEN = 32


@dataclass(frozen=True)
class ObjectCrops:
    """Objects as seen from one side.

    Attributes
    ----------
    pixels : uint8 [n, 32, 32, 4]
        Colours times cover, and cover.
    boxes : float32 [n, 4]
        Centre x and y, width and height, in widths of the picture.
    """

    pixels: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]

    def sprites(self, rows: npt.NDArray[np.int64]) -> Tensor:
        """What a drafter should draw, [B, 4, 32, 32]: colours in -1..1 times cover, and cover."""
        values = torch.from_numpy(self.pixels[rows]).permute(0, 3, 1, 2).float() / 255
        return torch.cat([values[:, :3] * 2 - values[:, 3:], values[:, 3:]], dim=1)


def object_crops(data: SceneData) -> ObjectCrops:
    """The objects of all pictures; those seen from the other side are turned round."""
    count, side = len(data), data.masks.shape[-1]
    pixels = np.empty((count, SPRITE_PX, SPRITE_PX, 4), np.uint8)
    boxes = np.empty((count, 4), np.float32)
    for row in range(count):
        seen = data.masks[row] > _SEEN
        top, bottom = _ends(seen.any(axis=1))
        left, right = _ends(seen.any(axis=0))
        part = (slice(top, bottom), slice(left, right))
        cover = data.masks[row][part].astype(np.float32) / 255
        thing = np.dstack([data.pixels[row][part] * cover[..., None], 255 * cover])
        size = (SPRITE_PX, SPRITE_PX)
        thing = cv2.resize(thing, size, interpolation=cv2.INTER_LINEAR).round()
        pixels[row] = thing[:, ::-1] if data.mirrored[row] else thing
        boxes[row] = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return ObjectCrops(pixels, boxes / side)


def _ends(seen: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """First place and the one after the last; everything where nothing is seen."""
    places = np.flatnonzero(seen)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, len(seen))
