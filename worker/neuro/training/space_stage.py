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
from worker.training.loop import Plan
from worker.training.placement import beside, unwrapped

PLAN = Plan(name="space", steps=1400, learning_rate=2e-3, weight_decay=2e-2)
BATCH = 128
# Pictures of one concept in a batch: so a caption has to tell them apart by what else it says.
_TOGETHER = 2
_CAPTION, _THINGS, _NAMES, _LOOK = 0.5, 1.0, 2.0, 2.0
_MAX_LOG_SCALE = 4.6


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
        self,
        model: SpaceNetwork,
        train: SceneData,
        validation: SceneData,
        batch: int = BATCH,
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
        """Names and pictures go where the concept lies; captions go where their pictures are."""
        network = unwrapped(model, SpaceNetwork)
        batch = beside(batch, network)
        with quick():
            things = network.things_in(batch.pictures)
            named, told = network.told(batch.captions)
            labelled, _ = network.told(batch.labels)
        look = network.look(batch.pictures)
        image, text = network.joined(network.meant(things), look), network.joined(named, told)
        scale = network.log_scale.clamp(max=_MAX_LOG_SCALE).exp()
        same_caption = (batch.captions[:, None] == batch.captions[None]).all(dim=-1)
        caption = contrast(image, text, scale, same_caption)
        right = F.cross_entropy(things.float(), batch.concepts)
        places = network.places[batch.concepts]
        names = _apart(named, places) + _apart(labelled, places)
        looks = _apart(told, look)
        loss = _CAPTION * caption + _THINGS * right + _NAMES * names + _LOOK * looks
        return loss, {
            "caption": float(caption.detach()),
            "things": float(right.detach()),
            "names": float(names.detach()),
            "look": float(looks.detach()),
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
        meanings = torch.from_numpy(images[:, : model.settings.meaning])
        places = model.places[torch.from_numpy(data.concept)].cpu()
        figures["meaning_miss"] = float(_apart(meanings, places))
        model.requires_grad_(True)
        return figures


def settings_for(train: SceneData) -> SpaceSettings:
    """Settings with the words of the captions; nouns are what labels alone say."""
    rest: set[str] = set()
    for caption, label in zip(train.captions, train.labels, strict=True):
        rest |= set(words_of([caption])) - set(words_of([label]))
    frame = set.intersection(*(set(words_of([label])) for label in set(train.labels)))
    nouns = set(words_of(train.labels)) - frame - rest
    words = words_of((*train.captions, *train.labels))
    concepts = int(train.concept.max()) + 1
    around = set(words_of(train.labels)) - nouns
    return SpaceSettings(
        words=words,
        nouns=tuple(sorted(nouns)),
        frame=tuple(sorted(around)),
        concepts=concepts,
    )


def settle(network: SpaceNetwork, places: npt.NDArray[np.float32], train: SceneData) -> None:
    """Set what is not learned: where things lie, float32 [C, M] of length 1, and usual looks.

    A noun begins at the mean place of the things that it names.
    """
    network.places.copy_(torch.from_numpy(places))
    standardize_look(network, train.pixels)
    tokens = network.tokens(train.labels)
    nouns: dict[int, set[int]] = {}
    for row, concept in zip(tokens.tolist(), train.concept.tolist(), strict=True):
        for token in row:
            if network.is_noun[token]:
                nouns.setdefault(token, set()).add(concept)
    with torch.no_grad():
        for token, named in nouns.items():
            network.nouns.weight[token] = network.places[sorted(named)].mean(dim=0)


def standardize_look(network: SpaceNetwork, pixels: npt.NDArray[np.uint8]) -> None:
    """Set mean and spread of the look from pictures uint8 [n, 64, 64, 3] that are trained on.

    One spread for all of the contrast and one for all colours: parts of the field that hardly vary
    must not become loud.
    """
    pictures = to_tensor(pixels)
    contrasts, colours = contrast_map(pictures), colour_grid(pictures)
    network.look_mean.copy_(torch.cat([contrasts, colours], dim=1).mean(dim=0))
    spreads = [part.std().expand(part.shape[1]) for part in (contrasts, colours)]
    network.look_spread.copy_(torch.cat(spreads))


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


def _apart(made: Tensor, wanted: Tensor) -> Tensor:
    """1 - cosine, mean over rows."""
    return 1 - F.cosine_similarity(made.float(), wanted, dim=-1).mean()
