"""The whole chain from what was decoded to a picture: pixel level, sample level, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.paths import write_atomic
from worker.neuro.imaging.autoencoder import latents_of
from worker.neuro.imaging.first_pictures import boxes_of, cover_of, first_pictures
from worker.neuro.imaging.pixels import SIZE_PX, to_pixels
from worker.neuro.imaging.sampler import (
    PictureMaker,
    SamplerSettings,
    Sharpened,
    finished,
    sample,
)
from worker.neuro.imaging.weights import damaged

SETTINGS_FILE = "reconstructor.json"
# So far apart that the seeds of rows do not meet those of the next seed.
_ROWS = 1_000_003


class ReconstructorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the chain runs; guidance and strengths are chosen on validation.

    Attributes
    ----------
    guidance : float
        Scale of classifier-free guidance.
    strength : float
        Of image-to-image with an embedding: how much of the first picture is replaced, 0 to 1.
    strength_alone : float
        The same where there is no embedding, so that nothing else tells what to draw.
    certainty : float
        Cosine that is expected between a decoded embedding and the picture's.
    """

    steps: int = 8
    guidance: float = 2.0
    strength: float = 0.8
    strength_alone: float = 0.6
    certainty: float = 0.6


@dataclass(frozen=True)
class Reconstructor:
    """Image-to-image latent diffusion from the pixel level, guided by the sample level."""

    maker: PictureMaker
    settings: ReconstructorSettings = field(default_factory=ReconstructorSettings)

    def reconstruct(
        self,
        embedding: npt.NDArray[np.float32] | None,
        saliency: npt.NDArray[np.floating] | npt.NDArray[np.uint8] | None,
        seed: int,
        on_step: Callable[[Sharpened], None] | None = None,
        *,
        certainty: float | None = None,
    ) -> npt.NDArray[np.uint8]:
        """Pictures uint8 [n, 64, 64, 3].

        Parameters
        ----------
        embedding : float32 [n, D] of length 1, optional
            The sample level; without it nothing but the first picture guides.
        saliency : optional
            The pixel level: float [n, 64, 64] from 0 to 1, or saliency maps uint8 [n, 64, 64, 3]
            with the object in its colours on grey; without it, it starts from noise.
        on_step : callable, optional
            Is shown the picture after each step; without a first picture, step 0 is the draft.
        certainty : float, optional
            Instead of that of the settings.

        Raises
        ------
        AppError
            `bad_field` where both are missing or their shapes are wrong.
        """
        count = self._count(embedding, saliency)
        seeds = [seed * _ROWS + row for row in range(count)]
        steps = self.steps(embedding, saliency, seeds, certainty=certainty)
        return finished(_shown(steps, on_step)).pictures

    def steps(
        self,
        embedding: npt.NDArray[np.float32] | None,
        saliency: npt.NDArray[np.floating] | npt.NDArray[np.uint8] | None,
        seeds: list[int],
        *,
        certainty: float | None = None,
    ) -> Iterator[Sharpened]:
        """As `reconstruct`, step by step, with a seed for each row."""
        count = self._count(embedding, saliency)
        sure = self.settings.certainty if certainty is None else certainty
        size = self.maker.network.settings.dimensions
        given = np.zeros((count, size), np.float32) if embedding is None else embedding
        given = np.asarray(given, np.float32)
        start, boxes = None, None
        if saliency is not None:
            around = None if embedding is None else self.surroundings(given, sure)
            start = latents_of(self.maker.autoencoder, first_pictures(saliency, around))
            boxes = boxes_of(cover_of(saliency))
        alone = embedding is None
        settings = SamplerSettings(
            steps=self.settings.steps,
            guidance=1.0 if alone else self.settings.guidance,
            strength=self.settings.strength_alone if alone else self.settings.strength,
            certainty=sure,
        )
        return sample(self.maker, given, settings, seeds, start, boxes)

    def surroundings(
        self, embeddings: npt.NDArray[np.float32], certainty: float
    ) -> npt.NDArray[np.uint8]:
        """What is drafted around the object, uint8 [n, 64, 64, 3]."""
        return to_pixels(self.maker.told(embeddings, certainty).behind)

    def save(self, folder: Path) -> None:
        """Write the networks and `reconstructor.json`."""
        self.maker.save(folder)
        body = msgspec.json.format(msgspec.json.encode(self.settings)) + b"\n"
        write_atomic(folder / SETTINGS_FILE, body)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> Reconstructor:
        """The reconstructor of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        maker = PictureMaker.load(folder, device)
        try:
            body = (folder / SETTINGS_FILE).read_bytes()
            settings = msgspec.json.decode(body, type=ReconstructorSettings)
        except (OSError, msgspec.MsgspecError) as error:
            raise damaged(folder.name, error) from error
        return Reconstructor(maker, settings)

    def _count(
        self,
        embedding: npt.NDArray[np.float32] | None,
        saliency: npt.NDArray[np.floating] | npt.NDArray[np.uint8] | None,
    ) -> int:
        size = self.maker.network.settings.dimensions
        if embedding is None and saliency is None:
            limit = "an embedding, a saliency map, or both"
            raise AppError("bad_field", field="embedding", value="nothing", limit=limit)
        if embedding is not None and (embedding.ndim != 2 or embedding.shape[1] != size):
            value, limit = str(embedding.shape), f"[n, {size}]"
            raise AppError("bad_field", field="embedding", value=value, limit=limit)
        side = (SIZE_PX, SIZE_PX)
        if saliency is not None and saliency.shape[1:] not in (side, (*side, 3)):
            value, limit = str(saliency.shape), "[n, 64, 64] or [n, 64, 64, 3]"
            raise AppError("bad_field", field="saliency", value=value, limit=limit)
        counts = {len(each) for each in (embedding, saliency) if each is not None}
        if len(counts) > 1:
            limit = "as many saliency maps as embeddings"
            raise AppError("bad_field", field="saliency", value=str(sorted(counts)), limit=limit)
        return counts.pop()


def _shown(
    steps: Iterator[Sharpened], on_step: Callable[[Sharpened], None] | None
) -> Iterator[Sharpened]:
    for step in steps:
        if on_step is not None:
            on_step(step)
        yield step
