"""Makes the sample scenes of `resources/samples/motion` from scikit-image's photographs.

Run `python -m worker.motion.samples` after a change; the results are tracked, so nobody needs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from shared.motion.document import encode_drags
from shared.tasks.motion import DragLayer, Drags

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples" / "motion"


@dataclass(frozen=True)
class Sample:
    """A photograph of scikit-image, what moves on it, and how to find the object.

    `box` is a rough frame for GrabCut; `outline` a polygon where it finds too little.
    """

    name: str
    photograph: str
    layers: tuple[DragLayer, ...]
    box: tuple[int, int, int, int] | None = None
    outline: tuple[tuple[int, int], ...] = ()
    frames: int = 24


CAT = Sample(
    name="cat",
    photograph="chelsea",
    layers=(
        DragLayer(name="head", points=((226, 118), (236, 104), (252, 98))),
        DragLayer(name="nose", points=((264, 241), (276, 232), (290, 232))),
        DragLayer(name="ear", points=((372, 42), (383, 43), (392, 50))),
        DragLayer(
            name="edges",
            role="pin",
            points=((12, 40), (14, 150), (40, 285), (200, 292), (436, 285), (440, 130), (441, 20)),
        ),
    ),
)
ROCKET = Sample(
    name="rocket",
    photograph="rocket",
    outline=(
        (322, 123),
        (327, 129),
        (332, 142),
        (335, 160),
        (337, 176),
        (337, 404),
        (308, 404),
        (308, 176),
        (310, 158),
        (313, 142),
        (317, 129),
    ),
    layers=(
        DragLayer(
            name="rocket",
            points=((322, 260), (322, 252), (323, 208), (326, 110)),
            times=(0.0, 0.25, 0.6, 1.0),
            rotate_deg=(0.0, 0.0, 0.0, 2.0),
            mask="mask.png",
        ),
        DragLayer(name="camera", role="camera", points=((196, 300), (194, 310)), scale=(1.0, 1.06)),
    ),
)
COFFEE = Sample(
    name="coffee",
    photograph="coffee",
    box=(70, 8, 490, 392),
    layers=(
        DragLayer(
            name="cup",
            points=((366, 292), (350, 300), (326, 302)),
            rotate_deg=(0.0, -6.0, -14.0),
            mask="mask.png",
        ),
        DragLayer(name="camera", role="camera", points=((560, 120), (566, 116)), scale=(1.0, 1.08)),
    ),
)


def make_sample(sample: Sample, folder: Path) -> None:
    """Write `picture.jpg`, `drags.json` and, for an object, `mask.png` into `folder`."""
    from skimage import data  # heavy, and needed by this script only

    picture = getattr(data, sample.photograph)()
    height, width = picture.shape[:2]
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(folder / "picture.jpg", quality=93, subsampling=0)
    if sample.outline:
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [np.array(sample.outline, np.int32)], 255)
        Image.fromarray(mask).save(folder / "mask.png", optimize=True)
    elif sample.box is not None:
        Image.fromarray(find_object(picture, sample.box)).save(folder / "mask.png", optimize=True)
    drags = Drags(width=width, height=height, frames=sample.frames, layers=sample.layers)
    (folder / "drags.json").write_bytes(encode_drags(drags))


def find_object(picture: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Mask uint8 [H, W] of the largest object in a box (left, top, right, bottom) by GrabCut."""
    cv2.setRNGSeed(0)
    left, top, right, bottom = box
    mask = np.zeros(picture.shape[:2], np.uint8)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    rectangle = (left, top, right - left, bottom - top)
    cv2.grabCut(picture, mask, rectangle, background, foreground, 6, cv2.GC_INIT_WITH_RECT)
    probable = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    found = cv2.morphologyEx(probable, cv2.MORPH_CLOSE, kernel)
    contours, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea)
    blank = np.zeros(picture.shape[:2], np.uint8)
    return np.asarray(cv2.drawContours(blank, [largest], -1, 255, cv2.FILLED))


def main() -> None:
    """Make all samples."""
    for sample in (CAT, ROCKET, COFFEE):
        make_sample(sample, FOLDER / sample.name)


if __name__ == "__main__":
    main()
