"""Training of an encoder: contrastive against pictures and captions, besides a plain distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.decoding.encoder import Encoder
from worker.training.placement import beside, device_of

# Weights of distance, pictures and captions, after ENIGMA (arXiv 2602.10361, section 3).
DISTANCE, PICTURES, CAPTIONS = 1.0, 0.5, 0.1
MOST_REPEATS = 4
SHIFT = 2
DROPPED_CHANNELS = 0.1


@dataclass(frozen=True)
class EncoderData:
    """What an encoder learns from.

    Attributes
    ----------
    samples : float16 or float32 [n, 64, T]
        Aligned.
    subject : int64 [n]
        Number of the layer of the person, from 0.
    picture : int64 [n]
        Row of `images` and `texts`.
    images : float32 [P, D]
        Embeddings of the pictures, of length 1.
    texts : float32 [P, K, D]
        Of the K texts of each: its label and what is to be seen in full (NeuroImagen, section 3.3).
    """

    samples: npt.NDArray[np.floating]
    subject: npt.NDArray[np.int64]
    picture: npt.NDArray[np.int64]
    images: npt.NDArray[np.float32]
    texts: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Samples [B, 64, T], layers [B], pictures [B] and their embeddings [B, D]."""

    samples: Tensor
    subjects: Tensor
    pictures: Tensor
    images: Tensor
    texts: Tensor


class EncoderStage:
    """See `worker.training.loop.Stage`; validation is retrieval of pictures that were left out."""

    def __init__(
        self, model: Encoder, train: EncoderData, validation: EncoderData, batch: int = 256
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch
        self._groups = _groups(train)

    def draw(self, step: int, rng: np.random.Generator) -> Batch:
        """Each row is the mean of one to four showings of one picture to one person."""
        chosen = rng.integers(0, len(self._groups), self._batch)
        samples = np.empty((self._batch, *self._train.samples.shape[1:]), np.float32)
        rows = np.empty(self._batch, np.int64)
        for place, number in enumerate(chosen):
            group = self._groups[number]
            count = min(len(group), int(rng.integers(1, MOST_REPEATS + 1)))
            picked = rng.choice(group, count, replace=False)
            rows[place] = picked[0]
            # The mean of k showings has noise of 1/√k: so the scale stays that of one.
            mean = self._train.samples[picked].astype(np.float32).mean(axis=0)
            samples[place] = mean * count**0.5
        samples = shifted(samples, int(rng.integers(-SHIFT, SHIFT + 1)))
        samples *= rng.random((self._batch, samples.shape[1], 1)) >= DROPPED_CHANNELS
        # Some rows train the layer of strangers.
        subjects = np.where(rng.random(self._batch) < 0.2, -1, self._train.subject[rows])
        pictures = self._train.picture[rows]
        told = rng.integers(0, self._train.texts.shape[1], self._batch)
        return Batch(
            torch.from_numpy(samples),
            torch.from_numpy(subjects),
            torch.from_numpy(pictures),
            torch.from_numpy(self._train.images[pictures]),
            torch.from_numpy(self._train.texts[pictures, told]),
        )

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """Distance, and cross-entropies against the pictures and captions of the batch."""
        batch = beside(batch, model)
        embedding = F.normalize(model(batch.samples, batch.subjects), dim=-1)
        distance = (embedding - batch.images).square().sum(dim=-1).mean()
        scale = torch.clamp(_log_scale(model), max=4.6).exp()
        same = batch.pictures[:, None] == batch.pictures[None]
        images = contrast(embedding, batch.images, scale, same)
        texts = contrast(embedding, batch.texts, scale, same)
        loss = DISTANCE * distance + PICTURES * images + CAPTIONS * texts
        return loss, {"distance": float(distance.detach()), "images": float(images.detach())}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Top-1 and top-5 among the pictures of the validation, from single trials."""
        data = self._validation
        shown = np.unique(data.picture)
        guesses = embed(model, data.samples, data.subject)
        scores = guesses @ data.images[shown].T
        right = np.searchsorted(shown, data.picture)
        ranks = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
        return {"top1": float((ranks < 1).mean()), "top5": float((ranks < 5).mean())}


def _log_scale(model: nn.Module) -> Tensor:
    scale = getattr(model, "module", model).log_scale  # accelerate may wrap it
    assert isinstance(scale, Tensor)
    return scale


def embed(
    model: nn.Module,
    samples: npt.NDArray[np.floating],
    subjects: npt.NDArray[np.int64],
    batch: int = 512,
) -> npt.NDArray[np.float32]:
    """Embeddings of length 1, float32 [n, D], of aligned samples [n, 64, T]."""
    training, device = model.training, device_of(model)
    model.eval()
    parts = []
    with torch.no_grad():
        for begin in range(0, len(samples), batch):
            rows = slice(begin, begin + batch)
            values = torch.from_numpy(np.asarray(samples[rows], np.float32)).to(device)
            out = model(values, torch.from_numpy(subjects[rows]).to(device))
            parts.append(F.normalize(out, dim=-1).cpu().numpy())
    model.train(training)
    return np.concatenate(parts)


def _groups(data: EncoderData) -> list[npt.NDArray[np.int64]]:
    """Rows of each picture of each person."""
    keys = data.subject * (int(data.picture.max()) + 1) + data.picture
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(keys[order])) + 1)


def shifted(samples: npt.NDArray[np.float32], by: int) -> npt.NDArray[np.float32]:
    """Samples [B, C, T] some places later, round and round: moments of a picture are not exact."""
    return np.ascontiguousarray(np.roll(samples, by, axis=2))


def contrast(embedding: Tensor, targets: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """InfoNCE; other showings of the same picture are no negatives."""
    logits = scale * embedding @ targets.T
    others = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    logits = logits.masked_fill(others, float("-inf"))
    return F.cross_entropy(logits, torch.arange(len(logits), device=logits.device))
