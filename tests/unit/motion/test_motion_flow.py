"""Moving least squares, splatting and inversion against slow literal versions."""

from __future__ import annotations

import numpy as np
import pytest

from shared.motion.flow import default_alpha, hold_points, mls_move, mls_rigid, mls_weights
from shared.motion.splat import close_cracks, invert_motion, softmax_splat


def literal_mls_rigid(p: np.ndarray, q: np.ndarray, v: np.ndarray, alpha: float) -> np.ndarray:
    """Schaefer et al. 2006, equations 1, 7 and 8, term by term."""
    w = 1.0 / (np.linalg.norm(p - v, axis=1) ** (2 * alpha))
    p_star = (w[:, None] * p).sum(axis=0) / w.sum()
    q_star = (w[:, None] * q).sum(axis=0) / w.sum()

    def perp(z: np.ndarray) -> np.ndarray:
        return np.array([-z[1], z[0]])

    total = np.zeros(2)
    for weight, point, target in zip(w, p, q, strict=True):
        p_hat, q_hat, d = point - p_star, target - q_star, v - p_star
        a = weight * np.stack([p_hat, -perp(p_hat)]) @ np.stack([d, -perp(d)]).T
        total += q_hat @ a
    return np.linalg.norm(v - p_star) * total / np.linalg.norm(total) + q_star


@pytest.mark.parametrize("alpha", [1.0, 2.0])
def test_mls_rigid_equals_the_paper(alpha: float) -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(0, 100, (6, 2))
    q = p + rng.normal(0, 8, (6, 2))
    grid = rng.uniform(-20, 120, (40, 2))
    expected = np.array([literal_mls_rigid(p, q, v, alpha) for v in grid])
    assert np.abs(mls_rigid(p, q, grid, alpha) - expected).max() < 1e-5


def test_mls_rigid_meets_its_handles_and_keeps_a_rigid_motion() -> None:
    rng = np.random.default_rng(4)
    p = rng.uniform(0, 100, (5, 2))
    q = p + rng.normal(0, 8, (5, 2))
    assert np.abs(mls_rigid(p, q, p, 2.0) - q).max() < 1e-3
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    grid = rng.uniform(0, 100, (30, 2))
    moved = mls_rigid(p, p @ turn.T + 7, grid, 2.0)
    assert np.abs(moved - (grid @ turn.T + 7)).max() < 1e-6


def test_one_handle_is_a_translation_and_an_oriented_one_a_similarity() -> None:
    grid = np.array([[0.0, 0.0], [10.0, 5.0], [20.0, 0.0]])
    p, q = np.array([[10.0, 0.0]]), np.array([[13.0, 1.0]])
    assert np.allclose(mls_rigid(p, q, grid, 1.0), grid + np.array([3, 1]))
    weights = mls_weights(p, grid, 1.0)
    quarter, double, radius = np.array([np.pi / 2]), np.log([2.0]), np.array([5.0])
    moved = mls_move(weights, grid, p, q, quarter, double, radius)
    assert np.allclose(moved, [[13, -19], [3, 1], [13, 21]])


def test_alpha_follows_the_number_of_handles() -> None:
    assert [default_alpha(n) for n in (1, 3, 4, 50)] == [1, 1, 2, 2]


def test_held_points_stay_exactly_and_far_ones_are_left_alone() -> None:
    grid = np.array([[50.0, 50.0], [52.0, 50.0], [400.0, 400.0]])
    points = grid[:2]
    moved = grid + np.array([20.0, 0.0])
    held = hold_points(moved, points, moved[:2], 10.0, grid)
    assert np.abs(held[:2] - points).max() < 0.05
    assert np.abs(held[2] - moved[2]).max() < 1e-3


def literal_splat(
    values: np.ndarray, target: np.ndarray, importance: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    total = np.zeros((height, width, values.shape[1]))
    weight = np.zeros((height, width))
    for value, (x, y), z in zip(values, target, importance, strict=True):
        for row in range(height):
            for column in range(width):
                b = max(0, 1 - abs(x - column)) * max(0, 1 - abs(y - row))
                total[row, column] += b * np.exp(z) * value
                weight[row, column] += b * np.exp(z)
    return total / np.where(weight > 0, weight, 1)[..., None], weight


def test_splat_equals_the_paper() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=(60, 3)).astype(np.float32)
    target = rng.uniform(-3, 12, (60, 2)).astype(np.float32)
    importance = rng.normal(size=60).astype(np.float32)
    mean, weight = softmax_splat(values, target, importance, 9, 7)
    expected, expected_weight = literal_splat(values, target, importance, 9, 7)
    assert np.abs(mean - expected).max() < 1e-5
    # Only ratios of weights mean something: both are relative to the strongest.
    assert np.abs(weight / weight.max() - expected_weight / expected_weight.max()).max() < 1e-5


def test_splat_conserves_what_stays_inside() -> None:
    rng = np.random.default_rng(6)
    target = rng.uniform(0.1, 5.9, (50, 2)).astype(np.float32)
    values = rng.uniform(1, 2, (50, 1)).astype(np.float32)
    mean, weight = softmax_splat(values, target, np.zeros(50, np.float32), 8, 8)
    assert weight.sum() == pytest.approx(50, rel=1e-5)
    assert (mean[..., 0] * weight).sum() == pytest.approx(float(values.sum()), rel=1e-5)


def test_more_important_sample_wins() -> None:
    values = np.array([[1.0], [2.0]], np.float32)
    target = np.full((2, 2), 3.0, np.float32)
    mean, _ = softmax_splat(values, target, np.array([0, 20], np.float32), 8, 8)
    assert mean[3, 3, 0] == pytest.approx(2.0, abs=1e-6)


def test_cracks_are_closed_and_known_values_kept() -> None:
    mean = np.full((16, 16, 1), 5.0, np.float32)
    weight = np.ones((16, 16), np.float32)
    mean[4:12, 4:12], weight[4:12, 4:12] = 0, 0
    closed = close_cracks(mean, weight)
    assert np.abs(closed - 5).max() < 1e-4
    assert not close_cracks(np.zeros((4, 4, 2), np.float32), np.zeros((4, 4), np.float32)).any()


def test_inverse_of_a_smooth_motion_lands_where_it_should() -> None:
    step, origin = 4, (-16.0, -16.0)
    x = origin[0] + (np.arange(40) + 0.5) * step
    y = origin[1] + (np.arange(32) + 0.5) * step
    gx, gy = np.meshgrid(x, y)
    u = np.stack([6 * np.sin(gy / 25), 4 * np.cos(gx / 30) + 2], axis=-1).astype(np.float32)
    source, error = invert_motion(u, origin, step, 128, 96)
    sx, sy = source[..., 0], source[..., 1]
    landed_x = sx + 6 * np.sin(sy / 25)
    landed_y = sy + 4 * np.cos(sx / 30) + 2
    px, py = np.meshgrid(np.arange(128) + 0.5, np.arange(96) + 0.5)
    inner = (slice(8, -8), slice(8, -8))
    assert np.abs(landed_x - px)[inner].max() < 0.1
    assert np.abs(landed_y - py)[inner].max() < 0.1
    assert error[inner].max() < 0.1
