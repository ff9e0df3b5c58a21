"""Multiscale Fusion: the drag map in every level of a video UNet, as the released 1.5 does it.

`h + GN(h) * gamma(c) + beta(c)`, where c is the condition at the level's own size. The last layers
of gamma and beta start at zero, so that a new condition changes nothing until it is trained. All
parameter names are those of the released checkpoint.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class TemporalConv(nn.Conv1d):
    """A convolution over time alone, with the first and last frame repeated at the ends."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3, padding=1, padding_mode="replicate")

    def forward(self, x: Tensor, frames: int) -> Tensor:  # type: ignore[override]
        """`x` [B * T, C, H, W] with `frames` = T; returns the same shape with the new channels."""
        # As a 1 x 1 convolution of three frames side by side: no copy with time as the last axis.
        clips = x.reshape(-1, frames, *x.shape[1:])
        before = torch.cat([clips[:, :1], clips[:, :-1]], dim=1)
        after = torch.cat([clips[:, 1:], clips[:, -1:]], dim=1)
        beside = torch.cat([before, clips, after], dim=2).flatten(0, 1)
        weight = self.weight.permute(0, 2, 1).reshape(self.out_channels, -1, 1, 1)
        return F.conv2d(beside, weight, self.bias)


class FlowFusion(nn.Module):
    """One fusion: `hidden` channels modulated by a `condition` of as many pixels.

    Parameters
    ----------
    hidden, condition : int
        Channels of the block and of the condition at its level; the same in the released model.
    groups : int
        Groups of the normalisation.
    """

    def __init__(self, hidden: int, condition: int | None = None, groups: int = 32) -> None:
        super().__init__()
        condition = hidden if condition is None else condition
        inner = max(1, hidden // 4)
        self.flow_cond_norm = nn.GroupNorm(groups, hidden)
        self.flow_gamma_spatial = nn.Conv2d(condition, inner, 3, padding=1)
        self.flow_gamma_temporal = TemporalConv(inner, hidden)
        self.flow_beta_spatial = nn.Conv2d(condition, inner, 3, padding=1)
        self.flow_beta_temporal = TemporalConv(inner, hidden)
        for layer in (self.flow_gamma_temporal, self.flow_beta_temporal):
            nn.init.zeros_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

    def forward(self, hidden: Tensor, condition: Tensor, frames: int) -> Tensor:
        """`hidden` [B * T, C, h, w] and `condition` [B * T, C', h, w]."""
        gamma = self.flow_gamma_temporal(self.flow_gamma_spatial(condition), frames)
        beta = self.flow_beta_temporal(self.flow_beta_spatial(condition), frames)
        fused: Tensor = hidden + self.flow_cond_norm(hidden) * gamma + beta
        return fused


def pyramid(condition: Tensor, levels: int) -> list[Tensor]:
    """A condition [B, C, h, w] at `levels` sizes, each half the one before, by averaging."""
    sizes = [condition]
    for _ in range(levels - 1):
        sizes.append(F.avg_pool2d(sizes[-1], 2))
    return sizes
