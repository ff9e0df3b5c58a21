"""The pictures that a decoder may answer with, and the embeddings of the first ones, kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from shared.errors import first_line
from worker.neuro.imaging.space import Space
from worker.neuro.imaging.weights import damaged

SIZE_PX = 64
FILE = "gallery.safetensors"
# So many are kept with a model: live sessions begin with 200, and drawing them takes seconds.
KEPT = 240
_KEY = "embeddings"


def gallery_pictures(numbers: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Scenes by their numbers, uint8 [P, 64, 64, 3]."""
    from shared.neuro.scenes.renderer import render
    from shared.neuro.scenes.scene import scene_of

    return np.stack([render(scene_of(number), SIZE_PX).pixels for number in numbers])


def embedded_gallery(space: Space, numbers: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """Their embeddings, float32 [P, D]."""
    return space.images(gallery_pictures(numbers))


def save_gallery(folder: Path, space: Space, count: int = KEPT) -> None:
    """Write the embeddings of the first pictures beside the space that they lie in."""
    save_file({_KEY: embedded_gallery(space, tuple(range(count)))}, folder / FILE)


def load_gallery(folder: Path, space: Space) -> dict[int, npt.NDArray[np.float32]]:
    """Embeddings by the numbers of pictures; none where a model was made without.

    Raises
    ------
    AppError
        `bad_model` where the file is damaged or of another space.
    """
    path, name = folder / FILE, f"{folder.name}/{FILE}"
    if not path.is_file():
        return {}
    try:
        found = load_file(path)[_KEY]
    except (OSError, KeyError, SafetensorError) as error:
        raise damaged(name, first_line(error)) from error
    wanted = space.network.settings.dimensions
    if found.dtype != np.float32 or found.ndim != 2 or found.shape[1] != wanted:
        raise damaged(name, f"{found.dtype}{list(found.shape)}, not float32 [P, {wanted}]")
    return dict(enumerate(found))
