"""Suites from the window: started, followed row by row, stopped, judged, and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.robustness.suite_view import ASK, SuiteView
from shared.jobs import JobView
from shared.protocol.messages import JobChanged
from shared.tasks.robustness_evaluate import RobustnessEvaluateRequest
from tests.gui.robustness.conftest import Robust

TASK = "robustness.evaluate"
OWN = """
name: support
attacks: [checklist]
fail_under: 0.7
prompts:
  - name: mood
    prompt: "Review: {content}\\nSentiment:"
    data: ../data/reviews.jsonl
    labels: [positive, negative]
"""


class Suites:
    """A person before the page of suites."""

    def __init__(self, robust: Robust) -> None:
        self.robust, self.engine = robust, robust.engine
        robust.panel.tabs.set_open(True)
        bar = robust.panel.tabs.bar
        robust.click(bar, bar.tabRect(list(robust.panel.tabs.pages).index("suite")).center())

    @property
    def view(self) -> SuiteView:
        return self.robust.panel.suite

    def wait(self, condition: Callable[[], object]) -> None:
        self.robust.qtbot.waitUntil(lambda: bool(condition()))

    def start(self) -> JobView:
        before = len(self.engine.jobs(TASK))
        self.robust.click(self.view.run)
        self.wait(lambda: len(self.engine.jobs(TASK)) == before + 1)
        return self.engine.jobs(TASK)[-1]

    @property
    def request(self) -> RobustnessEvaluateRequest:
        request = self.robust.app.client.submitted[-1][1]
        assert isinstance(request, RobustnessEvaluateRequest)
        return request

    def choose(self, kind: str) -> None:
        """Go through the list of suites by the keyboard."""
        place = self.view.suite.findData(kind)
        self.view.suite.setFocus()
        QTest.keyClick(self.view.suite, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(self.view.suite, Qt.Key.Key_Down)

    def row(self, row: int) -> list[str]:
        table = self.view.table
        found = []
        for column in range(table.columnCount()):
            item = table.item(row, column)
            assert item is not None
            found.append(item.text())
        return found


@pytest.fixture
def suites(sample: Robust) -> Suites:
    return Suites(sample)


def test_the_quick_suite_is_asked_for_with_model_seed_and_limit(suites: Suites) -> None:
    suites.robust.workspace.model.change("Model", model="small-lm", seed=7)
    assert suites.view.isVisible()
    assert not suites.view.cancel.isEnabled()
    assert "Six data sets" in suites.view.said.text()
    box = suites.view.limit.box
    assert box.text() == "None"
    suites.robust.click(box, QPoint(12, box.height() // 2))
    box.selectAll()
    QTest.keyClicks(box, "60")
    QTest.keyClick(box, Qt.Key.Key_Return)
    suites.start()
    assert suites.request == RobustnessEvaluateRequest(
        quick=True, model="small-lm", fail_under=0.6, seed=7
    )
    assert not suites.view.run.isEnabled(), "one after the other"


def test_the_whole_suite_without_a_gate(suites: Suites) -> None:
    suites.choose("packages")
    assert "Ten data sets" in suites.view.said.text()
    suites.start()
    assert suites.request == RobustnessEvaluateRequest(model="default")


def test_rows_and_counts_come_in_while_it_runs(suites: Suites) -> None:
    job = suites.start()
    for number in range(5):
        suites.engine.suite_cell(job, number)
        suites.wait(lambda n=number: suites.view.table.rowCount() == n + 1)
    assert "4 of 12 attacks" in suites.view.said.text()
    assert "TextBugger" in suites.view.said.text()
    assert suites.view.progress.isVisible() and suites.view.progress.value() == 333
    assert suites.row(0) == [
        "movie_reviews", "Task · Zero-shot", "TextBugger", "79.5 %", "66.0 % [53.8, 76.4]",
        "17.0 % [-1.8, 35.7]".replace("-", "−"),
    ]  # fmt: skip
    assert suites.row(4)[0] == "r8"
    assert suites.row(4)[5].startswith("6.0 pp"), "no PDR where the clean accuracy is chance"
    item = suites.view.table.item(0, 5)
    assert item is not None and "PDR 17.0 %" in item.toolTip() and "De cide" in item.toolTip()


def test_it_can_be_stopped_and_goes_on(suites: Suites) -> None:
    job = suites.start()
    suites.engine.suite_cell(job, 0)
    suites.wait(lambda: suites.view.table.rowCount() == 1)
    suites.robust.click(suites.view.cancel)
    suites.wait(suites.view.again.isVisible)
    assert ("cancel", job.job_id, False) in suites.robust.app.client.calls
    assert "Stopped" in suites.view.said.text()
    assert not suites.view.progress.isVisible()
    suites.robust.click(suites.view.again)
    suites.wait(lambda: ("retry", job.job_id) in suites.robust.app.client.calls)
    suites.wait(lambda: suites.view.table.rowCount() == 0)
    suites.engine.suite(job)
    suites.wait(lambda: suites.view.verdict.isVisible())
    assert suites.view.table.rowCount() == 12, "no row is there twice"


@pytest.mark.parametrize(
    ("passed", "role", "said"),
    [
        (True, "good", "Passed: no prompt falls below its limit."),
        (False, "bad", "Failed: movie_reviews/task-zero/1, r8/task-zero/1 may fall below"),
        (None, "muted", "No limit was given"),
    ],
)
def test_the_gate_is_told_in_words(
    suites: Suites, passed: bool | None, role: str, said: str
) -> None:
    suites.view.limit.box.setValue(60)
    suites.engine.suite(suites.start(), passed)
    suites.wait(lambda: said in suites.view.verdict.text())
    assert suites.view.verdict.property("role") == role
    assert "12 attacks · 7,680 queries, 640 of them known" in suites.view.said.text()
    item = suites.view.table.item(0, 4)
    assert item is not None
    below = item.foreground().color() == suites.robust.app.desktop.theme.color("bad")
    assert below, "its interval reaches below 60 %"
    assert suites.view.run.isEnabled()


def test_a_failure_is_told_and_rows_stay(suites: Suites) -> None:
    job = suites.start()
    suites.engine.suite_cell(job, 0)
    suites.robust.app.client.fail(job.job_id, "bad_request", reason="Run python3 installer data.")
    suites.wait(lambda: "installer data" in suites.view.said.text())
    assert suites.view.said.property("role") == "bad"
    assert suites.view.table.rowCount() == 1


def test_report_and_junit_of_another_computer_are_fetched(
    suites: Suites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    asked = iter((tmp_path / "page.html", tmp_path / "junit.xml", tmp_path / "no" / "junit.xml"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(asked)), ""))
    told: list[tuple[str, str]] = []
    suites.robust.workspace.notice.connect(lambda *notice: told.append(notice))
    assert not suites.view.report.isVisible()
    suites.engine.suite(suites.start())
    suites.wait(suites.view.report.isVisible)
    suites.robust.click(suites.view.report)
    suites.wait(lambda: opened == [(tmp_path / "page.html").as_posix()])
    assert (tmp_path / "page.html").read_bytes() == b"<html>"
    suites.robust.click(suites.view.junit)
    suites.wait(lambda: ("good", "junit.xml was written.") in told)
    assert (tmp_path / "junit.xml").read_bytes() == b"<testsuites/>"
    suites.robust.click(suites.view.junit)
    suites.wait(lambda: told[-1][0] == "error")


def test_a_report_of_this_computer_is_opened_where_it_lies(
    suites: Suites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    (tmp_path / "report.html").write_text("<html>")
    finish = suites.robust.app.client.finish
    monkeypatch.setattr(
        suites.robust.app.client,
        "finish",
        lambda job_id, **files: finish(job_id, result_dir=str(tmp_path), **files),
    )
    suites.engine.suite(suites.start())
    suites.wait(suites.view.report.isVisible)
    suites.robust.click(suites.view.report)
    assert opened == [(tmp_path / "report.html").as_posix()]


def test_a_suite_of_ones_own_is_sent_with_its_data(
    suites: Suites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("suites/own.yaml", OWN), ("data/reviews.jsonl", "")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    chosen = [str(tmp_path / "suites" / "own.yaml")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen[0], ""))
    suites.choose(ASK)
    suites.wait(lambda: "It has limits of its own." in suites.view.hint.text())
    assert suites.view.suite.currentText() == "own.yaml"
    suites.start()
    assert suites.request.names == ("suites/own.yaml", "data/reviews.jsonl")
    assert suites.request.files == tuple(str(tmp_path / name) for name in suites.request.names)
    assert suites.request.suite == "packages" and not suites.request.quick
    title = suites.robust.app.client.calls[-1][2]
    assert title == "Suite own"


def test_a_file_that_is_no_suite_is_told_and_nothing_can_start(
    suites: Suites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.yaml").write_text(OWN)  # its data are not there
    chosen = [str(tmp_path / "own.yaml")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen[0], ""))
    suites.choose(ASK)
    suites.wait(lambda: "does not exist" in suites.view.hint.text())
    assert suites.view.hint.property("role") == "bad"
    assert not suites.view.run.isEnabled()
    chosen[0] = ""
    suites.choose(ASK)
    assert suites.view.suite.currentText() == "own.yaml", "nothing else was chosen"
    suites.choose("quick")
    assert suites.view.run.isEnabled()


def test_a_window_that_comes_back_shows_the_rows_of_the_file(suites: Suites) -> None:
    job = suites.start()
    suites.engine.suite(job, passed=True)
    suites.wait(lambda: suites.view.verdict.isVisible())
    lab = suites.robust.workspace.lab
    lab._runs.clear()
    lab._seen.clear()
    view = suites.robust.app.client.jobs[job.job_id]
    suites.robust.app.client.on_message(JobChanged(job=view), [])
    suites.wait(lambda: [run.step for run in lab.runs()] == ["done"])
    assert suites.view.table.rowCount() == 12
    assert [len(run.cells) for run in lab.runs()] == [12]
    assert "Passed" in suites.view.verdict.text()
    suites.robust.panel.tabs.show_page("runs")
    suites.robust.app.window.act_on_job("open", job.job_id)
    suites.wait(suites.view.isVisible)


def test_the_language_changes_while_it_runs(suites: Suites) -> None:
    job = suites.start()
    suites.engine.suite_cell(job, 0)
    old = suites.robust.panel
    suites.robust.app.desktop.settings.update(language="zh_CN")
    suites.wait(lambda: suites.robust.workspace.panel not in (None, old))
    suites.robust.workspace.show_tab("suite")
    suites.wait(lambda: suites.view.table.rowCount() == 1)
    assert suites.view.run.text() != "Run the suite"
