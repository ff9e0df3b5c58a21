"""Wan-Move's and ATI's condition latents against slow loops written from their formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from worker.motion.latents.ati import splat_tracks, to_16_fps, to_24_fps, track_positions
from worker.motion.latents.wan_move import track_cells, write_tracks

CHANNELS, FRAMES, HEIGHT, WIDTH = 16, 6, 9, 13


@pytest.fixture
def condition() -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    made = torch.randn((1, 4 + CHANNELS, FRAMES, HEIGHT, WIDTH), generator=generator)
    made[:, :4] = 0.0
    made[:, :4, 0] = 1.0
    return made


def random_tracks(seed: int, count: int, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Some of them leave the frame, some are hidden for a while, several meet."""
    rng = np.random.default_rng(seed)
    frames = 4 * (FRAMES - 1) + 1
    start = rng.uniform((0, 0), size, (count, 2))
    steps = rng.normal(0, 6, (frames, count, 2)).cumsum(axis=0)
    xy = (start + steps - steps[0]).astype(np.float32)
    visible = rng.uniform(size=(frames, count)) > 0.2
    return xy, visible


def slow_wan_move(
    condition: np.ndarray, xy: np.ndarray, visible: np.ndarray, order: np.ndarray, strength: float
) -> np.ndarray:
    written = condition.copy()
    for t in range(1, FRAMES):
        for n in order:
            places = []
            for frame in (0, 4 * t):
                x, y = (float(value) for value in xy[frame, n])
                if not visible[frame, n] or not (0 <= x < 8 * WIDTH and 0 <= y < 8 * HEIGHT):
                    break
                places.append((math.floor(y / 8), math.floor(x / 8)))
            if len(places) < 2:
                continue
            (y0, x0), (y1, x1) = places
            for channel in range(4, 4 + CHANNELS):
                old = condition[0, channel, t, y1, x1]
                new = condition[0, channel, 0, y0, x0]
                written[0, channel, t, y1, x1] = old + strength * (new - old)
    return written


@pytest.mark.parametrize(("count", "strength"), [(1, 1.0), (40, 1.0), (300, 1.0), (60, 0.4)])
def test_wan_move_equals_a_slow_loop(condition: torch.Tensor, count: int, strength: float) -> None:
    size = (8 * WIDTH, 8 * HEIGHT)
    xy, visible = random_tracks(count, count, size)
    order = np.random.default_rng(1).permutation(count)
    before = condition.clone()
    cells = track_cells(xy, visible, size, 8, 4)
    fast = write_tracks(condition, cells, strength, order)
    slow = slow_wan_move(condition.numpy(), xy, visible, order, strength)
    assert np.abs(slow - condition.numpy()).max() > 0.1, "the tracks write something"
    np.testing.assert_allclose(fast.numpy(), slow, atol=1e-6)
    assert torch.equal(condition, before), "the input is left alone"


def test_wan_move_order_decides_where_tracks_meet(condition: torch.Tensor) -> None:
    xy = np.zeros((4 * (FRAMES - 1) + 1, 2, 2), np.float32)
    xy[:, 0], xy[:, 1] = (4, 4), (60, 4)
    xy[4:] = (20, 20)
    cells = track_cells(xy, np.ones(xy.shape[:2], bool), (8 * WIDTH, 8 * HEIGHT), 8, 4)
    for order in ((0, 1), (1, 0)):
        written = write_tracks(condition, cells, 1.0, np.array(order))
        expected = condition[0, 4:, 0, 0, (0, 7)[order[-1]]]
        assert torch.equal(written[0, 4:, 1, 2, 2], expected)


def test_wan_move_without_tracks_changes_nothing(condition: torch.Tensor) -> None:
    cells = np.zeros((FRAMES, 0, 2), np.int64)
    assert torch.equal(write_tracks(condition, cells, 1.0, np.zeros(0, int)), condition)


