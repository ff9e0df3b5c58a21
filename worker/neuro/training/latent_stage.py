"""The stage that trains the diffusion in latents on embeddings as good and as bad as they come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.autoencoder import Autoencoder, latents_of
from worker.neuro.imaging.latent_unet import LatentUNet
from worker.neuro.imaging.schedule import TIMES, noised, velocity
from worker.neuro.imaging.space import Space
from worker.neuro.training.precision import quick
from worker.neuro.training.scene_data import SceneData
from worker.training.loop import Plan

PLAN = Plan(name="latent-unet", steps=3000, learning_rate=1e-3, weight_decay=1e-2)
BATCH = 64
_NO_CONDITION = 0.12
_CLEAN = 0.3
_VALIDATED = 256


@dataclass(frozen=True)
class LatentData:
    """Latents float32 [n, C, 8, 8] with the embeddings float32 [n, 3, D] of length 1.

    Of each picture there are three: its own, its caption's and its label's.
    """

    latents: npt.NDArray[np.float32]
    embeddings: npt.NDArray[np.float32]


@dataclass(frozen=True)
class LatentBatch:
    """Noisy latents [B, C, 8, 8] at `times` [B], the velocity wanted, and what guides."""

    noisy: Tensor
    wanted: Tensor
    times: Tensor
    condition: Tensor
    certainty: Tensor


def latent_data(data: SceneData, autoencoder: Autoencoder, space: Space) -> LatentData:
    """Pictures as the stage needs them."""
    embeddings = [space.images(data.pixels), space.texts(data.captions), space.texts(data.labels)]
    return LatentData(latents_of(autoencoder, data.pixels), np.stack(embeddings, axis=1))


class LatentStage:
    """See `worker.training.loop.Stage`; validation is the error of the velocity."""

    def __init__(
        self, model: LatentUNet, train: LatentData, validation: LatentData, batch: int = BATCH
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch
        self._mean = train.embeddings.mean(axis=0)

    def draw(self, step: int, rng: np.random.Generator) -> LatentBatch:
        """Latents at even distances in time, each with a condition of some kind and quality."""
        rows = rng.integers(0, len(self._train.latents), self._batch)
        places = (np.arange(self._batch) + rng.random(self._batch)) / self._batch
        return self._made(self._train, rows, places, rng)

    def loss(self, model: nn.Module, batch: LatentBatch) -> tuple[Tensor, dict[str, float]]:
        """The mean squared error of the velocity."""
        with quick():
            made = model(batch.noisy, batch.times, batch.condition, batch.certainty)
        return F.mse_loss(made.float(), batch.wanted), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """The error on pictures never shown, with and without their own embedding."""
        rng = np.random.default_rng(1)
        rows = np.linspace(0, len(self._validation.latents) - 1, _VALIDATED).astype(int)
        batch = self._made(self._validation, rows, rng.permutation(_VALIDATED) / _VALIDATED, rng)
        own = torch.from_numpy(self._validation.embeddings[rows, 0])
        sure = torch.ones(_VALIDATED)
        with torch.no_grad():
            told = model(batch.noisy, batch.times, own, sure)
            free = model(batch.noisy, batch.times, torch.zeros_like(own), sure)
        return {
            "velocity_mse": float(F.mse_loss(told, batch.wanted)),
            "unconditional_mse": float(F.mse_loss(free, batch.wanted)),
        }

    def _made(
        self,
        data: LatentData,
        rows: npt.NDArray[np.int64],
        places: npt.NDArray[np.float64],
        rng: np.random.Generator,
    ) -> LatentBatch:
        clean = torch.from_numpy(data.latents[rows])
        noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32))
        times = torch.from_numpy((places * TIMES).astype(np.int64))
        condition, certainty = conditions(data.embeddings[rows], self._mean, rng)
        return LatentBatch(
            noised(clean, noise, times),
            velocity(clean, noise, times),
            times,
            torch.from_numpy(condition),
            torch.from_numpy(certainty),
        )


def conditions(
    embeddings: npt.NDArray[np.float32],
    mean: npt.NDArray[np.float32],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Conditions [B, D] of embeddings [B, 3, D], and the cosine of each with what it should be.

    Each is the embedding of the picture, of its caption, of its label or of a mixture. Most are
    spoiled as decoders spoil them: drawn towards the mean [3, D], mixed up with another picture,
    and noisy. Some are left out (zeros).
    """
    batch, kinds, size = embeddings.shape
    weights = np.eye(kinds)[rng.integers(0, kinds, batch)]
    mixed = np.flatnonzero(rng.random(batch) < 0.25)
    weights[mixed] = rng.dirichlet(np.ones(kinds), len(mixed))
    true = _unit(np.einsum("bk,bkd->bd", weights, embeddings))
    other = true[rng.permutation(batch)]
    spoil = rng.uniform(0, 1, (batch, 3)) * (rng.random((batch, 1)) >= _CLEAN)
    noise = rng.standard_normal((batch, size)) / size**0.5
    towards = weights @ mean
    spoiled = (
        (1 - 0.8 * spoil[:, :1]) * true
        + 0.8 * spoil[:, :1] * towards
        + 0.6 * spoil[:, 1:2] * (other - towards)
        + 0.7 * spoil[:, 2:] * noise
    )
    condition = _unit(spoiled)
    certainty = (condition * true).sum(axis=1).clip(0, 1)
    condition[rng.random(batch) < _NO_CONDITION] = 0
    return condition.astype(np.float32), certainty.astype(np.float32)


def _unit(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True).clip(1e-9))
