"""The network that undoes noise in latents 8 × 8 × 8, guided by an embedding."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.autoencoder import SIDE
from worker.neuro.imaging.blocks import group_norm
from worker.neuro.imaging.space import DIMENSIONS
from worker.neuro.imaging.weights import load_network, save_network

NAME = "latent_unet"


class UNetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Channels of the latent, widths at 8 × 8 and 4 × 4, length of an embedding."""

    channels: int = 8
    widths: tuple[int, int] = (96, 160)
    dimensions: int = DIMENSIONS
    features: int = 256
    placed: int = 16


class LatentUNet(nn.Module):
    """Predicts the velocity of noisy latents.

    The condition reaches every block as a scale and a shift, and the first layer as maps: an
    embedding tells where things are, which scales alone could not pass on.
    """

    def __init__(self, settings: UNetSettings) -> None:
        super().__init__()
        self.settings = settings
        narrow, wide = settings.widths
        features = settings.features
        self.when = nn.Sequential(
            nn.Linear(2 * _WAVES, features), nn.SiLU(), nn.Linear(features, features)
        )
        self.what = nn.Sequential(
            nn.Linear(settings.dimensions, features), nn.SiLU(), nn.Linear(features, features)
        )
        self.where = nn.Linear(settings.dimensions, settings.placed * SIDE**2)
        self.enter = nn.Conv2d(settings.channels + settings.placed, narrow, 3, padding=1)
        self.down0 = _Block(narrow, narrow, features)
        self.down1 = _Block(narrow, narrow, features)
        self.shrink = nn.Conv2d(narrow, wide, 3, stride=2, padding=1)
        self.middle0 = _Block(wide, wide, features)
        self.middle1 = _Block(wide, wide, features)
        self.look = _Look(wide)
        self.middle2 = _Block(wide, wide, features)
        self.up0 = _Block(wide + narrow, narrow, features)
        self.look_up = _Look(narrow)
        self.up1 = _Block(2 * narrow, narrow, features)
        leave = nn.Conv2d(narrow, settings.channels, 3, padding=1)
        nn.init.zeros_(leave.weight)
        self.leave = nn.Sequential(group_norm(narrow), nn.SiLU(), leave)

    def forward(
        self, latents: Tensor, times: Tensor, condition: Tensor, certainty: Tensor
    ) -> Tensor:
        """The velocity [B, C, 8, 8].

        Parameters
        ----------
        latents : float [B, C, 8, 8]
        times : int64 [B]
            0 to 999.
        condition : float [B, D]
            Embeddings of length 1; a row of zeros is no condition.
        certainty : float [B]
            Cosine that is expected between the condition and what is meant.
        """
        known = (condition != 0).any(dim=1).to(latents.dtype)
        scaled = condition * condition.shape[1] ** 0.5
        waves = torch.cat([_waves(times / 1000), _waves(certainty * known)], dim=1)
        features = self.when(waves) + self.what(scaled) * known[:, None]
        placed = (self.where(scaled) * known[:, None]).reshape(len(latents), -1, SIDE, SIDE)
        x0 = self.enter(torch.cat([latents, placed], dim=1))
        x1 = self.down1(self.down0(x0, features), features)
        low = self.middle1(self.middle0(self.shrink(x1), features), features)
        low = self.middle2(self.look(low), features)
        high = F.interpolate(low, scale_factor=2, mode="nearest")
        x = self.look_up(self.up0(torch.cat([high, x1], dim=1), features))
        made: Tensor = self.leave(self.up1(torch.cat([x, x0], dim=1), features))
        return made

    def save(self, folder: Path) -> None:
        """Write `latent_unet.safetensors` and `latent_unet.json`."""
        save_network(folder, NAME, self, self.settings)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> LatentUNet:
        """The network of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        return load_network(folder, NAME, UNetSettings, LatentUNet, device)


class _Block(nn.Module):
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


class _Look(nn.Module):
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


_WAVES = 64


def _waves(value: Tensor) -> Tensor:
    """Sines and cosines of `value` [B] in 0..1, [B, 64]."""
    count = _WAVES // 2
    rate = torch.exp(torch.arange(count, device=value.device) * (math.log(1000.0) / count))
    angle = value.float()[:, None] * rate * math.pi
    return torch.cat([angle.sin(), angle.cos()], dim=1)
