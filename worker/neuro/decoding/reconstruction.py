"""From what the EEG tells to a picture: the pixel level begins it, the sample level guides it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from worker.neuro.imaging.autoencoder import latents_of
from worker.neuro.imaging.first_pictures import boxes_of, first_pictures
from worker.neuro.imaging.pixels import to_pixels
from worker.neuro.imaging.saliency_gan import PixelDecoder
from worker.neuro.imaging.sampler import PictureMaker, SamplerSettings, sample
from worker.neuro.imaging.space import Space

Use = Literal["both", "saliency", "text"]


class PaintSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a picture is painted; guidance and strength were chosen on validation."""

    steps: int = 8
    guidance: float = 2.0
    strength: float = 0.8


@dataclass(frozen=True)
class Wanted:
    """What is known of one picture.

    Attributes
    ----------
    embedding : float32 [D]
        Of length 1.
    certainty : float
        Cosine that is expected between the embedding and that of the picture that was seen.
    """

    embedding: npt.NDArray[np.float32]
    certainty: float


@dataclass(frozen=True)
class Painted:
    """The picture as it is after a step, uint8 [64, 64, 3]; the last step's is the result."""

    step: int
    steps: int
    pixels: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Painter:
    """Pixel level, sample level and the diffusion that joins them (NeuroImagen, section 3.4)."""

    space: Space
    maker: PictureMaker
    pixel_level: PixelDecoder
    settings: PaintSettings

    def paint(
        self,
        wanted: Wanted,
        seeds: list[int],
        use: Use = "both",
        settings: PaintSettings | None = None,
    ) -> Iterator[Painted]:
        """Paint a picture for each seed at once and show the one nearest to the embedding.

        With `use="saliency"` the map is the picture; with "text" it begins from what the embedding
        alone lets one draft.
        """
        chosen = settings or self.settings
        level = None
        if use != "text":
            repeated = np.repeat(pixel_features(wanted.embedding[None]), len(seeds), axis=0)
            level = self.pixel_level.decode(repeated, seeds[0])
        if use == "saliency":
            assert level is not None
            yield Painted(1, 1, self._nearest(level.pictures, wanted.embedding))
            return
        how = SamplerSettings(
            steps=chosen.steps,
            guidance=chosen.guidance,
            strength=chosen.strength,
            certainty=wanted.certainty,
        )
        conditions = np.repeat(wanted.embedding[None], len(seeds), axis=0)
        latents, boxes = None, None
        if level is not None:
            around = to_pixels(self.maker.told(conditions, wanted.certainty).behind)
            begun = first_pictures(level.pictures, around)
            latents = latents_of(self.maker.autoencoder, begun)
            boxes = boxes_of(level.saliency)
        for each in sample(self.maker, conditions, how, seeds, latents, boxes):
            yield Painted(each.step, each.steps, self._nearest(each.pictures, wanted.embedding))

    def _nearest(
        self, pictures: npt.NDArray[np.uint8], embedding: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.uint8]:
        place = 0
        if len(pictures) > 1:
            place = int(np.argmax(self.space.images(pictures) @ embedding))
        nearest: npt.NDArray[np.uint8] = pictures[place]
        return nearest


def pixel_features(embeddings: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What the pixel level sees of embeddings [n, D] of length 1: numbers of about 1.

    These are the contrastive features of the EEG: a person's calibration corrects them, which it
    does not do for the layers before them.
    """
    return embeddings * np.float32(embeddings.shape[1] ** 0.5)


def last(steps: Iterator[Painted]) -> npt.NDArray[np.uint8]:
    """The finished picture."""
    *_, painted = steps
    return painted.pixels
