"""The pictures that a decoder may answer with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from worker.neuro.imaging.space import Space

SIZE_PX = 64


def gallery_pictures(numbers: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Scenes by their numbers, uint8 [P, 64, 64, 3]."""
    from shared.neuro.scenes.renderer import render
    from shared.neuro.scenes.scene import scene_of

    return np.stack([render(scene_of(number), SIZE_PX).pixels for number in numbers])


def embedded_gallery(space: Space, numbers: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """Their embeddings, float32 [P, D]."""
    return space.images(gallery_pictures(numbers))
