"""Blocks that the networks of this folder share."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_GROUPS = 8
# Numbers that a time or a certainty is told by.
WAVES = 64


def group_norm(channels: int) -> nn.GroupNorm:
    """Group normalisation: unlike batch normalisation it is the same in training and in use."""
    return nn.GroupNorm(math.gcd(_GROUPS, channels), channels)


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


class Modulated(nn.Module):
    """Residual block whose second norm is scaled and shifted by the features."""

    def __init__(self, inputs: int, outputs: int, features: int) -> None:
        super().__init__()
        self.norm0, self.norm1 = group_norm(inputs), group_norm(outputs)
        self.conv0 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv1 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.film = nn.Linear(features, 2 * outputs)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)
        nn.init.zeros_(self.conv1.weight)

    def forward(self, x: Tensor, features: Tensor) -> Tensor:
        h = self.conv0(F.silu(self.norm0(x)))
        scale, shift = self.film(F.silu(features))[..., None, None].chunk(2, dim=1)
        added: Tensor = self.skip(x) + self.conv1(F.silu(self.norm1(h) * (1 + scale) + shift))
        return added


class Look(nn.Module):
    """Self-attention over the places of a map."""

    def __init__(self, channels: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = group_norm(channels)
        self.mix = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        mixed = self.mix(self.norm(x)).reshape(batch, 3, self.heads, -1, height * width)
        query, key, value = mixed.transpose(-1, -2).unbind(dim=1)
        looked = F.scaled_dot_product_attention(query, key, value)
        added: Tensor = x + self.out(
            looked.transpose(-1, -2).reshape(batch, channels, height, width)
        )
        return added


def perceptron(inputs: int, outputs: int, hidden: int | None = None) -> nn.Sequential:
    """One hidden layer, as wide as the output if it is not said."""
    width = outputs if hidden is None else hidden
    return nn.Sequential(nn.Linear(inputs, width), nn.SiLU(), nn.Linear(width, outputs))


def waves(value: Tensor) -> Tensor:
    """Sines and cosines of `value` [B] in 0..1, [B, 64]."""
    count = WAVES // 2
    rate = torch.exp(torch.arange(count, device=value.device) * (math.log(1000.0) / count))
    angle = value.float()[:, None] * rate * math.pi
    return torch.cat([angle.sin(), angle.cos()], dim=1)
