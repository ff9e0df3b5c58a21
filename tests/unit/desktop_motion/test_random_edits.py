"""Any sequence of gestures: undoing all gives the first value, redoing all the last."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.motion import edits
from desktop.motion.document import MotionDocument, Picture
from desktop.motion.drags import to_drags
from desktop.motion.model import TOOLS, MotionModel
from desktop.motion.project_file import encode_project
from desktop.motion.tools import Pointer
from shared.motion.document import check_drags

POINT = st.tuples(st.floats(-40, 200), st.floats(-40, 130))
GESTURE = st.tuples(
    st.just("gesture"),
    st.sampled_from(TOOLS),
    st.lists(POINT, min_size=1, max_size=6),
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
COMMAND = st.tuples(
    st.sampled_from(("nudge", "delete", "frames", "time", "turn", "scale", "order", "copy")),
    st.integers(0, 6),
    st.integers(0, 6),
    st.floats(0, 1),
)


def apply_command(model: MotionModel, name: str, at: int, key: int, value: float) -> None:
    document = model.document
    if name == "frames":
        model.edit(name, edits.set_settings(document, frames=8 + round(value * 112)))
        return
    if not document.layers:
        return
    layer = document.layers[at % len(document.layers)]
    key %= len(layer.points)
    model.select(layer.layer_id, key)
    if name == "nudge":
        model.nudge(value, -value)
    elif name == "delete":
        model.delete_selected()
    elif name == "order":
        model.edit(name, edits.reorder_layer(document, layer.layer_id, key))
    elif name == "copy":
        model.edit(name, edits.duplicate_layer(document, layer.layer_id)[0])
    elif layer.role != "pin":
        change = {
            "time": edits.set_key_time,
            "turn": edits.set_key_rotation,
            "scale": edits.set_key_scale,
        }[name]
        model.edit(name, change(document, layer.layer_id, key, value))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(GESTURE, COMMAND), max_size=12))
def test_undo_all_is_the_start_and_redo_all_is_the_end(steps: list) -> None:
    picture = Picture(name="p.png", data=b"not decoded here", width=160, height=90)
    start = MotionDocument(picture=picture)
    model = MotionModel()
    model.load(start, np.zeros((90, 160, 3), np.uint8))
    for step in steps:
        if step[0] != "gesture":
            apply_command(model, *step)
            continue
        _, tool, points, (shift, ctrl, alt, double) = step
        model.use_tool(tool)
        pointers = [Pointer(x, y, 1.0, shift, ctrl, alt, double) for x, y in points]
        model.press(pointers[0])
        for pointer in pointers[1:]:
            model.drag(pointer)
        model.release(pointers[-1])
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
