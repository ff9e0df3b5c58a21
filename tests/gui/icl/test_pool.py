"""The pool in the window: a table of 100,000 rows, filters, imports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.icl.import_dialog import ImportDialog
from desktop.icl.pool_table import INPUT, PAGE_ROWS, WORDS
from desktop.icl.sources_dialog import SourcesDialog
from tests.gui.icl.conftest import ROWS, Demos


def header_at(demos: Demos, column: int) -> QPoint:
    header = demos.panel.pool.table.horizontalHeader()
    return QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)


def text_at(demos: Demos, place: int) -> str:
    rows = demos.panel.pool.rows
    return str(rows.index(place, INPUT).data())


def test_a_table_of_100_000_rows_reads_only_what_is_seen(large: Demos) -> None:
    pool = large.panel.pool
    assert pool.rows.rowCount() == ROWS
    assert pool.count.text() == "100,000 rows"
    pool.table.setFocus()
    QTest.keyClick(pool.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    large.qtbot.waitUntil(lambda: pool.table.currentIndex().row() == ROWS - 1)
    pool.table.grab()
    assert text_at(large, ROWS - 1).startswith("report 7:")
    assert pool.rows.reads * PAGE_ROWS < ROWS / 20


def test_typed_words_filter_at_once(large: Demos) -> None:
    pool = large.panel.pool
    large.type(pool.filter, "telesc -bakery 1234")
    large.rest()
    assert 0 < pool.rows.rowCount() < 100
    assert "telescope" in text_at(large, 0)
    assert "bakery" not in text_at(large, 0)
    assert pool.count.text().endswith("of 100,000 rows")
    QTest.keyClick(pool.filter, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(pool.filter, Qt.Key.Key_Delete)
    large.rest()
    assert pool.rows.rowCount() == ROWS


def test_labels_and_sorting(large: Demos) -> None:
    pool = large.panel.pool
    assert pool.labels.count() == 5
    pool.labels.setFocus()
    QTest.keyClick(pool.labels, Qt.Key.Key_Down)
    large.rest()
    assert pool.rows.rowCount() == ROWS // 4
    large.click(pool.table.horizontalHeader().viewport(), header_at(large, WORDS))
    large.rest()
    short = int(pool.rows.index(0, WORDS).data())
    large.click(pool.table.horizontalHeader().viewport(), header_at(large, WORDS))
    large.rest()
    assert int(pool.rows.index(0, WORDS).data()) > short


def test_a_double_clicked_row_is_the_query_and_never_its_own_demonstration(large: Demos) -> None:
    table = large.panel.pool.table
    at = table.visualRect(table.model().index(3, INPUT)).center()
    large.click(table.viewport(), at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    large.rest()
    query = large.workspace.model.setup.value.query
    assert (query.id, query.output) == ("r3", "weather")
    assert large.panel.query.text.toPlainText() == text_at(large, 3)
    assert large.panel.query.answer.currentText() == "weather"
    assert large.picker.requests[-1].query_id == "r3"
    assert len(large.ids) == 4
    assert "r3" not in large.ids


def write_csv(path: Path) -> Path:
    path.write_text(
        "premise,hypothesis,verdict\nIt rains,It is wet,yes\nIt snows,It is hot,no\nIt rains,,\n"
    )
    return path


def test_a_file_is_mapped_seen_and_imported(demos: Demos, tmp_path: Path) -> None:
    workspace = demos.workspace
    assert demos.app.window.open_path(write_csv(tmp_path / "pairs.csv"))
    dialog = workspace.dialogs.dialog
    assert isinstance(dialog, ImportDialog)
    demos.qtbot.waitUntil(lambda: dialog.start_button.isEnabled())
    assert dialog.template.toPlainText() == "{premise}\n{hypothesis}"
    assert dialog.shown_input.text() == "It rains\nIt is wet"
    assert dialog.shown_output.text() == "→ yes"
    dialog.template.setFocus()
    QTest.keyClick(dialog.template, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.template, " {nothing}")
    assert "nothing" in dialog.problem.text()
    assert not dialog.start_button.isEnabled()
    for _ in range(len(" {nothing}")):
        QTest.keyClick(dialog.template, Qt.Key.Key_Backspace)
    demos.click(dialog.next)
    assert dialog.shown_output.text() == "→ no"
    demos.click(dialog.next)
    assert "empty" in dialog.problem.text()
    demos.click(dialog.start_button)
    demos.qtbot.waitUntil(lambda: workspace.pool.summary.rows == 2)
    assert workspace.document_name == "pairs"
    assert demos.app.window.toasts.shown[-1].text.startswith("2 rows were imported; 1 were left")
    demos.wait_ready()


def test_what_was_left_out_is_listed_by_line(demos: Demos, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"input": "x", "output": "y"}\n{"input": 3, "output": "y"}\n\xff\xfe\nnot json\n'
    )
    workspace = demos.workspace
    workspace.wizard(path, new=True)
    dialog = workspace.dialogs.dialog
    assert isinstance(dialog, ImportDialog)
    demos.qtbot.waitUntil(lambda: dialog.start_button.isEnabled())
    assert dialog.mapping.isHidden(), "the columns are our own"
    demos.click(dialog.start_button)
    demos.qtbot.waitUntil(lambda: workspace.pool.summary.rows == 1)
    demos.click(demos.panel.pool.sources)
    sources = workspace.dialogs.dialog
    assert isinstance(sources, SourcesDialog)
    kinds = [sources.bad.item(row, 1).text() for row in range(sources.bad.rowCount())]
    assert kinds == ["type", "encoding", "syntax"]
    sources.reject()
    demos.wait_ready()


def test_a_stopped_import_is_resumed(
    demos: Demos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.icl.pool.importing.BATCH_ROWS", 50)
    monkeypatch.setattr("desktop.icl.pool_session.REPORT_EVERY_S", 0.0)
    path = tmp_path / "a.jsonl"
    rows = ({"input": f"text {n}", "output": "y"} for n in range(20_000))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    workspace = demos.workspace
    workspace.wizard(path, new=True)
    dialog = workspace.dialogs.dialog
    assert isinstance(dialog, ImportDialog)
    demos.qtbot.waitUntil(lambda: dialog.start_button.isEnabled())
    demos.click(dialog.start_button)
    demos.qtbot.waitUntil(lambda: demos.panel.pool.stop.isVisible())
    demos.click(demos.panel.pool.stop)
    demos.qtbot.waitUntil(lambda: bool(workspace.pool.summary.unfinished))
    assert workspace.pool.summary.rows < 20_000
    demos.click(demos.panel.pool.sources)
    sources = workspace.dialogs.dialog
    assert isinstance(sources, SourcesDialog)
    demos.click(sources.resume)
    demos.qtbot.waitUntil(lambda: workspace.pool.summary.rows == 20_000, timeout=30_000)
    assert not workspace.pool.summary.unfinished
    demos.rest()
    demos.wait_ready()


def test_the_last_pool_is_there_again(large: Demos) -> None:
    assert large.workspace.preferences.value.pool.endswith("large.pool")
    assert large.workspace.document_name == "large"


def test_a_file_that_is_no_pool_is_refused_in_words(demos: Demos, tmp_path: Path) -> None:
    (tmp_path / "x.pool").write_text("nothing of the kind" * 100)
    demos.workspace.open_path(tmp_path / "x.pool")
    assert "not a pool" in demos.app.window.toasts.shown[-1].text
    assert demos.workspace.document_name == ""
