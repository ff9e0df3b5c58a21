"""A generator of real size in the place of the small diffusion: the rest of the chain is as it was.

The pixel level begins the picture (NeuroImagen, section 3.4), and what `real_size_guide` makes of
the decoded answer guides it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.decoding.reconstruction import Painted, Painter, Use, Wanted
from worker.neuro.imaging.pixels import SIZE_PX
from worker.neuro.imaging.real_size import Emerging, RealSizeMaker

# How much of the first picture is replaced: the paper's, and without a guide less.
STRENGTH, STRENGTH_ALONE = 0.8, 0.6
# From what is decoded of one picture to what guides the generator, float32 [77, 768] or [D].
Guide = Callable[[Wanted], npt.NDArray[np.float32]]


@dataclass(frozen=True)
class RealSizePainter:
    """Paints with a generator of real size.

    Attributes
    ----------
    small : Painter
        Has the pixel level, and the space in which the picture nearest the EEG is chosen.
    steps : int or None
        Instead of as many as the generator was published with.
    strength : float or None
        Of image-to-image, 0 to 1; instead of 0.8, or 0.6 for the pixel level alone.
    previews : bool
        Whether pictures on the way are decoded; without it the first one stands for them.
    """

    small: Painter
    maker: RealSizeMaker
    guide: Guide
    steps: int | None = None
    strength: float | None = None
    previews: bool = False

    def paint(self, wanted: Wanted, seeds: list[int], use: Use = "both") -> Iterator[Painted]:
        """Paint a picture for each seed at once and show the one nearest to the embedding.

        Step 0 is the first picture of the pixel level, where there is one. While a step takes
        long, the last one is yielded again.

        Raises
        ------
        AppError
            `bad_field` for `use="saliency"` with a generator that takes no first picture.
        """
        if use == "saliency" and not self.maker.takes_first:
            limit = "both or text: this generator takes no first picture"
            raise AppError("bad_field", field="use", value=use, limit=limit)
        first = None
        if use != "text" and self.maker.takes_first:
            first = np.repeat(self.small.first_picture(wanted, seeds[0], use)[None], len(seeds), 0)
        shown = np.full((8, 8, 3), 128, np.uint8) if first is None else first[0]
        emerging = self._emerging(wanted, seeds, first, alone=use == "saliency")
        if first is not None:
            yield Painted(0, 1, shown)
        for each in emerging:
            if each.pictures is not None:
                shown = self._nearest(each.pictures, wanted.embedding)
            yield Painted(each.step, each.steps, shown)

    def _emerging(
        self,
        wanted: Wanted,
        seeds: list[int],
        first: npt.NDArray[np.uint8] | None,
        *,
        alone: bool,
    ) -> Iterator[Emerging]:
        guide = self._nothing() if alone else self.guide(wanted)
        strength = STRENGTH_ALONE if alone else STRENGTH
        return self.maker.steps(
            np.repeat(guide[None], len(seeds), axis=0),
            first,
            seeds,
            strength=strength if self.strength is None else self.strength,
            steps=self.steps,
            # Without a guide there is nothing to be guided to.
            guidance=1.0 if alone else None,
            previews=self.previews,
        )

    def _nothing(self) -> npt.NDArray[np.float32]:
        if self.maker.kind == "stable-diffusion":
            return np.asarray(self.maker.text_targets([""])[0])
        return np.zeros(self.maker.target_shape, np.float32)

    def _nearest(
        self, pictures: npt.NDArray[np.uint8], embedding: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.uint8]:
        import cv2

        if len(pictures) == 1:
            only: npt.NDArray[np.uint8] = pictures[0]
            return only
        side = (SIZE_PX, SIZE_PX)
        small = np.stack(
            [cv2.resize(each, side, interpolation=cv2.INTER_AREA) for each in pictures]
        ).astype(np.uint8)
        place = int(np.argmax(self.small.space.images(small) @ embedding))
        nearest: npt.NDArray[np.uint8] = pictures[place]
        return nearest
