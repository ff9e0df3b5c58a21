"""The pictures that the image side learns from, drawn once and kept in the run's data folder."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.neuro.scenes.captions import caption, label_caption
from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.renderer import render
from shared.neuro.scenes.scene import Scene, scene_of
from worker.neuro.imaging.pixels import SIZE_PX, saliency_maps

# Variations of each concept; those from 100 on are pictures of the tests and drawn nowhere here.
TRAINED = range(48)
VALIDATED = range(90, 94)


@dataclass(frozen=True)
class SceneData:
    """Pictures with what is known of them.

    Attributes
    ----------
    number, concept : int64 [n]
    pixels : uint8 [n, 64, 64, 3]
    masks : uint8 [n, 64, 64]
        255 where the object is.
    mirrored : bool [n]
        Whether the object is seen from its other side.
    captions, labels : tuple of str
        What is to be seen in full; "an image of" the concept.
    """

    number: npt.NDArray[np.int64]
    concept: npt.NDArray[np.int64]
    pixels: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]
    mirrored: npt.NDArray[np.bool_]
    captions: tuple[str, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.number)

    def maps(self, rows: npt.NDArray[np.int64] | slice = slice(None)) -> npt.NDArray[np.uint8]:
        """Saliency maps of the rows, uint8 [n, 64, 64, 3]."""
        return saliency_maps(self.pixels[rows], self.masks[rows])


def trained_numbers(variations: Sequence[int] = TRAINED) -> list[int]:
    """Numbers of the pictures of all concepts in these variations."""
    count = len(concepts())
    return [concept + count * v for v in variations for concept in range(count)]


def scene_data(
    folder: Path, name: str, numbers: Sequence[int], report: Callable[[str], None]
) -> SceneData:
    """The pictures of `numbers`, from `<folder>/scenes-<name>.npz` where they were drawn before.

    The file is drawn again when the numbers or the way of drawing have changed.
    """
    path = folder / f"scenes-{name}.npz"
    mark = _mark(numbers)
    kept = _read(path, mark)
    if kept is not None:
        return kept
    report(f"drawing {len(numbers)} pictures")
    data = _drawn(numbers)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".partial.npz")
    np.savez(
        temporary,
        mark=np.array(mark),
        number=data.number,
        concept=data.concept,
        pixels=data.pixels,
        masks=data.masks,
        mirrored=data.mirrored,
        captions=np.array(data.captions),
        labels=np.array(data.labels),
    )
    temporary.replace(path)
    return data


def _drawn(numbers: Sequence[int]) -> SceneData:
    count = len(numbers)
    pixels = np.empty((count, SIZE_PX, SIZE_PX, 3), np.uint8)
    masks = np.empty((count, SIZE_PX, SIZE_PX), np.uint8)
    scenes = [scene_of(number) for number in numbers]
    for row, scene in enumerate(scenes):
        picture = render(scene, SIZE_PX)
        pixels[row] = picture.pixels
        masks[row] = np.round(picture.mask * 255).astype(np.uint8)
    return SceneData(
        np.asarray(numbers, np.int64),
        np.array([scene.concept for scene in scenes], np.int64),
        pixels,
        masks,
        np.array([_is_mirrored(scene) for scene in scenes]),
        tuple(caption(scene) for scene in scenes),
        tuple(label_caption(scene) for scene in scenes),
    )


def _is_mirrored(scene: Scene) -> bool:
    """As the renderer does it: things look towards the light."""
    return concepts()[scene.concept].mirror and scene.light == "right"


def _mark(numbers: Sequence[int]) -> str:
    """Changes with the numbers and, by a few of the pictures, with the way of drawing."""
    digest = hashlib.sha256(np.asarray(numbers, np.int64).tobytes())
    sample = _drawn(list(numbers[:: max(1, len(numbers) // 8)]))
    digest.update(sample.pixels.tobytes())
    digest.update("\n".join((*sample.captions, *sample.labels)).encode())
    return digest.hexdigest()


def _read(path: Path, mark: str) -> SceneData | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["mark"]) != mark:
                return None
            return SceneData(
                stored["number"],
                stored["concept"],
                stored["pixels"],
                stored["masks"],
                stored["mirrored"],
                tuple(map(str, stored["captions"])),
                tuple(map(str, stored["labels"])),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # not there yet, or cut off: it is drawn again
