"""From what the EEG tells to a picture: the pixel level begins it, the sample level guides it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.prior import Prior
from worker.neuro.imaging.first_pictures import first_pictures
from worker.neuro.imaging.reconstructor import Reconstructor, ReconstructorSettings
from worker.neuro.imaging.saliency_gan import PixelDecoder
from worker.neuro.imaging.space import Space

Use = Literal["both", "saliency", "text"]


@dataclass(frozen=True)
class Wanted:
    """What is known of one picture.

    Attributes
    ----------
    embedding : float32 [D]
        Of length 1.
    certainty : float
        Cosine that is expected between the embedding and that of the picture that was seen.
    numbers, shares : tuple of int, float64 [P]
        The pictures of the gallery, and how probable each of them is.
    """

    embedding: npt.NDArray[np.float32]
    certainty: float
    numbers: tuple[int, ...] = ()
    shares: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Painted:
    """The picture as it is after a step, uint8 [S, S, 3]; the last step's is the result."""

    step: int
    steps: int
    pixels: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Painter:
    """Pixel level, sample level and the diffusion that joins them (NeuroImagen, section 3.4).

    With a `prior` the sample level is drawn to where embeddings of pictures lie.
    """

    space: Space
    reconstructor: Reconstructor
    pixel_level: PixelDecoder
    prior: Prior | None = None

    @property
    def settings(self) -> ReconstructorSettings:
        """How it paints; chosen on validation."""
        return self.reconstructor.settings

    def with_settings(self, settings: ReconstructorSettings) -> Painter:
        """The same networks with other settings."""
        return replace(self, reconstructor=replace(self.reconstructor, settings=settings))

    def paint(self, wanted: Wanted, seeds: list[int], use: Use = "both") -> Iterator[Painted]:
        """Paint a picture for each seed at once and show the one nearest to the embedding.

        With `use="saliency"` nothing but the map guides; with "text" there is no map.
        """
        maps = None
        if use != "text":
            features = pixel_features(wanted.embedding[None])
            one = self.pixel_level.decode(features, seeds[0]).pictures
            maps = np.repeat(one, len(seeds), axis=0)
        guide, certainty = self.guide(wanted)
        given = None if use == "saliency" else np.repeat(guide[None], len(seeds), axis=0)
        for each in self.reconstructor.steps(given, maps, seeds, certainty=certainty):
            yield Painted(each.step, each.steps, self._nearest(each.pictures, wanted.embedding))

    def first_picture(self, wanted: Wanted, seed: int, use: Use) -> npt.NDArray[np.uint8]:
        """What the pixel level begins with, uint8 [64, 64, 3], before drafted surroundings."""
        maps = self.pixel_level.decode(pixel_features(wanted.embedding[None]), seed).pictures
        around = None
        if use != "saliency":
            guide, certainty = self.guide(wanted)
            around = self.reconstructor.surroundings(guide[None], certainty)
        first: npt.NDArray[np.uint8] = first_pictures(maps, around)[0]
        return first

    def guide(self, wanted: Wanted) -> tuple[npt.NDArray[np.float32], float]:
        """What guides, float32 [D], and the cosine that it is expected to have with a picture."""
        if self.prior is None:
            return wanted.embedding, wanted.certainty
        return self.prior.likely(wanted.embedding, wanted.certainty), 1.0

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
