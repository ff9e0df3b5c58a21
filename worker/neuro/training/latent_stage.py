"""The stage that trains the diffusion in latents, beside drafts as good as embeddings are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.autoencoder import SIDE, Autoencoder, latents_of
from worker.neuro.imaging.drafter import Drafter
from worker.neuro.imaging.latent_unet import LatentUNet
from worker.neuro.imaging.pixels import SIZE_PX
from worker.neuro.imaging.schedule import TIMES, noised, velocity
from worker.neuro.training.conditions import conditions
from worker.neuro.training.draft_stage import DraftData
from worker.neuro.training.precision import quick
from worker.training.loop import Plan
from worker.training.placement import beside, device_of, unwrapped

PLAN = Plan(name="latent-unet", steps=2800, learning_rate=1.5e-3, weight_decay=1e-2)
BATCH = 64
# Drafts are made before training, of so many conditions of each picture.
COPIES = 2
_NO_CONDITION = 0.12
_OBJECT = 4.0
_VALIDATED = 256


@dataclass(frozen=True)
class LatentData:
    """Conditions of pictures, and what was drafted of them.

    Attributes
    ----------
    latents : float32 [n, C, 8, 8]
    weights : float32 [n, 1, 8, 8]
        How much each place of a picture counts; 1 in the mean.
    picture : int64 [m]
        Row of `latents`.
    condition, certainty : float32 [m, D], [m]
    draft : float32 [m, C, 8, 8]
    no_draft : float32 [C, 8, 8]
        What is drafted of no condition.
    """

    latents: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    picture: npt.NDArray[np.int64]
    condition: npt.NDArray[np.float32]
    certainty: npt.NDArray[np.float32]
    draft: npt.NDArray[np.float32]
    no_draft: npt.NDArray[np.float32]


@dataclass(frozen=True)
class LatentBatch:
    """Noisy latents [B, C, 8, 8] at `times` [B], the velocity wanted, and what guides."""

    noisy: Tensor
    wanted: Tensor
    times: Tensor
    draft: Tensor
    condition: Tensor
    certainty: Tensor
    weights: Tensor


def latent_data(
    data: DraftData,
    drafter: Drafter,
    autoencoder: Autoencoder,
    seed: int,
    copies: int = COPIES,
) -> LatentData:
    """What the stage needs of pictures; with no copies, drafts are of their own embeddings."""
    scenes, embeddings = data.scenes, data.embeddings
    rows = np.tile(np.arange(len(scenes)), max(copies, 1))
    condition, certainty = embeddings[:, 0], np.ones(len(scenes), np.float32)
    if copies:
        rng = np.random.default_rng([seed, len(scenes)])
        condition, certainty = conditions(embeddings[rows], embeddings.mean(axis=0), rng)
    cells = scenes.masks.reshape(len(scenes), 1, SIDE, SIZE_PX // SIDE, SIDE, SIZE_PX // SIDE)
    weights = (1 + _OBJECT * cells.mean(axis=(3, 5)) / 255).astype(np.float32)
    nothing = np.zeros((1, condition.shape[1]), np.float32)
    return LatentData(
        latents_of(autoencoder, scenes.pixels),
        weights / weights.mean(),
        rows,
        condition,
        certainty,
        drafted(drafter, autoencoder, condition, certainty),
        drafted(drafter, autoencoder, nothing, np.zeros(1, np.float32))[0],
    )


def drafted(
    drafter: Drafter,
    autoencoder: Autoencoder,
    condition: npt.NDArray[np.float32],
    certainty: npt.NDArray[np.float32],
    batch: int = 256,
) -> npt.NDArray[np.float32]:
    """Latents [m, C, 8, 8] of what is drafted of conditions [m, D]."""
    made = np.empty((len(condition), *autoencoder.shape), np.float32)
    device = device_of(drafter)
    with torch.inference_mode():
        for begin in range(0, len(condition), batch):
            rows = slice(begin, begin + batch)
            given = torch.from_numpy(condition[rows]).to(device)
            told = drafter(given, torch.from_numpy(certainty[rows]).to(device))
            made[rows] = autoencoder.encode(told.picture.clamp(-1, 1)).float().cpu().numpy()
    return made


class LatentStage:
    """See `worker.training.loop.Stage`; validation is the error of the velocity."""

    def __init__(
        self, model: LatentUNet, train: LatentData, validation: LatentData, batch: int = BATCH
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch

    def draw(self, step: int, rng: np.random.Generator) -> LatentBatch:
        """Latents at even distances in time; some without a condition."""
        rows = rng.integers(0, len(self._train.picture), self._batch)
        places = (np.arange(self._batch) + rng.random(self._batch)) / self._batch
        left_out = rng.random(self._batch) < _NO_CONDITION
        return _made(self._train, rows, places, left_out, rng)

    def loss(self, model: nn.Module, batch: LatentBatch) -> tuple[Tensor, dict[str, float]]:
        """The mean squared error of the velocity, the object's above all."""
        network = unwrapped(model, LatentUNet)
        batch = beside(batch, network)
        with quick():
            made = _predicted(network, batch)
        return (batch.weights * (made.float() - batch.wanted).square()).mean(), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """The error on pictures never shown, with and without their condition."""
        network = unwrapped(model, LatentUNet)
        figures = {}
        for name, without in (("velocity_mse", False), ("unconditional_mse", True)):
            rng = np.random.default_rng(1)
            rows = np.linspace(0, len(self._validation.picture) - 1, _VALIDATED).astype(int)
            places = rng.permutation(_VALIDATED) / _VALIDATED
            left_out = np.full(_VALIDATED, without)
            batch = beside(_made(self._validation, rows, places, left_out, rng), network)
            with torch.no_grad():
                figures[name] = float(F.mse_loss(_predicted(network, batch), batch.wanted))
        return figures


def _predicted(network: LatentUNet, batch: LatentBatch) -> Tensor:
    made: Tensor = network(batch.noisy, batch.times, batch.draft, batch.condition, batch.certainty)
    return made


def _made(
    data: LatentData,
    rows: npt.NDArray[np.int64],
    places: npt.NDArray[np.float64],
    left_out: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> LatentBatch:
    clean = torch.from_numpy(data.latents[data.picture[rows]])
    noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32))
    times = torch.from_numpy((places * TIMES).astype(np.int64))
    condition, certainty, draft = data.condition[rows], data.certainty[rows], data.draft[rows]
    condition[left_out], certainty[left_out], draft[left_out] = 0, 0, data.no_draft
    return LatentBatch(
        noised(clean, noise, times),
        velocity(clean, noise, times),
        times,
        torch.from_numpy(draft),
        torch.from_numpy(condition),
        torch.from_numpy(certainty),
        torch.from_numpy(data.weights[data.picture[rows]]),
    )
