"""Masks by lasso, polygon and click, and camera moves, as steps of the document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.motion import edits, layer_actions
from desktop.motion.document import MotionDocument, Picture
from desktop.motion.drags import document_tracks, to_drags
from desktop.motion.mask import combine_masks, outline_mask, unpack_mask
from desktop.motion.model import MotionModel
from desktop.motion.project_file import encode_project, read_project
from desktop.motion.region_tools import MaskJob
from desktop.motion.tool_choice import TOOLS
from desktop.motion.tools import Pointer
from shared.motion.document import check_drags
from shared.motion.presets import PRESETS
from shared.motion.scene import Scene
from tests.unit.desktop_motion.test_gestures import gesture, line

SQUARE = [(40, 20), (80, 20), (80, 60), (40, 60)]


def mask_of(model: MotionModel, index: int = 0) -> np.ndarray:
    mask = model.document.layers[index].mask
    assert mask is not None
    return unpack_mask(mask) > 127


def click(model: MotionModel, point: tuple[float, float], **held: bool) -> None:
    gesture(model, [point], **held)


def test_an_outline_holds_the_pixels_whose_middle_is_inside() -> None:
    inside = outline_mask(SQUARE, (160, 90), 1.0) > 127
    ys, xs = np.mgrid[:90, :160] + 0.5
    expected = (xs > 40) & (xs < 80) & (ys > 20) & (ys < 60)
    assert (inside != expected).sum() <= 2 * (40 + 40)  # the border alone may differ
    assert inside[40, 60] and not inside[40, 38] and not inside[10, 60]
    half = outline_mask(SQUARE, (80, 45), 0.5) > 127
    assert half[20, 30] and not half[20, 19]


@pytest.mark.parametrize("how", ["replace", "add", "subtract"])
def test_regions_replace_add_and_take_away(how: str) -> None:
    old, new = np.zeros((2, 4, 6), np.uint8)
    old[:, :3], new[:, 2:5] = 255, 255
    a, b = old > 127, new > 127
    expected = {"replace": b, "add": a | b, "subtract": a & ~b}[how]
    assert np.array_equal(combine_masks(old, new, how) > 127, expected)
    alone = {"replace": b, "add": b, "subtract": np.zeros_like(b)}[how]
    assert np.array_equal(combine_masks(None, new, how) > 127, alone)


def test_a_lasso_makes_a_mask_for_the_only_object(model: MotionModel) -> None:
    gesture(model, line((60, 40), (100, 40)))
    model.use_tool("lasso")
    model.press(Pointer(*SQUARE[0]))
    for point in SQUARE[1:]:
        model.drag(Pointer(*point))
    assert len(model.marks.value.outline) == 4
    model.release(Pointer(*SQUARE[-1]))
    assert model.marks.value.outline == ()
    assert mask_of(model)[40, 60] and not mask_of(model)[40, 100]
    gesture(model, [(100, 20), (120, 20), (120, 60), (100, 60)], shift=True)
    assert mask_of(model)[40, 60] and mask_of(model)[40, 110]
    gesture(model, SQUARE, alt=True)
    assert not mask_of(model)[40, 60] and mask_of(model)[40, 110]
    assert len(model.undo_stack) == 4


def test_a_lasso_without_an_object_makes_one_in_the_middle(model: MotionModel) -> None:
    model.use_tool("lasso")
    gesture(model, SQUARE)
    (layer,) = model.document.layers
    assert layer.role == "object" and len(layer.points) == 1
    assert layer.points[0] == pytest.approx((60, 40), abs=1.5)
    check_drags(to_drags(model.document))


def test_a_click_with_the_lasso_changes_nothing(model: MotionModel) -> None:
    before = model.document
    model.use_tool("lasso")
    click(model, (40, 40))
    assert model.document is before and not model.undo_stack.can_undo


@pytest.mark.parametrize("close", ["enter", "double", "first corner"])
def test_a_polygon_is_one_step_however_it_is_closed(model: MotionModel, close: str) -> None:
    model.use_tool("polygon")
    for corner in SQUARE:
        click(model, corner)
    assert model.has_outline and not model.undo_stack.can_undo
    if close == "enter":
        model.close_outline()
    else:
        click(model, SQUARE[-1] if close == "double" else SQUARE[0], double=close == "double")
    assert not model.has_outline and model.marks.value.outline == ()
    assert mask_of(model)[40, 60] and not mask_of(model)[70, 60]
    assert len(model.undo_stack) == 1


def test_escape_leaves_a_polygon_and_delete_takes_a_corner_back(model: MotionModel) -> None:
    before = model.document
    model.use_tool("polygon")
    for corner in SQUARE:
        click(model, corner)
    layer_actions.delete_selected(model)
    assert len(model.marks.value.outline) == 3
    model.escape()
    assert not model.has_outline and model.marks.value.outline == ()
    click(model, SQUARE[0])
    model.close_outline()
    assert model.document is before and not model.undo_stack.can_undo


def test_a_click_asks_for_work_whose_outcome_is_one_step(model: MotionModel) -> None:
    jobs: list[MaskJob] = []
    model.mask_wanted.connect(jobs.append)
    model.use_tool("wand")
    click(model, (60, 40))
    gesture(model, [(20, 20), (100, 70)], shift=True)
    assert len(jobs) == 2 and not model.undo_stack.can_undo
    mask = jobs[0].make(None)
    model.take_mask(jobs[0], mask)
    assert mask_of(model)[40, 60]
    assert model.undo_stack.undo_label == "Select region"
    model.undo()
    assert not model.document.layers


def test_an_outcome_for_a_layer_that_is_gone_is_dropped(model: MotionModel) -> None:
    gesture(model, line((60, 40), (100, 40)))
    jobs: list[MaskJob] = []
    model.mask_wanted.connect(jobs.append)
    model.use_tool("wand")
    click(model, (60, 40))
    model.edit("gone", edits.remove_layer(model.document, model.document.layers[0].layer_id))
    after = model.document
    model.take_mask(jobs[0], jobs[0].make(None))
    assert model.document is after


def test_an_outcome_waits_for_the_end_of_a_gesture(model: MotionModel) -> None:
    model.use_tool("lasso")
    gesture(model, SQUARE)
    jobs: list[MaskJob] = []
    model.mask_wanted.connect(jobs.append)
    model.use_tool("wand")
    click(model, (60, 40))
    model.use_tool("drag")
    model.select(None)
    model.press(Pointer(120, 20))
    model.drag(Pointer(150, 20))
    model.take_mask(jobs[0], None)
    assert model.in_gesture and model.document.layers[0].mask is not None
    model.release(Pointer(150, 20))
    assert model.document.layers[0].mask is None and len(model.document.layers) == 2


def test_nothing_found_is_said(model: MotionModel) -> None:
    said: list[str] = []
    model.hint.connect(said.append)
    model.take_mask(MaskJob(None, "Select region", lambda old: old), None)
    assert len(said) == 1 and not model.document.layers


@pytest.mark.parametrize("name", PRESETS)
def test_a_camera_move_is_one_editable_layer(model: MotionModel, name: str) -> None:
    layer_actions.add_camera_move(model, name, 0.02)
    (layer,) = model.document.layers
    assert layer.role == "camera" and model.selection.value.layer_id == layer.layer_id
    check_drags(to_drags(model.document))
    edits.move_key(model.document, layer.layer_id, len(layer.points) - 1, (3.0, 4.0))
    model.undo()
    assert not model.document.layers


def test_canvas_tracks_and_scene_tracks_agree_with_parallax(
    model: MotionModel, pixels: np.ndarray
) -> None:
    model.use_tool("lasso")
    gesture(model, SQUARE)
    model.select(None)
    document, _ = edits.add_layer(model.document, "object", [(50.0, 30.0), (55.0, 45.0)])
    document, _ = edits.add_layer(document, "object", [(120.0, 30.0), (125.0, 45.0)])
    model.edit("add", document)
    layer_actions.add_camera_move(model, "dolly", 0.3)
    document = model.document
    masks = {0: unpack_mask(document.layers[0].mask)}  # type: ignore[arg-type]
    drags = to_drags(document)
    scene = Scene(pixels, drags, 160, 90, document.frames, masks)
    drawn = document_tracks(document, 160, 90)
    assert np.abs(drawn.xy - scene.tracks.xy).max() <= 0.01
    plain = document_tracks(edits.set_layer(document, 4, parallax=0.0), 160, 90)
    assert np.abs(drawn.xy - plain.xy)[-1, 1].max() > 1, "inside the mask: nearer"
    assert np.abs(drawn.xy - plain.xy)[-1, 2].max() < 0.01, "on the background"


def test_a_project_keeps_easing_feather_and_parallax(
    document: MotionDocument, tmp_path: Path
) -> None:
    document, first = edits.add_layer(document, "object", [(1.0, 2.0), (3.0, 4.0)])
    document = edits.set_layer(document, first, easing=(0.1, 0.2, 0.3, 0.9), feather_px=7.5)
    document, second = edits.add_layer(document, "camera", [(1.0, 2.0), (3.0, 4.0)])
    document = edits.set_layer(document, second, parallax=0.4)
    path = tmp_path / "p.vitrine"
    path.write_bytes(encode_project(document))
    assert read_project(path).document.layers == document.layers


def test_a_one_pixel_picture_takes_every_tool() -> None:
    model = MotionModel()
    picture = Picture(name="p.png", data=b"-", width=1, height=1)
    model.load(MotionDocument(picture=picture), np.zeros((1, 1, 3), np.uint8))
    model.mask_wanted.connect(lambda job: model.take_mask(job, job.make(None)))
    for tool in TOOLS:
        model.use_tool(tool)
        gesture(model, [(0.2, 0.2), (0.9, 0.4), (0.5, 0.9)])
        gesture(model, [(0.5, 0.5)])
    for name in PRESETS:
        layer_actions.add_camera_move(model, name, 0.02)
    check_drags(to_drags(model.document))
