"""From an embedding, and perhaps a first picture, to a picture: step by step, as it sharpens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from worker.neuro.imaging.autoencoder import Autoencoder
from worker.neuro.imaging.drafter import Told, over
from worker.neuro.imaging.latent_unet import LatentUNet
from worker.neuro.imaging.pixels import to_pixels
from worker.neuro.imaging.schedule import (
    Solver,
    clean_of,
    noise_of,
    noised,
    solver_for,
    times_of,
)


class SamplerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures are made.

    Attributes
    ----------
    guidance : float
        Scale of classifier-free guidance; 1 is without it, and costs half.
    strength : float
        0 to 1: how much of the first picture is replaced. At 0 it comes back as it is, at 1
        nothing is left of it.
    fresh : float
        The same of the draft, where there is no first picture: at 1 it starts from noise.
    layer : float
        0 to 1: how much of the drafted object is put over what diffusion made of it. Latents of
        8 × 8 places blur what is small.
    certainty : float
        0 to 1: cosine that is expected between the condition and the truth; 1 for a text.
    """

    steps: int = 8
    guidance: float = 2.0
    strength: float = 1.0
    fresh: float = 0.4
    layer: float = 0.8
    certainty: float = 1.0
    solver: Solver = "dpm"


@dataclass(frozen=True)
class Sharpened:
    """What is seen after a step, uint8 [B, 64, 64, 3]: the whole picture that is expected by now.

    Step 0 is the draft, before any diffusion, unless a first picture was given; the last step's are
    the result. `latents` float32 [B, C, 8, 8] are those of `pictures`.
    """

    step: int
    steps: int
    pictures: npt.NDArray[np.uint8]
    latents: npt.NDArray[np.float32]


@dataclass(frozen=True)
class PictureMaker:
    """The two networks that make pictures; the first has the drafter in it."""

    network: LatentUNet
    autoencoder: Autoencoder

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> PictureMaker:
        """Both from `folder`. Raises `AppError`: `missing_model` or `bad_model`."""
        return PictureMaker(LatentUNet.load(folder, device), Autoencoder.load(folder, device))

    def save(self, folder: Path) -> None:
        """Write the weights and settings of both."""
        self.network.save(folder)
        self.autoencoder.save(folder)

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        return self.autoencoder.mean.device

    def told(self, embeddings: npt.NDArray[np.float32], certainty: float) -> Told:
        """What embeddings float32 [B, D] tell; rows of zeros are no condition."""
        given = torch.from_numpy(embeddings).to(self.device)
        sure = torch.full((len(given),), certainty, device=self.device)
        with torch.inference_mode():
            told: Told = self.network.drafter(given, sure)
        return told


def sample(
    maker: PictureMaker,
    embeddings: npt.NDArray[np.float32],
    settings: SamplerSettings,
    seeds: Sequence[int],
    start: npt.NDArray[np.float32] | None = None,
    boxes: npt.NDArray[np.float32] | None = None,
) -> Iterator[Sharpened]:
    """Make pictures for the embeddings float32 [B, D] of length 1, yielding each step's.

    Parameters
    ----------
    embeddings : float32 [B, D]
        Rows of zeros are no condition.
    seeds : sequence of int
        One for each row; a row's noise depends on nothing else.
    start : float32 [B, C, 8, 8], optional
        Latents of first pictures, for image-to-image; without them, it starts from drafts.
    boxes : float32 [B, 4], optional
        Where the objects are, where that is known better than from the embeddings.
    """
    told = maker.told(embeddings, settings.certainty)
    if boxes is not None:
        told = told.at(torch.from_numpy(boxes).to(maker.device))
    guide = _guide(maker, embeddings, told, settings)
    strength = settings.fresh if start is None else settings.strength
    times = times_of(settings.steps, strength) if strength > 0 else []
    first = guide.draft[: len(embeddings)]
    # Without a condition there is no object to be put over anything.
    layer = told.thing * settings.layer if embeddings.any() else torch.zeros_like(told.thing)
    if start is None:
        yield Sharpened(0, len(times), to_pixels(told.picture), first.cpu().numpy())
    else:
        first = torch.from_numpy(start).to(maker.device)
    if not times:
        if start is not None:
            yield _sharpened(maker, first, layer, 1, 1)
        return
    noise = noise_of(list(seeds), maker.autoencoder.shape).to(maker.device)
    latents = noised(first, noise, torch.full((len(first),), times[0], device=maker.device))
    solver = solver_for(settings.solver, times)
    for place, time in enumerate(times):
        with torch.inference_mode():
            at = torch.full((len(latents),), time, device=maker.device)
            predicted = _guided(maker.network, latents, at, guide, settings.guidance)
            clean = clean_of(latents, predicted, at)
            latents = solver.step(predicted, solver.timesteps[place], latents).prev_sample
        last = place + 1 == len(times)
        yield _sharpened(maker, latents if last else clean, layer, place + 1, len(times))


def finished(steps: Iterator[Sharpened]) -> Sharpened:
    """The last of the steps."""
    *_, last = steps
    return last


@dataclass(frozen=True)
class _Guide:
    """Drafts, conditions and certainties; with guidance, as many rows of no condition follow."""

    draft: Tensor
    condition: Tensor
    certainty: Tensor


def _guide(
    maker: PictureMaker,
    embeddings: npt.NDArray[np.float32],
    told: Told,
    settings: SamplerSettings,
) -> _Guide:
    condition = torch.from_numpy(embeddings).to(maker.device)
    with torch.inference_mode():
        draft = maker.autoencoder.encode(told.picture.clamp(-1, 1))
        if settings.guidance != 1:
            nothing = maker.told(np.zeros_like(embeddings[:1]), 0.0)
            free = maker.autoencoder.encode(nothing.picture.clamp(-1, 1))
            draft = torch.cat([draft, free.expand_as(draft)])
            condition = torch.cat([condition, torch.zeros_like(condition)])
    certainty = torch.full((len(condition),), settings.certainty, device=maker.device)
    return _Guide(draft, condition, certainty)


def _guided(
    network: LatentUNet, latents: Tensor, times: Tensor, guide: _Guide, guidance: float
) -> Tensor:
    if guidance != 1:
        latents, times = torch.cat([latents, latents]), torch.cat([times, times])
    predicted: Tensor = network(latents, times, guide.draft, guide.condition, guide.certainty)
    if guidance == 1:
        return predicted
    guided, free = predicted.chunk(2)
    return free + guidance * (guided - free)


def _sharpened(
    maker: PictureMaker, latents: Tensor, layer: Tensor, step: int, steps: int
) -> Sharpened:
    with torch.inference_mode():
        pictures = to_pixels(over(layer, maker.autoencoder.decode(latents)))
    return Sharpened(step, steps, pictures, latents.float().cpu().numpy())
