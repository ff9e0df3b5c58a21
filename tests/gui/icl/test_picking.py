"""A query and its demonstrations: bars that grow, pins, bans, orders, the prompt, exports."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.icl.demo_entries import scales
from desktop.icl.drawer_tabs import CHECKS, COMPARE, HEATMAP, MAP, ORDER
from desktop.icl.export_dialog import ExportDialog
from shared.icl.exports import FORMATS
from tests.gui.icl.conftest import Demos
from tests.gui.icl.picker import LABELS

ASKED = "storm over the harbour"


def answer(demos: Demos, text: str) -> None:
    line = demos.panel.query.answer.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    if not text:
        QTest.keyClick(line, Qt.Key.Key_Delete)
    demos.rest()


# --- what comes back ------------------------------------------------------------------------------


def test_a_typed_query_finds_demonstrations_in_100_000_rows(large: Demos) -> None:
    large.ask(ASKED)
    assert len(large.ids) == 4
    assert "among 100,000 rows" in large.panel.bar.status.text()
    first = large.entry(0).demo
    assert first is not None
    assert {"storm", "harbour"} & set(first.input.split())
    assert large.panel.prompt.toPlainText().endswith(f"{ASKED}\n")
    quick, full = large.picker.requests[-2:]
    assert (quick.score, quick.predict) == (False, False)
    assert (full.score, full.predict) == (True, True)
    assert len(large.picker.requests) < len(ASKED), "what is typed on is not asked letter by letter"


def test_bars_fill_while_scores_stream_in(sample: Demos) -> None:
    sample.picker.hold = True
    QTest.keyClick(sample.app.window, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    sample.qtbot.waitUntil(lambda: bool(sample.picker._held))
    pick = sample.workspace.model.pick
    assert not any(pick.value.score_of(one.id) for one in pick.value.demos)
    sample.picker.release(4)
    sample.qtbot.waitUntil(lambda: "4 of 16 scored" in sample.panel.bar.status.text())
    known = [sample.entry(n).score for n in range(4)]
    assert any(one is not None for one in known)
    assert sample.panel.answer.bars.prediction is None
    sample.picker.release()
    sample.rest()
    assert all(pick.value.score_of(one.id) for one in pick.value.demos)
    assert sample.panel.answer.bars.prediction is not None
    assert scales(pick.value).measure == "gain"


def test_without_the_right_answer_cone_is_shown_and_never_a_gain(sample: Demos) -> None:
    answer(sample, "")
    assert sample.picker.requests[-1].output == ""
    scores = sample.workspace.model.pick.value.scores
    assert scores is not None
    assert scores.measure == "cone"
    assert all(one.gain is None for one in scores.scores)
    tip = sample.panel.demos.rows.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "It is no reward" in tip
    assert "Δ log p" not in tip
    assert sample.panel.answer.state.text() == "right answer not known"


def test_the_answer_says_whether_it_is_right(sample: Demos) -> None:
    query = sample.workspace.model.setup.value.query
    assert sample.panel.answer.verdict.text() == query.output
    assert sample.panel.answer.state.text() == "✓ right"
    wrong = next(label for label in LABELS if label != query.output)
    answer(sample, wrong)
    assert sample.panel.answer.state.text() == "✗ wrong"


def test_an_error_is_said_where_the_demonstrations_would_be(sample: Demos) -> None:
    sample.picker.hold = True
    sample.panel.bar.count.setFocus()
    QTest.keyClick(sample.panel.bar.count, Qt.Key.Key_Up)
    sample.qtbot.waitUntil(lambda: bool(sample.picker._held))
    sample.picker.fail("bad_request", reason="The prompt has 9000 tokens.")
    sample.qtbot.waitUntil(lambda: "9000 tokens" in sample.panel.bar.status.text())
    assert sample.panel.bar.status.property("role") == "bad"


# --- curation -------------------------------------------------------------------------------------


def test_pinned_rows_stay_whatever_is_asked(sample: Demos) -> None:
    other = sample.workspace.model.pick.value.others[3].id
    sample.press(other, "pin")
    assert other in sample.ids
    sample.workspace.model.step_query(4)
    sample.rest()
    assert other in sample.ids
    sample.press(other, "pin")
    assert sample.workspace.model.setup.value.pinned == ()


def test_banned_rows_go_and_are_allowed_again(sample: Demos) -> None:
    gone = sample.ids[-1]
    sample.press(gone, "ban")
    assert gone not in sample.ids
    assert len(sample.ids) == 4
    assert sample.entry(sample.row_of(gone)).banned, "it stays in reach below the others"
    sample.press(gone, "ban")
    assert gone in sample.ids
    sample.workspace.undo()
    sample.rest()
    assert gone not in sample.ids


def test_rows_are_dragged_into_another_order_and_into_the_prompt(sample: Demos) -> None:
    one, two, three, four = sample.ids
    sample.drag(3, sample.point(0, 0.2))
    assert sample.ids == [four, one, two, three]
    assert sample.panel.bar.order.currentText() == "By hand"
    assert sample.picker.requests[-1].arranged == (four, one, two, three)
    outside = sample.workspace.model.pick.value.others[0].id
    sample.drag(sample.row_of(outside), sample.point(1, 0.2))
    assert sample.ids == [four, outside, one, two, three]
    sample.drag(0, sample.point(6, 0.8))
    assert sample.ids == [outside, one, two, three]
    parts = [part.id for part in sample.panel.prompt.measured.parts if part.id]
    assert parts == sample.ids


def test_the_keyboard_does_it_too(sample: Demos) -> None:
    demos = sample.panel.demos
    one, two, three, four = sample.ids
    sample.click(demos.viewport(), sample.point(1))
    QTest.keyClick(demos, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    sample.rest()
    assert sample.ids == [two, one, three, four]
    QTest.keyClick(demos, Qt.Key.Key_P)
    sample.rest()
    assert sample.workspace.model.setup.value.pinned == (two,)
    QTest.keyClick(demos, Qt.Key.Key_B)
    sample.rest()
    assert two not in sample.ids


def test_number_quota_and_order_are_gestures(sample: Demos) -> None:
    bar = sample.panel.bar
    bar.count.setFocus()
    for _ in range(3):
        QTest.keyClick(bar.count, Qt.Key.Key_Up)
    sample.rest()
    assert len(sample.ids) == 7
    bar.quota.setFocus()
    QTest.keyClick(bar.quota, Qt.Key.Key_Up)
    sample.rest()
    outputs = [demo.output for demo in sample.workspace.model.pick.value.in_prompt]
    assert len(outputs) == len(set(outputs))
    before = sample.ids
    bar.order.setFocus()
    QTest.keyClick(bar.order, Qt.Key.Key_Down)
    sample.rest()
    assert sample.ids == before[::-1]
    for _ in range(5):
        sample.workspace.undo()
    sample.rest()
    assert (len(sample.ids), bar.count.value(), bar.quota.value()) == (4, 4, 0)


def test_a_gesture_is_seen_before_the_worker_answers(sample: Demos) -> None:
    sample.picker.client.stream_push = lambda *args, **kwargs: None  # type: ignore[method-assign]
    bar = sample.panel.bar
    bar.count.setFocus()
    QTest.keyClick(bar.count, Qt.Key.Key_Down)
    assert len(sample.ids) == 3
    assert len([part for part in sample.panel.prompt.measured.parts if part.id]) == 3
    sample.workspace.session.full.clear()
    sample.workspace.session.quick.clear()


def test_a_click_on_the_prompt_chooses_its_demonstration(sample: Demos) -> None:
    prompt = sample.panel.prompt
    part = prompt.measured.parts[0]
    sample.click(prompt.viewport(), prompt.part_rect(part).center())
    assert sample.workspace.model.chosen.value == part.id
    assert sample.panel.demos.currentIndex().row() == 0


def test_the_meter_says_what_was_left_out(sample: Demos) -> None:
    assert sample.panel.meter.words.endswith("of 2,048 tokens")
    assert not sample.panel.meter.words.startswith("about")
    sample.workspace.model.change("Budget", limit_tokens=60)
    sample.rest()
    assert "too many" in sample.panel.meter.words


# --- below the columns ----------------------------------------------------------------------------


def tab(demos: Demos, place: int) -> None:
    tabs = demos.panel.drawer.tabs
    demos.click(tabs, tabs.tabRect(place).center())
    assert demos.panel.drawer.is_open


def test_tabs_open_and_close(sample: Demos) -> None:
    drawer = sample.panel.drawer
    assert not drawer.is_open
    tab(sample, COMPARE)
    assert drawer.height() > 150
    sample.click(drawer.tabs, drawer.tabs.tabRect(COMPARE).center())
    assert not drawer.is_open
    assert drawer.height() < 60


def test_retrievers_stand_side_by_side(sample: Demos) -> None:
    tab(sample, COMPARE)
    compare = sample.panel.drawer.compare
    compare.toggle("bm25")
    compare.toggle("random")
    sample.rest()
    assert [column.name for column in compare.table.columns] == ["label-support", "bm25", "random"]
    assert compare.table.columns[0].jaccard == 1.0
    shown = compare.table.columns[1].demos[2]
    sample.click(compare.table, compare.table.cell(1, 2).center())
    assert sample.workspace.model.chosen.value == shown.id
    assert sample.panel.answer.bars.prediction is not None, "looking beside changes no prompt"


def test_orders_are_tried_and_the_best_is_used(sample: Demos) -> None:
    tab(sample, ORDER)
    orders = sample.panel.drawer.orders
    sample.click(orders.start)
    sample.rest()
    tries = sample.workspace.model.pick.value.orders
    assert tries is not None
    assert (tries.total, len(tries.tries)) == (24, 24)
    assert "24 of 24 orders" in orders.said.text()
    best = max(tries.tries, key=lambda one: one.probability)
    sample.click(orders.best)
    sample.rest()
    assert sample.ids == list(best.ids)


def test_a_run_over_queries_fills_the_heatmap(sample: Demos) -> None:
    tab(sample, HEATMAP)
    heatmap = sample.panel.drawer.heatmap
    sample.click(heatmap.start)
    batch = sample.workspace.batch.batch
    sample.qtbot.waitUntil(lambda: not batch.value.is_running, timeout=20_000)
    assert "20 of 20 queries" in heatmap.said.text()
    assert "95 % interval" in heatmap.said.text()
    assert heatmap.map.values.shape[0] == 20
    area = heatmap.map.area()
    at = QPoint(round(area.left() + 2), round(area.bottom() - 2))
    sample.click(heatmap.map, at)
    sample.rest()
    assert sample.workspace.model.setup.value.query == batch.value.rows[-1].query


def test_leaks_are_told_without_being_looked_for(sample: Demos) -> None:
    drawer = sample.panel.drawer
    row = sample.workspace.pool.pool.by_id(["m5"])["m5"]  # type: ignore[union-attr]
    sample.panel.query.text.setFocus()
    sample.panel.query.text.selectAll()
    QTest.keyClicks(sample.panel.query.text, row.example.input.upper())
    sample.rest()
    assert {one.kind for one in drawer.checks.found} >= {"same-in-pool", "query-in-pool"}
    assert drawer.tabs.tabText(CHECKS).startswith("Checks  ")
    assert "query-in-pool" in sample.entry(sample.row_of("m5")).badges


def test_a_point_of_the_map_is_asked(sample: Demos) -> None:
    tab(sample, MAP)
    view = sample.panel.drawer.map
    sample.qtbot.waitUntil(lambda: len(view.rows) == 220, timeout=20_000)
    at = view.points(view.places)[10].toPoint()
    row = view.row_at(at)
    assert row is not None
    sample.click(view, at)
    assert sample.workspace.model.setup.value.query.id == row.id
    sample.rest()


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_prompt_is_exported_and_read_back(sample: Demos, tmp_path: Path, name: str) -> None:
    QTest.keyClick(sample.app.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = sample.workspace.dialogs.dialog
    assert isinstance(dialog, ExportDialog)
    place = list(FORMATS).index(name)
    rect = dialog.formats.visualItemRect(dialog.formats.item(place))
    sample.click(dialog.formats.viewport(), rect.center())
    path = tmp_path / f"prompt{FORMATS[name].suffix}"
    dialog.write(path)
    (read,) = FORMATS[name].read(path.read_bytes())
    assert read.text == sample.panel.prompt.measured.text
    assert sample.workspace.dialogs.dialog is None


def test_another_language_keeps_what_was_done(sample: Demos) -> None:
    pinned = sample.workspace.model.pick.value.others[1].id
    sample.press(pinned, "pin")
    before = sample.ids
    sample.app.desktop.settings.update(language="zh_CN")
    sample.qtbot.waitUntil(lambda: sample.panel.bar.order.currentText() == "最佳在后（LLM-R）")
    assert sample.ids == before
    assert sample.entry(sample.row_of(pinned)).pinned
    sample.app.desktop.settings.update(language="en")
    sample.rest()


def test_a_worker_that_is_gone_is_waited_for(sample: Demos) -> None:
    """The pool can be browsed; when the worker is back, everything is asked again."""
    sample.app.client.link("offline")
    sample.panel.bar.count.setFocus()
    QTest.keyClick(sample.panel.bar.count, Qt.Key.Key_Up)
    sample.app.client.engine()
    sample.rest()
    assert len(sample.ids) == 5


def test_what_an_index_may_miss_is_told(sample: Demos) -> None:
    sample.ask(ASKED)
    assert sample.panel.bar.status.toolTip() == "", "an exact search misses nothing"
    sample.picker.search_recall = 0.987
    sample.ask(f"{ASKED} again")
    assert "98.7 %" in sample.panel.bar.status.toolTip()
