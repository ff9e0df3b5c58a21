"""The yardsticks against formulas and clips whose motion is known."""

from __future__ import annotations

import cv2
import numpy as np

from shared.motion.scene import Scene
from tests.unit.motion.evaluation.conftest import PAN_PX
from worker.motion.evaluation.baselines import (
    blur_by,
    blurred_frames,
    chained_flow,
    gaussian_frames,
    gaussian_steps,
    oracle_frames,
    still_frames,
    telea_frames,
)
from worker.motion.evaluation.metrics import point_errors, psnr, video_psnr
from worker.motion.evaluation.truth import choose_points, drags_document, true_tracks


def pan_scene(pan: np.ndarray, count: int = 6) -> Scene:
    xy, _ = true_tracks(pan)
    dragged = choose_points(xy, count, 128, np.random.default_rng(0)).dragged
    return Scene(pan[0], drags_document(xy[:, dragged], 128, 80), 128, 80, len(pan))


def test_still_error_is_the_displacement_of_the_pan(pan: np.ndarray) -> None:
    xy, _ = true_tracks(pan)
    frames = list(still_frames(pan_scene(pan)))
    assert all(np.array_equal(frame, pan[0]) for frame in frames)
    errors, lost = point_errors(frames, xy)
    assert not lost.any()
    per_frame = np.hypot(*PAN_PX) * np.arange(1, 8)
    assert np.allclose(errors, np.minimum(per_frame, 20)[:, None], atol=0.1)


def test_gaussian_map_is_the_unnormalised_sum_at_the_moving_points() -> None:
    rng = np.random.default_rng(0)
    xy = rng.uniform(0, 60, (3, 2, 2))
    at = rng.uniform(0, 60, (4, 5, 2))
    for i, step in enumerate(gaussian_steps(xy, 7.0)):
        found = step(at)
        for row in range(4):
            for column in range(5):
                expected = np.zeros(2)
                for n in range(2):
                    d2 = float(((at[row, column] - xy[i, n]) ** 2).sum())
                    expected += np.exp(-d2 / 98.0) * (xy[i + 1, n] - xy[i, n])
                assert np.allclose(found[row, column], expected)


def test_gaussian_warp_takes_a_lone_drag_along_and_leaves_what_is_far(
    photograph: np.ndarray,
) -> None:
    picture = np.ascontiguousarray(photograph[60:204, 100:356])
    path = np.stack([np.array([128.0 + t, 72.0]) for t in range(8)])[:, None]
    scene = Scene(picture, drags_document(path, 256, 144), 256, 144, 8)
    last = list(gaussian_frames(scene))[-1]
    # Sigma is 8.9 px: at the point the picture is 7 px farther, at 60 px it is where it was.
    assert psnr(last[70:75, 133:138], picture[70:75, 126:131]) > 30
    assert psnr(last[70:75, 133:138], picture[70:75, 133:138]) < 30
    assert psnr(last[:, 200:], picture[:, 200:]) > 45


def test_telea_changes_the_holes_only(pan: np.ndarray) -> None:
    scene = pan_scene(pan)
    changed = 0
    for t, frame in enumerate(telea_frames(scene)):
        holes, warp = scene.holes(t), scene.frame(t)
        assert np.array_equal(frame[~holes], warp[~holes])
        expected = cv2.inpaint(warp, holes.astype(np.uint8), 3, cv2.INPAINT_TELEA)
        assert np.array_equal(frame[holes], expected[holes])
        changed += int((frame != warp).any(axis=-1).sum())
    assert changed > 100


def test_blur_of_one_sigma_is_the_gaussian_filter(photograph: np.ndarray) -> None:
    frame = np.ascontiguousarray(photograph[:80, :120])
    even = np.full((80, 120), 2.0)
    expected = cv2.GaussianBlur(frame.astype(np.float32), (0, 0), 2.0)
    assert np.abs(blur_by(frame, even) - expected).max() <= 0.5
    assert np.array_equal(blur_by(frame, 0 * even), frame)
    between = blur_by(frame, np.full((80, 120), 1.6)).astype(np.float32)
    direct = cv2.GaussianBlur(frame.astype(np.float32), (0, 0), 1.6)
    assert np.abs(between - direct).mean() < 0.5


def test_blur_grows_with_time_and_distance(pan: np.ndarray) -> None:
    path = np.repeat(np.array([[[20.0, 40.0]]]), 8, axis=0)
    path[:, 0, 0] += np.arange(8) * 0.01  # the warp itself stands nearly still
    scene = Scene(pan[0], drags_document(path, 128, 80), 128, 80, 8)
    frames = list(blurred_frames(scene, 12.0))
    loss = [psnr(frame, scene.frame(t)) for t, frame in enumerate(frames)]
    assert loss[0] == 100
    assert loss[1:] == sorted(loss[1:], reverse=True)
    assert psnr(frames[7][:, :40], scene.frame(7)[:, :40]) > psnr(
        frames[7][:, 88:], scene.frame(7)[:, 88:]
    )
    off = list(blurred_frames(scene, 0.0))
    assert all(np.array_equal(frame, scene.frame(t)) for t, frame in enumerate(off))


def test_oracle_flow_and_frames_are_those_of_the_pan(pan: np.ndarray) -> None:
    y, x = np.mgrid[0:80, 0:128] + 0.5
    for t, at in enumerate(chained_flow(pan), start=1):
        expected = np.stack([x + PAN_PX[0] * t, y + PAN_PX[1] * t], axis=-1)
        # Away from the borders that the content crosses.
        gap = np.abs(at - expected)[12:-12, 8:-28]
        assert np.quantile(gap, 0.9) < 0.3
    frames = np.stack(list(oracle_frames(pan)))
    for t in range(1, 8):
        inside = (slice(8, -20), slice(8 + 3 * t, -8))
        assert psnr(frames[t][inside], pan[t][inside]) > 32
    still = np.stack([pan[0]] * 8)
    assert video_psnr(frames, pan) > video_psnr(still, pan) + 6
    xy, _ = true_tracks(pan)
    assert point_errors(list(frames), xy)[0].mean() < 0.5
