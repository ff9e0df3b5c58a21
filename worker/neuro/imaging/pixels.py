"""Between pictures as they are stored and pictures as networks take them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

SIZE_PX = 64
GREY = 128


def to_tensor(pixels: npt.NDArray[np.uint8]) -> Tensor:
    """uint8 [n, 64, 64, 3] as float32 [n, 3, 64, 64] in -1..1."""
    values = torch.from_numpy(np.ascontiguousarray(pixels))
    return values.permute(0, 3, 1, 2).float() / 127.5 - 1


def to_pixels(pictures: Tensor) -> npt.NDArray[np.uint8]:
    """float [n, 3, H, W] in -1..1 as uint8 [n, H, W, 3]; what lies outside is cut off."""
    scaled = (pictures.detach().float().clamp(-1, 1) + 1) * 127.5
    made: npt.NDArray[np.uint8] = scaled.round().byte().permute(0, 2, 3, 1).cpu().numpy()
    return made


def saliency_maps(
    pixels: npt.NDArray[np.uint8], masks: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """What is wanted of the pixel level: the object in its colours, middle grey elsewhere.

    Parameters
    ----------
    pixels : uint8 [n, H, W, 3]
    masks : uint8 [n, H, W]
        255 where the object is.
    """
    share = masks[..., None].astype(np.float32) / 255
    mixed = pixels * share + GREY * (1 - share)
    return mixed.round().astype(np.uint8)
