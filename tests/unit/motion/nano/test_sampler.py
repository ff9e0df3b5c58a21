"""The Trajectory Sampler and the drag map against the formulas that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from worker.motion.dragnuwa.gaussian import (
    blur_map,
    drag_map,
    gaussian_kernel,
    scaled_filter,
    sparse_map,
)
from worker.motion.dragnuwa.sampler import (
    MAX_TRAJECTORIES,
    anchor_cells,
    draw_cells,
    trajectories,
)
from worker.motion.training.samples import MotionSample, draw_points


def test_anchors_lie_on_one_grid_and_offsets_are_uniform() -> None:
    rng = np.random.default_rng(0)
    offsets = []
    for _ in range(4000):
        anchors = anchor_cells(36, 64, 5, rng)
        residues = {(int(r) % 5, int(c) % 5) for r, c in anchors}
        assert len(residues) == 1
        row, column = residues.pop()
        assert row == column  # one offset d for both axes, as in the paper
        offsets.append(row)
    counts = np.bincount(offsets, minlength=5)
    # 4000 draws of 5 equal chances: five standard deviations of a count are 127.
    assert np.all(np.abs(counts - 800) < 127)


def test_points_are_drawn_by_their_motion() -> None:
    rng = np.random.default_rng(1)
    motion = np.ones((20, 20))
    motion[:, 10:] = 9.0
    moving = 0
    for _ in range(1500):
        (_, column), *_ = draw_cells(motion, np.ones((20, 20), bool), 1, 1, rng)
        moving += int(column >= 10)
    # A floor of 2 % of the strongest motion is added: 9.18 / (9.18 + 1.18) of the draws.
    expected = 1500 * 9.18 / 10.36
    assert abs(moving - expected) < 5 * np.sqrt(1500 * 0.886 * 0.114)


def test_only_known_cells_are_drawn_and_each_once() -> None:
    rng = np.random.default_rng(2)
    valid = np.zeros((12, 12), bool)
    valid[3:6, 4:7] = True
    cells = draw_cells(np.ones((12, 12)), valid, 50, 1, rng)
    assert len(cells) == 9
    assert len({tuple(cell) for cell in cells.tolist()}) == 9
    assert valid[cells[:, 0], cells[:, 1]].all()
    assert len(draw_cells(np.ones((12, 12)), np.zeros((12, 12), bool), 3, 1, rng)) == 0


def test_half_of_the_drawn_points_are_where_things_move_and_all_follow_the_flow() -> None:
    flow = np.zeros((4, 36, 64, 2), np.float32)
    flow[:, :, 32:, 0] = np.arange(1, 5)[:, None, None] * 2.5
    moving = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        sample = MotionSample(
            np.zeros((144, 256, 3), np.uint8), flow, np.ones(flow.shape[:3], bool)
        )
        paths = draw_points(sample, MAX_TRAJECTORIES, rng)
        assert 1 <= paths.shape[1] <= MAX_TRAJECTORIES
        right = paths[0, :, 0] > 128
        expected = np.where(right, 2.5, 0.0) * np.arange(5)[:, None]
        np.testing.assert_array_equal(paths[..., 0] - paths[0, :, 0], expected)
        assert np.all(paths[..., 1] == paths[0, :, 1])
        moving.append(right.mean())
    # 4 of 8 almost surely where it moves, half of the others by chance.
    assert np.mean(moving) == pytest.approx(0.75, abs=0.05)


def test_paths_start_at_the_centres_of_their_cells() -> None:
    paths = trajectories(np.zeros((2, 5, 6, 2)), np.array([[1, 2]]), 4)
    np.testing.assert_array_equal(paths[:, 0], [[10, 6]] * 3)


def test_the_kernel_is_the_released_formula() -> None:
    kernel = gaussian_kernel().numpy()
    assert kernel.shape == (199, 199)
    assert kernel[99, 99] == 1.0  # not normalised
    for y, x in ((99, 119), (0, 0), (50, 180)):
        expected = np.exp(-((y - 99) ** 2 + (x - 99) ** 2) / (2 * 20.0**2))
        np.testing.assert_allclose(kernel[y, x], expected, atol=1e-5)
    assert scaled_filter(576) == (199, 20.0)
    assert scaled_filter(288) == (101, 10.0)


def test_two_passes_equal_the_two_dimensional_filter() -> None:
    sparse = torch.zeros(1, 2, 40, 50)
    sparse[0, 0, 7, 9], sparse[0, 1, 30, 44] = 3.0, -2.0
    weight = gaussian_kernel(21, 4.0).expand(2, 1, 21, 21)
    expected = torch.nn.functional.conv2d(sparse, weight, padding=10, groups=2)
    torch.testing.assert_close(blur_map(sparse, 21, 4.0), expected, atol=1e-5, rtol=1e-4)


def test_the_map_holds_each_step_where_the_point_was() -> None:
    xy = np.array([[[10.5, 20.5], [5, 5]], [[14.5, 18.5], [5, 5]], [[15.5, 18.5], [-3, 5]]])
    visible = np.array([[True, True], [True, True], [True, False]])
    maps = sparse_map(xy, visible, 64, 48)
    assert maps.shape == (3, 2, 48, 64)
    assert not maps[0].any()
    assert maps[1, :, 20, 10].tolist() == [4, -2]
    assert maps[2, :, 18, 14].tolist() == [1, 0]
    assert maps[2, :, 5, 5].tolist() == [-8, 0]
    assert np.count_nonzero(maps) == 4
    spread = drag_map(xy, visible, 64, 48)
    assert abs(float(spread[1, 0, 20, 10]) - 4) < 0.01  # the other point does not move yet
