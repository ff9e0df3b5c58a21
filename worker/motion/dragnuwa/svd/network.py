"""The UNet of Stable Video Diffusion with DragNUWA 1.5's flow encoder and fusion."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from worker.motion.dragnuwa.fusion import FlowFusion, TemporalConv

_GROUPS = 8


class Halve(nn.Module):
    """Half the size by a strided convolution, called as in the released checkpoint."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """[N, C, H, W] to [N, C, H / 2, W / 2]."""
        halved: Tensor = self.op(x)
        return halved


class FlowBlock(nn.Sequential):
    """Layers over space, and over time where they are a `TemporalConv`."""

    def forward(self, x: Tensor, frames: int) -> Tensor:  # type: ignore[override]
        """`x` [B * T, C, H, W] with `frames` = T."""
        for layer in self:
            x = layer(x, frames) if isinstance(layer, TemporalConv) else layer(x)
        return x


def flow_encoder(widths: Sequence[int]) -> nn.ModuleList:
    """The drag map at every level: an eighth of its size, then half as large each time.

    Parameters
    ----------
    widths : sequence of int
        Channels of the UNet's levels; the encoder has the same.
    """
    first = widths[0]
    layers: list[nn.Module] = []
    for inputs, outputs in ((2, first // 4), (first // 4, first // 2), (first // 2, first)):
        if layers:
            layers += [nn.GroupNorm(_GROUPS, inputs), nn.SiLU()]
        conv = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1)
        layers += [conv, TemporalConv(outputs, outputs)]
    blocks = [FlowBlock(*layers)]
    for inputs, outputs in itertools.pairwise(widths):
        conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        norm = nn.GroupNorm(_GROUPS, inputs)
        blocks.append(
            FlowBlock(norm, nn.SiLU(), conv, TemporalConv(outputs, outputs), Halve(outputs))
        )
    return nn.ModuleList(blocks)


@dataclass(frozen=True)
class Modulation:
    """What a drag map does to one fused block: `h + norm(h) * gamma + beta`, each [T, C, h, w].

    It depends on the drags alone, so one clip needs it once for all its sampling steps.
    """

    gamma: Tensor
    beta: Tensor


class DragUNet(nn.Module):
    """Stable Video Diffusion's UNet, fused with a drag map in the first block of every level.

    The drags enter after the first convolution of the block, before the step's embedding is added
    (DragNUWA section 3.3 as released in 1.5). The parts that diffusers does not have:

    Attributes
    ----------
    flow_blocks : nn.ModuleList
        One per level, see `flow_encoder`.
    fusions_in, fusions_out : nn.ModuleList
        One per level, of the way down and of the way up (that is, coarsest first).
    """

    def __init__(self, unet: Any) -> None:
        super().__init__()
        widths = tuple(unet.config.block_out_channels)
        self.unet = unet
        self.flow_blocks = flow_encoder(widths)
        self.fusions_in = nn.ModuleList(FlowFusion(width) for width in widths)
        self.fusions_out = nn.ModuleList(FlowFusion(width) for width in reversed(widths))

    def modulations(self, drag_map: Tensor) -> list[Modulation]:
        """What a drag map [T, 2, H, W] does to the fused blocks, in the order of `_fusions`."""
        frames = len(drag_map)
        pyramid = []
        condition = drag_map
        for block in self.flow_blocks:
            condition = block(condition, frames)
            pyramid.append(condition)
        levels = [*pyramid, *reversed(pyramid)]
        return [
            Modulation(
                fusion.flow_gamma_temporal(fusion.flow_gamma_spatial(level), frames),
                fusion.flow_beta_temporal(fusion.flow_beta_spatial(level), frames),
            )
            for fusion, level in zip(self._fusions(), levels, strict=True)
        ]

    def forward(
        self,
        sample: Tensor,
        step: Tensor,
        embeddings: Tensor,
        time_ids: Tensor,
        modulations: Sequence[Modulation],
    ) -> Tensor:
        """Predict v for `sample` [B, T, 8, h, w]; every clip of the batch has the same drags."""
        with self._fused(modulations):
            predicted: Tensor = self.unet(
                sample, step, embeddings, added_time_ids=time_ids, return_dict=False
            )[0]
        return predicted

    def _fusions(self) -> list[FlowFusion]:
        return [*self.fusions_in, *self.fusions_out]

    @contextmanager
    def _fused(self, modulations: Sequence[Modulation]) -> Iterator[None]:
        blocks = [*self.unet.down_blocks, *self.unet.up_blocks]
        handles = []
        for block, fusion, modulation in zip(blocks, self._fusions(), modulations, strict=True):
            hook = functools.partial(_fuse, fusion.flow_cond_norm, modulation)
            conv = block.resnets[0].spatial_res_block.conv1
            handles.append(conv.register_forward_hook(hook))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()


def _fuse(
    norm: nn.GroupNorm, modulation: Modulation, _: nn.Module, __: Any, hidden: Tensor
) -> Tensor:
    times = len(hidden) // len(modulation.gamma)
    gamma = modulation.gamma.repeat(times, 1, 1, 1)
    beta = modulation.beta.repeat(times, 1, 1, 1)
    fused: Tensor = hidden + norm(hidden) * gamma + beta
    return fused


def empty_network(config: dict[str, Any]) -> DragUNet:
    """The network of a UNet's `config.json` without memory for its weights (meta device)."""
    from diffusers import UNetSpatioTemporalConditionModel

    with torch.device("meta"):
        unet: Any = UNetSpatioTemporalConditionModel
        return DragUNet(unet.from_config(config))
