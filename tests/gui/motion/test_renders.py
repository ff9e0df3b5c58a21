"""Render: the request that is submitted, the card that follows it, the result that plays."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from shared.errors import AppError
from shared.jobs import JobState
from shared.motion.picture import load_mask, load_picture
from shared.tasks.motion import MotionRenderRequest
from tests.gui.motion.conftest import Bench
from tests.gui.motion.rendering import finish, submit


@pytest.fixture
def drawn(opened: Bench) -> Bench:
    opened.drag([(100, 100), (150, 110), (180, 115)])
    return opened


def test_render_submits_the_document(
    drawn: Bench, tmp_path: Path, fresh_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, np.ndarray] = {}
    submit_now = drawn.client.submit

    def look(task: str, request: MotionRenderRequest, **options: object) -> object:
        seen["picture"] = load_picture(Path(request.image))
        seen["mask"] = load_mask(Path(request.drags.layers[0].mask or ""))
        return submit_now(task, request, **options)

    monkeypatch.setattr(drawn.client, "submit", look)
    drawn.model.use_tool("brush")
    drawn.drag([(100, 100), (140, 110)])
    _, request = submit(drawn)
    document = drawn.model.document
    assert (request.drags.width, request.drags.height) == (451, 300)
    assert request.drags.layers[0].points == document.layers[0].points
    assert request.num_frames == document.frames and request.fps == document.fps
    assert np.array_equal(seen["picture"], drawn.model.pixels)
    assert seen["mask"].shape == (300, 451) and (seen["mask"] > 127)[100, 100]
    # The files were uploaded: they can go.
    drawn.wait(lambda: not any((fresh_folders / "requests").iterdir()))


def test_a_card_follows_the_job_and_the_result_plays_in_place(drawn: Bench, tmp_path: Path) -> None:
    job_id, _ = submit(drawn)
    strip, choice = drawn.workspace.editor.results, drawn.workspace.editor.transport._views
    assert strip.isVisible()
    assert not choice["result"].isEnabled() and "Render first" in choice["result"].toolTip()
    drawn.wait(lambda: drawn.workspace.results.get(job_id).view is not None)
    card = strip.card(job_id)
    drawn.client.run(job_id)
    drawn.client.progress(job_id, 5, 20)
    drawn.client.partial(job_id, np.full((60, 90, 3), 90, np.uint8))
    drawn.wait(lambda: "25 %" in card._state.text())
    drawn.wait(lambda: drawn.workspace.results.get(job_id).thumbnail is not None)
    assert not card._play.isVisible()
    finish(drawn, job_id, tmp_path / "out")
    assert "error" in card._figures.text() and "px" in card._figures.text()
    assert card._bars.isVisible()
    drawn.qtbot.mouseClick(card._play, Qt.MouseButton.LeftButton)
    drawn.wait(lambda: drawn.model.view.value == "result")
    assert choice["result"].isEnabled() and "rendered video" in choice["result"].toolTip()
    player = drawn.workspace.player
    assert player.is_playing and player.frame_count == drawn.model.document.frames
    seen: set[int] = set()
    drawn.model.frame.changed.connect(seen.add)
    drawn.wait(lambda: len(seen) == player.frame_count)
    player.pause()
    assert drawn.canvas.content.backdrop.frame.width() == 128
    assert drawn.workspace.open_result(job_id) and not drawn.workspace.open_result("another job")
    drawn.wait_idle()
    player.pause()


def test_a_click_before_the_result_is_read_cannot_be_made(drawn: Bench, tmp_path: Path) -> None:
    job_id, _ = submit(drawn)
    drawn.client.run(job_id)
    drawn.client.finish(job_id, result_dir=str(tmp_path / "elsewhere"))
    drawn.wait(lambda: drawn.workspace.results.get(job_id).succeeded)
    card = drawn.workspace.editor.results.card(job_id)
    assert not any(one.isVisible() for one in (card._play, card._compare, card._save))
    drawn.wait_idle()


def test_a_gesture_after_a_result_goes_back_to_the_preview(drawn: Bench, tmp_path: Path) -> None:
    job_id, _ = submit(drawn)
    finish(drawn, job_id, tmp_path / "out")
    drawn.workspace.renders.play(job_id)
    drawn.wait(lambda: drawn.model.view.value == "result")
    drawn.workspace.player.pause()
    drawn.drag([(300, 200), (330, 220), (350, 230)])
    assert drawn.model.view.value == "warp"


def test_a_failed_job_shows_its_sentence_and_can_run_again(drawn: Bench) -> None:
    job_id, _ = submit(drawn)
    drawn.client.fail(job_id, "out_of_memory", device="CPU")
    card = drawn.workspace.editor.results.card(job_id)
    drawn.wait(lambda: "Out of memory on CPU" in card._state.text())
    assert card._retry.isVisible() and not card._progress.isVisible()
    drawn.qtbot.mouseClick(card._retry, Qt.MouseButton.LeftButton)
    assert ("retry", job_id) in drawn.client.calls
    drawn.wait(lambda: not card._retry.isVisible())


def test_a_render_can_be_stopped(drawn: Bench) -> None:
    job_id, _ = submit(drawn)
    drawn.client.run(job_id)
    card = drawn.workspace.editor.results.card(job_id)
    drawn.wait(lambda: card._cancel.isVisible())
    drawn.qtbot.mouseClick(card._cancel, Qt.MouseButton.LeftButton)
    assert ("cancel", job_id, False) in drawn.client.calls
    drawn.wait(lambda: card._retry.isVisible())
    view = drawn.workspace.results.get(job_id).view
    assert view is not None and view.state is JobState.CANCELLED


def test_a_refused_job_leaves_no_card(drawn: Bench) -> None:
    drawn.client.refuse = AppError("host_unreachable", endpoint="ipc://nowhere")
    drawn.run("motion.render")
    drawn.wait(lambda: ("error", str(drawn.client.refuse)) in drawn.notices)
    assert drawn.workspace.results.job_ids == ()
    drawn.wait_idle()


def test_results_return_with_the_project(drawn: Bench, tmp_path: Path) -> None:
    job_id, _ = submit(drawn)
    finish(drawn, job_id, tmp_path / "out")
    path = tmp_path / "p.vitrine"
    with drawn.qtbot.waitSignal(drawn.workspace.documents.saved):
        drawn.workspace.documents.save(path)
    drawn.open(path)
    assert drawn.workspace.results.job_ids == (job_id,)
    drawn.client.change(job_id, JobState.SUCCEEDED)
    drawn.wait(lambda: drawn.workspace.results.get(job_id).figures is not None)
    drawn.wait_idle()


def test_a_result_that_was_deleted_says_so(drawn: Bench, tmp_path: Path) -> None:
    job_id, _ = submit(drawn)
    finish(drawn, job_id, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    with drawn.qtbot.waitSignal(drawn.workspace.renders.failed):
        drawn.workspace.renders.play(job_id)
    assert "video.mp4" in drawn.notices[-1][1]
