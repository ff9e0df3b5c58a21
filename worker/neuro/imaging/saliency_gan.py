"""The pixel level: features of an EEG and noise make a saliency map, the object in its colours.

After NeuroImagen (arXiv 2308.02510, section 3.2), whose features are trained by triplets. Triplets
draw all pictures of a class together, and so forget where the object was; therefore the generator
gets the features both as they come and as triplets made them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from shared.errors import AppError
from worker.neuro.imaging.blocks import Double, Residual, group_norm
from worker.neuro.imaging.pixels import SIZE_PX, to_pixels
from worker.neuro.imaging.schedule import noise_of
from worker.neuro.imaging.weights import load_network, save_network

NAME = "saliency"
# An EEG tells a place to a tenth of the picture: larger maps would cost four times as much.
MAP_PX = 32
_START = 4


class SaliencySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths of features, of what triplets make of them and of noise; widths from 4 to 32 px."""

    features: int = 256
    triplet: int = 32
    projected: int = 96
    noise: int = 16
    widths: tuple[int, int, int, int] = (96, 64, 48, 24)
    critic: tuple[int, int, int, int] = (16, 32, 64, 96)


@dataclass(frozen=True)
class PixelLevel:
    """What the pixel level tells of n pictures.

    Attributes
    ----------
    saliency : float32 [n, 64, 64]
        How much of each pixel the object covers, 0 to 1.
    pictures : uint8 [n, 64, 64, 3]
        The saliency maps: the object in its colours, middle grey elsewhere.
    """

    saliency: npt.NDArray[np.float32]
    pictures: npt.NDArray[np.uint8]


class FeatureHead(nn.Module):
    """Standardised features, and the vector of length 1 that triplets make of them."""

    mean: Tensor
    spread: Tensor

    def __init__(self, settings: SaliencySettings) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(settings.features))
        self.register_buffer("spread", torch.ones(settings.features))
        self.layers = nn.Sequential(
            nn.Linear(settings.features, settings.projected),
            nn.GELU(),
            nn.Linear(settings.projected, settings.triplet),
        )

    def standardized(self, features: Tensor) -> Tensor:
        """Features [B, F] of mean 0 and variance 1, cut off at 4."""
        return ((features - self.mean) / self.spread).clamp(-4, 4)

    def forward(self, features: Tensor) -> Tensor:
        """[B, F] to [B, triplet]."""
        return F.normalize(self.layers(self.standardized(features)), dim=-1)


class Generator(nn.Module):
    """Features [B, F] and noise [B, Z] to maps [B, 4, 32, 32]."""

    def __init__(self, settings: SaliencySettings) -> None:
        super().__init__()
        self.settings = settings
        self.head = FeatureHead(settings)
        first, *_, last = settings.widths
        self.project = nn.Sequential(
            nn.Linear(settings.features, settings.projected), nn.LayerNorm(settings.projected)
        )
        inputs = settings.projected + settings.triplet + settings.noise
        self.enter = nn.Sequential(
            nn.Linear(inputs, 2 * inputs), nn.GELU(), nn.Linear(2 * inputs, first * _START**2)
        )
        # One colour for the whole object, beside what convolutions paint: they find it late.
        self.colour = nn.Linear(inputs, 3)
        layers: list[nn.Module] = []
        for wide, narrow in pairwise(settings.widths):
            layers += [Residual(wide), Double(wide, narrow)]
        layers += [Residual(last), group_norm(last), nn.SiLU(), nn.Conv2d(last, 4, 3, padding=1)]
        self.up = nn.Sequential(*layers)

    def forward(self, features: Tensor, noise: Tensor) -> Tensor:
        """Channel 0 to 2: the map in -1..1 on grey (0); channel 3: how much is covered, 0..1."""
        known = self.project(self.head.standardized(features))
        with torch.no_grad():  # what triplets made of the features stays as it is
            alike = self.head(features) * self.settings.triplet**0.5
        given = torch.cat([known, alike, noise], dim=1)
        raw = self.up(self.enter(given).reshape(len(features), -1, _START, _START))
        cover = torch.sigmoid(raw[:, 3:])
        painted = raw[:, :3] + self.colour(given)[..., None, None]
        # No tanh: it is flat where colours are strong, and the first colour learned stayed.
        return torch.cat([painted * cover, cover], dim=1)


class Critic(nn.Module):
    """How true a map [B, 4, 32, 32] looks beside the features that it was made from, [B]."""

    def __init__(self, settings: SaliencySettings) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 4
        for width in settings.critic:
            layers += [nn.Conv2d(inputs, width, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            inputs = width
        self.down = nn.Sequential(*layers)
        flat = settings.critic[-1] * 4
        self.true = nn.Linear(flat, 1)
        self.fitting = nn.Linear(settings.features, flat)

    def forward(self, maps: Tensor, features: Tensor) -> Tensor:
        """Projection of the condition, after Miyato and Koyama 2018."""
        seen = self.down(maps).flatten(1)
        fit: Tensor = (seen * self.fitting(features)).mean(dim=1)
        judged: Tensor = self.true(seen)[:, 0] + fit
        return judged


class SaliencyGan(nn.Module):
    """Generator and critic, as the stage trains them."""

    def __init__(self, settings: SaliencySettings) -> None:
        super().__init__()
        self.generator = Generator(settings)
        self.critic = Critic(settings)


class PixelDecoder:
    """The trained generator, as everything else uses it."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator.eval().requires_grad_(False)

    def decode(self, features: npt.NDArray[np.float32], seed: int, draws: int = 4) -> PixelLevel:
        """Maps of the features float32 [n, F]: the mean of several draws of the noise.

        Raises
        ------
        AppError
            `bad_field` for features of another length.
        """
        settings = self.generator.settings
        if features.ndim != 2 or features.shape[1] != settings.features:
            limit = f"[n, {settings.features}]"
            raise AppError("bad_field", field="features", value=str(features.shape), limit=limit)
        given = torch.from_numpy(np.asarray(features, np.float32))
        given = given.to(self.generator.head.mean.device)
        maps = torch.zeros(len(given), 4, MAP_PX, MAP_PX)
        with torch.inference_mode():
            for draw in range(draws):
                seeds = [seed + 7919 * draw + row for row in range(len(given))]
                noise = noise_of(seeds, (settings.noise,)).to(given.device)
                maps += self.generator(given, noise).cpu() / draws
        large = F.interpolate(maps, size=(SIZE_PX, SIZE_PX), mode="bilinear", align_corners=False)
        return PixelLevel(large[:, 3].numpy(), to_pixels(large[:, :3]))

    def save(self, folder: Path) -> None:
        """Write `saliency.safetensors` and `saliency.json`."""
        save_network(folder, NAME, self.generator, self.generator.settings)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> PixelDecoder:
        """The decoder of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        return PixelDecoder(load_network(folder, NAME, SaliencySettings, Generator, device))


def standardize(head: FeatureHead, features: npt.NDArray[np.float32]) -> None:
    """Set mean and spread from features float32 [n, F] that are trained on."""
    head.mean.copy_(torch.from_numpy(features.mean(axis=0)))
    head.spread.copy_(torch.from_numpy(features.std(axis=0).clip(1e-6)))
