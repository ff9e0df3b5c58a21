"""Paths, rotation, scale and the camera as functions of the frame."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

from shared.motion.interpolation import pchip
from shared.motion.tracks import (
    camera_transforms,
    layer_path,
    layer_rotation_deg,
    layer_scale,
    scene_tracks,
)
from shared.tasks.motion import DragLayer, Drags


def drags(*layers: DragLayer) -> Drags:
    return Drags(width=200, height=100, layers=layers)


def test_pchip_equals_scipy() -> None:
    rng = np.random.default_rng(1)
    for count in (3, 4, 9):
        times = np.sort(rng.uniform(0, 1, count))
        values = rng.normal(size=(count, 2)).round(1)
        at = np.linspace(times[0], times[-1], 57)
        expected = PchipInterpolator(times, values)(at)
        assert np.abs(pchip(times, values, at) - expected).max() < 1e-9


def test_linear_path_has_even_steps() -> None:
    path = layer_path(DragLayer(points=((0, 0), (26, 13)), interpolation="linear"), 14)
    assert np.allclose(path, np.stack([np.arange(14) * 2, np.arange(14)], axis=1))


def test_hold_jumps_at_the_key() -> None:
    layer = DragLayer(points=((0, 0), (10, 0), (20, 0)), times=(0, 0.5, 1), interpolation="hold")
    assert layer_path(layer, 5)[:, 0].tolist() == [0, 0, 10, 10, 20]


def test_before_the_first_and_after_the_last_key_the_point_waits() -> None:
    layer = DragLayer(points=((4, 4), (8, 4)), times=(0.25, 0.75), interpolation="linear")
    assert layer_path(layer, 5)[:, 0].tolist() == [4, 4, 6, 8, 8]


def test_keys_at_the_same_time_are_a_jump() -> None:
    layer = DragLayer(points=((0, 0), (5, 0), (9, 0)), times=(0, 1, 1), interpolation="smooth")
    assert layer_path(layer, 9)[-1, 0] == 9
    assert np.isfinite(layer_path(layer, 9)).all()


@pytest.mark.parametrize("kind", ["smooth", "linear", "hold"])
def test_single_and_duplicate_points_stand_still(kind: str) -> None:
    for points in (((3, 4),), ((3, 4), (3, 4)), ((3, 4),) * 5):
        path = layer_path(DragLayer(points=points, interpolation=kind), 8)
        assert np.array_equal(path, np.tile([3.0, 4.0], (8, 1)))


def test_scale_grows_evenly_in_its_logarithm_and_rotation_in_degrees() -> None:
    layer = DragLayer(points=((0, 0), (0, 0)), scale=(1, 4), rotate_deg=(0, 90))
    assert layer_scale(layer, 9)[4] == pytest.approx(2.0)
    assert layer_rotation_deg(layer, 9)[4] == pytest.approx(45.0)
    plain = DragLayer(points=((0, 0),))
    assert (layer_scale(plain, 8) == 1).all()
    assert (layer_rotation_deg(plain, 8) == 0).all()


def test_camera_takes_its_point_along_the_path_and_zooms_about_it() -> None:
    layer = DragLayer(role="camera", points=((50, 20), (60, 30)), scale=(1, 2), rotate_deg=(0, 90))
    last = camera_transforms(drags(layer), 10)[-1]
    assert np.allclose(last @ [50, 20, 1], [60, 30, 1])
    # One px to the right of the point becomes two px below it: clockwise on screen, twice as large.
    assert np.allclose(last @ [51, 20, 1], [60, 32, 1])


def test_object_tracks_carry_the_camera_and_pins_do_not() -> None:
    scene = drags(
        DragLayer(points=((10, 10), (30, 10))),
        DragLayer(role="camera", points=((0, 0), (0, 20))),
        DragLayer(role="pin", points=((5, 5), (150, 50))),
    )
    tracks = scene_tracks(scene, 12, 400, 200)
    assert tracks.xy.shape == (12, 4, 2)
    assert tracks.xy.dtype == np.float32
    assert tracks.role == ("object", "camera", "pin", "pin")
    assert tracks.layer.tolist() == [0, 1, 2, 2]
    assert np.allclose(tracks.xy[-1], [[60, 60], [0, 40], [10, 10], [300, 100]])


def test_two_cameras_apply_one_after_the_other() -> None:
    pan = DragLayer(role="camera", points=((0, 0), (10, 0)))
    zoom = DragLayer(role="camera", points=((0, 0), (0, 0)), scale=(1, 2))
    assert np.allclose(camera_transforms(drags(pan, zoom), 8)[-1] @ [1, 1, 1], [22, 2, 1])


def test_points_outside_the_frame_are_not_visible() -> None:
    tracks = scene_tracks(drags(DragLayer(points=((190, 50), (230, 50)))), 9, 200, 100)
    assert tracks.visible[0, 0]
    assert not tracks.visible[-1, 0]


def test_no_layers_give_empty_tracks() -> None:
    tracks = scene_tracks(drags(), 9, 200, 100)
    assert tracks.xy.shape == (9, 0, 2)
    assert tracks.role == ()


def test_keys_that_are_almost_at_the_same_time_do_not_overflow() -> None:
    points = ((0, 0), (0, 0), (0, 1), (0, 0))
    layer = DragLayer(points=points, times=(0, 0, 5e-324, 1))
    assert np.isfinite(layer_path(layer, 9)).all()
    tiny = DragLayer(points=((0, 0), (5e-324, 0), (1e-300, 3), (2, 9)))
    assert np.isfinite(layer_path(tiny, 9)).all()
