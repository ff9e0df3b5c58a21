"""Selecting several things, snapping, regions, easing and the onion skin, by mouse and keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from desktop.motion import edits, layer_actions
from desktop.motion.document import key_moments
from desktop.motion.drags import to_drags
from desktop.motion.mask import unpack_mask
from desktop.motion.timeline import Timeline
from desktop.motion.timeline_grid import ROW_PX
from shared.motion.easing import EASE_IN_OUT
from shared.motion.tracks import scene_tracks
from tests.gui.motion.conftest import LEFT, NONE, Bench

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawn(opened: Bench) -> Bench:
    """Two drags far from each other; the select tool in hand, nothing selected."""
    opened.drag([(60, 60), (80, 60), (100, 60), (120, 60)])
    opened.model.select(None)
    opened.drag([(300, 220), (330, 220), (360, 220)])
    opened.model.use_tool("select")
    opened.model.select(None)
    return opened


def timeline_point(timeline: Timeline, row: int, moment: float) -> QPoint:
    return QPoint(round(timeline.grid.time_x(moment)), timeline.grid.row_y(row) + ROW_PX // 2)


def test_several_keys_move_together_and_come_back_in_one_step(drawn: Bench) -> None:
    before = drawn.model.document
    drawn.click((120, 60))
    drawn.click((300, 220), CTRL)
    assert len(drawn.model.selection.value.items) == 2
    drawn.drag([(300, 220), (310, 230), (322, 241)], CTRL)
    first, second = drawn.model.document.layers
    assert first.points[-1] == pytest.approx((142, 81), abs=1.5)
    assert second.points[0] == pytest.approx((322, 241), abs=1.5)
    assert first.points[0] == before.layers[0].points[0]
    drawn.workspace.undo()
    assert drawn.model.document is before


def test_a_rubber_band_is_drawn_and_selects(drawn: Bench) -> None:
    drawn.model.frame.value = 0
    plain = drawn.shown()
    QTest.mousePress(drawn.canvas, LEFT, NONE, drawn.at((40, 40)))
    drawn.hover((140, 90))
    assert drawn.model.marks.value.band is not None
    assert drawn.shown() != plain
    QTest.mouseRelease(drawn.canvas, LEFT, NONE, drawn.at((140, 90)))
    first = drawn.model.document.layers[0]
    assert {key for _, key in drawn.model.selection.value.items} == set(range(len(first.points)))
    drawn.key(Qt.Key.Key_Delete)
    assert len(drawn.model.document.layers) == 1


def test_a_key_snaps_to_the_middle_with_a_guide_and_the_toggle_stops_it(drawn: Bench) -> None:
    middle = 451 / 2
    near = middle + 3 / drawn.canvas.view.zoom
    QTest.mousePress(drawn.canvas, LEFT, NONE, drawn.at((300, 220)))
    drawn.hover((260, 200))
    drawn.hover((near, 180))
    assert [(g.axis, g.value) for g in drawn.model.marks.value.guides] == [("x", middle)]
    QTest.mouseRelease(drawn.canvas, LEFT, NONE, drawn.at((near, 180)))
    assert drawn.model.document.layers[1].points[0][0] == middle
    drawn.workspace.undo()
    QTest.mouseClick(drawn.workspace.editor.tools.snap, LEFT)
    assert not drawn.model.snapping.value
    drawn.drag([(300, 220), (260, 200), (near, 180)])
    assert drawn.model.document.layers[1].points[0][0] != middle


def test_a_ghost_shows_where_a_double_click_puts_a_key(drawn: Bench) -> None:
    drawn.hover((90, 62))
    ghost = drawn.canvas.content.hover.ghost_point(drawn.canvas.view)
    assert ghost is not None and ghost == pytest.approx((90, 60), abs=1.5)
    drawn.hover((120, 60))
    assert drawn.canvas.content.hover.ghost_point(drawn.canvas.view) is None, (
        "a key is already there"
    )
    count = len(drawn.model.document.layers[0].points)
    QTest.mouseDClick(drawn.canvas, LEFT, NONE, drawn.at((90, 60)))
    QTest.mouseRelease(drawn.canvas, LEFT, NONE, drawn.at((90, 60)))
    assert len(drawn.model.document.layers[0].points) == count + 1


def test_a_click_finds_an_object_without_holding_up_the_window(drawn: Bench) -> None:
    drawn.model.select(drawn.model.document.layers[0].layer_id)
    drawn.model.use_tool("wand")
    drawn.click((150, 120))  # the cat's left eye
    assert drawn.canvas.cursor().shape() == Qt.CursorShape.BusyCursor
    assert drawn.model.document.layers[0].mask is None
    drawn.wait_idle()
    mask = drawn.model.document.layers[0].mask
    assert mask is not None
    inside = unpack_mask(mask) > 127
    assert inside[120, 150] and 0.005 < inside.mean() < 0.2
    assert drawn.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    drawn.click((300, 126), SHIFT)
    drawn.wait_idle()
    both = unpack_mask(drawn.model.document.layers[0].mask) > 127
    assert both[120, 150] and both.sum() > inside.sum()
    drawn.workspace.undo()
    assert drawn.model.document.layers[0].mask == mask


def test_a_polygon_closes_with_enter_and_escape_leaves_it(drawn: Bench) -> None:
    drawn.model.select(drawn.model.document.layers[0].layer_id)
    drawn.model.use_tool("polygon")
    corners = [(40, 40), (160, 40), (160, 100), (40, 100)]
    for corner in corners:
        drawn.click(corner)
    drawn.key(Qt.Key.Key_Escape)
    assert drawn.model.document.layers[0].mask is None and not drawn.model.has_outline
    for corner in corners:
        drawn.click(corner)
    steps = len(drawn.model.undo_stack)
    drawn.key(Qt.Key.Key_Return)
    inside = unpack_mask(drawn.model.document.layers[0].mask) > 127
    assert inside[70, 100] and not inside[120, 100]
    assert len(drawn.model.undo_stack) == steps + 1


def test_a_lasso_draws_its_outline_and_closes_by_itself(drawn: Bench) -> None:
    drawn.model.select(drawn.model.document.layers[0].layer_id)
    drawn.model.use_tool("lasso")
    turn = np.linspace(0, 2 * np.pi, 24)
    drawn.drag([(90 + 40 * np.cos(a), 60 + 30 * np.sin(a)) for a in turn])
    inside = unpack_mask(drawn.model.document.layers[0].mask) > 127
    assert inside[60, 90] and not inside[60, 140]
    assert inside.sum() == pytest.approx(np.pi * 40 * 30, rel=0.06)


def test_a_camera_move_from_the_menu_is_one_step_and_plays(drawn: Bench) -> None:
    menu = drawn.workspace.editor.tools.moves.menu()
    steps = len(drawn.model.undo_stack)
    next(a for a in menu.actions() if a.text() == "Pan right").trigger()
    camera = drawn.model.document.layers[-1]
    assert camera.role == "camera" and len(drawn.model.undo_stack) == steps + 1
    assert drawn.workspace.editor.layer_page.timing_section.parallax.isVisible()
    drawn.wait(lambda: drawn.canvas.content.backdrop.frame is not None)
    drawn.workspace.undo()
    assert len(drawn.model.document.layers) == 2


def test_dragging_an_easing_handle_is_one_step_and_moves_the_ticks(drawn: Bench) -> None:
    layer_id = drawn.model.document.layers[1].layer_id
    drawn.model.select(layer_id)
    graph = drawn.workspace.editor.layer_page.timing_section.graph
    drawn.workspace.editor.inspector.ensureWidgetVisible(graph)
    before, steps = drawn.model.curve(layer_id).copy(), len(drawn.model.undo_stack)
    start, end = graph.handles()[0], graph.point(0.9, 0.0)
    QTest.mousePress(graph, LEFT, NONE, start.toPoint())
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(graph, (start + part * (end - start)).toPoint())
    QTest.mouseRelease(graph, LEFT, NONE, end.toPoint())
    easing = drawn.model.document.layer(layer_id).easing
    assert easing is not None and easing[0] == pytest.approx(0.9, abs=0.03) and easing[1] < 0.03
    assert np.abs(drawn.model.curve(layer_id) - before).max() > 3
    assert len(drawn.model.undo_stack) == steps + 1
    drawn.workspace.undo()
    assert drawn.model.document.layer(layer_id).easing is None
    graph.setFocus()
    QTest.keyClick(graph, Qt.Key.Key_Right)
    assert drawn.model.document.layer(layer_id).easing == (0.3, 0.25, 0.75, 0.75)


def test_eased_and_carried_positions_equal_the_exported_tracks(drawn: Bench) -> None:
    document = drawn.model.document
    for layer in document.layers:
        document = edits.set_layer(document, layer.layer_id, easing=EASE_IN_OUT)
    drawn.model.edit("ease", document)
    layer_actions.add_camera_move(drawn.model, "dolly", 0.3)
    document = drawn.model.document
    tracks = scene_tracks(to_drags(document), document.frames, 902, 600)
    for frame in range(document.frames):
        drawn.model.frame.value = frame
        for index, (_, point) in enumerate(drawn.canvas.content.rings.positions()):
            assert np.abs(tracks.xy[frame, index] / 2 - point).max() <= 0.01


def test_the_onion_skin_shows_frames_around_the_play_head(drawn: Bench) -> None:
    drawn.model.frame.value = 6
    drawn.wait(lambda: drawn.canvas.content.backdrop.frame is not None)
    plain = drawn.canvas.grab().toImage()
    QTest.mouseClick(drawn.workspace.editor.tools.onion, LEFT)
    drawn.wait(lambda: len(drawn.canvas.content.backdrop.onion) == 2)
    drawn.wait(lambda: drawn.canvas.grab().toImage() != plain)
    drawn.model.frame.value = 0
    drawn.wait(lambda: len(drawn.canvas.content.backdrop.onion) == 1)
    drawn.workspace.player.play()
    assert drawn.canvas.content.backdrop.onion == (), "not while it plays"
    drawn.workspace.player.pause()
    drawn.run("motion.onion")
    assert drawn.model.onion.value == 0 and drawn.canvas.content.backdrop.onion == ()


def test_a_double_click_on_a_bar_adds_a_key_there(drawn: Bench) -> None:
    timeline, layer = drawn.workspace.editor.timeline, drawn.model.document.layers[1]
    at = timeline_point(timeline, 0, 6 / 13)
    QTest.mouseDClick(timeline, LEFT, NONE, at)
    QTest.mouseRelease(timeline, LEFT, NONE, at)
    added = drawn.model.document.layer(layer.layer_id)
    assert len(added.points) == len(layer.points) + 1
    key = drawn.model.selection.value.key
    assert key_moments(added)[key] == pytest.approx(6 / 13, abs=1e-3)
    assert added.points[key] == pytest.approx((300 + 60 * 6 / 13, 220), abs=1.5)
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert drawn.model.document.layer(layer.layer_id).points == layer.points


@pytest.mark.parametrize("to", [3, 11])
def test_alt_drags_a_copy_of_a_key(drawn: Bench, to: int) -> None:
    timeline, layer = drawn.workspace.editor.timeline, drawn.model.document.layers[1]
    layer_actions.insert_key_at(drawn.model, layer.layer_id, 6 / 13)
    before = drawn.model.document.layer(layer.layer_id)
    steps = len(drawn.model.undo_stack)
    start, end = (timeline_point(timeline, 0, frame / 13) for frame in (6, to))
    QTest.mousePress(timeline, LEFT, ALT, start)
    for part in (0.3, 1.0):
        at = QPointF(start) + part * QPointF(end - start)
        drawn.move_over(timeline, at, ALT)
    QTest.mouseRelease(timeline, LEFT, ALT, end)
    after = drawn.model.document.layer(layer.layer_id)
    assert len(after.points) == len(before.points) + 1
    moments = np.array(key_moments(after))
    assert np.abs(moments - 6 / 13).min() < 1e-3 and np.abs(moments - to / 13).min() < 1e-3
    assert len(drawn.model.undo_stack) == steps + 1
    drawn.workspace.undo()
    assert drawn.model.document.layer(layer.layer_id) == before
