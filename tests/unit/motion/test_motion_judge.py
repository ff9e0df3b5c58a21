"""The judge measures what the pixels do, not what was asked."""

from __future__ import annotations

import numpy as np
import pytest

from shared.motion.judge import judge
from shared.motion.picture import resize_picture
from shared.motion.tracks import Tracks


def shifted(picture: np.ndarray, dx: int, frames: int) -> list[np.ndarray]:
    """A video in which everything moves dx px to the right in each frame."""
    return [np.roll(picture, dx * t, axis=1) for t in range(frames)]


def asked(start: list[tuple[float, float]], dx: float, frames: int, role: str = "object") -> Tracks:
    steps = np.arange(frames)[:, None, None] * np.array([dx, 0.0])
    xy = (np.array(start).reshape(1, -1, 2) + steps).astype(np.float32)
    count = len(start)
    visible = np.ones((frames, count), bool)
    return Tracks(xy, visible, np.arange(count), (role,) * count)


@pytest.fixture
def picture(photograph: np.ndarray) -> np.ndarray:
    return resize_picture(photograph, 256, 144)


POINTS = [(90.0, 50.0), (150.0, 60.0), (140.0, 110.0)]


def test_known_motion_is_measured(picture: np.ndarray) -> None:
    result = judge(shifted(picture, 3, 12), asked(POINTS, 3, 12))
    assert all(e is not None and e < 0.1 for e in result.epe_per_drag_px)
    assert result.leak_px is None


def test_a_video_that_does_not_follow_is_found_out(picture: np.ndarray) -> None:
    frames = 12
    result = judge([picture] * frames, asked(POINTS, 3, frames))
    expected = np.mean([3 * t for t in range(1, frames)])
    assert result.epe_per_drag_px == pytest.approx([expected] * 3, abs=0.1)


def test_a_video_that_goes_half_the_way_is_measured_so(picture: np.ndarray) -> None:
    result = judge(shifted(picture, 2, 10), asked(POINTS, 4, 10))
    assert result.epe_per_drag_px == pytest.approx(
        [np.mean([2 * t for t in range(1, 10)])] * 3, abs=0.2
    )


def test_leak_of_pins_is_their_motion(picture: np.ndarray) -> None:
    still = judge([picture] * 8, asked(POINTS, 0, 8, "pin"))
    assert still.leak_px == pytest.approx(0, abs=1e-3)
    assert still.epe_per_drag_px == []
    moving = judge(shifted(picture, 1, 8), asked(POINTS, 0, 8, "pin"))
    assert moving.leak_px == pytest.approx(4.0, abs=0.1)


def test_leak_of_a_region_without_pins(picture: np.ndarray) -> None:
    everywhere = np.ones((144, 256), bool)
    empty = asked([], 0, 8)
    assert judge([picture] * 8, empty, everywhere).leak_px == pytest.approx(0, abs=1e-3)
    moving = judge(shifted(picture, 1, 8), empty, everywhere).leak_px
    assert moving is not None
    assert moving == pytest.approx(4.0, abs=0.5)


def test_what_cannot_be_seen_is_not_measured(picture: np.ndarray) -> None:
    flat = np.full_like(picture, 120)
    assert judge([flat] * 8, asked(POINTS, 0, 8)).epe_per_drag_px == [None] * 3
    tracks = asked(POINTS, 3, 8)
    hidden = Tracks(tracks.xy, np.zeros_like(tracks.visible), tracks.layer, tracks.role)
    assert judge(shifted(picture, 3, 8), hidden).epe_per_drag_px == [None] * 3


def test_a_point_that_vanishes_is_not_measured(picture: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    frames = [picture] + [rng.integers(0, 255, picture.shape, dtype=np.uint8) for _ in range(7)]
    assert judge(frames, asked(POINTS, 0, 8)).epe_per_drag_px == [None] * 3


def test_points_outside_the_first_frame_are_not_measured(picture: np.ndarray) -> None:
    tracks = asked([(-20.0, 5.0), (400.0, 300.0)], 0, 8)
    assert judge([picture] * 8, tracks).epe_per_drag_px == [None, None]
