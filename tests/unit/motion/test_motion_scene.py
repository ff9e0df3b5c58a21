"""Frames of a scene: identity, following, pins, masks, camera, holes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from shared.motion.judge import judge
from shared.motion.picture import resize_picture
from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags

SIZE = (256, 144)


def drags_for(picture: np.ndarray, *layers: DragLayer) -> Drags:
    return Drags(width=picture.shape[1], height=picture.shape[0], layers=layers)


def eight_drags(picture: np.ndarray, seed: int, spread: float = 0.04) -> tuple[DragLayer, ...]:
    """Eight drags spread over the picture, each up to a tenth of its width long."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    layers = []
    for row in range(2):
        for column in range(4):
            start = np.array([(column + 0.5) / 4 * width, (row + 0.5) / 2 * height])
            start += rng.uniform(-0.05, 0.05, 2) * width
            end = start + rng.normal(0, spread, 2) * width
            middle = (start + end) / 2 + rng.normal(0, 0.01, 2) * width
            layers.append(DragLayer(points=(tuple(start), tuple(middle), tuple(end))))
    return tuple(layers)


def disc_mask(picture: np.ndarray, x: int, y: int, radius: int) -> np.ndarray:
    return cv2.circle(np.zeros(picture.shape[:2], np.uint8), (x, y), radius, 255, -1)


def test_no_drags_give_the_still_picture_bit_for_bit(photograph: np.ndarray) -> None:
    still = resize_picture(photograph, *SIZE)
    pins = DragLayer(role="pin", points=((30, 30), (200, 100)))
    waiting = DragLayer(points=((50, 50), (50, 50), (50, 50)))
    for layers in ((), (pins,), (waiting, DragLayer(points=((9, 9),))), (pins, waiting)):
        scene = Scene(photograph, drags_for(photograph, *layers), *SIZE, 9)
        for t in range(9):
            assert np.array_equal(scene.frame(t), still)
            assert not scene.holes(t).any()


def test_first_frame_is_the_still_picture(photograph: np.ndarray) -> None:
    mask = disc_mask(photograph, 200, 150, 60)
    layers = (
        DragLayer(points=((200, 150), (260, 130)), mask="m"),
        DragLayer(points=((40, 40), (60, 60))),
        DragLayer(role="camera", points=((0, 0), (20, 0))),
    )
    scene = Scene(photograph, drags_for(photograph, *layers), *SIZE, 9, {0: mask})
    assert np.array_equal(scene.frame(0), resize_picture(photograph, *SIZE))
    assert not np.array_equal(scene.frame(8), scene.frame(0))


@pytest.mark.parametrize("name", ["chelsea", "coffee", "astronaut"])
def test_eight_drags_are_followed_within_a_pixel(
    photographs: dict[str, np.ndarray], name: str
) -> None:
    picture = photographs[name]
    errors: list[float] = []
    for seed in range(3):
        drags = drags_for(picture, *eight_drags(picture, seed))
        scene = Scene(picture, drags, *SIZE, 14)
        result = judge([scene.frame(t) for t in range(14)], scene.tracks)
        measured = [e for e in result.epe_per_drag_px if e is not None]
        assert len(measured) >= 5
        errors += measured
    assert np.mean(errors) <= 1.0
    assert np.median(errors) <= 0.3


@pytest.mark.parametrize("camera", [False, True])
def test_pinned_points_stay_in_place(photograph: np.ndarray, camera: bool) -> None:
    layers = [
        DragLayer(points=((200, 120), (240, 140))),
        DragLayer(points=((120, 220), (90, 240))),
        DragLayer(role="pin", points=((60, 60), (300, 230), (330, 80))),
    ]
    if camera:
        layers.append(DragLayer(role="camera", points=((225, 150), (235, 150)), scale=(1, 1.05)))
    scene = Scene(photograph, drags_for(photograph, *layers), *SIZE, 14)
    result = judge([scene.frame(t) for t in range(14)], scene.tracks)
    assert result.leak_px is not None
    assert result.leak_px <= 0.5


def test_masked_object_moves_alone(photograph: np.ndarray) -> None:
    mask = disc_mask(photograph, 150, 150, 50)
    layer = DragLayer(points=((150, 150), (230, 150)), mask="m", interpolation="linear")
    scene = Scene(photograph, drags_for(photograph, layer), *SIZE, 9, {0: mask})
    still, last = scene.frame(0).astype(int), scene.frame(8).astype(int)
    swept = np.zeros(SIZE[::-1], bool)
    for t in range(9):
        x = (150 + 10 * t) * SIZE[0] / photograph.shape[1]
        yy, xx = np.mgrid[: SIZE[1], : SIZE[0]]
        inside = ((xx + 0.5 - x) / 32) ** 2 + ((yy + 0.5 - 72) / 28) ** 2 < 1
        swept |= inside
    assert np.abs(last - still)[~swept].max() == 0
    shift = 80 * SIZE[0] / photograph.shape[1]
    core = still[60:84, 75:95]
    moved = last[60:84, 75 + round(shift) : 95 + round(shift)]
    assert np.abs(core - moved).mean() < 6
    assert scene.still_region() is not None
    result = judge([scene.frame(t) for t in range(9)], scene.tracks, scene.still_region())
    assert result.leak_px == pytest.approx(0, abs=0.05)


