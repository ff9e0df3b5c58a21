"""From features to a frame: pixels of the warp where they are right, new ones elsewhere."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CELL_PX = 4
_BLURS_PX = (1.5, 4.0)
_CHOICES = 2 + len(_BLURS_PX)  # the warp, its blurs, the network's own pixels
_HOLE_EDGE_PX = 1.0
_COLOUR = 12  # a 3 x 3 matrix and an offset


class OutputHead(nn.Module):
    """Mixes the warp, softer copies of it where the motion is unsure, and synthesised pixels.

    `frame = sum_i a_i C(W_i) + a_x x`, with weights a that start almost wholly on the sharp warp
    where it is valid. Synthesised pixels appear only in and close to holes, softer copies only away
    from what the drags say, so the photograph's own sharpness is kept. (With synthesis allowed
    everywhere, the network learned to copy its noisy input, which shows the answer in training but
    not in sampling, and lost 0.6 dB to the warp.) C is one colour matrix and offset for each frame,
    for changes of light.
    """

    def __init__(self, features: int, deep: int, embedding: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, features)
        self.pixels = nn.Conv2d(features, 3 * CELL_PX**2, 3, padding=1)
        self.choice = nn.Conv2d(features, _CHOICES, 3, padding=1)
        self.in_holes = nn.Parameter(torch.tensor([-2.0, *[0.0] * len(_BLURS_PX), 2.0]))
        self.anywhere = nn.Parameter(torch.tensor([4.0, *[0.0] * len(_BLURS_PX), 0.0]))
        self.colour = nn.Linear(deep + embedding, _COLOUR)
        nn.init.zeros_(self.choice.weight)
        nn.init.zeros_(self.colour.weight)
        nn.init.zeros_(self.colour.bias)

    def forward(
        self,
        shallow: Tensor,
        deep: Tensor,
        embedding: Tensor,
        warp: Tensor,
        hole: Tensor,
        sure: Tensor,
        said: Tensor,
    ) -> Tensor:
        """A frame [B, 3, H, W] in about -1..1.

        `sure` [B, 1, H / 4, W / 4] is the confidence, and `said` [B, 1] is 1 where there is a
        prompt: where nothing is said the light stays to the last bit.
        """
        shallow = F.silu(self.norm(shallow))
        size = warp.shape[-2:]
        logits = F.interpolate(self.choice(shallow), size, mode="bilinear", align_corners=False)
        logits = logits + self.anywhere[:, None, None] + hole * self.in_holes[:, None, None]
        share = torch.softmax(logits + _opened(hole, sure), dim=1)
        change = said * self.colour(torch.cat([deep.mean((2, 3)), embedding], dim=1))
        copies = [warp, *(soften(warp, sigma_px) for sigma_px in _BLURS_PX)]
        mixed = sum(share[:, i : i + 1] * copy for i, copy in enumerate(copies))
        rest = share[:, -1:] * (copies[-1] + F.pixel_shuffle(self.pixels(shallow), CELL_PX))
        return recolour(mixed + rest, change)


def _opened(hole: Tensor, sure: Tensor) -> Tensor:
    """What each choice's logit is lowered by where it has no business, [B, choices, H, W]."""
    near_hole = soften(hole, _HOLE_EDGE_PX)
    unsure = F.interpolate(1 - sure, hole.shape[-2:], mode="bilinear", align_corners=False)
    unsure = torch.maximum(unsure, near_hole)
    soft = [unsure] * len(_BLURS_PX)
    return torch.cat([torch.ones_like(hole), *soft, near_hole], dim=1).clamp(min=1e-6).log()


def recolour(frame: Tensor, change: Tensor) -> Tensor:
    """Each pixel through its frame's colour matrix and offset; `change` [B, 12], 0 for none."""
    matrix = torch.eye(3, device=frame.device) + change[:, :9].reshape(-1, 3, 3)
    turned = torch.einsum("bij,bjhw->bihw", matrix, frame)
    return turned + change[:, 9:, None, None]


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
