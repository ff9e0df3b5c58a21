"""Retrievers over all queries of a file: a run that is watched, stopped and read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.icl.accuracy_page import verdict_words
from desktop.icl.accuracy_run import PairTest
from desktop.icl.drawer_tabs import COMPARE
from shared.statistics.paired import sign_p
from tests.gui.icl.conftest import Demos


def opened(demos: Demos) -> None:
    """The figures of all queries are in front."""
    tabs = demos.panel.drawer.tabs
    demos.click(tabs, tabs.tabRect(COMPARE).center())
    demos.click(demos.panel.drawer.compare.modes[1])


def compared_with(demos: Demos, *names: str) -> None:
    for one in names:
        demos.panel.drawer.compare.toggle(one)  # type: ignore[arg-type]
    demos.rest()


def finished(demos: Demos) -> None:
    trial = demos.workspace.accuracy.trial
    demos.qtbot.waitUntil(lambda: not trial.value.is_running, timeout=20_000)


def test_every_pair_of_retrievers_is_tested_over_the_queries(sample: Demos) -> None:
    opened(sample)
    page = sample.panel.drawer.compare.accuracy
    assert not page.start.isEnabled()
    assert "Choose what to compare with" in page.said.text()
    compared_with(sample, "bm25", "random")
    assert page.start.isEnabled()
    before = len(sample.picker.requests)
    sample.click(page.start)
    finished(sample)
    asked = sample.picker.requests[before:]
    assert len(asked) == 60
    assert {one.retriever for one in asked} == {"llmr", "bm25", "random"}
    assert not any(one.score or one.pinned or one.compare for one in asked)
    assert all(one.predict for one in asked)
    table = page.table
    assert (table.rowCount(), page.said.text()) == (3, "20 of 20 queries")
    for row in range(3):
        only_first, only_second = (int(table.item(row, column).text()) for column in (2, 3))
        p = float(table.item(row, 4).text().lstrip("< "))
        assert abs(p - sign_p(only_first, only_second)) < 0.001
        assert float(table.item(row, 5).text().lstrip("< ")) >= p
        assert table.item(row, 6).text() not in ("", "running…")
    assert table.item(0, 0).text() == "Automatic (LLM-R gate) – BM25"
    first = page.bars.standings[0]
    assert table.item(0, 1).text().startswith(f"{first.right / 20:.1%} – ")
    assert "vote without a model" in page.bars.toolTip()


def test_a_run_is_started_and_stopped_by_key_and_button_and_says_so(sample: Demos) -> None:
    compared_with(sample, "bm25")
    sample.picker.hold_after = 5
    QTest.keyClick(
        sample.app.window,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    page = sample.panel.drawer.compare.accuracy
    sample.qtbot.waitUntil(lambda: "2 of 20 queries" in page.said.text())
    assert page.isVisible()
    assert page.table.item(0, 6).text() == "running…"
    sample.click(page.stop)
    assert "stopped early" in page.said.text()
    assert page.table.item(0, 6).text() != "running…"
    assert page.start.isVisible()


def test_a_query_that_the_worker_had_no_time_for_is_asked_again(sample: Demos) -> None:
    opened(sample)
    compared_with(sample, "bm25")
    sample.picker.hold_after = 5
    before = len(sample.picker.requests)
    sample.click(sample.panel.drawer.compare.accuracy.start)
    sample.qtbot.waitUntil(lambda: sample.picker.hold)
    sample.picker.hold, sample.picker.hold_after = False, None
    sample.picker.fail("too_late", waited_s=60.0)
    finished(sample)
    asked = [(one.query, one.retriever) for one in sample.picker.requests[before:]]
    assert asked[5] == asked[6]
    assert len(asked) == 41
    assert len(sample.workspace.accuracy.trial.value.complete) == 20


def test_figures_of_other_settings_are_called_old(sample: Demos) -> None:
    opened(sample)
    compared_with(sample, "bm25")
    page = sample.panel.drawer.compare.accuracy
    sample.click(page.start)
    finished(sample)
    assert "changed since" not in page.said.text()
    sample.workspace.model.step_query(1)
    assert "changed since" not in page.said.text(), "another query is no other setting"
    sample.panel.bar.count.setFocus()
    QTest.keyClick(sample.panel.bar.count, Qt.Key.Key_Up)
    assert "changed since" in page.said.text()
    sample.rest()


def test_verdicts_say_no_more_than_the_test() -> None:
    def words(only_one: int, only_other: int, adjusted: float) -> str:
        p = sign_p(only_one, only_other)
        return verdict_words(
            PairTest("bm25", "minilm", 10, 10, only_one, only_other, 40, p, adjusted)
        )

    assert words(0, 0, 1.0) == "Right on the same queries"
    assert words(0, 5, 0.06) == "Too few queries part them: 5"
    assert words(3, 9, 0.3) == "Not to be told from chance"
    assert words(1, 12, 0.01) == "MiniLM is better"
    assert words(12, 1, 0.01) == "BM25 is better"
