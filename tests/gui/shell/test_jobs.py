"""The jobs list: appears, progresses, is cancelled, retried and opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.widgets.jobs_table import ACTIONS, JOB, STATE, action_boxes
from shared.jobs import JobState
from tests.gui.conftest import App


@pytest.fixture
def jobs(app: App) -> App:
    app.window.toggle_dock("jobs")
    return app


def wait_rows(app: App, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(app.window.jobs) == count)


def index(app: App, row: int, column: int) -> QModelIndex:
    return app.window.jobs_panel.view.model().index(row, column)


def click_action(app: App, row: int, action: int) -> None:
    view = app.window.jobs_panel.view
    rect = view.visualRect(index(app, row, ACTIONS))
    box = action_boxes(rect, app.window.jobs.row(row))[action]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_a_job_appears_with_progress_in_words(jobs: App, qtbot: QtBot) -> None:
    jobs.client.engine("busy")
    view = jobs.client.add_job(title="Sailing boat")
    jobs.client.run(view.job_id)
    jobs.client.progress(view.job_id, 62, 100, eta_s=4.2)
    wait_rows(jobs, qtbot, 1)
    qtbot.waitUntil(lambda: "62" in index(jobs, 0, STATE).data())
    assert index(jobs, 0, JOB).data() == "Sailing boat"
    assert index(jobs, 0, STATE).data() == "Running · 62 % · 4 s left"
    qtbot.waitUntil(lambda: jobs.window.jobs_bar.bar.value() == 62)
    assert jobs.window.jobs_bar.toggle.text() == "Jobs: 1 running"
    assert jobs.window.chip.text().strip() == "Busy · motion.render 62 %"


def test_a_partial_becomes_the_thumbnail(jobs: App, qtbot: QtBot) -> None:
    view = jobs.client.add_job()
    jobs.client.run(view.job_id)
    jobs.client.partial(view.job_id, np.full((90, 160, 3), 200, np.uint8))
    qtbot.waitUntil(lambda: jobs.client.credits == 1)
    thumbnail = jobs.window.jobs.row(0).thumbnail
    assert thumbnail is not None
    assert thumbnail.shape[1] <= 64
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    jobs.window.jobs_panel.view.render(painter, QPoint())
    painter.end()


def test_a_click_on_cancel_cancels(jobs: App, qtbot: QtBot) -> None:
    view = jobs.client.add_job()
    wait_rows(jobs, qtbot, 1)
    click_action(jobs, 0, 0)
    assert ("cancel", view.job_id, False) in jobs.client.calls
    qtbot.waitUntil(lambda: index(jobs, 0, STATE).data() == "Cancelled")


def test_the_selected_job_is_retried_by_its_button(jobs: App, qtbot: QtBot) -> None:
    view = jobs.client.add_job()
    jobs.client.run(view.job_id)
    jobs.client.fail(view.job_id, "out_of_memory", device="cpu")
    wait_rows(jobs, qtbot, 1)
    qtbot.waitUntil(lambda: jobs.window.jobs.row(0).view.state is JobState.FAILED)
    panel = jobs.window.jobs_panel
    assert not panel.buttons["retry"].isEnabled()
    rect = panel.view.visualRect(index(jobs, 0, JOB))
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseClick(panel.buttons["retry"], Qt.MouseButton.LeftButton)
    assert ("retry", view.job_id) in jobs.client.calls


def test_a_failed_job_is_told_in_a_sentence_that_stays(jobs: App, qtbot: QtBot) -> None:
    view = jobs.client.add_job(title="Boat")
    wait_rows(jobs, qtbot, 1)
    jobs.client.run(view.job_id)
    jobs.client.fail(view.job_id, "out_of_memory", device="cpu")
    qtbot.waitUntil(lambda: bool(jobs.window.toasts.shown))
    toast = jobs.window.toasts.shown[0]
    assert toast.severity == "error"
    assert toast.text == "Boat: Out of memory on cpu. Use a smaller size or fewer frames."


def test_the_success_of_a_job_is_told_where_the_list_is_not_seen(app: App, qtbot: QtBot) -> None:
    app.window.show_workspace("icl")
    view = app.client.add_job(title="Boat")
    wait_rows(app, qtbot, 1)
    app.client.run(view.job_id)
    app.client.finish(view.job_id, result_dir="somewhere")
    qtbot.waitUntil(lambda: bool(app.window.toasts.shown))
    assert app.window.toasts.shown[0].text == "Boat is done."


def test_a_result_folder_that_is_not_here_is_said(jobs: App, qtbot: QtBot, tmp_path: Path) -> None:
    view = jobs.client.add_job(task="icl.score")
    jobs.client.finish(view.job_id, result_dir=str(tmp_path / "gone"))
    wait_rows(jobs, qtbot, 1)
    qtbot.waitUntil(lambda: jobs.window.jobs.row(0).has_result)
    jobs.window.act_on_job("open", view.job_id)
    assert "gone" in jobs.window.toasts.shown[-1].text


def test_a_result_is_exported_for_sharing_by_its_button(
    jobs: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, chosen = tmp_path / "result", tmp_path / "chosen"
    result.mkdir()
    chosen.mkdir()
    (result / "result.json").write_text('{"task": "icl.score", "note": "by anna", "score": 0.5}')
    (result / "rows.jsonl").write_text('{"text": "anna"}')
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(chosen))
    view = jobs.client.add_job(task="icl.score")
    jobs.client.finish(view.job_id, result_dir=str(result))
    wait_rows(jobs, qtbot, 1)
    qtbot.waitUntil(lambda: jobs.window.jobs.row(0).has_result)
    for number in ("", "-2"):
        jobs.window.toasts.clear()
        click_action(jobs, 0, 2)
        qtbot.waitUntil(lambda: bool(jobs.window.toasts.shown))
        assert f"icl-score-shared{number}" in jobs.window.toasts.shown[-1].text
        told = (chosen / f"icl-score-shared{number}" / "result.json").read_text()
        assert "anna" not in told
        assert "0.5" in told
        assert not (chosen / f"icl-score-shared{number}" / "rows.jsonl").exists()


def test_the_menu_of_a_job_offers_what_is_possible(jobs: App, qtbot: QtBot) -> None:
    view = jobs.client.add_job()
    wait_rows(jobs, qtbot, 1)
    panel = jobs.window.jobs_panel.view
    panel.customContextMenuRequested.emit(panel.visualRect(index(jobs, 0, JOB)).center())
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Cancel job", "Copy job id"]
    menu.actions()[1].trigger()
    menu.close()
    assert QApplication.clipboard().text() == view.job_id


def test_qts_model_tester_finds_nothing_while_jobs_change(jobs: App, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(
        jobs.window.jobs_panel.view.model(), QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for n in range(20):
        view = jobs.client.add_job(age_s=float((n * 7) % 20))
        jobs.client.run(view.job_id)
        if n % 2:
            jobs.client.finish(view.job_id)
    wait_rows(jobs, qtbot, 20)
    jobs.window.jobs.clear()
    assert tester.model().rowCount() == 0


def test_ten_thousand_jobs_arrive_while_the_window_answers(jobs: App, qtbot: QtBot) -> None:
    for n in range(10_000):
        jobs.client.add_job(age_s=10_000.0 - n)
    turns = 0
    while len(jobs.window.jobs) < 10_000:
        QApplication.processEvents()
        turns += 1
    # The snapshot is taken in slices of 8 ms, not in one slot that blocks the window.
    assert turns > 5
    view = jobs.window.jobs_panel.view
    assert view.model().rowCount() == 10_000
    view.scrollToBottom()
    QApplication.processEvents()
    assert view.indexAt(QPoint(100, view.viewport().height() - 5)).row() == 9_999


def test_nothing_is_listed_but_a_sentence_before_the_first_job(jobs: App) -> None:
    assert jobs.window.jobs_panel.empty.isVisible()
    assert "No jobs yet" in jobs.window.jobs_panel.empty.text()
