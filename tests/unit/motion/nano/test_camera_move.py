"""A drag of the background without an object, and a camera: what the last frame shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from tests.unit.motion.nano.conftest import SeededContext
from worker.models.files import ModelFiles
from worker.models.registry import SHIPPED
from worker.motion.backends import nano, warp
from worker.motion.backends.base import Backend, Made, RenderJob

WIDTH, HEIGHT = 256, 144
MIDDLE = (WIDTH / 2, HEIGHT / 2)
ARROW = DragLayer(points=(MIDDLE, (146, 66)))
ZOOM = DragLayer(role="camera", points=(MIDDLE, MIDDLE), scale=(1.0, 1.15))
ROLL = DragLayer(role="camera", points=(MIDDLE, MIDDLE), rotate_deg=(0.0, 6.0))


@pytest.mark.parametrize("backend", [warp.make_frames, nano.make_frames], ids=["warp", "nano"])
@pytest.mark.parametrize(
    ("layer", "scale", "turn_deg", "shift"),
    [(ARROW, 1.0, 0.0, (18, -6)), (ZOOM, 1.15, 0.0, (0, 0)), (ROLL, 1.0, 6.0, (0, 0))],
    ids=["arrow", "zoom", "roll"],
)
def test_the_whole_picture_makes_the_move_that_was_asked(
    backend: Backend, layer: DragLayer, scale: float, turn_deg: float, shift: tuple[int, int]
) -> None:
    picture = cv2.resize(data.chelsea(), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    matrix = _fitted(picture, _last_frame(backend, picture, layer))
    assert np.hypot(matrix[0, 0], matrix[1, 0]) == pytest.approx(scale, rel=0.05)
    assert np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])) == pytest.approx(turn_deg, abs=0.5)
    middle = np.array(MIDDLE) - 0.5  # of pixels, whose centres OpenCV counts in whole numbers
    moved = matrix @ [*middle, 1.0] - middle
    assert np.linalg.norm(moved - shift) < 1.0


def _last_frame(backend: Backend, picture: np.ndarray, layer: DragLayer) -> np.ndarray:
    drags = Drags(width=WIDTH, height=HEIGHT, frames=14, layers=(layer,))
    job = RenderJob(
        picture=picture,
        drags=drags,
        scene=Scene(picture, drags, WIDTH, HEIGHT, 14),
        width=WIDTH,
        height=HEIGHT,
        num_frames=14,
        fps=12.0,
        steps=1,
        model=ModelFiles("motion-nano", "motion-nano", SHIPPED / "motion-nano"),
    )
    made = [event for event in backend(SeededContext(Path()), job) if isinstance(event, Made)]
    return made[-1].frame


def _fitted(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The similarity between two frames from points followed on their pixels, float64 [2, 3]."""
    before, after = (cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (first, last))
    start = cv2.goodFeaturesToTrack(before, 200, 0.01, 6)
    end, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, start, start.copy(), winSize=(21, 21), maxLevel=4
    )
    kept = found.ravel() > 0
    cv2.setRNGSeed(0)
    matrix, _ = cv2.estimateAffinePartial2D(start[kept], end[kept], ransacReprojThreshold=1.0)
    return np.asarray(matrix)
