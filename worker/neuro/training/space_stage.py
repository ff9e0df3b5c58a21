"""The stage that trains the image/text space on pictures and their captions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.layout import colour_grid, contrast_map
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.space import Space, SpaceNetwork, SpaceSettings
from worker.neuro.imaging.vocabulary import words_of
from worker.neuro.training.augment import augment
from worker.neuro.training.precision import quick
from worker.neuro.training.scene_data import SceneData
from worker.neuro.training.unwrapping import unwrapped
from worker.training.loop import Plan

PLAN = Plan(name="space", steps=1400, learning_rate=2e-3, weight_decay=2e-2)
BATCH = 128
# Pictures of one concept in a batch: so a caption has to tell them apart by what else it says.
_TOGETHER = 2
_CAPTION, _LABEL, _CONTRAST, _COLOURS = 1.0, 1.0, 4.0, 2.0
_MAX_LOG_SCALE = 4.0


@dataclass(frozen=True)
class SpaceBatch:
    """Pictures [B, 3, 64, 64], tokens of captions and labels [B, L], and concepts [B]."""

    pictures: Tensor
    captions: Tensor
    labels: Tensor
    concepts: Tensor


class SpaceStage:
    """See `worker.training.loop.Stage`; validation is retrieval among variations never shown."""

    def __init__(
        self, model: SpaceNetwork, train: SceneData, validation: SceneData, batch: int = BATCH
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch
        self._captions, self._labels = model.tokens(train.captions), model.tokens(train.labels)
        self._concepts = np.unique(train.concept)
        order = np.argsort(train.concept, kind="stable")
        self._rows = np.split(order, np.flatnonzero(np.diff(train.concept[order])) + 1)

    def draw(self, step: int, rng: np.random.Generator) -> SpaceBatch:
        """Two pictures of each of some concepts, each a little changed."""
        count = min(self._batch // _TOGETHER, len(self._concepts))
        chosen = rng.choice(len(self._concepts), count, replace=False)
        rows = np.concatenate([rng.choice(self._rows[place], _TOGETHER) for place in chosen])
        return SpaceBatch(
            augment(to_tensor(self._train.pixels[rows]), rng),
            self._captions[rows],
            self._labels[rows],
            torch.from_numpy(self._train.concept[rows]),
        )

    def loss(self, model: nn.Module, batch: SpaceBatch) -> tuple[Tensor, dict[str, float]]:
        """Contrast of pictures with captions and with labels, and the distance of the layout."""
        network = unwrapped(model, SpaceNetwork)
        with quick():
            raw = network.pictures(batch.pictures)
            captions, labels = network.captions(batch.captions), network.captions(batch.labels)
        image = F.normalize(raw.float(), dim=-1)
        scale = network.log_scale.clamp(max=_MAX_LOG_SCALE).exp()
        same_caption = (batch.captions[:, None] == batch.captions[None]).all(dim=-1)
        same_label = batch.concepts[:, None] == batch.concepts[None]
        caption = contrast(image, F.normalize(captions.float(), dim=-1), scale, same_caption)
        label = contrast(image, F.normalize(labels.float(), dim=-1), scale, same_label)
        told_contrast, told_colours = network.layout(image)
        contrast_miss = F.mse_loss(told_contrast, contrast_map(batch.pictures))
        colour_miss = F.mse_loss(told_colours, colour_grid(batch.pictures))
        loss = (
            _CAPTION * caption + _LABEL * label + _CONTRAST * contrast_miss + _COLOURS * colour_miss
        )
        return loss, {
            "caption": float(caption.detach()),
            "label": float(label.detach()),
            "contrast": float(contrast_miss.detach()),
            "colours": float(colour_miss.detach()),
        }

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Retrieval by captions and labels, and how much of the layout's variance is told."""
        assert isinstance(model, SpaceNetwork)
        data, space = self._validation, Space(model)
        images = space.images(data.pixels)
        figures = {
            "caption_top1": top_share(images, space.texts(data.captions), data.captions, 1),
            "caption_top5": top_share(images, space.texts(data.captions), data.captions, 5),
            "label_top1": top_share(images, space.texts(data.labels), data.labels, 1),
        }
        pictures = to_tensor(data.pixels)
        with torch.no_grad():
            contrasts, colours = model.layout(torch.from_numpy(images))
        figures["contrast_r2"] = _explained(contrasts, contrast_map(pictures))
        figures["colours_r2"] = _explained(colours, colour_grid(pictures))
        model.requires_grad_(True)
        return figures


def settings_for(train: SceneData) -> SpaceSettings:
    """Settings with the words of the captions."""
    return SpaceSettings(words=words_of((*train.captions, *train.labels)))


def contrast(images: Tensor, texts: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """InfoNCE both ways; all texts that are `same` [B, B] are right answers alike."""
    logits = scale * images @ texts.T
    targets = same.float() / same.sum(dim=1, keepdim=True)
    return 0.5 * (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets))


def top_share(
    images: npt.NDArray[np.float32],
    texts: npt.NDArray[np.float32],
    written: tuple[str, ...],
    top: int,
) -> float:
    """Share of pictures whose own text is among the first `top` of all different texts."""
    different, first = np.unique(np.array(written), return_index=True)
    scores = images @ texts[first].T
    own = np.searchsorted(different, np.array(written))
    better = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    return float((better < top).mean())


def _explained(told: Tensor, truth: Tensor) -> float:
    spread = (truth - truth.mean(dim=0)).square().sum()
    return float(1 - (told - truth).square().sum() / spread)
