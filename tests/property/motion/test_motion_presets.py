"""What a camera preset asks for is what the warped picture shows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.motion.document import check_drags
from shared.motion.presets import DOLLY_PARALLAX, PRESETS, PresetName, camera_keys
from shared.motion.scene import Scene
from shared.tasks.motion import Drags

WIDTH, HEIGHT, FRAMES = 256, 144, 12
MIDDLE = np.array([WIDTH / 2, HEIGHT / 2])
AMOUNTS = {
    "pan": (-0.15, 0.15),
    "tilt": (-0.15, 0.15),
    "zoom": (-0.3, 0.4),
    "dolly": (-0.3, 0.4),
    "roll": (-15.0, 15.0),
    "shake": (0.005, 0.03),
}


def grain() -> np.ndarray:
    noise = np.random.default_rng(2).normal(size=(HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 1.6)
    return np.clip(128 + 45 * soft / soft.std(), 0, 255).astype(np.uint8)


PICTURE = grain()


def fitted(frame: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """The similarity from the picture to `frame`, float64 [2, 3], from points found in pixels."""
    still, moved = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (PICTURE, frame))
    start = cv2.goodFeaturesToTrack(still, 200, 0.01, 6).reshape(-1, 2)
    expected = start @ guess[:, :2].T + guess[:, 2]
    inside = ((expected > 12) & (expected < (WIDTH - 12, HEIGHT - 12))).all(axis=1)
    start, expected = start[inside], expected[inside].astype(np.float32)
    end, found, _ = cv2.calcOpticalFlowPyrLK(
        still, moved, start, expected.copy(), winSize=(15, 15), flags=cv2.OPTFLOW_USE_INITIAL_FLOW
    )
    kept = found.ravel() > 0
    cv2.setRNGSeed(0)
    matrix, _ = cv2.estimateAffinePartial2D(start[kept], end[kept], ransacReprojThreshold=1.0)
    return np.asarray(matrix)


def asked(name: PresetName, amount: float) -> tuple[float, float, np.ndarray]:
    """Scale, degrees and the way of the middle, by the words of the preset."""
    shift = {"pan": (-amount * WIDTH, 0), "tilt": (0, amount * HEIGHT)}.get(name, (0, 0))
    scale = 1.0
    if name in ("zoom", "dolly"):
        scale = 1 + amount if amount >= 0 else 1 / (1 - amount)
    return scale, amount if name == "roll" else 0.0, np.array(shift, float)


def similarity(scale: float, degrees: float, shift: np.ndarray) -> np.ndarray:
    turn = np.deg2rad(degrees)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.column_stack([linear, MIDDLE + shift - linear @ MIDDLE])


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([p for p in PRESETS if p != "shake"]), st.floats(0, 1))
def test_the_warped_picture_moves_as_the_preset_says(name: PresetName, part: float) -> None:
    low, high = AMOUNTS[name]
    amount = low + part * (high - low)
    drags = Drags(
        width=WIDTH,
        height=HEIGHT,
        frames=FRAMES,
        layers=(camera_keys(name, amount, FRAMES, WIDTH, HEIGHT).layer(),),
    )
    check_drags(drags)
    frame = Scene(PICTURE, drags, WIDTH, HEIGHT, FRAMES).frame(FRAMES - 1)
    scale, degrees, shift = asked(name, amount)
    matrix = fitted(frame, similarity(scale, degrees, shift))
    assert np.hypot(*matrix[:, 0]) == pytest.approx(scale, rel=0.05)
    assert np.rad2deg(np.arctan2(matrix[1, 0], matrix[0, 0])) == pytest.approx(degrees, abs=0.5)
    moved = matrix[:, :2] @ MIDDLE + matrix[:, 2]
    assert np.abs(moved - MIDDLE - shift).max() <= 1.0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.005, 0.03), st.integers(8, 120))
def test_a_shake_stays_within_its_amount_and_comes_back(
    seed: int, amount: float, frames: int
) -> None:
    keys = camera_keys("shake", amount, frames, WIDTH, HEIGHT, seed)
    way = np.hypot(*(np.array(keys.points) - MIDDLE).T)
    assert way.max() == pytest.approx(amount * HEIGHT, abs=0.01)
    assert way[0] == way[-1] == 0
    assert camera_keys("shake", amount, frames, WIDTH, HEIGHT, seed) == keys
    assert camera_keys("shake", amount, frames, WIDTH, HEIGHT, seed + 1) != keys
    check_drags(Drags(width=WIDTH, height=HEIGHT, frames=frames, layers=(keys.layer(),)))


def test_a_shaken_frame_is_where_its_keys_are() -> None:
    keys = camera_keys("shake", 0.04, 13, WIDTH, HEIGHT, 7)
    drags = Drags(width=WIDTH, height=HEIGHT, frames=13, layers=(keys.layer(),))
    scene = Scene(PICTURE, drags, WIDTH, HEIGHT, 13)
    assert keys.rotate_deg is not None
    for key in (1, 2, 4):  # of seven keys on thirteen frames
        shift = np.array(keys.points[key]) - MIDDLE
        matrix = fitted(scene.frame(2 * key), similarity(1, keys.rotate_deg[key], shift))
        moved = matrix[:, :2] @ MIDDLE + matrix[:, 2]
        assert np.abs(moved - MIDDLE - shift).max() <= 1.0


def test_only_a_dolly_moves_near_layers_farther() -> None:
    for name in PRESETS:
        keys = camera_keys(name, 0.1, FRAMES, WIDTH, HEIGHT)
        assert keys.parallax == (DOLLY_PARALLAX if name == "dolly" else 0)