def test_hole_behind_a_moved_object_is_reported_and_filled(photograph: np.ndarray) -> None:
    flat = np.full_like(photograph, (40, 90, 160))
    flat[120:180, 120:180] = (250, 250, 0)
    mask = np.zeros(flat.shape[:2], np.uint8)
    mask[120:180, 120:180] = 255
    layer = DragLayer(points=((150, 150), (300, 150)), mask="m")
    scene = Scene(flat, drags_for(flat, layer), *SIZE, 9, {0: mask})
    holes = scene.holes(8)
    x, y = round(150 * 256 / 451), 72
    assert holes[y, x]
    assert not holes[y, round(300 * 256 / 451)]
    # What was covered takes the colour around it, with no ghost of the object.
    assert np.abs(scene.frame(8)[holes].astype(int) - (40, 90, 160)).max() <= 8


def test_later_layer_lies_in_front() -> None:
    picture = np.full((144, 256, 3), 30, np.uint8)
    picture[62:82, 40:60] = (255, 0, 0)
    picture[62:82, 190:210] = (0, 255, 0)
    masks = {
        0: np.where((picture[..., 0] == 255), 255, 0).astype(np.uint8),
        1: np.where((picture[..., 1] == 255), 255, 0).astype(np.uint8),
    }
    red = DragLayer(points=((50, 72), (125, 72)), mask="r")
    green = DragLayer(points=((200, 72), (125, 72)), mask="g")
    first = Scene(picture, drags_for(picture, red, green), 256, 144, 9, masks)
    assert tuple(first.frame(8)[72, 125]) == (0, 255, 0)
    swapped = {0: masks[1], 1: masks[0]}
    second = Scene(picture, drags_for(picture, green, red), 256, 144, 9, swapped)
    assert tuple(second.frame(8)[72, 125]) == (255, 0, 0)
    # The hidden one of the two is not judged where it cannot be seen.
    assert not first.tracks.visible[8, 0]
    assert first.tracks.visible[8, 1]


def test_camera_pan_shifts_everything_and_mirrors_the_edge(photograph: np.ndarray) -> None:
    picture = resize_picture(photograph, *SIZE)
    pan = DragLayer(role="camera", points=((0, 0), (20, 0)), interpolation="linear")
    scene = Scene(picture, drags_for(picture, pan), *SIZE, 11)
    last = scene.frame(10)
    assert np.array_equal(last[:, 20:], picture[:, :-20])
    assert np.array_equal(last[:, :20], picture[:, :20][:, ::-1])
    assert scene.holes(10)[:, :20].all()
    assert not scene.holes(10)[:, 20:].any()


def test_camera_and_object_compose(photograph: np.ndarray) -> None:
    picture = resize_picture(photograph, *SIZE)
    mask = disc_mask(picture, 100, 70, 20)
    layers = (
        DragLayer(points=((100, 70), (130, 70)), mask="m"),
        DragLayer(role="camera", points=((0, 0), (0, 16))),
    )
    scene = Scene(picture, drags_for(picture, *layers), *SIZE, 9, {0: mask})
    last = scene.frame(8).astype(int)
    assert np.abs(last[80:92, 124:136] - picture[64:76, 94:106]).max() == 0
    assert np.abs(last[100:, 200:].astype(int) - picture[84:-16, 200:]).max() == 0
    assert np.allclose(scene.tracks.xy[8, 0], [130, 86])


def test_rotation_and_scale_of_a_masked_object() -> None:
    picture = np.full((144, 256, 3), 20, np.uint8)
    picture[70:74, 100:140] = 240
    mask = np.where(picture[..., 0] > 100, 255, 0).astype(np.uint8)
    turn = DragLayer(points=((120, 72), (120, 72)), rotate_deg=(0, 90), mask="m")
    last = Scene(picture, drags_for(picture, turn), 256, 144, 9, {0: mask}).frame(8)[..., 0]
    assert last[55:89, 119:121].min() > 200
    assert last[72, 104] < 60
    grow = DragLayer(points=((120, 72), (120, 72)), scale=(1, 2), mask="m")
    last = Scene(picture, drags_for(picture, grow), 256, 144, 9, {0: mask}).frame(8)[..., 0]
    assert last[72, 84:156].min() > 200


