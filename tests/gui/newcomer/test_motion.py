"""A drag on the sample's picture becomes an MP4 that moves where it was dragged."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QDoubleSpinBox

from desktop.motion.workspace import MotionWorkspace
from tests.gui.newcomer.person import Person

FRAMES = 10
# In pixels of the picture: the cat's eye, which the sample's own arrows leave alone.
EYE, DRAGGED_TO = (173, 116), (152, 132)
PATCH_PX, REACH_PX = 16, 40


def where_is(patch: np.ndarray, frame: np.ndarray, near: tuple[int, int]) -> np.ndarray:
    """Centre [2] of the place in a frame that looks most like a patch [H, W, 3], x first."""
    x, y = near[0] - REACH_PX, near[1] - REACH_PX
    around = frame[max(0, y) : near[1] + REACH_PX, max(0, x) : near[0] + REACH_PX]
    likeness = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
    half = np.array(patch.shape[1::-1]) // 2
    return np.array([column + max(0, x), row + max(0, y)]) + half


def patch_at(frame: np.ndarray, at: tuple[int, int]) -> np.ndarray:
    x, y = at
    return frame[y - PATCH_PX : y + PATCH_PX, x - PATCH_PX : x + PATCH_PX]


@pytest.mark.timeout(900)
def test_a_drag_on_the_picture_becomes_a_film(person: Person, saved_as: Path) -> None:
    person.press("Open the sample of Motion")
    motion = person.program.window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    person.wait(lambda: motion.model.document.layers, "the sample with its arrows")
    person.fill(person.see(QDoubleSpinBox, "Frames"), str(FRAMES))

    person.press("Drag an object")
    before = len(motion.model.document.layers)
    canvas = motion.editor.canvas
    middle = (EYE[0] + DRAGGED_TO[0]) / 2, (EYE[1] + DRAGGED_TO[1]) / 2
    person.drag(canvas, [canvas.screen_point(*at) for at in (EYE, middle, DRAGGED_TO)])
    assert len(motion.model.document.layers) == before + 1

    person.press("Render the video")
    person.press("Save the video as…")
    person.wait(lambda: any(saved_as.iterdir()), "the film")
    person.wait(lambda: not motion.exports.is_busy, "the film to be whole")

    (path,) = saved_as.iterdir()
    assert path.suffix == ".mp4"
    with av.open(str(path)) as film:
        frames = [one.to_ndarray(format="rgb24") for one in film.decode(video=0)]
    assert len(frames) == FRAMES
    scale = frames[0].shape[1] / motion.model.document.picture.width
    eye = tuple(round(scale * one) for one in EYE)
    moved = where_is(patch_at(frames[0], eye), frames[-1], eye) - eye
    asked = scale * (np.array(DRAGGED_TO) - EYE)
    assert np.hypot(*(moved - asked)) < 5, f"moved by {moved}, asked for {asked}"
