"""The network that undoes noise in latents 8 × 8 × 8, guided by an embedding."""

from __future__ import annotations

from pathlib import Path

import msgspec
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.blocks import WAVES, Look, Modulated, group_norm, perceptron, waves
from worker.neuro.imaging.drafter import Drafter, DrafterSettings
from worker.neuro.imaging.space import DIMENSIONS
from worker.neuro.imaging.weights import load_network, save_network

NAME = "latent_unet"


class UNetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Channels of the latent, widths at 8 × 8 and 4 × 4, length of an embedding, the drafter."""

    channels: int = 8
    widths: tuple[int, int] = (96, 128)
    dimensions: int = DIMENSIONS
    features: int = 192
    drafter: DrafterSettings = DrafterSettings()


class LatentUNet(nn.Module):
    """Predicts the velocity of noisy latents, beside the latents of a draft.

    It carries the drafter, which is trained before it and for itself.
    """

    def __init__(self, settings: UNetSettings) -> None:
        super().__init__()
        self.settings = settings
        narrow, wide = settings.widths
        features = settings.features
        self.drafter = Drafter(settings.dimensions, settings.drafter)
        self.when = perceptron(WAVES, features)
        self.sure = perceptron(WAVES, features)
        self.what = perceptron(settings.dimensions, features)
        given = 2 * settings.channels
        self.enter = nn.Conv2d(given, narrow, 3, padding=1)
        self.down0 = Modulated(narrow, narrow, features)
        self.down1 = Modulated(narrow, narrow, features)
        self.shrink = nn.Conv2d(narrow, wide, 3, stride=2, padding=1)
        self.middle0 = Modulated(wide, wide, features)
        self.look = Look(wide)
        self.middle1 = Modulated(wide, wide, features)
        self.up0 = Modulated(wide + narrow, narrow, features)
        self.up1 = Modulated(2 * narrow, narrow, features)
        leave = nn.Conv2d(narrow, settings.channels, 3, padding=1)
        nn.init.zeros_(leave.weight)
        self.leave = nn.Sequential(group_norm(narrow), nn.SiLU(), leave)

    def forward(
        self,
        latents: Tensor,
        times: Tensor,
        draft: Tensor,
        condition: Tensor,
        certainty: Tensor,
    ) -> Tensor:
        """The velocity [B, C, 8, 8].

        Parameters
        ----------
        latents, draft : float [B, C, 8, 8]
            Noisy ones, and those of what a drafter makes of the condition.
        times : int64 [B]
            0 to 999.
        condition : float [B, D]
            Embeddings of length 1; a row of zeros is no condition.
        certainty : float [B]
            Cosine that is expected between the condition and what is meant.
        """
        known = (condition != 0).any(dim=1).to(latents.dtype)
        sure = self.sure(waves(certainty * known))
        what = self.what(condition * condition.shape[1] ** 0.5)
        features = self.when(waves(times / 1000)) + sure + what * known[:, None]
        x0 = self.enter(torch.cat([latents, draft], dim=1))
        x1 = self.down1(self.down0(x0, features), features)
        low = self.middle0(self.shrink(x1), features)
        low = self.middle1(self.look(low), features)
        high = F.interpolate(low, scale_factor=2, mode="nearest")
        x = self.up0(torch.cat([high, x1], dim=1), features)
        made: Tensor = self.leave(self.up1(torch.cat([x, x0], dim=1), features))
        return made

    def save(self, folder: Path) -> None:
        """Write `latent_unet.safetensors` and `latent_unet.json`."""
        save_network(folder, NAME, self, self.settings)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> LatentUNet:
        """The network of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        return load_network(folder, NAME, UNetSettings, LatentUNet, device)