def slow_ati(condition: np.ndarray, positions: np.ndarray, visible: np.ndarray) -> np.ndarray:
    """ATI's section 3 cell by cell, in doubles."""
    result = condition.astype(np.float64).copy()
    latents = result[0, 4:].copy()
    shorter = min(HEIGHT, WIDTH)
    count = positions.shape[1]
    features = []
    for n in range(count):
        # Bilinear, -1 and 1 are the outer edges of the picture, nothing beyond it.
        u = min(1.0, max(-1.0, positions[0, n, 0] * shorter / WIDTH))
        v = min(1.0, max(-1.0, positions[0, n, 1] * shorter / HEIGHT))
        x, y = ((u + 1) * WIDTH - 1) / 2, ((v + 1) * HEIGHT - 1) / 2
        feature = np.zeros(CHANNELS)
        for column in (math.floor(x), math.floor(x) + 1):
            for row in (math.floor(y), math.floor(y) + 1):
                if 0 <= column < WIDTH and 0 <= row < HEIGHT:
                    share = (1 - abs(x - column)) * (1 - abs(y - row))
                    feature += share * latents[:, 0, row, column]
        features.append(feature)
    result[0, :4, 0] = 1.0
    for t in range(1, FRAMES):
        group = range(4 * (t - 1) + 1, 4 * t + 1)
        for row in range(HEIGHT):
            for column in range(WIDTH):
                at = (
                    (2 * column / (WIDTH - 1) - 1) * WIDTH / shorter,
                    (2 * row / (HEIGHT - 1) - 1) * HEIGHT / shorter,
                )
                found = []
                for n in range(count):
                    seen = [frame for frame in group if visible[frame, n]]
                    if not seen:
                        found.append((0.0, n))
                        continue
                    mean = sum(positions[frame, n] for frame in seen) / (len(seen) + 1e-5)
                    apart = (mean[0] - at[0]) ** 2 + (mean[1] - at[1]) ** 2
                    found.append((math.exp(-220.0 * apart), n))
                nearest = sorted(found, reverse=True)[:2]
                total = sum(weight for weight, _ in nearest)
                mixed = sum(weight * features[n] for weight, n in nearest)
                kept = latents[:, t, row, column] * (1 - min(1.0, total))
                result[0, 4:, t, row, column] = mixed + kept
                result[0, :4, t, row, column] = total
    return result


@pytest.mark.parametrize("count", [1, 2, 25])
def test_ati_equals_a_slow_loop(condition: torch.Tensor, count: int) -> None:
    size = (8 * WIDTH, 8 * HEIGHT)
    xy, visible = random_tracks(count, count, size)
    positions = track_positions(xy.astype(np.float64), size)
    fast = splat_tracks(
        condition, torch.from_numpy(positions).float(), torch.from_numpy(visible).float()
    )
    slow = slow_ati(condition.numpy(), positions, visible)
    assert np.abs(slow - condition.numpy()).max() > 0.1, "the tracks write something"
    np.testing.assert_allclose(fast.numpy(), slow, atol=2e-4)


def test_ati_without_tracks_changes_nothing(condition: torch.Tensor) -> None:
    empty = torch.zeros((4 * (FRAMES - 1) + 1, 0))
    assert torch.equal(splat_tracks(condition, empty[..., None].expand(-1, 0, 2), empty), condition)


def test_ati_positions_are_in_halves_of_the_shorter_side_from_the_centre() -> None:
    xy = np.array([[416.0, 240.0], [832.0, 480.0], [0.0, 0.0], [416.0, 480.0]])
    expected = [[0, 0], [832 / 480, 1], [-832 / 480, -1], [0, 1]]
    np.testing.assert_allclose(track_positions(xy, (832, 480)), expected)


def test_ati_takes_81_of_121_frames_as_its_track_files_are_read() -> None:
    taken = to_16_fps(np.arange(121))
    # Frame 0; then of 1, 1, 2, 2, 3, 3 … 120, 120 the second, the fifth, the eighth …
    doubled = [frame for frame in range(1, 121) for _ in range(2)]
    assert taken.tolist() == [0, *doubled[1::3]]
    assert len(taken) == 81
    assert taken[-1] == 120


@pytest.mark.parametrize("frames", [5, 13, 81])
def test_ati_tracks_through_24_frames_per_second_stay_within_a_third_of_a_frame(
    frames: int,
) -> None:
    times = np.arange(frames, dtype=np.float64)
    at_24 = to_24_fps(times)
    assert len(at_24) == (frames - 1) * 3 // 2 + 1
    np.testing.assert_allclose(at_24, np.arange(len(at_24)) * 2 / 3, atol=1e-12)
    back = to_16_fps(at_24)
    assert len(back) == frames
    assert np.abs(back - times).max() <= 1 / 3 + 1e-9
    assert back[-1] == pytest.approx(frames - 1)