def test_soft_rotation_turns_the_surroundings(photograph: np.ndarray) -> None:
    picture = resize_picture(photograph, *SIZE)
    turn = DragLayer(points=((128, 72), (128, 72)), rotate_deg=(0, 40))
    pins = DragLayer(role="pin", points=((10, 10), (246, 10), (10, 134), (246, 134)))
    scene = Scene(picture, drags_for(picture, turn, pins), *SIZE, 9)
    assert np.abs(scene.frame(8)[64:80, 120:136].astype(int) - picture[64:80, 120:136]).mean() > 5
    assert np.abs(scene.frame(8)[:6, :6].astype(int) - picture[:6, :6]).mean() < 4


def test_pin_inside_a_mask_bends_the_object(photograph: np.ndarray) -> None:
    picture = resize_picture(photograph, *SIZE)
    mask = np.zeros((144, 256), np.uint8)
    mask[40:110, 60:200] = 255
    layers = (
        DragLayer(points=((180, 75), (180, 95)), mask="m"),
        DragLayer(role="pin", points=((75, 60), (75, 90))),
    )
    scene = Scene(picture, drags_for(picture, *layers), *SIZE, 9, {0: mask})
    last = scene.frame(8).astype(int)
    assert np.abs(last[70:80, 68:78] - picture[70:80, 68:78]).mean() < 8
    assert np.abs(last[90:100, 176:184] - picture[70:80, 176:184]).mean() < 8


def test_frame_is_a_pure_function(photograph: np.ndarray) -> None:
    drags = drags_for(photograph, *eight_drags(photograph, 1))
    scene = Scene(photograph, drags, *SIZE, 14)
    last_first = scene.frame(13)
    scene.frame(4)
    assert np.array_equal(scene.frame(13), last_first)
    assert np.array_equal(Scene(photograph, drags, *SIZE, 14).frame(13), last_first)


def test_with_drags_equals_a_new_scene(photograph: np.ndarray) -> None:
    mask = disc_mask(photograph, 200, 150, 60)
    one = drags_for(photograph, *eight_drags(photograph, 1), DragLayer(points=((200, 150),)))
    moving = DragLayer(points=((200, 150), (230, 150)), mask="m")
    other = drags_for(photograph, *eight_drags(photograph, 2), moving)
    reused = Scene(photograph, one, *SIZE, 14).with_drags(other, {8: mask})
    fresh = Scene(photograph, other, *SIZE, 14, {8: mask})
    assert np.array_equal(reused.frame(9), fresh.frame(9))
    assert np.array_equal(
        reused.with_drags(one, {}).frame(9), Scene(photograph, one, *SIZE, 14).frame(9)
    )


def test_odd_drags_are_drawn_without_complaint(photograph: np.ndarray) -> None:
    layers = (
        DragLayer(points=((-500, -500), (2000, 900))),
        DragLayer(points=((50, 50), (90, 90))),
        DragLayer(points=((50, 50), (20, 90))),
        DragLayer(role="pin", points=((50, 50), (50, 50))),
        DragLayer(points=((100, 100), (100, 100)), scale=(0.05, 20), rotate_deg=(0, 3600)),
        DragLayer(role="camera", points=((0, 0), (900, 0)), scale=(1, 0.05)),
    )
    empty, full = (
        np.zeros(photograph.shape[:2], np.uint8),
        np.full(photograph.shape[:2], 255, np.uint8),
    )
    for masks in ({}, {0: empty}, {1: full}, {0: empty, 1: full, 5: full, 99: full}):
        scene = Scene(photograph, drags_for(photograph, *layers), *SIZE, 8, masks)
        for t in (0, 3, 7):
            assert scene.frame(t).shape == (144, 256, 3)
            assert scene.holes(t).shape == (144, 256)
        assert np.isfinite(scene.tracks.xy).all()


@pytest.mark.parametrize("size", [(640, 426), (1280, 720)])
def test_large_outputs_follow_their_drags_too(
    photographs: dict[str, np.ndarray], size: tuple[int, int]
) -> None:
    picture = photographs["coffee"]
    drags = drags_for(picture, *eight_drags(picture, 0))
    scene = Scene(picture, drags, *size, 8)
    result = judge([scene.frame(t) for t in range(8)], scene.tracks)
    measured = [e for e in result.epe_per_drag_px if e is not None]
    assert len(measured) >= 5
    assert np.mean(measured) <= 1.0


def test_folds_are_holes_only_when_asked_for() -> None:
    picture = np.zeros((144, 256, 3), np.uint8)
    layers = (
        DragLayer(points=((120, 70), (200, 70))),
        DragLayer(points=((140, 70), (60, 70))),
        DragLayer(role="pin", points=((10, 10), (246, 10), (10, 134), (246, 134))),
    )
    scene = Scene(picture, Drags(width=256, height=144, layers=layers), 256, 144, 8)
    folded, uncovered = scene.holes(7), scene.holes(7, folds=False)
    assert not (uncovered & ~folded).any()
    assert (folded & ~uncovered).sum() > 50
