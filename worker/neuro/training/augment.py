"""Changes of a picture that keep its caption true."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

_SHIFT_PX = 3
_GAIN, _OFFSET, _NOISE = 0.08, 0.06, 0.03


def augment(pictures: Tensor, rng: np.random.Generator) -> Tensor:
    """Shift each picture [B, 3, H, W] in -1..1 by up to 3 px and change its light a little.

    No mirror image and no other hue: captions tell of sides and of colours.
    """
    batch = len(pictures)
    moved = _shifted(pictures, rng.integers(-_SHIFT_PX, _SHIFT_PX + 1, (batch, 2)))
    gain = torch.from_numpy(rng.normal(1, _GAIN, (batch, 1, 1, 1)).astype(np.float32))
    offset = torch.from_numpy(rng.normal(0, _OFFSET, (batch, 1, 1, 1)).astype(np.float32))
    noise = torch.from_numpy(rng.standard_normal(pictures.shape, dtype=np.float32))
    return (moved * gain + offset + _NOISE * noise).clamp(-1, 1)


def _shifted(pictures: Tensor, by: npt.NDArray[np.int64]) -> Tensor:
    size = pictures.shape[-1]
    padded = F.pad(pictures, (_SHIFT_PX,) * 4, mode="replicate")
    parts = [
        picture[:, _SHIFT_PX + dy : _SHIFT_PX + dy + size, _SHIFT_PX + dx : _SHIFT_PX + dx + size]
        for picture, (dy, dx) in zip(padded, by.tolist(), strict=True)
    ]
    return torch.stack(parts)
