"""The nano video UNet: text, image and trajectory at every level, output close to the warp.

Pictures are cut into cells of 4 x 4 px (pixel unshuffle), which loses nothing and makes a 256 x 144
frame as cheap as 64 x 36.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.fusion import FlowFusion, TemporalConv, pyramid
from worker.motion.dragnuwa.output import OutputHead
from worker.motion.dragnuwa.palette import Palette, make_palette
from worker.motion.dragnuwa.text import TextEncoder, word_buckets

CELL_PX = 4
CONDITIONS = 11
CONFIDENCE = 4  # its place among the maps
_GROUPS = 8
_PIXELS = 3 * CELL_PX**2


@dataclass(frozen=True)
class Condition:
    """What a clip is made from; B clips of T frames as one batch of B * T frames.

    Attributes
    ----------
    warp : Tensor
        [B * T, 3, H, W] in -1..1: the picture moved along the drags, or zeros without a picture.
    hole : Tensor
        [B * T, 1, H, W] in 0..1: where `warp` shows what the picture does not have.
    maps : Tensor
        [B * T, 7, H / 4, W / 4]: flow f (2, of 32 px), drag map g (2, of 8 px), confidence of the
        flow, and whether there are an image and a trajectory.
    time : Tensor
        [B * T], place of the frame in the clip, 0 to 1.
    prompts : list of str
        B captions; empty where there is none.
    """

    warp: Tensor
    hole: Tensor
    maps: Tensor
    time: Tensor
    prompts: list[str]

    @property
    def frames(self) -> int:
        """Frames T of each clip."""
        return len(self.time) // len(self.prompts)

    @cached_property
    def palette(self) -> Palette:
        """What the frames are mixed from; the same in every step."""
        return make_palette(self.warp, self.hole)


class NanoUNet(nn.Module):
    """Predicts the clean clip from a noisy one (DragNUWA section 3.3, in small)."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        a, b, c = config.widths
        features = config.features
        self.multiscale = config.fusion == "multiscale"
        extra = 0 if self.multiscale else CONDITIONS
        self.text = TextEncoder(features)
        self.when = nn.Sequential(nn.Linear(64, features), nn.SiLU(), nn.Linear(features, features))
        self.enter = nn.Conv2d(2 * _PIXELS + CELL_PX**2 + extra, a, 3, padding=1)
        make = _Level if self.multiscale else _PlainLevel
        self.down0, self.down1 = make(a, a, features), make(a, b, features)
        self.middle = make(b, c, features)
        self.up1, self.up0 = make(c + b, b, features), make(b + a, a, features)
        self.output = OutputHead(a, c, features)

    def forward(self, noisy: Tensor, tau: Tensor, condition: Condition) -> Tensor:
        """The clean frames [B * T, 3, H, W] from `noisy` at time `tau` [B * T] of the path 0..1."""
        t = condition.frames
        embedding = self.when(torch.cat([_waves(tau), _waves(condition.time)], dim=1))
        embedding = embedding + self.text(condition.prompts).repeat_interleave(t, dim=0)
        levels = pyramid(_condition_maps(condition), 3)
        # Not the warp: what it shows in its holes misleads, and new pixels are drawn on the fill.
        parts = [noisy, condition.palette.filled, condition.hole]
        cells = [F.pixel_unshuffle(part, CELL_PX) for part in parts]
        if not self.multiscale:
            cells.append(levels[0])
        x0 = self.down0(self.enter(torch.cat(cells, dim=1)), levels[0], embedding, t)
        x1 = self.down1(F.avg_pool2d(x0, 2), levels[1], embedding, t)
        x2 = self.middle(F.avg_pool2d(x1, 2), levels[2], embedding, t)
        x1 = self.up1(torch.cat([_double(x2), x1], dim=1), levels[1], embedding, t)
        x0 = self.up0(torch.cat([_double(x1), x0], dim=1), levels[0], embedding, t)
        sure = condition.maps[:, CONFIDENCE : CONFIDENCE + 1]
        said = torch.tensor(
            [[float(bool(word_buckets(p)))] for p in condition.prompts], device=tau.device
        )
        lit = said.repeat_interleave(t, dim=0) * condition.time[:, None]
        made: Tensor = self.output(x0, x2, embedding, condition.palette, condition.hole, sure, lit)
        return made


class _PlainLevel(nn.Module):
    """Residual block with the embedding's FiLM and a convolution over time."""

    def __init__(self, inputs: int, outputs: int, features: int) -> None:
        super().__init__()
        self.norm0, self.norm1 = nn.GroupNorm(_GROUPS, inputs), nn.GroupNorm(_GROUPS, outputs)
        self.conv0 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv1 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.film = nn.Linear(features, 2 * outputs)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)
        self.over_time = TemporalConv(outputs, outputs)
        for layer in (self.film, self.over_time):
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, condition: Tensor, embedding: Tensor, frames: int) -> Tensor:
        h = self.fuse(self.conv0(F.silu(self.norm0(x))), condition, frames)
        scale, shift = self.film(embedding)[..., None, None].chunk(2, dim=1)
        h = self.conv1(F.silu(self.norm1(h) * (1 + scale) + shift)) + self.skip(x)
        moved: Tensor = h + self.over_time(h, frames)
        return moved

    def fuse(self, hidden: Tensor, condition: Tensor, frames: int) -> Tensor:
        return hidden


class _Level(_PlainLevel):
    """The same with Multiscale Fusion, where the released model has it: after the first conv."""

    def __init__(self, inputs: int, outputs: int, features: int) -> None:
        super().__init__(inputs, outputs, features)
        self.fusion = FlowFusion(outputs, CONDITIONS, _GROUPS)

    def fuse(self, hidden: Tensor, condition: Tensor, frames: int) -> Tensor:
        fused: Tensor = self.fusion(hidden, condition, frames)
        return fused


def _condition_maps(condition: Condition) -> Tensor:
    filled = F.avg_pool2d(condition.palette.filled, CELL_PX)
    hole = F.avg_pool2d(condition.hole, CELL_PX)
    return torch.cat([filled, hole, condition.maps], dim=1)


def _waves(value: Tensor, count: int = 32) -> Tensor:
    """Sines and cosines of `value` [B] in 0..1, [B, count]."""
    rate = torch.exp(
        torch.arange(count // 2, device=value.device) * (math.log(64.0) / (count // 2))
    )
    angle = value[:, None] * rate * math.pi
    return torch.cat([angle.sin(), angle.cos()], dim=1)


def _double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")
