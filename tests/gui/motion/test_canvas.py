"""Drawing, moving and painting on the canvas with a real mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.motion import edits, layer_actions
from desktop.motion.drags import CURVE_STEPS, to_drags
from desktop.motion.mask import mask_size, pack_mask
from shared.motion.tracks import scene_tracks
from tests.gui.motion.conftest import LEFT, NONE, Bench

SHIFT = Qt.KeyboardModifier.ShiftModifier


def straight(start: tuple[float, float], end: tuple[float, float], count: int = 12) -> list:
    return [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
        for t in np.linspace(0, 1, count).tolist()
    ]


def test_drag_changes_the_preview_and_undo_restores_exactly(opened: Bench) -> None:
    canvas, model = opened.canvas, opened.model
    before, document = opened.shown(), model.document
    frames: list[object] = []
    opened.workspace.player.frame_rendered.connect(frames.append)
    seen_while_moving: list[int] = []

    def moved() -> None:
        opened.qtbot.wait(20)
        seen_while_moving.append(len(frames))

    opened.drag(straight((150, 120), (240, 160)), each=moved)
    assert seen_while_moving[-1] >= 2, "no preview arrived while the mouse moved"
    opened.wait(lambda: canvas.content.backdrop.frame is not None)
    assert opened.shown() != before
    (layer,) = model.document.layers
    assert layer.points[0] == pytest.approx((150, 120), abs=1)
    assert layer.points[-1] == pytest.approx((240, 160), abs=1)
    assert len(model.undo_stack) == 1
    opened.workspace.undo()
    assert model.document is document
    model.frame.value = 0
    assert canvas.content.backdrop.frame is None
    canvas.leaveEvent(None)
    assert opened.shown() == before


def test_the_pointer_is_where_the_picture_goes(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    model = opened.model
    assert model.frame.value == model.document.frames - 1
    ((layer_id, point),) = opened.canvas.content.rings.positions()
    assert layer_id == model.document.layers[0].layer_id
    assert point == pytest.approx(model.document.layers[0].points[-1], abs=0.01)


def test_canvas_positions_equal_the_exported_tracks(opened: Bench) -> None:
    opened.drag([(60 + 8 * i, 150 + 40 * np.sin(i / 3)) for i in range(20)])
    opened.model.use_tool("drag")
    opened.model.select(None)
    opened.drag(straight((300, 40), (350, 120)))
    document = opened.model.document
    tracks = scene_tracks(to_drags(document), document.frames, 902, 600)
    for frame in range(document.frames):
        opened.model.frame.value = frame
        for index, (_, point) in enumerate(opened.canvas.content.rings.positions()):
            exported = tracks.xy[frame, index] / (902 / 451, 600 / 300)
            assert np.abs(exported - point).max() <= 0.01
        for index, layer in enumerate(document.layers):
            curve = opened.model.curve(layer.layer_id)
            drawn = curve[frame * CURVE_STEPS]
            assert np.abs(tracks.xy[frame, index] / 2 - drawn).max() <= 0.01


def test_pins_by_click_and_delete_by_key(opened: Bench) -> None:
    opened.model.use_tool("pin")
    opened.click((50, 50))
    opened.click((400, 250))
    (layer,) = opened.model.document.layers
    assert layer.role == "pin"
    assert np.allclose(layer.points, [(50, 50), (400, 250)], atol=1)
    opened.key(Qt.Key.Key_Delete)
    assert len(opened.model.document.layers[0].points) == 1
    opened.workspace.undo()
    assert opened.model.document.layers == (layer,)


def test_a_key_moves_with_the_mouse_and_nudges_with_the_arrows(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    opened.model.use_tool("select")
    opened.drag([(240, 160), (250, 180), (280, 220)])
    end = opened.model.document.layers[0].points[-1]
    assert end == pytest.approx((280, 220), abs=1.5)
    opened.key(Qt.Key.Key_Right)
    opened.key(Qt.Key.Key_Up, SHIFT)
    assert opened.model.document.layers[0].points[-1] == (end[0] + 1, end[1] - 10)
    for _ in range(3):
        opened.workspace.undo()
    assert opened.model.document.layers[0].points[-1] == pytest.approx((240, 160), abs=1)


def test_shift_locks_the_axis(opened: Bench) -> None:
    opened.drag(straight((150, 120), (260, 135)), SHIFT)
    (start, end) = opened.model.document.layers[0].points
    assert start[1] == end[1]


def test_a_double_click_on_the_path_inserts_a_key(opened: Bench) -> None:
    opened.drag(straight((100, 100), (300, 200)))
    opened.model.use_tool("select")
    opened.click((200, 150))
    QTest.mouseDClick(opened.canvas, LEFT, NONE, opened.at((200, 150)))
    layer = opened.model.document.layers[0]
    assert len(layer.points) == 3
    assert layer.points[1] == pytest.approx((200, 150), abs=1.5)


def test_escape_leaves_the_gesture_then_the_selection(opened: Bench) -> None:
    opened.drag(straight((100, 100), (300, 200)))
    document = opened.model.document
    QTest.mousePress(opened.canvas, LEFT, NONE, opened.at((50, 250)))
    opened.hover((150, 250))
    assert opened.model.document is not document
    opened.key(Qt.Key.Key_Escape)
    assert opened.model.document is document
    QTest.mouseRelease(opened.canvas, LEFT, NONE, opened.at((150, 250)))
    opened.key(Qt.Key.Key_Escape)
    assert opened.model.selection.value.layer_id is None


def test_a_brush_stroke_is_shown_and_undone(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    opened.model.frame.value = 0
    before = opened.shown()
    opened.model.use_tool("brush")
    opened.drag(straight((150, 120), (200, 120)))
    mask = opened.model.document.layers[0].mask
    assert mask is not None
    opened.canvas.leaveEvent(None)
    assert opened.shown() != before
    opened.workspace.undo()
    assert opened.model.document.layers[0].mask is None


def test_the_marching_edge_stands_still_with_reduced_motion(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    opened.model.use_tool("brush")
    opened.drag(straight((150, 120), (200, 120)))
    assert opened.canvas._march.is_running
    opened.workspace._settings.update(reduced_motion=True)
    opened.model.select(None)
    opened.model.select(opened.model.document.layers[0].layer_id)
    assert not opened.canvas._march.is_running


def test_the_wheel_zooms_at_the_cursor(opened: Bench) -> None:
    cursor = opened.at((100, 80))
    before = opened.canvas.view.to_picture((cursor.x(), cursor.y()))
    zoom = opened.canvas.view.zoom
    opened.wheel(cursor, 3)
    after = opened.canvas.view.to_picture((cursor.x(), cursor.y()))
    assert opened.canvas.view.zoom == pytest.approx(zoom * 1.2**3)
    assert after == pytest.approx(before, abs=1e-6)
    opened.run("motion.fit")
    assert opened.canvas.view.zoom == pytest.approx(zoom)


def test_the_middle_button_and_space_pan(opened: Bench) -> None:
    canvas, middle = opened.canvas, Qt.MouseButton.MiddleButton
    x, y = canvas.view.x, canvas.view.y
    QTest.mousePress(canvas, middle, NONE, QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(230, 190))
    QTest.mouseRelease(canvas, middle, NONE, QPoint(230, 190))
    assert (canvas.view.x - x, canvas.view.y - y) == pytest.approx((30, -10))
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, LEFT, NONE, QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(190, 205))
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(190, 205))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.view.x - x, canvas.view.y - y) == pytest.approx((20, -5))
    assert not opened.model.document.layers
    assert not opened.workspace.player.is_playing


def test_a_drag_after_zoom_and_pan_lands_where_it_was_drawn(opened: Bench) -> None:
    opened.wheel(opened.at((200, 150)), 4)
    opened.canvas._set_view(opened.canvas.view.panned(-37, 21))
    opened.drag(straight((190, 140), (230, 165)))
    points = opened.model.document.layers[0].points
    assert points[0] == pytest.approx((190, 140), abs=0.5)
    assert points[-1] == pytest.approx((230, 165), abs=0.5)


def test_hover_names_the_frame(opened: Bench) -> None:
    opened.drag(straight((100, 100), (300, 100)))
    opened.hover((100 + 200 * 6 / 13, 100))
    assert "frame 7" in opened.canvas.content.hover.text(opened.canvas.view)
    opened.hover((100, 250))
    assert opened.canvas.content.hover.text(opened.canvas.view) == ""


def test_space_plays_and_pauses(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    opened.key(Qt.Key.Key_Space)
    assert opened.workspace.player.is_playing
    seen: set[int] = set()
    opened.model.frame.changed.connect(seen.add)
    opened.wait(lambda: len(seen) == opened.model.document.frames)
    opened.key(Qt.Key.Key_Space)
    assert not opened.workspace.player.is_playing


def test_an_edit_while_playing_goes_on_with_the_new_drags(opened: Bench) -> None:
    opened.drag(straight((150, 120), (240, 160)))
    opened.workspace.player.play()
    layer_actions.nudge(opened.model, 5, 0)
    seen: set[int] = set()
    opened.model.frame.changed.connect(seen.add)
    opened.wait(lambda: len(seen) == opened.model.document.frames)
    opened.workspace.player.pause()


def test_a_monkey_with_a_mouse_breaks_nothing(opened: Bench, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    tools = ("select", "drag", "pin", "brush", "eraser", "camera")
    keys = (Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Escape, Qt.Key.Key_Space)
    modifiers = (NONE, SHIFT, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier)
    for _ in range(120):
        match int(rng.integers(6)):
            case 0:
                opened.model.use_tool(tools[rng.integers(6)])
            case 1:
                opened.key(keys[rng.integers(4)])
            case 2:
                opened.wheel(QPoint(*rng.integers(0, 500, 2).tolist()), int(rng.integers(-2, 3)))
            case 3:
                opened.workspace.undo() if rng.random() < 0.6 else opened.workspace.redo()
            case _:
                points = (rng.random((4, 2)) * (500, 340) - 20).tolist()
                opened.drag([tuple(p) for p in points], modifiers[rng.integers(4)])
    opened.workspace.player.pause()
    opened.canvas.repaint()
    opened.workspace.editor.timeline.repaint()


def test_the_mask_of_the_selected_layer_lies_below_the_paths_of_others(opened: Bench) -> None:
    document, masked = edits.add_layer(opened.model.document, "object", [(40, 40), (60, 40)])
    document, other = edits.add_layer(document, "object", [(120, 100), (200, 140)])
    opened.model.edit("x", document)
    opened.model.select(masked)
    opened.wait_idle()
    middle = opened.canvas.screen_point(120, 100)
    before = opened.canvas.grab().toImage().pixelColor(middle)
    size = document.picture.width, document.picture.height
    width, height = mask_size(*size)
    mask = pack_mask(np.full((height, width), 255, np.uint8))
    opened.model.edit("x", edits.set_layer(document, masked, mask=mask))
    opened.wait_idle()
    assert opened.canvas.grab().toImage().pixelColor(middle) == before
    assert opened.model.document.layer(other) is not None
