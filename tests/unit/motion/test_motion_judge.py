"""The judge measures what the pixels do, not what was asked."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from shared.motion.judge import judge
from shared.motion.light import clipped_share, even_light
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


def moved(photograph: np.ndarray, step: tuple[float, float], frames: int) -> list[np.ndarray]:
    """256 × 144 px of a larger picture whose content moves exactly `step` px in each frame."""
    half = resize_picture(photograph, 361, 240)
    video = []
    for t in range(frames):
        to_source = np.array([[1.0, 0.0, 50 - step[0] * t], [0.0, 1.0, 48 - step[1] * t]])
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        video.append(np.asarray(cv2.warpAffine(half, to_source, (256, 144), flags=flags)))
    return video


LIGHTS = {
    "evening": [(1.0, 1.0, 1.0), (0.4, 0.4, 0.4)],
    "day": [(0.4, 0.4, 0.4), (1.0, 1.0, 1.0)],
    "brighter": [(0.4, 0.4, 0.4), (1.6, 1.6, 1.6)],
    "warm": [(1.0, 1.0, 1.0), (1.1, 0.9, 0.5)],
    "cold": [(1.0, 1.0, 1.0), (0.5, 0.9, 1.1)],
}


def lit(video: list[np.ndarray], ends: list[tuple[float, float, float]]) -> list[np.ndarray]:
    """The video under a light that goes evenly from the first colour to the second."""
    first, last = np.array(ends)
    parts = np.linspace(0, 1, len(video))
    return [
        np.clip(frame * (first + part * (last - first)) + 0.5, 0, 255).astype(np.uint8)
        for frame, part in zip(video, parts, strict=True)
    ]


def along(start: np.ndarray, step: tuple[float, float], frames: int) -> Tracks:
    """Tracks that move `step` px in each frame from float [N, 2]."""
    xy = start[None] + np.arange(frames)[:, None, None] * np.array(step)
    inside = ((xy >= 0) & (xy <= (256, 144))).all(axis=-1)
    count = len(start)
    return Tracks(xy.astype(np.float32), inside, np.arange(count), ("object",) * count)


def points_on_a_grid(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    x, y = np.linspace(left, right, 8), np.linspace(top, bottom, 5)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def errors(values: list[float | None]) -> np.ndarray:
    return np.array([value for value in values if value is not None])


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("name", ["chelsea", "astronaut"])
def test_changing_light_moves_nothing(
    photographs: dict[str, np.ndarray], name: str, light: str
) -> None:
    step, frames = (2.3, -0.7), 14
    video = lit(moved(photographs[name], step, frames), LIGHTS[light])
    start = points_on_a_grid(25, 40, 190, 115)
    followed = judge(video, along(start, step, frames)).epe_per_drag_px
    steady = judge(moved(photographs[name], step, frames), along(start, step, frames))
    seen = len(errors(steady.epe_per_drag_px))
    # What a light blows out or swallows cannot be seen any more.
    assert len(errors(followed)) >= (0.5 if light == "brighter" else 0.75) * seen > 15
    assert np.median(errors(followed)) < 0.15
    assert errors(followed).max() < 0.75


def test_in_changing_light_a_video_that_does_not_follow_is_found_out(picture: np.ndarray) -> None:
    frames = 12
    result = judge(lit([picture] * frames, LIGHTS["evening"]), asked(POINTS, 3, frames))
    expected = np.mean([3 * t for t in range(1, frames)])
    assert result.epe_per_drag_px == pytest.approx([expected] * 3, abs=0.2)
    pins = judge(lit([picture] * frames, LIGHTS["evening"]), asked(POINTS, 0, frames, "pin"))
    assert pins.leak_px == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("light", [None, "evening"])
@pytest.mark.parametrize("step", [(3.0, 0.0), (-3.0, 0.0), (0.0, 2.0), (0.0, -2.0)])
def test_close_to_the_border_a_figure_is_right_or_missing(
    photographs: dict[str, np.ndarray], step: tuple[float, float], light: str | None
) -> None:
    """Points that end, and others that start, 1 to 12 px from the border they move to or leave."""
    frames, direction = 14, np.sign(step)
    side = np.array((256, 144)) * (direction > 0)  # of the border that they move to
    ends = np.array(
        [
            np.where(direction != 0, side - direction * distance_px, across)
            for distance_px in range(1, 13)
            for across in np.linspace((40, 30), (216, 114), 5)
        ]
    )
    start = np.concatenate([ends - np.array(step) * (frames - 1), (256, 144) - ends])
    for name in ("chelsea", "astronaut"):
        video = moved(photographs[name], step, frames)
        video = video if light is None else lit(video, LIGHTS[light])
        values = judge(video, along(start, step, frames)).epe_per_drag_px
        assert (errors(values) < 0.75).all()
        assert len(errors(values[: len(ends)])) > 0.4 * len(ends), "the way there is measured"
        assert values[len(ends) : len(ends) + 50] == [None] * 50, "up to 10 px there is no figure"


def test_points_a_twelfth_of_the_height_from_the_border_are_measured() -> None:
    noise = np.random.default_rng(3).normal(size=(144, 256)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.0)
    texture = np.clip(128 + 40 * smooth / smooth.std(), 0, 255).astype(np.uint8)
    inner = [(12.0, 60.0), (244.0, 60.0), (128.0, 132.0)]
    result = judge([texture] * 8, asked(inner, 0, 8))
    assert result.epe_per_drag_px == pytest.approx([0, 0, 0], abs=1e-3)
    outer = [(11.5, 60.0), (244.5, 60.0), (128.0, 132.5)]
    assert judge([texture] * 8, asked(outer, 0, 8)).epe_per_drag_px == [None] * 3


def test_even_light_takes_out_gain_and_offset(picture: np.ndarray) -> None:
    gray = picture[..., 1].astype(np.float64) * 0.5 + 40
    plain = even_light(gray.astype(np.uint8), 15).astype(int)
    darker = even_light((gray * 0.6 + 30).astype(np.uint8), 15).astype(int)
    textured = np.abs(plain - 128) > 20
    assert textured.mean() > 0.2
    assert np.abs(plain - darker)[textured].mean() < 6
    flat = even_light(np.full((40, 60), 200, np.uint8), 15)
    assert (flat == 128).all()


def test_clipped_share_counts_black_and_white_in_the_window() -> None:
    gray = np.full((60, 80), 100, np.uint8)
    gray[:, 40:] = 255
    share = clipped_share(gray, np.array([[10.5, 30.5], [40.0, 30.5], [70.5, 30.5]]), 15)
    assert share == pytest.approx([0, 8 / 15, 1], abs=1e-6)
