"""From the sample to a result: locks, runs, the live search, figures, history."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.core.model_refs import SMALL_MODELS
from shared.tasks.robustness import RobustnessAttackRequest
from tests.gui.robustness.conftest import CONTROL, Robust
from tests.gui.robustness.engine import drop


def word_point(robust: Robust, text: str) -> QPoint:
    editor = robust.panel.prompt.editor
    word = next(one for one in robust.workspace.model.words if one.text == text)
    return editor.word_rects(word)[0].center().toPoint()


def lock_of(robust: Robust, text: str) -> str:
    return next(one.lock for one in robust.workspace.model.words if one.text == text)


def test_a_click_locks_and_frees_words(sample: Robust) -> None:
    viewport = sample.panel.prompt.editor.viewport()
    assert lock_of(sample, "Sentiment") == "template"
    sample.click(viewport, word_point(sample, "film"), CONTROL)
    assert lock_of(sample, "film") == "asked"
    sample.click(sample.panel.prompt.lock)
    sample.click(viewport, word_point(sample, "film"))
    assert lock_of(sample, "film") == ""
    sample.click(viewport, word_point(sample, "Sentiment"))
    assert lock_of(sample, "Sentiment") == ""
    sample.click(viewport, word_point(sample, "positive"))
    assert lock_of(sample, "positive") == "label"
    assert "always locked" in sample.app.window.toasts.shown[-1].text
    sample.click(sample.panel.prompt.lock)
    QTest.keyClick(sample.app.window, Qt.Key.Key_Z, CONTROL)
    assert lock_of(sample, "Sentiment") == "template"


def test_the_keyboard_locks_the_word_at_the_caret(sample: Robust) -> None:
    QTest.keyClick(sample.app.window, Qt.Key.Key_T, CONTROL)
    editor = sample.panel.prompt.editor
    assert editor.hasFocus()
    QTest.keyClick(editor, Qt.Key.Key_Home, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_K, CONTROL)
    assert lock_of(sample, "Decide") == "asked"


def test_what_is_missing_is_said_and_nothing_runs(sample: Robust) -> None:
    editor = sample.panel.prompt.editor
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(editor, "Is it good")
    setup = sample.panel.setup
    assert not setup.run.isEnabled()
    assert "{content}" in setup.why.text()
    QTest.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    assert not sample.engine.jobs()
    sample.click(sample.panel.prompt.insert)
    assert setup.run.isEnabled()


def test_a_small_model_is_chosen_from_the_list_and_asked(sample: Robust) -> None:
    models = sample.panel.setup.lm.models
    assert [models.itemText(n) for n in range(models.count())] == ["default", *SMALL_MODELS]
    assert "sentiments" in models.toolTip()
    models.setFocus()
    QTest.keyClick(models, Qt.Key.Key_Down)
    assert sample.workspace.model.setup.value.model == "small"
    (job, *_) = sample.run()
    request = sample.engine.request(job)
    assert request.model == "small"
    # It is offered anyway, and takes no place among those that were named.
    assert sample.workspace.preferences.value.models == ()


def test_every_chosen_attack_becomes_a_job(sample: Robust) -> None:
    setup = sample.panel.setup
    for attack in ("deepwordbug", "ensemble"):
        box = setup.attacks.boxes[attack]
        sample.click(box, QPoint(10, box.height() // 2))
    setup.samples.box.setFocus()
    setup.samples.box.selectAll()
    QTest.keyClicks(setup.samples.box, "50")
    QTest.keyClick(setup.samples.box, Qt.Key.Key_Return)
    assert setup.run.text() == "Run 3 attacks"
    sample.run()
    requests = [request for _, request in sample.app.client.submitted]
    assert all(isinstance(one, RobustnessAttackRequest) for one in requests)
    asked = [msgspec.to_builtins(one) for one in requests]
    assert [one["attack"] for one in asked] == ["deepwordbug", "textfooler", "ensemble"]
    assert {one["samples"] for one in asked} == {50}


def test_the_search_is_watched_and_stopped(sample: Robust) -> None:
    job = sample.run()[0]
    view = sample.panel.search
    sample.engine.begin(job)
    sample.engine.search(job, 0.5)
    sample.qtbot.waitUntil(lambda: "90 of 180" in view.state.text())
    assert "14.2 queries/s" in view.state.text()
    assert "left" in view.state.text()
    assert view.diff.pair[1].startswith("Ascertain")
    assert "10,800" in [tile.value.text() for tile in view.tiles.tiles]
    assert view.progress.isVisible()
    before = len(view.run.curve) if view.run else 0
    sample.engine.search(job, 0.9)
    sample.qtbot.waitUntil(lambda: view.run is not None and len(view.run.curve) > before)
    sample.click(sample.panel.setup.stop)
    sample.qtbot.waitUntil(lambda: view.state.text() == "Stopped.")
    assert ("cancel", job.job_id, False) in sample.app.client.calls
    assert view.retry.isVisible()
    sample.click(view.retry)
    assert ("retry", job.job_id) in sample.app.client.calls


def test_the_result_is_held_out_first(sample: Robust) -> None:
    sample.attacked()
    tiles = {tile.title.text(): tile for tile in sample.panel.search.tiles.tiles}
    assert tiles["PDR, held out"].value.text() == "35.8 %"
    sample.qtbot.waitUntil(
        lambda: all(not tile.note.visibleRegion().isEmpty() for tile in tiles.values())
    )
    assert "p < 0.001" in tiles["PDR, held out"].note.text()
    assert "points" in tiles["Drop, held out"].value.text()
    assert "optimism +5.0 points" in tiles["The search's own figure"].note.text()
    assert "n = 120" in tiles["Smallest drop to be found"].note.text().replace("\u00a0", " ")
    sample.click(sample.panel.search.copy)
    assert QGuiApplication.clipboard().text().startswith("Ascertain whether the cinematic")


def test_without_accuracy_above_chance_the_drop_counts(sample: Robust) -> None:
    job = sample.run()[0]
    sample.engine.attack(job, drop(0.53, 0.41))
    tiles = sample.panel.search.tiles.tiles
    sample.qtbot.waitUntil(lambda: len(tiles) == 6)
    assert tiles[0].value.text() == "–"
    assert tiles[0].value.property("role") == "muted"
    assert "not above chance" in tiles[0].note.text()
    assert tiles[1].value.text() == "12.0 points"


def test_an_error_of_the_worker_is_said(sample: Robust) -> None:
    job = sample.run()[0]
    sample.app.client.run(job.job_id)
    sample.app.client.fail(job.job_id, "out_of_memory", device="cpu")
    view = sample.panel.search
    sample.qtbot.waitUntil(lambda: "Out of memory" in view.state.text())
    assert view.retry.isVisible()


def test_two_runs_are_laid_side_by_side(sample: Robust) -> None:
    box = sample.panel.setup.attacks.boxes["checklist"]
    sample.click(box, QPoint(10, box.height() // 2))
    sample.attacked()
    table = sample.panel.runs.table
    assert table.rowCount() == 2
    rows = [table.visualItemRect(table.item(row, 0)).center() for row in range(2)]
    sample.click(table.viewport(), rows[1])
    chosen = sample.workspace.model.chosen.value
    sample.click(table.viewport(), rows[0], CONTROL)
    assert sample.workspace.model.chosen.value == chosen
    compare = sample.panel.runs.compare
    assert compare.isVisible()
    assert compare.diffs[0].pair[1] != compare.diffs[1].pair[1]
    assert "−25.0 points" in compare.gap.text()


def test_runs_are_found_again(sample: Robust) -> None:
    sample.attacked()
    client, lab = sample.app.client, sample.workspace.lab
    job = sample.engine.jobs(waiting=False)[0]
    lab._runs.clear()
    lab._seen.clear()
    client.on_message(_changed(job), [])
    sample.qtbot.waitUntil(lambda: len(lab.attacks()) == 1 and lab.attacks()[0].step == "done")
    run = lab.attacks()[0]
    assert run.prompt == sample.workspace.model.setup.value.prompt
    assert run.drop is not None


def _changed(job: object) -> object:
    from shared.protocol.messages import JobChanged

    return JobChanged(job=job)  # type: ignore[arg-type]
