"""Changes of training clips: the motion says where the pixels went."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from worker.motion.training.augment import shake
from worker.motion.training.clips import Clip
from worker.motion.training.film import CELL_PX, FRAMES, HEIGHT, WIDTH


@pytest.fixture
def still_clip() -> Clip:
    """A smooth pattern that does not move, so that all motion is the camera's."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = [np.sin(x / 7 + k) * np.cos(y / 9 - k) * 90 + 128 for k in range(3)]
    picture = np.stack(waves, axis=-1).astype(np.uint8)
    shape = (FRAMES - 1, HEIGHT // CELL_PX, WIDTH // CELL_PX)
    frames = np.repeat(picture[None], FRAMES, axis=0)
    return Clip(frames, np.zeros((*shape, 2), np.float16), np.ones(shape, bool), "a caption")


@pytest.mark.parametrize("seed", range(8))
def test_the_shaken_flow_leads_to_the_same_colours(still_clip: Clip, seed: int) -> None:
    made = shake(still_clip, np.random.default_rng(seed))
    assert made.caption == "a caption"
    first = made.frames[0].astype(np.float32)
    centre = np.arange(CELL_PX / 2, WIDTH, CELL_PX), np.arange(CELL_PX / 2, HEIGHT, CELL_PX)
    x, y = np.meshgrid(*centre)
    start = cv2.remap(first, *_pixels(x, y), cv2.INTER_LINEAR)
    for t in (4, FRAMES - 1):
        flow, known = made.flow[t - 1], made.valid[t - 1]
        assert known.mean() > 0.5
        there = _pixels(x + flow[..., 0], y + flow[..., 1])
        end = cv2.remap(made.frames[t].astype(np.float32), *there, cv2.INTER_LINEAR)
        # Near the edge the picture's mirror image may have come in.
        inside = known & (np.abs(start - end).max(axis=-1) < 60)
        assert np.abs(start - end)[inside].mean() < 3.0
        assert inside.sum() > 0.9 * known.sum()


def test_most_cameras_move(still_clip: Clip) -> None:
    reach = [
        np.abs(shake(still_clip, np.random.default_rng(seed)).flow[-1]).mean() for seed in range(20)
    ]
    assert np.median(reach) > 2.0


def _pixels(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (x - 0.5).astype(np.float32), (y - 0.5).astype(np.float32)
