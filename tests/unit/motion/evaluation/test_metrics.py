"""Figures against scikit-image and against errors put in by hand."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from worker.motion.evaluation.metrics import (
    hole_psnr,
    point_errors,
    psnr,
    video_psnr,
    video_ssim,
)
from worker.motion.evaluation.truth import true_tracks


@pytest.fixture
def noisy(pan: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 10, pan.shape)
    return np.clip(pan + noise, 0, 255).astype(np.uint8)


def test_psnr_and_ssim_are_scikit_images_over_the_later_frames(
    pan: np.ndarray, noisy: np.ndarray
) -> None:
    expected = [peak_signal_noise_ratio(pan[t], noisy[t], data_range=255) for t in range(1, 8)]
    assert video_psnr(noisy, pan) == pytest.approx(np.mean(expected))
    similar = [
        structural_similarity(
            pan[t], noisy[t], channel_axis=-1, data_range=255,
            gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        )
        for t in range(1, 8)
    ]  # fmt: skip
    assert video_ssim(noisy, pan) == pytest.approx(np.mean(similar))
    broken_start = noisy.copy()
    broken_start[0] = 0
    assert video_psnr(broken_start, pan) == video_psnr(noisy, pan)
    assert video_ssim(broken_start, pan) == video_ssim(noisy, pan)


def test_equal_pictures_have_a_finite_psnr() -> None:
    black, one_off = np.zeros((144, 256, 3), np.uint8), np.zeros((144, 256, 3), np.uint8)
    one_off[3, 4, 1] = 1
    assert psnr(black, black) == 100.0
    assert 90 < psnr(black, one_off) < 100


def test_hole_psnr_looks_at_the_holes_of_the_later_frames(pan: np.ndarray) -> None:
    holes = np.zeros(pan.shape[:3], bool)
    holes[:, 10:30, 10:30] = True
    changed = pan.astype(int)
    changed[1:, 10:30, 10:30] += np.where(changed[1:, 10:30, 10:30] < 128, 8, -8)
    changed[:, 50:] = 0  # outside the holes
    changed[0] = 0
    found = hole_psnr(changed.astype(np.uint8), pan, holes)
    assert found == pytest.approx(20 * np.log10(255 / 8))


def test_holes_too_small_to_measure_give_none(pan: np.ndarray) -> None:
    holes = np.zeros(pan.shape[:3], bool)
    holes[0] = True  # the first frame does not count
    holes[1, :1, :100] = True
    assert hole_psnr(pan, pan, holes) is None


def test_points_of_the_real_clip_have_no_error(pan: np.ndarray) -> None:
    xy, _ = true_tracks(pan)
    errors, lost = point_errors(list(pan), xy)
    assert errors.shape == (7, xy.shape[1])
    assert errors.max() == 0
    assert not lost.any()


def test_lost_and_far_points_count_as_twenty_px(pan: np.ndarray) -> None:
    xy, _ = true_tracks(pan)
    blank = [pan[0], *[np.full_like(pan[0], 128)] * 7]
    errors, lost = point_errors(blank, xy)
    assert (errors == 20).all()
    assert lost.all()
    far = xy.copy()
    far[1:] += (300.0, 0.0)
    errors, lost = point_errors(list(pan), far)
    assert (errors == 20).all()
    assert not lost.any()
