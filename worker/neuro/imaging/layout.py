"""Where a picture has contrast and which colours lie where: what early vision tells of it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

CONTRAST_CELLS = 8
COLOUR_CELLS = 4
CONTRASTS = CONTRAST_CELLS**2
COLOURS = 3 * COLOUR_CELLS**2
_LIGHT = (0.299, 0.587, 0.114)


def contrast_map(pictures: Tensor) -> Tensor:
    """Standard deviation of the lightness in each of 8 × 8 cells, [B, 64], from [B, 3, H, W]."""
    weights = torch.tensor(_LIGHT, device=pictures.device)[None, :, None, None]
    light = (pictures * weights).sum(dim=1, keepdim=True)
    cell = light.shape[-1] // CONTRAST_CELLS
    mean = F.avg_pool2d(light, cell)
    spread = (F.avg_pool2d(light**2, cell) - mean**2).clamp(min=0)
    return (spread + 1e-6).sqrt().flatten(1)


def colour_grid(pictures: Tensor) -> Tensor:
    """Mean colour of each of 4 × 4 cells, [B, 48], from [B, 3, H, W] in -1..1."""
    return F.avg_pool2d(pictures, pictures.shape[-1] // COLOUR_CELLS).flatten(1)
