"""Which region follows the drags, and the points that carry them."""

from __future__ import annotations

import numpy as np
import pytest

from shared.tasks.motion import DragLayer
from tests.unit.motion.backends.conftest import HEIGHT, WIDTH, JobMaker, box_mask
from worker.motion.latents.fit import Fit
from worker.motion.latents.region import latent_region, moved_region
from worker.motion.latents.tracks import dense_tracks, grid_inside

FIT = Fit(WIDTH, HEIGHT, 9, 9)
MASKED = DragLayer(points=((25, 25), (65, 35)), mask="mask", interpolation="linear")


def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return box_mask(round(left), round(top), round(right), round(bottom)) > 0


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_a_masked_object_is_followed_where_it_is_in_each_frame(make_job: JobMaker) -> None:
    job = make_job(MASKED, masks={0: box_mask(15, 15, 35, 35)})
    region = moved_region(job, FIT)
    assert region.shape == (9, HEIGHT, WIDTH)
    for t in range(9):
        dx, dy = 40 * t / 8, 10 * t / 8
        assert overlap(region[t], box(15 + dx, 15 + dy, 35 + dx, 35 + dy)) > 0.8


def test_what_the_object_uncovers_is_left_to_the_model(make_job: JobMaker) -> None:
    job = make_job(
        MASKED,
        DragLayer(role="camera", points=((48, 32), (52, 32))),
        masks={0: box_mask(15, 15, 35, 35)},
    )
    region = moved_region(job, FIT)
    holes = job.scene.holes(8)
    assert holes[25, 25], "the object has left this place"
    assert not (region[8] & holes).any()
    assert region[8][60, 60], "the camera moves the background, which follows too"


def test_a_masked_object_at_rest_and_a_still_background_are_free(make_job: JobMaker) -> None:
    resting = DragLayer(role="pin", points=((70, 20),), mask="mask")
    masks = {0: box_mask(15, 15, 35, 35), 1: box_mask(60, 10, 80, 30)}
    region = moved_region(make_job(MASKED, resting, masks=masks), FIT)
    assert not region[0][12:28, 62:78].any()
    assert not region[:, 55:, :].any()


def test_an_unmasked_drag_is_followed_where_it_moves_the_picture(make_job: JobMaker) -> None:
    pins = DragLayer(role="pin", points=((4, 4), (4, 60), (92, 4), (92, 60), (48, 60), (4, 32)))
    region = moved_region(make_job(DragLayer(points=((48, 24), (58, 24))), pins), FIT)
    assert region[8][24, 58]
    assert not region[8][60, 48], "a pin keeps its place"


def test_frames_beyond_the_scene_hold_the_last_region(make_job: JobMaker) -> None:
    job = make_job(MASKED, masks={0: box_mask(15, 15, 35, 35)})
    region = moved_region(job, Fit(WIDTH, HEIGHT, 9, 13))
    assert len(region) == 13
    assert np.array_equal(region[9:], np.repeat(region[8:9], 4, axis=0))


@pytest.mark.parametrize(("stride", "frames"), [(1, 5), (4, 9), (8, 17)])
def test_latent_region_equals_a_slow_loop(stride: int, frames: int) -> None:
    rng = np.random.default_rng(stride)
    coarse = rng.uniform(size=(frames, 4, 6)) > 0.7
    region = np.kron(coarse, np.ones((1, 12, 12), bool))  # edges across cells of 16 px
    groups = [[t] for t in range(frames)]
    if stride > 1:
        groups = [[0], *(list(range(t, t + stride)) for t in range(1, frames, stride))]
    expected = np.zeros((len(groups), 3, 4), bool)
    for index, group in enumerate(groups):
        for row in range(3):
            for column in range(4):
                cell = region[group, row * 16 : row * 16 + 16, column * 16 : column * 16 + 16]
                expected[index, row, column] = max(float(frame.mean()) for frame in cell) >= 0.5
    region = region[:, :48, :64]
    assert np.array_equal(latent_region(region, 16, stride), expected)
    assert expected.any()
    assert not expected.all()


def test_points_of_a_turning_object_turn_with_it(make_job: JobMaker) -> None:
    turning = DragLayer(
        points=((40, 32), (56, 32)),
        rotate_deg=(0.0, 90.0),
        scale=(1.0, 1.5),
        mask="mask",
        interpolation="linear",
    )
    job = make_job(turning, masks={0: box_mask(24, 16, 56, 48)})
    tracks = dense_tracks(job, FIT, 8)
    start = tracks.xy[0, 1:]
    assert len(start) == 16, "4 x 4 points in 32 x 32 px, beside the drag's own"
    # A quarter turn clockwise on screen takes (x, y) to (-y, x).
    away = start - (40, 32)
    expected = 1.5 * np.stack([-away[:, 1], away[:, 0]], axis=1) + (56, 32)
    np.testing.assert_allclose(tracks.xy[8, 1:], expected, atol=0.01)
    np.testing.assert_allclose(tracks.xy[8, 0], (56, 32), atol=0.01)


def test_points_behind_a_layer_in_front_and_outside_are_hidden(make_job: JobMaker) -> None:
    wall = DragLayer(role="pin", points=((70, 25),), mask="mask")
    masks = {0: box_mask(17, 17, 33, 33), 1: box_mask(50, 5, 90, 50)}
    behind = make_job(MASKED, wall, masks=masks)
    tracks = dense_tracks(behind, FIT, 8)
    moving = np.abs(tracks.xy[8] - tracks.xy[0]).max(axis=1) > 1
    assert moving.sum() == 1 + 4
    assert tracks.visible[0].all()
    assert not tracks.visible[8, moving].any()
    assert tracks.visible[8, ~moving].all()
    leaving = DragLayer(points=((25, 25), (225, 25)), mask="mask", interpolation="linear")
    tracks = dense_tracks(make_job(leaving, masks={0: masks[0]}), FIT, 8)
    assert not tracks.visible[8].any()


def test_a_moving_background_has_points_and_a_still_one_none(make_job: JobMaker) -> None:
    camera = DragLayer(role="camera", points=((48, 32), (58, 32)), interpolation="linear")
    panned = dense_tracks(make_job(camera), FIT, 16)
    assert panned.xy.shape[1] == 1 + 6 * 4
    np.testing.assert_allclose(panned.xy[8] - panned.xy[0], [[10, 0]] * 25, atol=1e-3)
    still = dense_tracks(make_job(DragLayer(role="pin", points=((48, 32),))), FIT, 16)
    assert still.xy.shape[1] == 1
    nothing = DragLayer(role="camera", points=((48, 32),))
    assert dense_tracks(make_job(nothing), FIT, 16).xy.shape == (9, 1, 2)


def test_a_region_too_thin_for_the_grid_gets_one_point() -> None:
    thin = np.zeros((40, 40), bool)
    thin[10:13, 17:30] = True
    (point,) = grid_inside(thin, 16)
    assert thin[int(point[1]), int(point[0])]
    assert len(grid_inside(np.zeros((40, 40), bool), 16)) == 0
