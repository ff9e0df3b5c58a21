"""What a frame may be mixed from besides new pixels: the warp, softer copies, filled holes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

BLURS_PX = (1.5, 4.0)
_HOLE_EDGE_PX = 1.0
# Cells that are known to a quarter already count as known: broader ones would lose more detail.
_ENOUGH_KNOWN = 0.25
_LEAST = 1e-4


@dataclass(frozen=True)
class Palette:
    """Made once for a clip, used in every step of its sampling.

    Attributes
    ----------
    copies : tuple of Tensor
        The warp and its softer copies, [B, 3, H, W] each.
    filled : Tensor
        [B, 3, H, W], the warp with the colours around its holes drawn into them.
    near_hole : Tensor
        [B, 1, H, W] in 0..1, holes with a soft edge.
    """

    copies: tuple[Tensor, ...]
    filled: Tensor
    near_hole: Tensor


def make_palette(warp: Tensor, hole: Tensor) -> Palette:
    """From a warp [B, 3, H, W] and its holes [B, 1, H, W] in 0..1."""
    return Palette(
        (warp, *(soften(warp, sigma_px) for sigma_px in BLURS_PX)),
        fill_holes(warp, hole),
        soften(hole, _HOLE_EDGE_PX),
    )


def fill_holes(frame: Tensor, hole: Tensor) -> Tensor:
    """The frame with its holes filled from coarser and coarser averages of what is known.

    Push-pull (Gortler et al. 1996, section 3.2); where nothing is known at all the fill is 0.
    """
    known = 1 - hole
    levels = [(frame * known, known)]
    while max(levels[-1][1].shape[-2:]) > 1:
        colours, share = (F.avg_pool2d(part, 2, ceil_mode=True) for part in levels[-1])
        levels.append((colours, share))
    colours, share = levels.pop()
    filled = colours / share.clamp(min=_LEAST)
    for colours, share in reversed(levels):
        coarse = F.interpolate(filled, share.shape[-2:], mode="bilinear", align_corners=False)
        sure = (share / _ENOUGH_KNOWN).clamp(max=1)
        filled = sure * colours / share.clamp(min=_LEAST) + (1 - sure) * coarse
    return filled


def soften(frame: Tensor, sigma_px: float) -> Tensor:
    """Gaussian blur of [B, C, H, W], the edge repeated."""
    half = round(2.5 * sigma_px)
    offset = torch.arange(-half, half + 1, device=frame.device, dtype=frame.dtype)
    profile = torch.exp(-offset.square() / (2 * sigma_px**2))
    profile = profile / profile.sum()
    channels = frame.shape[1]
    padded = F.pad(frame, (half, half, half, half), mode="replicate")
    rows = F.conv2d(padded, profile.expand(channels, 1, 1, -1), groups=channels)
    return F.conv2d(rows, profile[:, None].expand(channels, 1, -1, 1), groups=channels)
