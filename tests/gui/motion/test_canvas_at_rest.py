"""What the canvas keeps while the view moves or a layer changes equals a fresh paint at rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.motion import edits
from desktop.motion.canvas import MotionCanvas
from desktop.motion.mask import mask_size, pack_mask
from tests.gui.motion.conftest import LEFT, NONE, Bench


@pytest.fixture
def crowded(opened: Bench) -> Iterator[Bench]:
    """Crossing paths, pins, a camera and two masks; nothing selected, the pointer elsewhere."""
    rng = np.random.default_rng(11)
    document = opened.model.document
    for index in range(9):
        points = rng.uniform((30, 30), (420, 270), (4, 2)).tolist()
        role = ("object", "object", "camera", "pin")[index % 4]
        document, layer_id = edits.add_layer(document, role, [tuple(p) for p in points])
        if index in (0, 4):
            width, height = mask_size(451, 300)
            mask = np.zeros((height, width), np.uint8)
            mask[20 * index : 20 * index + 90, 60:190] = 255
            document = edits.set_layer(document, layer_id, mask=pack_mask(mask))
    opened.model.edit("x", document)
    opened.model.use_tool("select")
    opened.model.select(None)
    opened.model.frame.value = 5
    settled(opened)
    yield opened


def settled(bench: Bench) -> QImage:
    """The canvas once nothing is waited for."""
    bench.canvas.leaveEvent(None)
    bench.wait(
        lambda: bench.canvas.content.backdrop.frame is not None or bench.model.frame.value == 0
    )
    bench.wait_idle()
    bench.shown()
    bench.wait(lambda: bench.canvas.is_at_rest)
    return bench.shown()


def fresh(bench: Bench) -> QImage:
    """The same drawn by a canvas that never showed anything else."""
    canvas = MotionCanvas(bench.model, bench.workspace._theme)
    canvas.resize(bench.canvas.size())
    canvas.set_levels(bench.canvas.content.backdrop.levels)
    canvas.set_frame_image(bench.canvas.content.backdrop.frame)
    canvas._set_view(bench.canvas.view)
    image = canvas.grab().toImage()
    canvas.release()
    canvas.deleteLater()
    QCoreApplication.sendPostedEvents(canvas, QEvent.Type.DeferredDelete)
    return image


def pan(bench: Bench, by: QPoint) -> None:
    middle, start = Qt.MouseButton.MiddleButton, QPoint(300, 200)
    QTest.mousePress(bench.canvas, middle, NONE, start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(bench.canvas, start + by * part)
        bench.canvas.repaint()
    QTest.mouseRelease(bench.canvas, middle, NONE, start + by)


def zoom(bench: Bench, turns: int) -> None:
    for _ in range(abs(turns)):
        bench.wheel(QPoint(310, 190), 1 if turns > 0 else -1)
        bench.canvas.repaint()


@pytest.mark.parametrize("turns", [0, 2, 9, -4])
def test_after_a_zoom_and_a_pan_the_picture_is_that_of_a_fresh_paint(
    crowded: Bench, turns: int
) -> None:
    before = settled(crowded)
    zoom(crowded, turns)
    pan(crowded, QPoint(137, -52))
    assert settled(crowded) == fresh(crowded) != before
    pan(crowded, QPoint(-600, 300))
    zoom(crowded, -turns)
    assert settled(crowded) == fresh(crowded)


def test_while_the_view_moves_the_paths_move_with_it(crowded: Bench) -> None:
    crowded.model.view.value = "warp"
    before = settled(crowded).copy(60, 60, 500, 300)
    crowded.canvas.pan_by(40, 30)
    assert not crowded.canvas.is_at_rest
    assert crowded.shown().copy(100, 90, 500, 300) == before


def test_a_canvas_of_another_size_is_drawn_anew(crowded: Bench) -> None:
    crowded.canvas.zoom_by(1.5)
    crowded.workspace.resize(crowded.workspace.size() + QSize(90, 60))
    assert settled(crowded) == fresh(crowded)


def test_layers_that_come_go_and_change_leave_nothing_behind(crowded: Bench) -> None:
    rng, model = np.random.default_rng(7), crowded.model
    for turn in range(24):
        layers = model.document.layers
        layer = layers[int(rng.integers(len(layers)))]
        match turn % 6:
            case 0 | 3:
                crowded.click(layer.points[0])
            case 1:
                model.edit("x", edits.set_layer(model.document, layer.layer_id, visible=False))
            case 2:
                crowded.key(Qt.Key.Key_Delete) if len(layers) > 4 else crowded.workspace.undo()
            case 4:
                place = int(rng.integers(len(layers)))
                model.edit("x", edits.reorder_layer(model.document, layer.layer_id, place))
            case _:
                document = edits.set_layer(model.document, layer.layer_id, interpolation="linear")
                model.edit("x", document)
                crowded.workspace.undo()
        crowded.canvas.repaint()
    model.select(None)
    assert settled(crowded) == fresh(crowded)


def test_a_click_in_the_middle_of_a_zoom_leaves_nothing_behind(crowded: Bench) -> None:
    zoom(crowded, 3)
    QTest.mouseClick(
        crowded.canvas, LEFT, NONE, crowded.at(crowded.model.document.layers[1].points[0])
    )
    crowded.canvas.repaint()
    assert crowded.model.selection.value.layer_id is not None
    crowded.model.select(None)
    zoom(crowded, -1)
    assert settled(crowded) == fresh(crowded)
