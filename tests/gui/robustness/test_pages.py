"""The pages below: explanation, matrices, defences, words; exports and checks; by real events."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.robustness.check_dialog import CheckDialog
from desktop.robustness.export_dialog import ExportDialog
from desktop.robustness.exporting import FORMATS
from desktop.robustness.library_dialog import LibraryDialog
from shared.robustness.suite_file import read_suite
from shared.tasks.robustness import (
    RobustnessDefendRequest,
    RobustnessExplainRequest,
    RobustnessTransferRequest,
)
from tests.gui.robustness.conftest import CONTROL, Robust


def open_tab(robust: Robust, key: str) -> None:
    bar = robust.panel.tabs.bar
    place = list(robust.panel.tabs.pages).index(key)
    robust.click(bar, bar.tabRect(place).center())
    assert robust.panel.tabs.key == key


def test_words_are_explained_with_a_certificate(sample: Robust) -> None:
    sample.attacked()
    open_tab(sample, "explain")
    view = sample.panel.explain
    sample.click(view.certify, QPoint(10, view.certify.height() // 2))
    sample.click(view.run)
    sample.qtbot.waitUntil(lambda: bool(sample.engine.jobs("robustness.explain")))
    request = sample.app.client.submitted[-1][1]
    assert isinstance(request, RobustnessExplainRequest)
    assert request.ablated == 3
    assert request.attacked.startswith("Ascertain")
    sample.engine.explain(sample.engine.jobs("robustness.explain")[0])
    sample.qtbot.waitUntil(lambda: len(view.after.places) > 0)
    assert len(view.before.places) == len(sample.workspace.model.words)
    assert "0.71" in view.before_title.text()
    told = view.before.words_at(view.before.places[1].box.center().toPoint())
    assert told.startswith("whether (word 2)")
    assert "nats" in told
    assert "58.0 % stand against any 2 words changed" in view.certified.text()


def test_a_cell_of_the_matrix_opens_its_prompt(sample: Robust) -> None:
    box = sample.panel.setup.attacks.boxes["checklist"]
    sample.click(box, QPoint(10, box.height() // 2))
    sample.attacked()
    open_tab(sample, "heat")
    table = sample.panel.heat.table
    assert [table.columnCount(), table.rowCount()] == [2, 1]
    diff = sample.panel.search.diff
    sample.click(table.viewport(), table.visualItemRect(table.item(0, 1)).center())
    assert "kE4jq9Lw2z" in diff.pair[1]
    QTest.keyClick(table, Qt.Key.Key_Left)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert "Ascertain" in diff.pair[1]


def test_finds_are_asked_of_other_models(sample: Robust) -> None:
    open_tab(sample, "transfer")
    view = sample.panel.transfer
    assert not view.run.isEnabled()
    view.models.setFocus()
    QTest.keyClicks(view.models, "default, other-lm")
    sample.click(view.run)
    sample.qtbot.waitUntil(lambda: bool(sample.engine.jobs("robustness.transfer")))
    request = sample.app.client.submitted[-1][1]
    assert isinstance(request, RobustnessTransferRequest)
    assert request.models == ("default", "other-lm")
    sample.engine.transfer(sample.engine.jobs("robustness.transfer")[0])
    sample.qtbot.waitUntil(lambda: view.table.cell(1, 1) is not None)
    assert view.table.rowCount() == 2
    sample.qtbot.waitUntil(lambda: "TextFooler" in view.said.text())


def test_defences_are_switched_and_attacked_again(sample: Robust) -> None:
    open_tab(sample, "defend")
    view = sample.panel.defend
    for box in (view.boxes["outlier"], view.separately):
        sample.click(box, QPoint(10, box.height() // 2))
    sample.click(view.run)
    sample.qtbot.waitUntil(lambda: bool(sample.engine.jobs("robustness.defend")))
    request = sample.app.client.submitted[-1][1]
    assert isinstance(request, RobustnessDefendRequest)
    assert request.defences == ("unicode", "spelling", "outlier")
    assert request.separately
    assert request.adaptive
    sample.engine.defend(sample.engine.jobs("robustness.defend")[0])
    sample.qtbot.waitUntil(lambda: view.table.rowCount() == 4)
    assert view.table.item(0, 1).text().startswith("76.0 %")
    assert view.table.item(0, 2).text().startswith("70.0 %")
    assert "79 %" in view.table.item(0, 4).text()


def test_words_that_attacks_change_are_fragile(sample: Robust) -> None:
    sample.attacked()
    open_tab(sample, "words")
    view = sample.panel.words
    fragile = [view.fragile.item(row, 0).text() for row in range(view.fragile.rowCount())]
    robust = [view.robust.item(row, 0).text() for row in range(view.robust.rowCount())]
    assert set(fragile) == {"decide", "film", "answer"}
    assert "below" in robust
    assert "positive" not in robust


def test_runs_are_exported_in_four_formats(sample: Robust, tmp_path: Path) -> None:
    sample.attacked()
    found = {}
    for row, kind in enumerate(FORMATS):
        sample.click(sample.panel.search.export)
        dialog = sample.workspace.dialogs.dialog
        assert isinstance(dialog, ExportDialog)
        item = dialog.formats.item(row)
        sample.click(dialog.formats.viewport(), dialog.formats.visualItemRect(item).center())
        assert dialog.kind == kind
        path = tmp_path / kind
        dialog.write(path)
        found[kind] = path.read_text(encoding="utf-8")
    row_found = next(csv.DictReader(found["csv"].splitlines()))
    assert row_found["attack"] == "textfooler"
    assert float(row_found["pdr"]) > 0.3
    assert json.loads(found["jsonl"])["edits"][0]["before"] == "Decide"
    assert "<del>Decide</del><ins>Ascertain</ins>" in found["html"]
    suite = ElementTree.fromstring(found["junit"])
    failure = suite.find("testcase/failure")
    assert suite.get("failures") == "1"
    assert failure is not None
    assert "limit 0.500" in failure.get("message", "")


def test_a_prompt_becomes_a_check(sample: Robust, tmp_path: Path) -> None:
    sample.attacked()
    sample.click(sample.panel.search.check)
    dialog = sample.workspace.dialogs.dialog
    assert isinstance(dialog, CheckDialog)
    box = dialog.boxes["deepwordbug"]
    sample.click(box, QPoint(10, box.height() // 2))
    dialog.write(tmp_path / "check.yaml")
    suite = read_suite(tmp_path / "check.yaml")
    assert suite.attacks == ("deepwordbug", "textfooler")
    assert suite.fail_under == 0.4
    assert suite.entries[0].prompt == sample.workspace.model.setup.value.prompt


def test_a_prompt_comes_from_the_library(sample: Robust) -> None:
    sample.click(sample.panel.prompt.library)
    dialog = sample.workspace.dialogs.dialog
    assert isinstance(dialog, LibraryDialog)
    everything = len(dialog.found)
    assert everything >= 40
    dialog.shots.setFocus()
    QTest.keyClick(dialog.shots, Qt.Key.Key_End)
    assert 0 < len(dialog.found) < everything
    QTest.keyClicks(dialog.typed, "positive negative")
    text = dialog.text.toPlainText()
    assert "{content}" in text
    sample.click(dialog.use_button)
    setup = sample.workspace.model.setup.value
    assert setup.prompt == text
    assert sample.panel.prompt.editor.toPlainText() == text
    assert setup.locked
    assert sample.panel.setup.run.isEnabled()


def test_the_tabs_fold_away(sample: Robust) -> None:
    tabs = sample.panel.tabs
    assert tabs.is_open
    QTest.keyClick(sample.panel, Qt.Key.Key_B, CONTROL)
    assert not tabs.is_open
    sample.click(tabs.bar, tabs.bar.tabRect(0).center())
    assert tabs.is_open


def test_settings_are_kept(sample: Robust) -> None:
    box = sample.panel.setup.attacks.boxes["ensemble"]
    sample.click(box, QPoint(10, box.height() // 2))
    path = sample.workspace.preferences.path
    sample.workspace.shut_down()
    kept = json.loads(path.read_text(encoding="utf-8"))["setup"]
    assert kept["attacks"] == ["textfooler", "ensemble"]
    assert kept["data"].endswith("reviews.jsonl")
