"""Holes that training adds: shown as rendering shows them, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from worker.motion.dragnuwa.conditions import FrameInputs
from worker.motion.training.uncover import uncover

FRAMES, HEIGHT, WIDTH = 6, 48, 64


@pytest.fixture
def inputs() -> FrameInputs:
    rng = np.random.default_rng(0)
    picture = rng.uniform(-1, 1, (HEIGHT, WIDTH, 3)).astype(np.float32)
    return FrameInputs(
        warp=np.repeat(picture[None], FRAMES, axis=0),
        hole=np.zeros((FRAMES, HEIGHT, WIDTH), np.float32),
        maps=np.zeros((FRAMES, 7, HEIGHT // 4, WIDTH // 4), np.float32),
        time=np.linspace(0, 1, FRAMES, dtype=np.float32),
    )


def test_holes_grow_and_everything_else_stays(inputs: FrameInputs) -> None:
    shares = []
    for seed in range(60):
        made = uncover(inputs, np.random.default_rng(seed))
        area = made.hole.mean(axis=(1, 2))
        assert np.all(np.diff(area) >= 0)
        assert area[-1] < 0.7
        seen = made.hole == 0
        np.testing.assert_array_equal(made.warp[seen], inputs.warp[seen])
        assert np.abs(made.warp).max() <= 1
        assert made.maps is inputs.maps
        shares.append(area[-1])
    assert np.count_nonzero(shares) > 20 and np.count_nonzero(np.array(shares) == 0) > 10
    assert not inputs.hole.any(), "the clip itself is not written on"


def test_beyond_the_edge_lies_the_pictures_mirror_image(inputs: FrameInputs) -> None:
    mirrored = 0
    for seed in range(60):
        made = uncover(inputs, np.random.default_rng(seed))
        hidden = made.hole[-1] > 0
        columns = np.flatnonzero(hidden.all(axis=0))
        rest = np.delete(hidden, columns, axis=1)
        if not len(columns) or columns[0] != 0 or rest.any():
            continue
        edge = len(columns)
        expected = inputs.warp[-1, :, edge : 2 * edge][:, ::-1]
        np.testing.assert_array_equal(made.warp[-1, :, :edge], expected)
        mirrored += 1
    assert mirrored >= 2
