"""The autoencoder: pictures 64 × 64 × 3 as latents 8 × 8 × 8 of unit variance, and back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from worker.neuro.imaging.blocks import Double, Residual, group_norm
from worker.neuro.imaging.pixels import to_pixels, to_tensor
from worker.neuro.imaging.weights import load_network, save_network

NAME = "autoencoder"
SIDE = 8


class AutoencoderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Channels of the latent, and widths at 32, 16 and 8 px."""

    channels: int = 8
    widths: tuple[int, int, int] = (32, 64, 96)


class Autoencoder(nn.Module):
    """Convolutions down to an eighth and up again.

    `mean` and `spread` are those of raw latents over many pictures, per channel; they make the
    latents that others see have mean 0 and variance 1, which diffusion assumes.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, settings: AutoencoderSettings) -> None:
        super().__init__()
        self.settings = settings
        narrow, middle, wide = settings.widths
        self.down = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, narrow, 3, padding=1),
            Residual(narrow, convolutions=1),
            nn.Conv2d(narrow, middle, 3, stride=2, padding=1),
            Residual(middle),
            nn.Conv2d(middle, wide, 3, stride=2, padding=1),
            Residual(wide),
            group_norm(wide),
            nn.SiLU(),
            nn.Conv2d(wide, settings.channels, 3, padding=1),
        )
        self.up = nn.Sequential(
            nn.Conv2d(settings.channels, wide, 3, padding=1),
            Residual(wide),
            Residual(wide),
            Double(wide, middle),
            Residual(middle),
            Double(middle, narrow),
            Residual(narrow),
            group_norm(narrow),
            nn.SiLU(),
            nn.Conv2d(narrow, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )
        self.register_buffer("mean", torch.zeros(settings.channels))
        self.register_buffer("spread", torch.ones(settings.channels))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of a latent."""
        return (self.settings.channels, SIDE, SIDE)

    def raw(self, pictures: Tensor) -> Tensor:
        """Latents [B, C, 8, 8] as the convolutions give them, of pictures [B, 3, 64, 64]."""
        made: Tensor = self.down(pictures)
        return made

    def drawn(self, raw: Tensor) -> Tensor:
        """Pictures [B, 3, 64, 64] of raw latents."""
        made: Tensor = self.up(raw)
        return made

    def encode(self, pictures: Tensor) -> Tensor:
        """Latents of unit variance [B, C, 8, 8] of pictures [B, 3, 64, 64] in -1..1."""
        return (self.raw(pictures) - _map(self.mean)) / _map(self.spread)

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures [B, 3, 64, 64], about -1..1, of latents of unit variance."""
        return self.drawn(latents * _map(self.spread) + _map(self.mean))

    def save(self, folder: Path) -> None:
        """Write `autoencoder.safetensors` and `autoencoder.json`."""
        save_network(folder, NAME, self, self.settings)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> Autoencoder:
        """The autoencoder of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        return load_network(folder, NAME, AutoencoderSettings, Autoencoder, device)


def standardize(network: Autoencoder, pixels: npt.NDArray[np.uint8], batch: int = 256) -> None:
    """Set mean and spread from pictures uint8 [n, 64, 64, 3] that it was trained on."""
    with torch.inference_mode():
        begins = range(0, len(pixels), batch)
        device = network.mean.device
        raw = torch.cat(
            [network.raw(to_tensor(pixels[row : row + batch]).to(device)) for row in begins]
        )
        mean, spread = raw.mean(dim=(0, 2, 3)), raw.std(dim=(0, 2, 3))
    network.mean.copy_(mean)
    network.spread.copy_(spread)


def latents_of(
    network: Autoencoder, pixels: npt.NDArray[np.uint8], batch: int = 256
) -> npt.NDArray[np.float32]:
    """Latents float32 [n, C, 8, 8] of pictures uint8 [n, 64, 64, 3]."""
    made = np.empty((len(pixels), *network.shape), np.float32)
    with torch.inference_mode():
        for begin in range(0, len(pixels), batch):
            rows = slice(begin, begin + batch)
            made[rows] = network.encode(to_tensor(pixels[rows]).to(network.mean.device)).cpu()
    return made


def pictures_of(
    network: Autoencoder, latents: npt.NDArray[np.float32], batch: int = 256
) -> npt.NDArray[np.uint8]:
    """Pictures uint8 [n, 64, 64, 3] of latents float32 [n, C, 8, 8]."""
    parts = []
    with torch.inference_mode():
        for begin in range(0, len(latents), batch):
            values = torch.from_numpy(latents[begin : begin + batch]).to(network.mean.device)
            parts.append(to_pixels(network.decode(values)))
    return np.concatenate(parts)


def _map(values: Tensor) -> Tensor:
    return values[None, :, None, None]
