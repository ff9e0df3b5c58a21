"""Faces and houses as far as they can be painted from one trial of four electrodes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from worker.neuro.evaluation.face_runs import FACE
from worker.neuro.evaluation.faces import Scored
from worker.neuro.evaluation.gallery_sheet import (
    GalleryRow,
    Tile,
    draw_gallery,
    save_gallery,
)
from worker.statistics.intervals import Floats

_SHOWN = 24
_SIZE_PX = 128
_NAMES = ("house", "face")
Pixels = npt.NDArray[np.uint8]


def class_pictures(folder: Path) -> tuple[Pixels, Pixels] | None:
    """The mean house and the mean face of the stimuli; None where the pictures are not there."""
    from PIL import Image

    stimuli = next(
        (p for p in (folder / "stimuli", folder / "n170" / "stimuli") if p.is_dir()), None
    )
    if stimuli is None:
        return None
    means: list[list[npt.NDArray[np.float64]]] = [[], []]
    for path in sorted(stimuli.glob("*.jpg")):
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB").resize((_SIZE_PX, _SIZE_PX)), np.float64)
        means[int("house" not in path.name.lower())].append(pixels)
    if not all(means):
        return None
    house, face = (np.mean(each, axis=0).round().astype(np.uint8) for each in means)
    return house, face


def save_face_gallery(
    out: Path, scored: Sequence[Scored], shares: Floats, pictures: tuple[Pixels, Pixels], split: str
) -> str:
    """Evenly spaced test trials, none chosen: seen, decoded, and how probable each class is.

    Parameters
    ----------
    shares : float64 [n]
        Probability of a face for each test trial, in the order of the folds.
    """
    concepts = np.concatenate([each.safe.test.concept for each in scored])
    people = np.concatenate([each.safe.test.subject for each in scored])
    rows = []
    for row in np.linspace(0, len(concepts) - 1, _SHOWN).round().astype(int):
        seen, share = int(concepts[row]), float(shares[row])
        best = int(share >= 0.5)
        mixed = share * pictures[FACE] + (1 - share) * pictures[1 - FACE]
        sure = max(share, 1 - share)
        rows.append(
            GalleryRow(
                (
                    Tile(pictures[seen], f"{_NAMES[seen]}, person {people[row]}"),
                    Tile(mixed.round().astype(np.uint8), f"{100 * share:.0f} % face"),
                    Tile(pictures[best], f"{_NAMES[best]} {100 * sure:.0f} %", best == seen),
                )
            )
        )
    notes = (
        f"Real EEG (Muse, 4 electrodes), one trial each: {len(rows)} of {len(concepts)} test "
        "trials at even distances, none chosen.",
        f"Split: {split}.",
        "Which picture was shown is not recorded, so a class stands as the mean of its stimuli;",
        "decoded: both means, mixed by the decoded probability. Green: the class that was seen.",
    )
    heads = ("seen", "decoded", "answer")
    image = draw_gallery(rows, heads, "Faces and houses from real EEG", notes, 3)
    return save_gallery(image, out)
