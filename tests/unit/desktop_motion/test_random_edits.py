"""Any sequence of gestures: undoing all gives the first value, redoing all the last."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.motion import edits, layer_actions
from desktop.motion.document import Layer, MotionDocument, Picture
from desktop.motion.drags import to_drags
from desktop.motion.model import MotionModel
from desktop.motion.project_file import encode_project
from desktop.motion.tool_choice import TOOLS
from desktop.motion.tools import Pointer
from shared.motion.document import check_drags
from shared.motion.presets import PRESETS

COMMANDS = (
    "nudge",
    "delete",
    "frames",
    "time",
    "turn",
    "scale",
    "order",
    "copy",
    "ease",
    "feather",
    "parallax",
    "camera",
    "clone",
    "insert",
    "moment",
    "several",
)
POINT = st.tuples(st.floats(-40, 200), st.floats(-40, 130))
GESTURE = st.tuples(
    st.just("gesture"),
    st.sampled_from(TOOLS),
    st.lists(POINT, min_size=1, max_size=6),
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
COMMAND = st.tuples(
    st.sampled_from(COMMANDS),
    st.integers(0, 6),
    st.integers(0, 6),
    st.floats(0, 1),
)


def apply_command(model: MotionModel, name: str, at: int, key: int, value: float) -> None:
    document = model.document
    if name == "frames":
        model.edit(name, edits.set_settings(document, frames=8 + round(value * 112)))
    elif name == "camera":
        layer_actions.add_camera_move(model, PRESETS[at % len(PRESETS)], 0.3 * value + 0.01)
    elif document.layers:
        layer = document.layers[at % len(document.layers)]
        key %= len(layer.points)
        model.select(layer.layer_id, key)
        if name in ("nudge", "delete", "clone", "insert", "several"):
            act_on_selection(model, name, key, value)
        else:
            model.edit(name, changed(document, layer, name, key, value))


def act_on_selection(model: MotionModel, name: str, key: int, value: float) -> None:
    match name:
        case "nudge":
            layer_actions.nudge(model, value, -value)
        case "delete":
            layer_actions.delete_selected(model)
        case "clone":
            layer_actions.duplicate_selected(model)
        case "insert":
            layer_actions.insert_key_at(model, model.selection.value.layer_id, value)
        case _:
            other = model.document.layers[key % len(model.document.layers)]
            model.selection.value = model.selection.value.with_item((other.layer_id, None))
            layer_actions.nudge(model, 9 * value, 1.0)


def changed(
    document: MotionDocument, layer: Layer, name: str, key: int, value: float
) -> MotionDocument:
    layer_id = layer.layer_id
    match name:
        case "order":
            return edits.reorder_layer(document, layer_id, key)
        case "copy":
            return edits.duplicate_layer(document, layer_id)[0]
        case "feather":
            return edits.set_layer(document, layer_id, feather_px=40 * value)
        case "parallax" if layer.role == "camera":
            return edits.set_layer(document, layer_id, parallax=4 * value)
        case "ease" if layer.role != "pin":
            easing = (value, 1 - value, 1 - value, value)
            return edits.set_layer(document, layer_id, easing=easing)
        case "time" | "moment" | "turn" | "scale" if layer.role != "pin":
            change = {
                "time": edits.set_key_time,
                "moment": edits.set_key_moment,
                "turn": edits.set_key_rotation,
                "scale": edits.set_key_scale,
            }[name]
            return change(document, layer_id, key, value)
    return document


def start_model() -> MotionModel:
    picture = Picture(name="p.png", data=b"not decoded here", width=160, height=90)
    model = MotionModel()
    model.load(MotionDocument(picture=picture), np.zeros((90, 160, 3), np.uint8))
    model.mask_wanted.connect(lambda job: model.take_mask(job, job.make(None)))
    return model


def apply_step(model: MotionModel, step: tuple) -> None:
    # What was selected is no part of the document: each step begins without.
    model.escape()
    model.select(None)
    if step[0] != "gesture":
        apply_command(model, *step)
        return
    _, tool, points, (shift, ctrl, alt, double) = step
    model.use_tool(tool)
    pointers = [Pointer(x, y, 1.0, shift, ctrl, alt, double) for x, y in points]
    model.press(pointers[0])
    for pointer in pointers[1:]:
        model.drag(pointer)
    model.release(pointers[-1])
    model.close_outline()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(GESTURE, COMMAND), max_size=12))
def test_undo_all_is_the_start_and_redo_all_is_the_end(steps: list) -> None:
    model = start_model()
    start = model.document
    for step in steps:
        apply_step(model, step)
    end = model.document
    if end.layers:
        check_drags(to_drags(end))
        assert encode_project(end)
    seen = [end]
    while model.undo_stack.can_undo:
        model.undo()
        seen.append(model.document)
    assert model.document is start
    for value in reversed(seen[:-1]):
        model.redo()
        assert model.document is value
    assert model.document is end


def random_step(rng: np.random.Generator) -> tuple:
    if rng.random() < 0.5:
        names = [name for name in COMMANDS if name != "delete" or rng.random() < 0.5]
        at, key = rng.integers(0, 7, 2).tolist()
        return (str(rng.choice(names)), at, key, float(rng.random()))
    # GrabCut takes a fifth of a second: rarely here, its own tests are elsewhere.
    tools = [tool for tool in TOOLS if tool != "wand" or rng.random() < 0.05]
    points = (rng.random((int(rng.integers(1, 7)), 2)) * (240, 170) - 40).tolist()
    held = tuple((rng.random(4) < 0.15).tolist())
    return ("gesture", str(rng.choice(tools)), [tuple(p) for p in points], held)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_edits_undos_and_redos_end_as_a_straight_replay(seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = start_model()
    done: list[tuple] = []
    undone: list[tuple] = []
    for _ in range(1000):
        chance = rng.random()
        if chance < 0.2 and done and model.undo_stack.can_undo:
            model.undo()
            undone.append(done.pop())
        elif chance < 0.3 and undone:
            model.redo()
            done.append(undone.pop())
        else:
            full = len(model.document.layers) >= 12
            before = model.document
            step = ("delete", int(rng.integers(12)), 0, 0.0) if full else random_step(rng)
            apply_step(model, step)
            if model.document is not before:
                done.append(step)
                undone.clear()
    replayed = start_model()
    for step in done:
        apply_step(replayed, step)
    assert project_hash(replayed) == project_hash(model)
    assert len(done) > 200
    check_drags(to_drags(model.document))


def project_hash(model: MotionModel) -> str:
    return hashlib.sha256(encode_project(model.document)).hexdigest()
