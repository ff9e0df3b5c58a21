"""What the networks are given of a scene, worked out apart where a formula allows it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from worker.motion.dragnuwa.conditions import (
    FrameInputs,
    scene_inputs,
    to_condition,
    without_image,
    without_motion,
    without_text,
)

WIDTH, HEIGHT, FRAMES = 128, 72, 8
ZOOM = HEIGHT / 144  # maps are measured in a picture 144 px high
DRAG = DragLayer(points=((42, 34), (58, 34)), interpolation="linear")
CAMERA = DragLayer(role="camera", points=((64, 36), (76, 30)), interpolation="linear")
FLOW, DRAGS, CONFIDENCE = slice(0, 2), slice(2, 4), 4


def make_scene(*layers: DragLayer, masks: dict[int, np.ndarray] | None = None) -> Scene:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = (np.sin(x / 5) * np.cos(y / 7) + 1) * 120
    picture = np.stack([x * 1.9, y * 3.5, waves], axis=-1).astype(np.uint8)
    drags = Drags(width=WIDTH, height=HEIGHT, frames=FRAMES, layers=layers)
    return Scene(picture, drags, WIDTH, HEIGHT, FRAMES, masks or {})


def box(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


def test_shapes_kinds_and_ranges() -> None:
    masked = DragLayer(points=((90, 40), (100, 50)), mask="mask")
    scene = make_scene(DRAG, CAMERA, masked, masks={2: box(80, 30, 100, 50)})
    inputs = scene_inputs(scene, range(2, 8))
    for values, shape in (
        (inputs.warp, (6, HEIGHT, WIDTH, 3)),
        (inputs.hole, (6, HEIGHT, WIDTH)),
        (inputs.maps, (6, 7, HEIGHT // 4, WIDTH // 4)),
        (inputs.time, (6,)),
    ):
        assert values.shape == shape
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
    assert inputs.warp.min() >= -1
    assert inputs.warp.max() <= 1
    assert set(np.unique(inputs.hole)) == {0, 1}
    assert inputs.maps[:, CONFIDENCE].min() > 0
    assert inputs.maps[:, CONFIDENCE].max() <= 1
    assert np.all(inputs.maps[:, 5:] == 1), "there are an image and a trajectory"
    np.testing.assert_allclose(inputs.time, np.arange(2, 8) / 7)


def test_pictures_and_holes_are_the_scenes_own() -> None:
    scene = make_scene(CAMERA)
    inputs = scene_inputs(scene, [0, 5])
    assert not inputs.hole[0].any()
    for row, t in enumerate((0, 5)):
        pixels = (inputs.warp[row] + 1) * 127.5
        np.testing.assert_allclose(pixels, scene.frame(t), atol=1e-4)
        np.testing.assert_array_equal(inputs.hole[row] > 0, scene.holes(t))
    assert inputs.hole[1].any()


def test_the_same_scene_gives_the_same_numbers_and_frames_do_not_depend_on_their_run() -> None:
    one = scene_inputs(make_scene(DRAG, CAMERA), range(1, 8))
    again = scene_inputs(make_scene(DRAG, CAMERA), range(1, 8))
    part = scene_inputs(make_scene(DRAG, CAMERA), range(4, 6))
    for name in ("warp", "hole", "maps", "time"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
        np.testing.assert_array_equal(getattr(one, name)[3:5], getattr(part, name))


def test_flow_of_a_pan_is_the_pan_and_everywhere_sure() -> None:
    inputs = scene_inputs(make_scene(CAMERA), [7])
    flow = inputs.maps[0, FLOW]
    np.testing.assert_allclose(flow[0], 12 / ZOOM / 32, atol=1e-4)
    np.testing.assert_allclose(flow[1], -6 / ZOOM / 32, atol=1e-4)
    assert np.all(inputs.maps[0, CONFIDENCE] == 1)


@pytest.mark.parametrize(
    "layers", [(), (DragLayer(role="pin", points=((10, 10), (70, 40))),)], ids=["empty", "pins"]
)
def test_without_handles_that_move_everything_is_sure_and_at_rest(
    layers: tuple[DragLayer, ...],
) -> None:
    inputs = scene_inputs(make_scene(*layers), range(FRAMES))
    assert np.all(inputs.maps[:, CONFIDENCE] == 1)
    assert not inputs.maps[:, :4].any()
    assert not inputs.hole.any()
    assert np.ptp(inputs.warp, axis=0).max() == 0


def test_confidence_falls_with_the_distance_to_the_drag_in_the_picture() -> None:
    """One drag moves everything alike, so that each pixel's origin is known."""
    confidence = scene_inputs(make_scene(DRAG), [7]).maps[0, CONFIDENCE]
    y, x = np.mgrid[0 : HEIGHT // 4, 0 : WIDTH // 4] * 4 + 2.0
    away = np.hypot(x - 16 - 42, y - 34)
    np.testing.assert_allclose(confidence, np.exp(-away / (24 * ZOOM)), atol=2e-3)
    assert confidence[34 // 4, 58 // 4] > 0.99


def test_the_drag_map_has_each_step_at_its_place_and_nothing_of_pins() -> None:
    pins = DragLayer(role="pin", points=((10, 60), (110, 10)))
    maps = scene_inputs(make_scene(DRAG, pins), range(FRAMES)).maps[:, DRAGS]
    assert not maps[0].any()
    step = 16 / 7
    for t in range(1, FRAMES):
        column = int((42 + step * (t - 1)) // 4)
        assert maps[t, 0, 34 // 4, column] == pytest.approx(step / ZOOM / 8, rel=1e-4)
        assert maps[t, 0].max() == maps[t, 0, 34 // 4, column]
    assert np.abs(maps[:, 1]).max() < 1e-6
    alone = scene_inputs(make_scene(DRAG), range(FRAMES)).maps[:, DRAGS]
    np.testing.assert_array_equal(maps, alone)


def test_a_larger_picture_of_the_same_scene_has_the_same_maps() -> None:
    small = make_scene(CAMERA)
    drags = Drags(width=WIDTH, height=HEIGHT, frames=FRAMES, layers=(CAMERA,))
    large = Scene(small.still, drags, 2 * WIDTH, 2 * HEIGHT, FRAMES)
    one, other = scene_inputs(small, [7]).maps, scene_inputs(large, [7]).maps
    np.testing.assert_allclose(other[:, FLOW, ::2, ::2], one[:, FLOW], atol=1e-4)


@pytest.fixture(scope="module")
def inputs() -> FrameInputs:
    return scene_inputs(make_scene(DRAG, CAMERA), range(1, 4))


def test_clips_become_one_batch_in_their_order(inputs: FrameInputs) -> None:
    other = scene_inputs(make_scene(CAMERA), range(5, 8))
    condition = to_condition([inputs, other], ["one", ""])
    assert condition.frames == 3
    assert condition.prompts == ["one", ""]
    assert condition.warp.shape == (6, 3, HEIGHT, WIDTH)
    assert condition.hole.shape == (6, 1, HEIGHT, WIDTH)
    assert condition.maps.shape == (6, 7, HEIGHT // 4, WIDTH // 4)
    np.testing.assert_array_equal(condition.warp[4, 1].numpy(), other.warp[1, :, :, 1])
    np.testing.assert_array_equal(condition.hole[0, 0].numpy(), inputs.hole[0])
    np.testing.assert_array_equal(condition.time.numpy(), [*inputs.time, *other.time])


def test_each_blank_takes_away_what_it_says_and_no_more(inputs: FrameInputs) -> None:
    condition = to_condition([inputs], ["a wave"])
    before = condition.maps.clone()

    silent = without_text(condition)
    assert silent.prompts == [""]
    assert all(getattr(silent, k) is getattr(condition, k) for k in ("warp", "hole", "maps"))

    unmoved = without_motion(condition)
    assert not unmoved.maps[:, [0, 1, 2, 3, 6]].any()
    assert torch.equal(unmoved.maps[:, 4:6], before[:, 4:6]), "the warp is as sure as before"
    assert torch.equal(unmoved.warp, condition.warp)
    assert unmoved.prompts == ["a wave"]

    unseen = without_image(condition)
    assert not unseen.warp.any()
    assert torch.all(unseen.hole == 1)
    assert not unseen.maps[:, 5].any()
    kept = [0, 1, 2, 3, 4, 6]
    assert torch.equal(unseen.maps[:, kept], before[:, kept])
    assert unseen.prompts == ["a wave"]
    assert torch.equal(condition.maps, before), "the condition itself stays as it is"
