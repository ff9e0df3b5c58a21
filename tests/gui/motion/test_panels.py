"""Timeline and inspector by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.motion import edits, layer_actions
from desktop.motion.document import key_times
from desktop.motion.timeline import Timeline
from desktop.motion.timeline_grid import EYE_X, LOCK_X, ROW_PX, RULER_PX
from tests.gui.motion.conftest import LEFT, NONE, Bench


@pytest.fixture
def drawn(opened: Bench) -> Bench:
    opened.drag([(100, 100), (150, 60), (200, 140), (250, 100)])
    opened.model.select(None)
    opened.drag([(300, 200), (350, 220)])
    return opened


def row_point(timeline: Timeline, row: int, x: float) -> QPoint:
    return QPoint(round(x), timeline.grid.row_y(row) + ROW_PX // 2)


def test_the_ruler_scrubs(drawn: Bench) -> None:
    timeline = drawn.workspace.editor.timeline
    QTest.mousePress(timeline, LEFT, NONE, QPoint(round(timeline.grid.time_x(0.5)), RULER_PX // 2))
    assert drawn.model.frame.value in (6, 7)
    QTest.mouseMove(timeline, QPoint(round(timeline.grid.time_x(1.0)), RULER_PX // 2))
    assert drawn.model.frame.value == 13
    QTest.mouseRelease(
        timeline, LEFT, NONE, QPoint(round(timeline.grid.time_x(1.0)), RULER_PX // 2)
    )
    assert not drawn.workspace.is_modified or len(drawn.model.undo_stack) == 2


def test_the_row_of_what_is_selected_on_the_canvas_comes_into_view(drawn: Bench) -> None:
    timeline, model = drawn.workspace.editor.timeline, drawn.model
    document = model.document
    for row in range(12):
        document, _ = edits.add_layer(
            document, "object", [(30, 12 + 22 * row), (60, 14 + 22 * row)]
        )
    model.edit("x", document)
    model.use_tool("select")
    first, last = document.layers[-1], document.layers[-12]
    shown = range(RULER_PX, timeline.height() - ROW_PX + 1)
    thumb = timeline.grid.thumb()
    assert thumb is not None and thumb[0] == RULER_PX
    drawn.click(last.points[0])
    assert model.selection.value.layer_id == last.layer_id
    rows = [layer.layer_id for layer in timeline.grid.rows()]
    assert timeline.grid.row_y(rows.index(last.layer_id)) in shown
    assert timeline.grid.row_y(rows.index(first.layer_id)) < RULER_PX
    lower = timeline.grid.thumb()
    assert lower is not None and lower[0] > thumb[0] and lower[1] == thumb[1] < timeline.height()
    drawn.click(first.points[0])
    assert timeline.grid.row_y(rows.index(first.layer_id)) == RULER_PX


def test_a_key_moves_in_time_by_whole_frames_in_one_step(drawn: Bench) -> None:
    timeline, model = drawn.workspace.editor.timeline, drawn.model
    layer = timeline.grid.rows()[1]
    before, time = model.document, key_times(layer)[1]
    start = row_point(timeline, 1, timeline.grid.time_x(time))
    QTest.mousePress(timeline, LEFT, NONE, start)
    assert model.selection.value.key == 1
    for dx in (6, 12, 18):
        QTest.mouseMove(timeline, start + QPoint(dx, 0))
    QTest.mouseRelease(timeline, LEFT, NONE, start + QPoint(18, 0))
    moved = key_times(model.document.layer(layer.layer_id))[1]
    assert moved != time
    assert (moved * 13) == pytest.approx(round(moved * 13))
    assert len(model.undo_stack) == 3
    drawn.workspace.undo()
    assert model.document is before


def test_eye_and_lock(drawn: Bench) -> None:
    timeline = drawn.workspace.editor.timeline
    front = timeline.grid.rows()[0].layer_id
    QTest.mouseClick(timeline, LEFT, NONE, row_point(timeline, 0, EYE_X + 6))
    assert not drawn.model.document.layer(front).visible
    QTest.mouseClick(timeline, LEFT, NONE, row_point(timeline, 0, LOCK_X + 6))
    assert drawn.model.document.layer(front).locked
    layer_actions.delete_selected(drawn.model)
    assert drawn.model.document.layer(front) is not None


def test_a_row_is_dragged_to_another_place(drawn: Bench) -> None:
    timeline, model = drawn.workspace.editor.timeline, drawn.model
    order = [layer.layer_id for layer in timeline.grid.rows()]
    start = row_point(timeline, 0, 80)
    QTest.mousePress(timeline, LEFT, NONE, start)
    QTest.mouseMove(timeline, start + QPoint(0, ROW_PX // 2))
    QTest.mouseMove(timeline, start + QPoint(0, ROW_PX))
    QTest.mouseRelease(timeline, LEFT, NONE, start + QPoint(0, ROW_PX))
    assert [layer.layer_id for layer in timeline.grid.rows()] == order[::-1]
    assert model.undo_stack.undo_label == "Change order"


def test_the_inspector_shows_what_the_selection_needs(drawn: Bench) -> None:
    editor, model = drawn.workspace.editor, drawn.model
    model.select(None)
    assert editor.document_page.isVisible() and not editor.layer_page.isVisible()
    model.select(model.document.layers[0].layer_id, 1)
    assert editor.layer_page.isVisible()
    assert editor.layer_page.key_section.x_field.box.value() == pytest.approx(
        model.document.layers[0].points[1][0], abs=0.05
    )


def test_frames_and_duration_agree(drawn: Bench) -> None:
    page, model = drawn.workspace.editor.document_page, drawn.model
    model.select(None)
    page._frames.box.setFocus()
    page._frames.box.selectAll()
    QTest.keyClicks(page._frames.box, "24")
    QTest.keyClick(page._frames.box, Qt.Key.Key_Return)
    assert model.document.frames == 24
    assert page._duration.box.value() == pytest.approx(2.0)
    page._duration.box.setValue(3.0)
    assert model.document.frames == 36
    drawn.workspace.undo()
    drawn.workspace.undo()
    assert model.document.frames == 14 and page._frames.box.value() == 14


def test_dragging_a_label_is_one_undo_step(drawn: Bench) -> None:
    page, model = drawn.workspace.editor.document_page, drawn.model
    model.select(None)
    steps = len(model.undo_stack)
    label = page._frames._label
    QTest.mousePress(label, LEFT, NONE, QPoint(10, 10))
    for x in (20, 30, 40, 50):
        QTest.mouseMove(label, QPoint(x, 10))
    QTest.mouseRelease(label, LEFT, NONE, QPoint(50, 10))
    assert model.document.frames == 24
    assert len(model.undo_stack) == steps + 1


def test_rotation_and_scale_of_a_key(drawn: Bench) -> None:
    page, model = drawn.workspace.editor.layer_page, drawn.model
    layer_id = model.document.layers[0].layer_id
    model.select(layer_id, 1)
    page.key_section.rotation_field.box.setValue(30)
    page.key_section.scale_field.box.setValue(150)
    layer = model.document.layer(layer_id)
    assert layer.rotate_deg[1] == 30 and layer.scale[1] == 1.5
    page.key_section.rotation_field.box.setValue(0)
    assert model.document.layer(layer_id).rotate_deg is None


def test_mask_buttons(drawn: Bench) -> None:
    page, model = drawn.workspace.editor.layer_page, drawn.model
    model.select(model.document.layers[0].layer_id)
    model.use_tool("brush")
    drawn.drag([(100, 100), (140, 110)])
    painted = model.document.layers[0].mask
    grow, shrink, smooth, clear = page.mask_section.buttons
    for button in (grow, shrink, smooth):
        QTest.mouseClick(button, LEFT)
    drawn.wait_idle()
    assert model.document.layers[0].mask not in (None, painted)
    assert model.undo_stack.undo_label == "Smooth mask"
    QTest.mouseClick(clear, LEFT)
    assert model.document.layers[0].mask is None and not grow.isEnabled()


def test_layer_name_role_and_actions(drawn: Bench) -> None:
    page, model = drawn.workspace.editor.layer_page, drawn.model
    layer_id = model.document.layers[0].layer_id
    model.select(layer_id)
    page._name.selectAll()
    QTest.keyClicks(page._name, "ear")
    QTest.keyClick(page._name, Qt.Key.Key_Return)
    assert model.document.layer(layer_id).name == "ear"
    page._set_role("camera")
    assert model.document.layer(layer_id).role == "camera"
    drawn.run("motion.duplicate")
    assert len(model.document.layers) == 3
    assert model.selection.value.layer_id not in (None, layer_id)
