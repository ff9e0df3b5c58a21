"""Several things selected at once, snapping, and keys that are copied."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.motion import edits, layer_actions
from desktop.motion.document import key_moments, key_time_at, key_times
from desktop.motion.drags import CURVE_STEPS, document_tracks, to_drag_layer, to_drags
from desktop.motion.model import MotionModel
from desktop.motion.snapping import Guide, SnapTargets, snap
from desktop.motion.tools import Pointer
from shared.motion.document import check_drags
from shared.motion.easing import EASE_IN
from shared.motion.tracks import layer_path
from tests.unit.desktop_motion.test_gestures import gesture, line


@pytest.fixture
def two(model: MotionModel) -> MotionModel:
    """Two drags, nothing selected, the select tool in hand and no snapping."""
    gesture(model, line((20, 20), (60, 20)))
    model.select(None)
    gesture(model, line((100, 70), (140, 70)))
    model.use_tool("select")
    model.select(None)
    model.snapping.value = False
    return model


def ids(model: MotionModel) -> tuple[int, int]:
    first, second = model.document.layers
    return first.layer_id, second.layer_id


def test_ctrl_click_adds_and_takes_away(two: MotionModel) -> None:
    first, second = ids(two)
    gesture(two, [(20, 20)])
    gesture(two, [(140, 70)], ctrl=True)
    assert set(two.selection.value.items) == {(first, 0), (second, 1)}
    gesture(two, [(20, 20)], ctrl=True)
    assert two.selection.value.items == ((second, 1),)
    assert two.undo_stack.undo_label != "Move selection"


def test_a_rubber_band_selects_the_keys_in_it(two: MotionModel) -> None:
    first, second = ids(two)
    two.press(Pointer(50, 5))
    two.drag(Pointer(110, 80))
    assert two.marks.value.band == (50, 5, 110, 80)
    two.release(Pointer(110, 80))
    assert set(two.selection.value.items) == {(first, 1), (second, 0)}
    assert two.marks.value.band is None
    assert len(two.undo_stack) == 2, "selecting is no edit"


def test_what_is_selected_moves_and_goes_together_in_one_step(two: MotionModel) -> None:
    before = two.document
    two.press(Pointer(50, 5))
    two.release(Pointer(110, 80))
    gesture(two, line((60, 20), (65, 30)))
    one, other = two.document.layers
    assert one.points == ((20, 20), (65, 30))
    assert other.points == ((105, 80), (140, 70))
    assert two.undo_stack.undo_label == "Move selection"
    layer_actions.nudge(two, -5, -10)
    assert two.document.layers[0].points == before.layers[0].points
    layer_actions.delete_selected(two)
    assert [len(layer.points) for layer in two.document.layers] == [1, 1]
    for _ in range(3):
        two.undo()
    assert two.document is before


def test_a_click_on_one_of_several_selects_it_alone(two: MotionModel) -> None:
    first, _ = ids(two)
    two.press(Pointer(10, 5))
    two.release(Pointer(150, 85))
    assert len(two.selection.value.items) == 4
    gesture(two, [(20, 20)])
    assert two.selection.value.items == ((first, 0),)


def test_deleting_all_keys_of_a_layer_deletes_it(two: MotionModel) -> None:
    _, second = ids(two)
    two.press(Pointer(10, 5))
    two.release(Pointer(80, 40))
    layer_actions.delete_selected(two)
    assert [layer.layer_id for layer in two.document.layers] == [second]


def test_locked_layers_are_neither_banded_nor_moved(two: MotionModel) -> None:
    first, second = ids(two)
    two.select(first)
    two.selection.value = two.selection.value.with_item((second, None))
    two.edit("lock", edits.set_layer(two.document, second, locked=True))
    fixed = two.document.layers[1].points
    layer_actions.nudge(two, 3, 0)
    assert two.document.layers[1].points == fixed
    assert two.document.layers[0].points == ((23, 20), (63, 20))


def test_keys_count_before_lines_and_lines_snap_one_axis_each() -> None:
    targets = SnapTargets(keys=((50, 50),), xs=(0, 80, 160), ys=(0, 45, 90))
    assert snap((53, 49), targets, 1.0) == ((50, 50), (Guide("x", 50), Guide("y", 50)))
    assert snap((77, 20), targets, 1.0) == ((80, 20), (Guide("x", 80),))
    assert snap((77, 43), targets, 1.0) == ((80, 45), (Guide("x", 80), Guide("y", 45)))
    assert snap((30, 20), targets, 1.0) == ((30, 20), ())
    # Twice as far into the picture the same reach on screen is half as many picture px.
    assert snap((77, 20), targets, 0.4) == ((77, 20), ())


def test_a_key_snaps_to_the_middle_and_ctrl_suspends_it(two: MotionModel) -> None:
    two.snapping.value = True
    two.press(Pointer(60, 20))
    two.drag(Pointer(78, 20))
    assert two.document.layers[0].points[1] == (80, 20)
    assert two.marks.value.guides == (Guide("x", 80),)
    two.drag(Pointer(78, 20, ctrl=True))
    assert two.document.layers[0].points[1] == (78, 20)
    two.release(Pointer(78, 20))
    assert two.document.layers[0].points[1] == (80, 20)
    assert two.marks.value.guides == ()


def test_a_key_snaps_onto_a_key_of_another_layer(two: MotionModel) -> None:
    two.snapping.value = True
    gesture(two, line((60, 20), (97, 73)))
    assert two.document.layers[0].points[1] == (100, 70)


def test_shift_keeps_its_axis_while_snapping(two: MotionModel) -> None:
    two.snapping.value = True
    gesture(two, line((60, 20), (78, 22)), shift=True)
    assert two.document.layers[0].points[1] == (80, 20)


def test_a_copied_key_stands_where_the_first_one_does(two: MotionModel) -> None:
    first, _ = ids(two)
    two.edit("turn", edits.set_key_rotation(two.document, first, 1, 30.0))
    two.select(first, 0)
    layer_actions.duplicate_selected(two)
    layer = two.document.layers[0]
    assert layer.points == ((20, 20), (20, 20), (60, 20))
    assert layer.rotate_deg == (0, 0, 30)
    assert key_times(layer) == pytest.approx((0, 1 / 13, 1))
    assert two.selection.value.key == 1
    two.select(first, 2)
    layer_actions.duplicate_selected(two)
    layer = two.document.layers[0]
    assert layer.points[2:] == ((60, 20), (60, 20)) and layer.rotate_deg == (0, 0, 30, 30)
    assert key_times(layer)[2:] == pytest.approx((12 / 13, 1))


def test_a_key_on_an_eased_path_is_where_the_path_is(two: MotionModel) -> None:
    first, _ = ids(two)
    two.edit("ease", edits.set_layer(two.document, first, easing=EASE_IN))
    at = 6 / 13
    before = layer_path(to_drag_layer(two.document.layers[0]), 14)
    layer_actions.insert_key_at(two, first, at)
    layer = two.document.layers[0]
    assert layer.points[1] == pytest.approx(before[6], abs=1e-6)
    assert key_moments(layer)[1] == pytest.approx(at, abs=1e-4)
    assert layer_path(to_drag_layer(layer), 14)[6] == pytest.approx(layer.points[1], abs=0.01)
    moved = edits.set_key_moment(two.document, first, 1, 9 / 13).layers[0]
    assert layer_path(to_drag_layer(moved), 14)[9] == pytest.approx(layer.points[1], abs=0.01)
    assert key_time_at(moved, key_moments(moved)[1]) == pytest.approx(key_times(moved)[1])


def test_selecting_a_key_of_an_eased_path_shows_its_frame(two: MotionModel) -> None:
    first, _ = ids(two)
    two.edit("ease", edits.set_layer(two.document, first, easing=EASE_IN))
    layer_actions.insert_key_at(two, first, 6 / 13)
    two.frame.value = 0
    two.select(first, 1)
    assert two.frame.value == 6


@pytest.mark.parametrize(
    ("points", "times"),
    [
        (((30.0, 30.0),), None),
        (((30.0, 30.0), (30.0, 30.0)), None),
        (((30.0, 30.0), (5000.0, -900.0)), None),
        (((30.0, 30.0), (30.0, 30.0), (60.0, 40.0), (60.0, 40.0)), (0.0, 0.2, 0.2, 1.0)),
        (((30.0, 30.0), (60.0, 40.0)), (0.5, 0.5)),
        (((30.0, 30.0), (60.0, 40.0)), (6 / 13, 7 / 13)),
    ],
    ids=["single", "zero length", "leaves the frame", "duplicates", "one moment", "one frame"],
)
def test_odd_paths_are_drawn_where_they_are_exported(
    model: MotionModel, points: tuple[tuple[float, float], ...], times: tuple[float, ...] | None
) -> None:
    document, layer_id = edits.add_layer(model.document, "object", points, times)
    model.edit("add", edits.set_layer(document, layer_id, easing=EASE_IN))
    check_drags(to_drags(model.document))
    curve = model.curve(layer_id)
    assert curve is not None
    tracks = document_tracks(model.document, 320, 180)
    assert np.isfinite(tracks.xy).all()
    assert np.abs(tracks.xy[:, 0] / 2 - curve[::CURVE_STEPS]).max() <= 0.01
    last = len(points) - 1
    model.select(layer_id, last)
    layer_actions.insert_key_at(model, layer_id, 0.5)
    layer_actions.clone_key(model, layer_id, 0, 0.25)
    layer_actions.nudge(model, 3, 4)
    layer_actions.delete_selected(model)
    check_drags(to_drags(model.document))
