"""From features to a frame: pixels of the warp where they are right, new ones elsewhere."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.motion.dragnuwa.palette import BLURS_PX, Palette

CELL_PX = 4
_CHOICES = 2 + len(BLURS_PX)  # the warp, its blurs, the network's own pixels
_COLOUR = 12  # a 3 x 3 matrix and an offset
_COLOUR_WIDTH = 64


class OutputHead(nn.Module):
    """Mixes the warp, softer copies of it where the motion is unsure, and synthesised pixels.

    `frame = C(sum_i a_i W_i + a_x (F + x))`, with weights a that start almost wholly on the sharp
    warp where it is valid; F is the warp with the colours around its holes drawn into them.
    Synthesised pixels appear only in and close to holes, softer copies only away from what the
    drags say, so the photograph's own sharpness is kept. (With synthesis allowed everywhere, the
    network learned to copy its noisy input, which shows the answer in training but not in sampling,
    and lost 0.6 dB to the warp.) C is one colour matrix and offset for each frame, for changes of
    light; they grow with the frame's time, so that the first frame is the picture.
    """

    def __init__(self, features: int, deep: int, embedding: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, features)
        self.pixels = nn.Conv2d(features, 3 * CELL_PX**2, 3, padding=1)
        self.choice = nn.Conv2d(features, _CHOICES, 3, padding=1)
        self.in_holes = nn.Parameter(torch.tensor([-6.0, *[0.0] * len(BLURS_PX), 4.0]))
        self.anywhere = nn.Parameter(torch.tensor([3.0, *[0.0] * len(BLURS_PX), 0.0]))
        self.mood = nn.Linear(deep + embedding, _COLOUR_WIDTH)
        self.colour = nn.Linear(_COLOUR_WIDTH, _COLOUR)
        layers: tuple[nn.Conv2d | nn.Linear, ...] = (self.pixels, self.choice, self.colour)
        for layer in layers:
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(
        self,
        shallow: Tensor,
        deep: Tensor,
        embedding: Tensor,
        palette: Palette,
        hole: Tensor,
        sure: Tensor,
        lit: Tensor,
    ) -> Tensor:
        """A frame [B, 3, H, W] in about -1..1.

        `sure` [B, 1, H / 4, W / 4] is the confidence, and `lit` [B, 1] the frame's time where there
        is a prompt and 0 elsewhere: where nothing is said the light stays to the last bit.
        """
        shallow = F.silu(self.norm(shallow))
        size = hole.shape[-2:]
        logits = F.interpolate(self.choice(shallow), size, mode="bilinear", align_corners=False)
        logits = logits + self.anywhere[:, None, None] + hole * self.in_holes[:, None, None]
        share = torch.softmax(logits + _opened(palette.near_hole, sure), dim=1)
        mixed = sum(share[:, i : i + 1] * copy for i, copy in enumerate(palette.copies))
        made = palette.filled + F.pixel_shuffle(self.pixels(shallow), CELL_PX)
        mood = F.silu(self.mood(torch.cat([deep.mean((2, 3)), embedding], dim=1)))
        change = lit * self.colour(mood)
        return recolour(mixed + share[:, -1:] * made, change)


def _opened(near_hole: Tensor, sure: Tensor) -> Tensor:
    """What each choice's logit is lowered by where it has no business, [B, choices, H, W]."""
    unsure = F.interpolate(1 - sure, near_hole.shape[-2:], mode="bilinear", align_corners=False)
    unsure = torch.maximum(unsure, near_hole)
    soft = [unsure] * len(BLURS_PX)
    everywhere = torch.ones_like(near_hole)
    return torch.cat([everywhere, *soft, near_hole], dim=1).clamp(min=1e-6).log()


def recolour(frame: Tensor, change: Tensor) -> Tensor:
    """Each pixel through its frame's colour matrix and offset; `change` [B, 12], 0 for none."""
    matrix = torch.eye(3, device=frame.device) + change[:, :9].reshape(-1, 3, 3)
    turned = torch.einsum("bij,bjhw->bihw", matrix, frame)
    return turned + change[:, 9:, None, None]
