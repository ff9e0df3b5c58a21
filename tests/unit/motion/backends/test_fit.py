"""Sizes and lengths that models take, and the way back to the job's own."""

from __future__ import annotations

import numpy as np
import pytest

from shared.motion.scene import Scene
from tests.unit.motion.backends.conftest import JobMaker
from worker.motion.latents.fit import Limits, describe, fit_job, guide_frames, job_frames


def limits(
    side_px: int = 16, area_px: int = 832 * 480, max_frames: int = 81, stride: int = 4
) -> Limits:
    return Limits(side_px, area_px, max_frames, lambda count: stride == 1 or count % stride == 1)


@pytest.mark.parametrize(
    ("frames", "scene", "model"),
    [(14, 14, 17), (17, 17, 17), (8, 8, 9), (81, 81, 81), (82, 81, 81)],
)
def test_length_is_the_next_one_or_the_longest(
    make_job: JobMaker, frames: int, scene: int, model: int
) -> None:
    fit = fit_job(make_job(num_frames=frames), limits())
    assert (fit.scene_frames, fit.model_frames) == (scene, model)


def test_the_longest_length_may_be_one_that_is_not_allowed(make_job: JobMaker) -> None:
    fit = fit_job(make_job(num_frames=48), limits(max_frames=48, stride=8))
    assert (fit.scene_frames, fit.model_frames) == (41, 41)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((96, 64), (96, 64)),
        ((90, 60), (96, 64)),
        ((1920, 1080), (848, 480)),
        ((16, 900), (16, 896)),
    ],
)
def test_size_is_the_nearest_multiple_within_the_area_it_was_trained_at(
    make_job: JobMaker, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    fit = fit_job(make_job(width=size[0], height=size[1], num_frames=8), limits())
    assert (fit.width, fit.height) == expected


def test_a_model_of_one_size_gets_that_size(make_job: JobMaker) -> None:
    one = Limits(16, 720 * 480, 49, lambda count: count % 4 == 1, (720, 480))
    fit = fit_job(make_job(), one)
    assert (fit.width, fit.height) == (720, 480)


def test_frames_added_for_the_model_hold_still_and_are_cut_off(make_job: JobMaker) -> None:
    job = make_job(num_frames=14)
    fit = fit_job(job, limits())
    guide = guide_frames(job.scene, fit)
    assert guide.shape == (17, 64, 96, 3)
    for t in range(14):
        assert np.array_equal(guide[t], job.scene.frame(t))
    assert np.array_equal(guide[14:], np.repeat(guide[13:14], 3, axis=0))
    made = list(job_frames(guide / 255.0, fit, job))
    assert [frame.index for frame in made] == list(range(14))
    assert all(np.array_equal(made[t].frame, guide[t]) for t in range(14))
    assert all(frame.final for frame in made)
    assert describe(fit, job) == "17 frames rendered, the first 14 kept"


def test_a_job_that_is_too_long_is_stretched_and_said_so(make_job: JobMaker) -> None:
    job = make_job(num_frames=20, width=90, height=60)
    fit = fit_job(job, limits(max_frames=9))
    scene: Scene = job.scene_at(fit.width, fit.height, fit.scene_frames)
    made = list(job_frames(guide_frames(scene, fit) / 255.0, fit, job))
    assert len(made) == 20
    assert {frame.frame.shape for frame in made} == {(60, 90, 3)}
    assert np.array_equal(made[19].frame, made[18].frame)
    assert not np.array_equal(made[19].frame, made[9].frame)
    assert describe(fit, job) == (
        "rendered at 96 x 64 px and resized to 90 x 60; 9 frames stretched to 20"
    )


def test_values_out_of_range_become_black_and_white(make_job: JobMaker) -> None:
    job = make_job(num_frames=9)
    fit = fit_job(job, limits())
    video = np.full((9, 64, 96, 3), 0.5)
    video[0], video[1], video[2] = -3.0, 7.0, np.nan
    made = [frame.frame for frame in job_frames(video, fit, job)]
    assert [int(frame.max()) for frame in made[:4]] == [0, 255, 0, 128]
