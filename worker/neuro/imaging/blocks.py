"""Blocks that the networks of this folder share."""

from __future__ import annotations

from math import gcd

import torch.nn.functional as F
from torch import Tensor, nn

_GROUPS = 8


def group_norm(channels: int) -> nn.GroupNorm:
    """Group normalisation: unlike batch normalisation it is the same in training and in use."""
    return nn.GroupNorm(gcd(_GROUPS, channels), channels)


class Residual(nn.Module):
    """Norm, SiLU, 3 × 3 convolution, once or twice, beside what goes past."""

    def __init__(self, channels: int, convolutions: int = 2) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(convolutions):
            layers += [
                group_norm(channels),
                nn.SiLU(),
                nn.Conv2d(channels, channels, 3, padding=1),
            ]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, H, W] to the same shape."""
        added: Tensor = x + self.layers(x)
        return added


class Double(nn.Module):
    """Twice the size by nearest neighbours, then a 3 × 3 convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, H, W] to [B, C', 2 H, 2 W]."""
        doubled: Tensor = self.convolution(F.interpolate(x, scale_factor=2, mode="nearest"))
        return doubled
