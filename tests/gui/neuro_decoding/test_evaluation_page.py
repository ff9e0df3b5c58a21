"""The screen of evaluations: the confound demonstration at one click, and what came of others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.neuro.evaluation.page import EvaluationPage
from desktop.neuro.modes import EVALUATION
from shared.errors import AppError
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest
from tests.gui.neuro.conftest import Desk, at_work

TABLE = (
    ("What is tested on", "Split", "Right", "95 %", "Chance"),
    ("Block design, random pictures", "leaky", "100.0 %", "91.2 – 100.0 %", "2.5 %"),
    ("The same, above 5 Hz only", "leaky", "3.8 %", "1.3 – 7.1 %", "2.5 %"),
    ("Block design, another session", "safe", "3.8 %", "2.1 – 5.7 %", "2.5 %"),
    ("Mixed order, other runs", "safe", "2.8 %", "1.2 – 4.5 %", "2.5 %"),
)
FIGURES = {"leaky_split_accuracy": 1.0, "accuracy_in_another_session": 0.0375}


def png(width: int = 90, height: int = 42, color: str = "#c2410c") -> bytes:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


class Bench(Desk):
    """A person before the workspace, and the worker that evaluates."""

    @property
    def page(self) -> EvaluationPage:
        page = self.workspace.evaluation.page
        assert page is not None
        return page

    @property
    def requests(self) -> list[NeuroEvaluateRequest]:
        return [
            request
            for task, request in self.app.client.submitted
            if task == "neuro.evaluate" and isinstance(request, NeuroEvaluateRequest)
        ]

    @property
    def job_id(self) -> str:
        return next(reversed(self.app.client.jobs))

    def palette(self, words: str) -> None:
        """Find a command by words, and run it."""
        self.app.window.activateWindow()
        self.app.window.open_palette()
        QTest.keyClicks(self.app.window.palette_card.line, words)
        QTest.keyClick(self.app.window.palette_card.line, Qt.Key.Key_Return)

    def finish(
        self,
        table: tuple[tuple[str, ...], ...] = TABLE,
        picture: bytes | None = None,
        figures: dict[str, float] = FIGURES,
        more: dict[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """The job succeeds, with files as the worker writes them."""
        picture = png() if picture is None else picture
        request = msgspec.to_builtins(self.requests[-1])
        document = {
            "task": "neuro.evaluate", "status": "succeeded", "table": table, "metrics": figures,
            "picture": "a.png" if picture else "", "n_trials": 6000, "seconds": 6.3,
            "simulated": True, "provenance": {"request": request}, **fields,
        }  # fmt: skip
        files = {"result.json": msgspec.json.encode(document)}
        files |= {name: msgspec.json.encode(each) for name, each in (more or {}).items()}
        if picture:
            files["a.png"] = picture
        named = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        for name, data in files.items():
            self.app.client.artefacts[named[name]] = data
        self.app.client.finish(self.job_id, result_dir="/results", **named)

    def demonstrate(self) -> None:
        """The demonstration was run from the first page."""
        self.click(self.workspace.empty_page.evaluate_button)
        self.wait(lambda: self.requests)
        self.app.client.run(self.job_id)
        self.finish()
        self.wait(lambda: self.page.result.isVisible())

    @property
    def words(self) -> str:
        return self.page.result.words.text().replace("\u00a0", " ")

    def cells(self) -> list[str]:
        table = self.page.result.table
        return [
            table.item(row, column).text()
            for row in range(table.rowCount())
            for column in range(table.columnCount())
        ]


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[Bench]:
    yield from at_work(Bench, qapp, qtbot, fresh_folders)


# --- the confound demonstration -------------------------------------------------------------------


def test_one_click_runs_the_demonstration_and_shows_table_picture_and_reason(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    assert bench.requests == [NeuroEvaluateRequest(confound_demo=True)]
    assert bench.page.isVisible()
    assert bench.page.cancel.isVisible()
    bench.app.client.run(bench.job_id)
    bench.app.client.progress(bench.job_id, 2, 8)
    bench.wait(lambda: bench.page.progress.value() == 25)
    bench.finish()
    bench.wait(lambda: bench.page.result.isVisible())
    result = bench.page.result
    assert result.title.text() == "Confound demonstration"
    assert result.badge.isVisible()
    assert "leaky" in bench.cells() and "100.0 %" in bench.cells()
    assert "safe" in bench.cells() and "3.8 %" in bench.cells()
    assert "names 100 % of 40 classes right" in bench.words
    assert "right in 3.8 %; chance is 2.5 %" in bench.words
    bench.wait(lambda: result.picture.isVisible())
    seen = result.picture.grab().toImage()
    assert seen.pixelColor(seen.width() // 8, seen.height() // 2).isValid()
    assert seen.pixelColor(40, 30) == QColor("#c2410c")


def test_the_command_palette_runs_it_too(bench: Bench) -> None:
    bench.palette("confound demonstration")
    bench.wait(lambda: bench.requests)
    assert bench.requests[0].confound_demo


def test_beside_an_open_source_it_is_a_tab_and_the_record_button_stays(bench: Bench) -> None:
    bench.open_headset()
    modes = bench.panel.modes
    bench.click(modes, modes.tabRect(EVALUATION).center())
    assert bench.page.isVisible()
    assert not bench.page.back.isVisible()
    assert bench.panel.record_bar.record.isVisible()
    bench.click(bench.page.begin)
    bench.wait(lambda: bench.requests)
    bench.click(modes, modes.tabRect(0).center())
    assert bench.panel.traces.isVisible()
    bench.app.client.run(bench.job_id)
    bench.finish()
    bench.wait(lambda: ("good", "Confound demonstration is done.") in bench.notices)
    bench.workspace.session.close()
    bench.wait(lambda: bench.workspace.empty_page.isVisible())
    bench.workspace.show_evaluation()
    assert bench.page.isVisible() and bench.page.back.isVisible()
    assert bench.page.result.isVisible()


def test_it_can_be_cancelled_and_run_again(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    bench.app.client.run(bench.job_id)
    bench.click(bench.page.cancel)
    bench.wait(lambda: "stopped" in bench.page.words.text())
    assert ("cancel", bench.job_id, False) in bench.app.client.calls
    assert not bench.page.cancel.isVisible()
    bench.click(bench.page.again)
    bench.wait(lambda: ("retry", bench.job_id) in bench.app.client.calls)
    bench.app.client.run(bench.job_id)
    bench.finish()
    bench.wait(lambda: bench.page.result.isVisible())


def test_a_failure_is_told_in_words(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    bench.app.client.run(bench.job_id)
    bench.app.client.fail(bench.job_id, "disk_full", path="/home/a", needed_mb=3.0)
    bench.wait(lambda: bench.page.again.isVisible())
    assert "full" in bench.page.words.text()


def test_a_worker_that_refuses_is_told_in_words(bench: Bench) -> None:
    bench.app.client.refuse = AppError("bad_field", field="seed", value="-1", limit="0 or more")
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.page.again.isVisible())
    assert "0 or more" in bench.page.words.text()


def test_files_that_say_something_else_are_told_and_nothing_breaks(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    bench.app.client.run(bench.job_id)
    bench.finish(table=7)  # type: ignore[arg-type]
    bench.wait(lambda: "result.json" in bench.page.words.text())


def test_a_picture_that_cannot_be_read_leaves_the_table(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    bench.finish(picture=b"no picture")
    bench.wait(lambda: bench.page.result.isVisible())
    bench.wait(lambda: not bench.page.result._background.is_busy)
    assert not bench.page.result.picture.isVisible()
    assert "leaky" in bench.cells()


def test_a_second_click_does_not_start_a_second_one(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    assert not bench.page.form.confound.isEnabled()
    bench.workspace.show_confound()
    assert len(bench.requests) == 1


# --- others, and earlier ones ---------------------------------------------------------------------


def test_simulated_people_are_measured_as_the_form_says(bench: Bench) -> None:
    bench.demonstrate()
    form = bench.page.form
    form.level.setFocus()
    QTest.keyClick(form.level, Qt.Key.Key_Down)
    form.people.box.setFocus()
    QTest.keyClick(form.people.box, Qt.Key.Key_Up)
    bench.click(form.measure)
    bench.wait(lambda: len(bench.requests) == 2)
    assert bench.requests[1] == NeuroEvaluateRequest(simulate="demo", participants=3, seed=11)
    rows = tuple(
        (f"ridge_top_1_of_200_r{n}", "0.134", "0.1 – 0.2", "0.005", "1") for n in range(40)
    )
    bench.finish((("figure", "value", "95 %", "chance", "p"), *rows))
    bench.wait(lambda: bench.page.result.isVisible())
    assert "none of whom was trained on" in bench.page.result.words.text()
    assert "ridge top 1 of 200 · 4 trials" in bench.cells()
    table = bench.page.result.table
    bench.wait(lambda: bench.page.result.picture.isVisible())
    assert bench.page.result.picture.y() < table.y(), "a long table stands below the picture"
    assert table.height() >= table.rowHeight(0) * 40, "and has no bar of its own"


def test_no_size_of_the_window_makes_the_scroll_bar_come_and_go(bench: Bench) -> None:
    bench.click(bench.workspace.empty_page.evaluate_button)
    bench.wait(lambda: bench.requests)
    rows = tuple((f"figure_{n}", "0.1", "0 – 1", "0.005", "1") for n in range(10))
    wide = png(2000, 700)
    bench.finish((("figure", "value", "95 %", "chance", "p"), *rows), picture=wide)
    bench.wait(lambda: bench.page.result.picture.isVisible())
    for height in range(640, 1100, 7):
        bench.app.window.resize(1000 + height % 64, height)
        QApplication.processEvents()
    picture = bench.page.result.picture
    assert picture.height() < bench.page.height()


def test_an_earlier_result_opens_from_the_list_of_jobs(bench: Bench) -> None:
    bench.demonstrate()
    first = bench.job_id
    bench.click(bench.page.form.measure)
    bench.wait(lambda: len(bench.requests) == 2)
    bench.app.client.run(bench.job_id)
    bench.app.client.fail(bench.job_id, "out_of_memory", device="cpu")
    bench.wait(lambda: bench.page.again.isVisible())
    bench.app.window.show_workspace("motion")
    bench.app.window.act_on_job("open", first)
    bench.wait(lambda: bench.page.result.isVisible())
    assert bench.app.window.workspace.workspace_id == "neuro"
    assert "names 100 %" in bench.words


def test_an_earlier_one_is_chosen_beside_the_result(bench: Bench) -> None:
    bench.demonstrate()
    bench.click(bench.page.form.measure)
    bench.wait(lambda: len(bench.requests) == 2)
    rows = bench.page.form.list
    bench.wait(lambda: rows.count() == 2)
    at = rows.visualItemRect(rows.item(1)).center()
    bench.page.form.parentWidget().parentWidget().ensureWidgetVisible(rows)  # type: ignore[union-attr]
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    bench.wait(lambda: bench.page.result.isVisible())
    assert not bench.page.form.confound.isEnabled(), "the other goes on"


def test_one_that_runs_when_the_window_opens_is_followed(bench: Bench) -> None:
    job = bench.app.client.add_job("neuro.evaluate", title="Confound demonstration")
    bench.app.client.run(job.job_id)
    bench.workspace.show_evaluation()
    bench.app.client.progress(job.job_id, 4, 8)
    bench.wait(lambda: bench.page.progress.value() == 50)
    assert bench.page.title.text() == "Confound demonstration"


def test_escape_leaves_the_page_where_no_source_is_open(bench: Bench) -> None:
    bench.workspace.show_evaluation()
    QTest.keyClick(bench.page, Qt.Key.Key_Escape)
    assert bench.workspace.empty_page.isVisible()


def test_another_language_keeps_the_result(bench: Bench) -> None:
    bench.demonstrate()
    old = bench.page
    bench.app.desktop.settings.update(language="zh_CN")
    bench.wait(lambda: bench.workspace.evaluation.page not in (None, old))
    bench.wait(lambda: bench.page.result.isVisible())
    assert "100 %" in bench.words
    assert "leaky" not in bench.cells(), "words of the worker's table are translated"


# --- files ----------------------------------------------------------------------------------------


def test_the_picture_is_saved_as_it_came(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.demonstrate()
    target = tmp_path / "b.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    bench.click(bench.page.result.save)
    assert target.read_bytes() == png()
    assert ("good", "Saved b.png") in bench.notices


def test_files_that_are_elsewhere_are_told(bench: Bench) -> None:
    bench.demonstrate()
    bench.click(bench.page.result.files)
    assert ("warning", "The files are not on this computer.") in bench.notices


def test_every_control_has_a_name_and_a_tooltip(bench: Bench) -> None:
    from tests.gui.shell.test_look import controls

    bench.demonstrate()
    for widget in controls(bench.page):
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget.accessibleName()
