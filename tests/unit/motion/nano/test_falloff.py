"""The learned fall-off: plain moving least squares at the start, exact at drags always."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from shared.motion.falloff import FallOff, network_size
from shared.motion.flow import Handles, default_alpha, mls_move, mls_weights
from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from worker.motion.dragnuwa.conditions import learned_falloff
from worker.motion.dragnuwa.sparse_to_dense import (
    Prior,
    Pulls,
    SparseToDense,
    cell_centres,
    flow_on_grid,
)


def _pulls(p: np.ndarray, q: np.ndarray, radius_px: float = 4.0) -> Pulls:
    def tensor(values: np.ndarray) -> torch.Tensor:
        return torch.tensor(values, dtype=torch.float32)[None]

    return Pulls(
        tensor(p),
        tensor(q),
        torch.ones((1, len(p)), dtype=torch.bool),
        torch.tensor([default_alpha(len(p))]),
        torch.full((1, len(p)), radius_px),
    )


def _trained_at_random(seed: int) -> SparseToDense:
    torch.manual_seed(seed)
    network = SparseToDense((8, 8, 8))
    for layer in (network.query, network.maps):
        torch.nn.init.normal_(layer.weight, std=1.0)
    return network.eval()


def _scene(count: int, size: tuple[int, int] = (256, 144)) -> Scene:
    rng = np.random.default_rng(count)
    width, height = size
    picture = rng.integers(0, 255, (height, width, 3), dtype=np.uint8)
    starts = rng.uniform(20, height - 20, (count, 2))
    layers = tuple(
        DragLayer(points=((x, y), (x + dx, y + dy)))
        for (x, y), (dx, dy) in zip(
            starts.tolist(), rng.normal(0, 9, (count, 2)).tolist(), strict=True
        )
    )
    drags = Drags(width=width, height=height, frames=8, layers=layers)
    return Scene(picture, drags, width, height, 8)


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_without_a_prior_it_is_the_plain_field(count: int) -> None:
    rng = np.random.default_rng(count)
    p = rng.uniform(0, 140, (count, 2))
    q = p + rng.normal(0, 10, (3, count, 2))
    grid = cell_centres(256, 144)
    points = grid.reshape(-1, 2).numpy().astype(np.float64)
    zeros, radius = np.zeros(count), np.full(count, 4.0)
    weights = mls_weights(p, points, default_alpha(count), radius)
    made = flow_on_grid(_pulls(p, q), grid, None)[0].reshape(3, -1, 2).numpy()
    for k in range(3):
        expected = mls_move(weights, points, p, q[k], zeros, zeros, radius) - points
        np.testing.assert_allclose(made[k], expected, atol=0.01)


def test_an_untrained_network_changes_nothing() -> None:
    scene = _scene(5)
    falloff = learned_falloff(SparseToDense((8, 8, 8)), scene)
    assert falloff is not None
    assert not falloff.bias.any()
    assert not falloff.calm.any()
    plain, learned = scene.flow(7), scene.with_falloff(falloff).flow(7)
    np.testing.assert_allclose(learned, plain, atol=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_dragged_points_stay_exact_whatever_the_network_says(seed: int) -> None:
    scene = _scene(4 + seed)
    falloff = learned_falloff(_trained_at_random(seed), scene)
    assert falloff is not None
    assert np.abs(falloff.bias).max() > 0.5
    handles = scene.handles
    weights = falloff.weights(handles, handles.p)
    np.testing.assert_allclose(weights, np.eye(handles.count), atol=1e-4)
    np.testing.assert_allclose(falloff.share(handles, handles.p), 1.0, atol=1e-6)


def test_the_scene_moves_as_the_network_was_trained() -> None:
    """numpy in the scene and torch in training are two ways to write one formula."""
    scene = _scene(6)
    network = _trained_at_random(1)
    falloff = learned_falloff(network, scene)
    assert falloff is not None
    handles = scene.handles
    grid = cell_centres(256, 144)
    points = grid.reshape(-1, 2).numpy().astype(np.float64)
    last = 7
    moved = mls_move(
        falloff.weights(handles, points),
        points,
        handles.p,
        handles.q[last],
        handles.angle[last],
        handles.log_scale[last],
        handles.radius_px,
    )
    here = falloff.share(handles, points)[:, None] * (moved - points)
    pulls = Pulls(
        torch.tensor(handles.p, dtype=torch.float32)[None],
        torch.tensor(handles.q[[last]], dtype=torch.float32)[None],
        torch.ones((1, handles.count), dtype=torch.bool),
        torch.tensor([default_alpha(handles.count)]),
        torch.tensor(handles.radius_px, dtype=torch.float32)[None],
    )
    maps = [torch.from_numpy(part)[None] for part in (falloff.bias, falloff.slope, falloff.calm)]
    there = flow_on_grid(pulls, grid, Prior(*maps))[0, 0].reshape(-1, 2).numpy()
    np.testing.assert_allclose(here, there, atol=0.05)


def test_nothing_to_learn_where_nothing_pulls() -> None:
    picture = np.zeros((144, 256, 3), np.uint8)
    pin = DragLayer(role="pin", points=((10, 10), (40, 40)))
    camera = DragLayer(role="camera", points=((9, 9), (30, 9)))
    for layers in ((), (pin,), (camera,)):
        scene = Scene(picture, Drags(width=256, height=144, layers=layers), 256, 144, 8)
        assert learned_falloff(_trained_at_random(0), scene) is None


def test_maps_are_read_between_cells_and_go_on_beyond_the_edge() -> None:
    slope = np.arange(6, dtype=np.float32).reshape(2, 3) / 10
    falloff = FallOff(np.zeros((2, 3, 1), np.float32), slope, np.zeros_like(slope), (12, 8), 1.0)
    points = np.array([[2.0, 2.0], [4.0, 2.0], [2.0, 4.0], [-50.0, -50.0], [99.0, 99.0]])
    read = falloff._at(falloff.slope, points)
    np.testing.assert_allclose(read, [0.0, 0.05, 0.15, 0.0, 0.5], atol=1e-6)


@pytest.mark.parametrize("size", [(256, 144), (1920, 1080), (100, 400), (16, 16)])
def test_the_network_sees_every_picture_at_about_one_area(size: tuple[int, int]) -> None:
    width, height = network_size(*size)
    assert width % 16 == 0
    assert height % 16 == 0
    assert 0.75 < width * height / (256 * 144) < 1.34


def test_a_handle_alone_with_equal_points_is_finite() -> None:
    handles = Handles(
        np.array([[5.0, 5.0]]),
        np.array([[[5.0, 5.0]], [[9.0, 5.0]]]),
        np.zeros((2, 1)),
        np.zeros((2, 1)),
        np.array([3.0]),
    )
    falloff = FallOff(
        np.ones((2, 2, 1), np.float32),
        np.zeros((2, 2), np.float32),
        np.zeros((2, 2), np.float32),
        (16, 16),
        1.0,
    )
    weights = falloff.weights(handles, np.array([[5.0, 5.0], [15.0, 1.0]]))
    np.testing.assert_array_equal(weights, 1.0)
