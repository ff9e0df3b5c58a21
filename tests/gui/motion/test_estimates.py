"""Frames that sampling will still change: on the card and in the preview's place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.motion.labels import estimate_words
from tests.gui.motion.conftest import LEFT, NONE, Bench
from tests.gui.motion.rendering import finish, submit

RED, BLUE = (200, 30, 40), (20, 40, 210)


@pytest.fixture
def rendering(opened: Bench) -> tuple[Bench, str]:
    """A render that a person started by the button, with the pointer away from the canvas."""
    opened.drag([(100, 100), (150, 110), (180, 115)])
    opened.canvas.leaveEvent(None)
    frame, cache = opened.model.frame.value, opened.workspace.player._cache
    opened.wait(lambda: cache.get(frame, (None, False))[1])  # the sharp one is there
    before = len(opened.client.submitted)
    QTest.mouseClick(opened.workspace.editor.transport.render_button, LEFT)
    opened.wait(lambda: len(opened.client.submitted) > before)
    job_id = opened.workspace.results.job_ids[-1]
    opened.client.run(job_id)
    return opened, job_id


def send(bench: Bench, job_id: str, colour: tuple[int, int, int], step: int = 2) -> None:
    """An estimate of 4 steps, as a backend sends it; waits until the card has it."""
    bench.workspace.renders._thumbnail_at.clear()
    bench.client.progress(job_id, step, 4, unit="steps")
    bench.client.partial(job_id, np.full((60, 90, 3), colour, np.uint8), index=3, final=False)
    result = bench.workspace.results.get

    def taken() -> bool:
        known = result(job_id)
        arrived = known.thumbnail is not None and tuple(known.thumbnail[0, 0]) == colour
        return arrived and known.step == (step, 4)

    bench.wait(taken)


def colour_at(image: QImage, bench: Bench, point: tuple[float, float]) -> tuple[int, int, int]:
    colour = image.pixelColor(bench.at(point))
    return colour.red(), colour.green(), colour.blue()


def shows(bench: Bench, colour: tuple[int, int, int]) -> bool:
    image = bench.shown()
    return all(colour_at(image, bench, at) == colour for at in ((400, 40), (60, 250), (420, 280)))


def badge(bench: Bench) -> QImage:
    """The corner of the picture where an estimate is named."""
    corner = bench.at((0, 0)) + QPoint(8, 8)
    return bench.shown().copy(corner.x(), corner.y(), 150, 24)


def test_an_estimate_stands_in_the_pictures_place_and_says_its_step(
    rendering: tuple[Bench, str],
) -> None:
    bench, job_id = rendering
    assert not shows(bench, RED)
    send(bench, job_id, RED)
    assert shows(bench, RED)
    first = badge(bench)
    assert first.pixelColor(2, 12).blue() < 40, "no plate"
    send(bench, job_id, RED, step=3)
    assert badge(bench) != first
    send(bench, job_id, BLUE, step=3)
    assert shows(bench, BLUE)
    assert estimate_words((2, 4)) == "Step 2 of 4 · estimate"


def test_the_drags_stay_on_the_estimate(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    send(bench, job_id, RED)
    path = bench.model.document.layers[0].points[0]
    assert colour_at(bench.shown(), bench, path) != RED


def test_the_preview_is_back_when_the_job_ends(
    rendering: tuple[Bench, str], tmp_path: Path
) -> None:
    bench, job_id = rendering
    before = bench.shown()
    send(bench, job_id, RED)
    assert bench.shown() != before
    finish(bench, job_id, tmp_path / "out")
    assert bench.shown() == before


def test_stopping_the_job_brings_the_preview_back(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    before = bench.shown()
    send(bench, job_id, RED)
    card = bench.workspace.editor.results.card(job_id)
    bench.qtbot.mouseClick(card._cancel, LEFT)
    bench.wait(lambda: not shows(bench, RED))
    assert bench.shown() == before


def test_an_edit_goes_back_to_the_preview_and_undo_to_the_estimate(
    rendering: tuple[Bench, str],
) -> None:
    bench, job_id = rendering
    send(bench, job_id, RED)
    bench.key(Qt.Key.Key_Right)
    assert not shows(bench, RED)
    send(bench, job_id, BLUE)
    assert not shows(bench, BLUE), "it is not what is drawn now"
    bench.workspace.undo()
    assert shows(bench, BLUE)


def test_while_the_mouse_drags_the_preview_is_seen(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    send(bench, job_id, RED)
    QTest.mousePress(bench.canvas, LEFT, NONE, bench.at((300, 200)))
    assert not shows(bench, RED)
    bench.hover((330, 220))
    send(bench, job_id, BLUE)
    assert not shows(bench, BLUE)
    QTest.mouseRelease(bench.canvas, LEFT, NONE, bench.at((330, 220)))
    assert not shows(bench, BLUE)


def test_a_preview_that_plays_is_not_covered(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    bench.key(Qt.Key.Key_Space)
    send(bench, job_id, RED)
    assert not shows(bench, RED)
    bench.key(Qt.Key.Key_Space)
    assert shows(bench, RED)


def test_a_play_head_that_is_moved_shows_the_preview(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    send(bench, job_id, RED)
    grid, timeline = bench.workspace.editor.timeline.grid, bench.workspace.editor.timeline
    QTest.mouseClick(timeline, LEFT, NONE, QPoint(round(grid.time_x(0.3)), 12))
    assert not shows(bench, RED)
    send(bench, job_id, BLUE)
    assert not shows(bench, BLUE)


def test_the_original_and_another_document_are_not_covered(
    rendering: tuple[Bench, str], picture_file: Path
) -> None:
    bench, job_id = rendering
    send(bench, job_id, RED)
    bench.run("motion.view_original")
    assert not shows(bench, RED)
    bench.run("motion.view_warp")
    assert shows(bench, RED)
    bench.workspace.prompts.ask_save = lambda: "discard"
    bench.open(picture_file)
    assert not shows(bench, RED)


def test_a_final_frame_is_no_estimate(rendering: tuple[Bench, str]) -> None:
    bench, job_id = rendering
    bench.client.partial(job_id, np.full((60, 90, 3), RED, np.uint8), final=True)
    bench.wait(lambda: bench.workspace.results.get(job_id).thumbnail is not None)
    assert not shows(bench, RED)


def test_a_render_of_before_the_edit_stays_away(opened: Bench) -> None:
    opened.drag([(100, 100), (150, 110), (180, 115)])
    job_id, _ = submit(opened)
    opened.client.run(job_id)
    opened.drag([(300, 200), (330, 220), (350, 230)])
    send(opened, job_id, RED)
    assert not shows(opened, RED)


def test_another_language_keeps_the_estimate(rendering: tuple[Bench, str]) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    bench, job_id = rendering
    send(bench, job_id, RED)
    QCoreApplication.sendEvent(bench.workspace, QEvent(QEvent.Type.LanguageChange))
    bench.qtbot.waitExposed(bench.workspace)
    assert shows(bench, RED)
