"""The stage that trains the drafter on objects, their boxes, and what is around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.drafter import Drafter
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.space import Space
from worker.neuro.training.conditions import conditions, embeddings_of
from worker.neuro.training.object_crops import ObjectCrops, object_crops
from worker.neuro.training.precision import quick
from worker.neuro.training.scene_data import SceneData
from worker.training.loop import Plan
from worker.training.placement import beside, unwrapped

PLAN = Plan(name="drafter", steps=2600, learning_rate=2e-3, weight_decay=1e-3)
BATCH = 64
_NO_CONDITION = 0.03
# Weights of object, box, side and surroundings.
_SPRITE, _BOX, _SIDE, _BEHIND = 2.0, 2.0, 0.05, 1.0
_VALIDATED = 256


@dataclass(frozen=True)
class DraftData:
    """Pictures with their objects cut out, and embeddings float32 [n, 3, D] of length 1."""

    scenes: SceneData
    embeddings: npt.NDArray[np.float32]
    objects: ObjectCrops

    def __len__(self) -> int:
        return len(self.embeddings)


@dataclass(frozen=True)
class DraftBatch:
    """Conditions [B, D], certainties [B], and what should be drawn of them.

    Objects [B, 4, 32, 32], boxes [B, 4], 1.0 where mirrored [B], pictures [B, 3, 64, 64], and how
    much of each pixel is not object [B, 1, 64, 64].
    """

    condition: Tensor
    certainty: Tensor
    sprites: Tensor
    boxes: Tensor
    mirrored: Tensor
    pictures: Tensor
    free: Tensor


def draft_data(scenes: SceneData, space: Space) -> DraftData:
    """Pictures as the stage needs them."""
    return DraftData(scenes, embeddings_of(scenes, space), object_crops(scenes))


class DraftStage:
    """See `worker.training.loop.Stage`; validation is errors on pictures never shown."""

    def __init__(
        self, model: Drafter, train: DraftData, validation: DraftData, batch: int = BATCH
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch
        self._mean = train.embeddings.mean(axis=0)

    def draw(self, step: int, rng: np.random.Generator) -> DraftBatch:
        """Random pictures, each with a condition of some kind and quality."""
        rows = rng.integers(0, len(self._train), self._batch)
        condition, certainty = conditions(self._train.embeddings[rows], self._mean, rng)
        condition[rng.random(self._batch) < _NO_CONDITION] = 0
        return _made(self._train, rows, condition, certainty)

    def loss(self, model: nn.Module, batch: DraftBatch) -> tuple[Tensor, dict[str, float]]:
        """Absolute errors of all that is told, and cross-entropy of the side."""
        drafter = unwrapped(model, Drafter)
        batch = beside(batch, drafter)
        with quick():
            told = drafter(batch.condition, batch.certainty)
        sprite, box = F.l1_loss(told.sprite, batch.sprites), F.l1_loss(told.box, batch.boxes)
        side = F.binary_cross_entropy_with_logits(told.mirrored, batch.mirrored)
        behind = (batch.free * (told.behind - batch.pictures).abs()).mean()
        loss = _SPRITE * sprite + _BOX * box + _SIDE * side + _BEHIND * behind
        figures = {"sprite": sprite, "box": box, "side": side, "behind": behind}
        return loss, {name: float(value.detach()) for name, value in figures.items()}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Errors from the pictures' own embeddings."""
        drafter = unwrapped(model, Drafter)
        rows = np.linspace(0, len(self._validation) - 1, _VALIDATED).astype(int)
        own = self._validation.embeddings[rows, 0]
        batch = _made(self._validation, rows, own, np.ones(len(rows), np.float32))
        batch = beside(batch, drafter)
        with torch.no_grad():
            told = drafter(batch.condition, batch.certainty)
        right = (told.mirrored > 0) == (batch.mirrored > 0.5)
        return {
            "picture_error": float(F.l1_loss(told.picture, batch.pictures)),
            "sprite_error": float(F.l1_loss(told.sprite, batch.sprites)),
            "box_error": float(F.l1_loss(told.box, batch.boxes)),
            "side_right": float(right.float().mean()),
        }


def _made(
    data: DraftData,
    rows: npt.NDArray[np.int64],
    condition: npt.NDArray[np.float32],
    certainty: npt.NDArray[np.float32],
) -> DraftBatch:
    free = 1 - data.scenes.masks[rows, None].astype(np.float32) / 255
    return DraftBatch(
        torch.from_numpy(condition),
        torch.from_numpy(certainty),
        data.objects.sprites(rows),
        torch.from_numpy(data.objects.boxes[rows]),
        torch.from_numpy(data.scenes.mirrored[rows].astype(np.float32)),
        to_tensor(data.scenes.pixels[rows]),
        torch.from_numpy(free),
    )
