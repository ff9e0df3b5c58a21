"""Each tool as a state machine: what a gesture makes of the document, in one undo step."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from desktop.motion import edits, layer_actions
from desktop.motion.document import MotionDocument, key_times
from desktop.motion.mask import unpack_mask
from desktop.motion.model import MotionModel
from desktop.motion.tools import Pointer


def gesture(model: MotionModel, points: Sequence[tuple[float, float]], **held: bool) -> None:
    model.press(Pointer(*points[0], **held))
    for point in points[1:]:
        model.drag(Pointer(*point, **held))
    model.release(Pointer(*points[-1], **held))


def line(start: tuple[float, float], end: tuple[float, float], count: int = 20) -> list:
    return [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
        for t in np.linspace(0, 1, count).tolist()
    ]


def test_a_drag_becomes_one_object_layer_and_one_undo_step(model: MotionModel) -> None:
    before = model.document
    gesture(model, line((20, 30), (80, 60)))
    (layer,) = model.document.layers
    assert layer.role == "object"
    assert layer.points == ((20, 30), (80, 60))
    assert layer.times is None
    assert len(model.undo_stack) == 1
    model.undo()
    assert model.document is before
    model.redo()
    assert model.document.layers == (layer,)


def test_a_bent_freehand_path_keeps_few_keys_near_the_hand(model: MotionModel) -> None:
    hand = [(20 + 100 * t, 45 + 25 * math.sin(2 * math.pi * t)) for t in np.linspace(0, 1, 120)]
    gesture(model, hand)
    (layer,) = model.document.layers
    assert 3 <= len(layer.points) <= 8
    curve = model.curve(layer.layer_id)
    assert curve is not None
    worst = max(np.hypot(*(curve - point).T).min() for point in np.array(hand))
    assert worst < 6
    assert layer.times is not None
    assert layer.times[0] == 0 and layer.times[-1] == 1


def test_a_click_with_the_drag_tool_makes_no_layer(model: MotionModel) -> None:
    gesture(model, [(20, 30), (21, 30), (20, 30)])
    assert model.document.layers == ()
    assert not model.undo_stack.can_undo


def test_shift_draws_along_an_axis(model: MotionModel) -> None:
    gesture(model, line((20, 30), (90, 38)), shift=True)
    assert model.document.layers[0].points == ((20, 30), (90, 30))


def test_the_camera_tool_makes_a_camera_layer(model: MotionModel) -> None:
    model.use_tool("camera")
    gesture(model, line((20, 30), (20, 60)))
    assert model.document.layers[0].role == "camera"


def test_a_key_follows_the_pointer_from_where_it_was_grabbed(model: MotionModel) -> None:
    model.snapping.value = False
    gesture(model, line((20, 30), (80, 60)))
    model.use_tool("select")
    gesture(model, [(82, 61), (100, 70), (112, 51)])
    assert model.document.layers[0].points == ((20, 30), (110, 50))
    assert model.undo_stack.undo_label == "Move key"


def test_dragging_a_path_moves_all_its_keys(model: MotionModel) -> None:
    model.snapping.value = False
    gesture(model, line((20, 30), (80, 60)))
    model.use_tool("select")
    gesture(model, [(50, 45), (55, 40), (60, 35)])
    assert model.document.layers[0].points == ((30, 20), (90, 50))


def test_a_click_on_a_key_changes_nothing(model: MotionModel) -> None:
    gesture(model, line((20, 30), (80, 60)))
    model.use_tool("select")
    before = model.document
    gesture(model, [(80, 60), (81, 60), (80, 61)])
    assert model.document is before
    assert model.selection.value.key == 1
    assert len(model.undo_stack) == 1


def test_a_key_is_inserted_on_the_path(model: MotionModel) -> None:
    gesture(model, line((20, 30), (80, 60)))
    model.use_tool("select")
    model.press(Pointer(50, 45, double=True))
    model.release(Pointer(50, 45))
    (layer,) = model.document.layers
    assert layer.points == ((20, 30), (50, 45), (80, 60))
    assert key_times(layer) == pytest.approx((0, 0.5, 1), abs=0.01)
    assert len(model.undo_stack) == 2
    model.undo()
    assert len(model.document.layers[0].points) == 2


def test_escape_in_a_gesture_restores_the_document(model: MotionModel) -> None:
    gesture(model, line((20, 30), (80, 60)))
    before = model.document
    model.press(Pointer(20, 80))
    model.drag(Pointer(60, 80))
    assert model.document is not before
    model.escape()
    assert model.document is before
    model.drag(Pointer(90, 80))
    model.release(Pointer(90, 80))
    assert model.document is before
    assert len(model.undo_stack) == 1


def test_pins_gather_in_one_layer_and_alt_takes_one_away(model: MotionModel) -> None:
    model.use_tool("pin")
    for point in ((20, 20), (140, 20), (20, 80)):
        gesture(model, [point])
    (layer,) = model.document.layers
    assert layer.role == "pin"
    assert layer.points == ((20, 20), (140, 20), (20, 80))
    gesture(model, [(140, 20)], alt=True)
    assert model.document.layers[0].points == ((20, 20), (20, 80))
    assert len(model.undo_stack) == 4


def test_a_pin_can_be_dragged_with_the_pin_tool(model: MotionModel) -> None:
    model.snapping.value = False
    model.use_tool("pin")
    gesture(model, [(20, 20)])
    gesture(model, [(20, 20), (40, 30), (50, 40)])
    assert model.document.layers[0].points == ((50, 40),)


def test_the_brush_paints_and_the_eraser_takes_away(model: MotionModel) -> None:
    gesture(model, line((40, 45), (100, 45)))
    model.set_brush_radius(10)
    model.use_tool("brush")
    gesture(model, [(40, 45), (60, 45)])
    mask = model.document.layers[0].mask
    assert mask is not None
    painted = unpack_mask(mask) > 127
    assert painted[45, 50] and painted[45, 31] and not painted[45, 28] and not painted[60, 50]
    model.use_tool("eraser")
    gesture(model, [(40, 45)])
    assert model.document.layers[0].mask is not None
    assert not (unpack_mask(model.document.layers[0].mask) > 127)[45, 40]
    model.undo()
    assert model.document.layers[0].mask is mask


def test_erasing_everything_leaves_no_mask(model: MotionModel) -> None:
    gesture(model, line((40, 45), (100, 45)))
    model.set_brush_radius(5)
    model.use_tool("brush")
    gesture(model, [(40, 45)])
    model.set_brush_radius(200)
    model.use_tool("eraser")
    gesture(model, [(40, 45)])
    assert model.document.layers[0].mask is None


def test_painting_without_an_object_says_why_nothing_happens(model: MotionModel) -> None:
    said: list[str] = []
    model.hint.connect(said.append)
    model.use_tool("brush")
    gesture(model, [(40, 45), (60, 45)])
    assert said == ["Select an object's layer first, then paint what moves with it."]
    assert model.document.layers == ()


def test_point_hit_beats_path_hit_and_the_selected_layer_beats_others(model: MotionModel) -> None:
    gesture(model, line((20, 45), (140, 45)))
    first = model.document.layers[0].layer_id
    model.use_tool("drag")
    model.select(None)
    gesture(model, line((80, 10), (80, 80)))
    second = model.document.layers[1].layer_id
    model.select(None)
    crossing = Pointer(80, 45)
    assert [hit.layer_id for hit in model.hits(crossing)] == [second, first]
    model.select(first)
    assert model.hits(crossing)[0].layer_id == first
    assert model.hits(Pointer(80, 12))[0].key == 0


def test_alt_cycles_through_what_lies_under_the_pointer(model: MotionModel) -> None:
    gesture(model, line((20, 45), (140, 45)))
    model.select(None)
    gesture(model, line((80, 10), (80, 80)))
    ids = [layer.layer_id for layer in model.document.layers]
    model.use_tool("select")
    model.select(ids[1])
    gesture(model, [(80, 45)], alt=True)
    assert model.selection.value.layer_id == ids[0]
    gesture(model, [(80, 45)], alt=True)
    assert model.selection.value.layer_id == ids[1]


def test_locked_and_hidden_layers_are_not_hit(model: MotionModel) -> None:

    gesture(model, line((20, 45), (140, 45)))
    layer_id = model.document.layers[0].layer_id
    for field in ({"locked": True}, {"visible": False}):
        changed = edits.set_layer(model.document, layer_id, **field)
        model.edit("Change layer", changed)
        assert model.hits(Pointer(80, 45)) == []
        model.undo()
    assert model.hits(Pointer(80, 45))


def test_the_gesture_is_shown_at_the_frame_where_it_is_seen(model: MotionModel) -> None:
    assert model.frame.value == 0
    model.press(Pointer(20, 30))
    model.drag(Pointer(60, 30))
    assert model.frame.value == model.document.frames - 1
    model.release(Pointer(60, 30))


def test_fewer_frames_keep_the_play_head_inside(model: MotionModel) -> None:

    model.frame.value = 13
    model.edit("Change settings", edits.set_settings(model.document, frames=8))
    assert model.frame.value == 7


def test_deleting_the_last_key_deletes_the_layer(model: MotionModel) -> None:
    gesture(model, line((20, 30), (80, 60)))
    layer_id = model.document.layers[0].layer_id
    model.select(layer_id, 1)
    layer_actions.delete_selected(model)
    assert model.document.layers[0].points == ((20, 30),)
    model.select(layer_id, 0)
    layer_actions.delete_selected(model)
    assert model.document.layers == ()
    model.undo()
    model.undo()
    assert len(model.document.layers[0].points) == 2


def test_a_document_without_a_picture_takes_no_gesture() -> None:
    model = MotionModel()
    gesture(model, [(1, 1), (50, 50)])
    assert model.document == MotionDocument()


def test_pinning_the_background_leaves_the_object_free(model: MotionModel) -> None:
    said: list[str] = []
    model.hint.connect(said.append)
    layer_actions.pin_background(model)
    assert len(said) == 1 and not model.document.layers
    gesture(model, line((40, 45), (100, 45)))
    model.set_brush_radius(15)
    model.use_tool("brush")
    gesture(model, [(40, 45), (60, 45)])
    layer_actions.pin_background(model)
    pins = model.document.layers[-1]
    assert pins.role == "pin" and len(pins.points) >= 15
    mask = model.document.layers[0].mask
    assert mask is not None
    inside = unpack_mask(mask) > 127
    assert not any(inside[int(y), int(x)] for x, y in pins.points)
    model.undo()
    assert len(model.document.layers) == 1
