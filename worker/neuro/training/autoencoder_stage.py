"""The stage that trains the autoencoder on pictures and on their saliency maps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from worker.neuro.imaging.autoencoder import Autoencoder
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.ssim import ssim
from worker.neuro.training.precision import quick
from worker.neuro.training.scene_data import SceneData
from worker.training.loop import Plan
from worker.training.placement import beside, device_of, unwrapped

PLAN = Plan(name="autoencoder", steps=3400, learning_rate=3e-3, weight_decay=1e-4)
BATCH = 16
# Sampling starts from saliency maps and from what ridge regression gives: they have a place too.
_MAPS = 0.2
_EDGES, _SSIM, _SMALL = 1.0, 0.25, 1e-3
# People look at the object, and it covers a tenth of the picture.
_OBJECT = 6.0
# Latents of diffusion are never exact: the decoder learns to bear this much of their spread.
_NOISE = 0.1
_VALIDATED = 256


@dataclass(frozen=True)
class PictureBatch:
    """Pictures [B, 3, 64, 64] in -1..1, weights [B, 1, 64, 64], noise for latents [B, C, 8, 8]."""

    pictures: Tensor
    weights: Tensor
    noise: Tensor


class AutoencoderStage:
    """See `worker.training.loop.Stage`; validation is PSNR and SSIM of variations never shown."""

    def __init__(
        self, model: Autoencoder, train: SceneData, validation: SceneData, batch: int = BATCH
    ) -> None:
        self.model: nn.Module = model
        self._shape = model.shape
        self._train, self._validation, self._batch = train, validation, batch

    def draw(self, step: int, rng: np.random.Generator) -> PictureBatch:
        """Pictures, some of them as saliency maps, and noise."""
        rows = rng.integers(0, len(self._train), self._batch)
        pixels = self._train.pixels[rows]
        as_maps = rng.random(self._batch) < _MAPS
        pixels[as_maps] = self._train.maps(rows[as_maps])
        noise = rng.standard_normal((self._batch, *self._shape), dtype=np.float32)
        weights = 1 + _OBJECT * self._train.masks[rows, None].astype(np.float32) / 255
        return PictureBatch(to_tensor(pixels), torch.from_numpy(weights), torch.from_numpy(noise))

    def loss(self, model: nn.Module, batch: PictureBatch) -> tuple[Tensor, dict[str, float]]:
        """Absolute error of pixels and of edges, and SSIM: so that pictures stay crisp."""
        network = unwrapped(model, Autoencoder)
        batch = beside(batch, network)
        with quick():
            raw = network.raw(batch.pictures).float()
        spread = raw.detach().std(dim=(0, 2, 3), keepdim=True)
        with quick():
            made = network.drawn(raw + _NOISE * spread * batch.noise).float()
        miss = made - batch.pictures
        weights = batch.weights / batch.weights.mean()
        pixels = (weights * miss.abs()).mean()
        across = (weights[..., 1:] * miss.diff(dim=-1).abs()).mean()
        edges = across + (weights[..., 1:, :] * miss.diff(dim=-2).abs()).mean()
        alike = ssim(made, batch.pictures).mean()
        loss = pixels + _EDGES * edges + _SSIM * (1 - alike) + _SMALL * raw.square().mean()
        return loss, {"l1": float(pixels.detach()), "ssim": float(alike.detach())}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Mean PSNR (dB) and SSIM."""
        assert isinstance(model, Autoencoder)
        chosen = np.unique(np.linspace(0, len(self._validation) - 1, _VALIDATED).astype(int))
        pictures = to_tensor(self._validation.pixels[chosen]).to(device_of(model))
        with torch.no_grad():
            made = model.drawn(model.raw(pictures)).clamp(-1, 1)
            alike = ssim(made, pictures).mean()
        noise = (made - pictures).square().mean(dim=(1, 2, 3))
        psnr = (-10 * torch.log10(noise / 4)).mean()
        return {"psnr_db": float(psnr), "ssim": float(alike)}
