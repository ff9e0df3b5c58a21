"""Two versions side by side, and a version's settings put back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.motion.compare_view import difference
from desktop.motion.pictures import to_image
from tests.gui.motion.conftest import LEFT, NONE, Bench
from tests.gui.motion.rendering import finish, submit


@pytest.fixture
def two(opened: Bench, tmp_path: Path) -> tuple[Bench, str, str]:
    """Two finished versions of different drags and lengths."""
    opened.drag([(100, 100), (150, 110), (180, 115)])
    first, _ = submit(opened)
    finish(opened, first, tmp_path / "one")
    opened.drag([(300, 200), (340, 230), (350, 240)])
    opened.model.edit("x", _with_seed(opened, 7))
    second, _ = submit(opened)
    finish(opened, second, tmp_path / "two")
    return opened, first, second


def _with_seed(bench: Bench, seed: int):
    from desktop.motion import edits

    return edits.set_settings(bench.model.document, seed=seed, frames=20)


def show(bench: Bench, job_id: str) -> None:
    card = bench.workspace.editor.results.card(job_id)
    bench.qtbot.mouseClick(card._compare, Qt.MouseButton.LeftButton)
    stage = bench.workspace.editor
    bench.wait(lambda: stage.stage.currentWidget() is stage.compare)
    bench.workspace.player.pause()


def pixel(image: QImage, point: QPoint) -> tuple[int, int, int]:
    color = image.pixelColor(point)
    return color.red(), color.green(), color.blue()


def test_the_divider_is_dragged_between_two_versions(two: tuple[Bench, str, str]) -> None:
    bench, _, second = two
    show(bench, second)
    view = bench.workspace.editor.compare.view
    assert view.names == ("Version 1", "Version 2")
    red, blue = (
        QImage(60, 40, QImage.Format.Format_RGB32),
        QImage(60, 40, QImage.Format.Format_RGB32),
    )
    red.fill(Qt.GlobalColor.red)
    blue.fill(Qt.GlobalColor.blue)
    view.set_frames([red], [blue], ("a", "b"))
    rect = view.picture_rect()
    y = round(rect.center().y()) + 40
    start = QPoint(round(view.divider_x()), y)
    quarter = QPoint(round(rect.left() + rect.width() / 4), y)
    QTest.mousePress(view, LEFT, NONE, start)
    QTest.mouseMove(view, quarter)
    QTest.mouseRelease(view, LEFT, NONE, quarter)
    assert view.divider == pytest.approx(0.25, abs=0.01)
    shown = view.grab().toImage()
    assert pixel(shown, quarter - QPoint(30, 0)) == (255, 0, 0)
    assert pixel(shown, quarter + QPoint(30, 0)) == (0, 0, 255)
    QTest.mouseMove(view, start)
    assert view.divider == pytest.approx(0.25, abs=0.01), "the button is up"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.divider > 0.26


def test_one_play_head_for_both_lengths(two: tuple[Bench, str, str]) -> None:
    bench, first, second = two
    show(bench, second)
    view = bench.workspace.editor.compare.view
    assert (len(view._a), len(view._b)) == (14, 20)
    assert bench.workspace.player.frame_count == 20
    bench.model.frame.value = 19
    a, b = view.frames_now()
    assert a is view._a[13] and b is view._b[19]
    bench.model.frame.value = 0
    assert view.frames_now() == (view._a[0], view._b[0])
    page = bench.workspace.editor.compare
    page.left.setCurrentIndex(page.left.findData("original"))
    page.left.activated.emit(page.left.currentIndex())
    bench.wait(lambda: len(view._a) == 1)
    assert view.names == ("Original", "Version 2")
    assert first in [page.left.itemData(i) for i in range(page.left.count())]


def test_modes_and_the_way_out(two: tuple[Bench, str, str]) -> None:
    bench, _, second = two
    show(bench, second)
    page, editor = bench.workspace.editor.compare, bench.workspace.editor
    for mode in ("side", "difference", "wipe"):
        QTest.mouseClick(page.modes[mode], LEFT)
        assert page.view.mode == mode
        assert not page.view.grab().isNull()
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert editor.stage.currentWidget() is editor.canvas
    show(bench, second)
    bench.model.edit("x", _with_seed(bench, 9))
    assert editor.stage.currentWidget() is editor.canvas, "an edit goes back to the canvas"


def test_taking_up_a_tool_leaves_the_comparison(two: tuple[Bench, str, str]) -> None:
    bench, _, second = two
    editor = bench.workspace.editor
    zoom = f"{round(100 * bench.canvas.view.zoom)} %"
    assert editor.transport._zoom_label.text() == zoom
    show(bench, second)
    assert editor.transport._zoom_label.text() == "", "the comparison has no zoom"
    QTest.mouseClick(editor.tools.buttons["pin"], LEFT)
    assert editor.stage.currentWidget() is editor.canvas
    assert editor.transport._zoom_label.text() == zoom


def test_difference_is_four_times_the_distance() -> None:
    a = np.full((4, 6, 3), 100, np.uint8)
    b = a.copy()
    b[1, 2] = (110, 90, 250)
    shown = difference(to_image(a), to_image(b))
    assert pixel(shown, QPoint(2, 1)) == (40, 40, 255)
    assert pixel(shown, QPoint(0, 0)) == (0, 0, 0)


def test_settings_of_a_version_come_back_in_one_step(two: tuple[Bench, str, str]) -> None:
    bench, first, _ = two
    now = bench.model.document
    steps = len(bench.model.undo_stack)
    card = bench.workspace.editor.results.card(first)
    action = next(a for a in card._more.menu().actions() if a.text() == "Use these settings")
    action.trigger()
    bench.wait(lambda: bench.model.document is not now)
    document = bench.model.document
    assert len(bench.model.undo_stack) == steps + 1
    assert len(document.layers) == 1 and document.seed == 0 and document.frames == 14
    assert document.layers[0].points == now.layers[0].points
    bench.workspace.undo()
    assert bench.model.document is now
