"""The window with a worker that really attacks, on the model that ships."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.robustness.workspace import SAMPLES, RobustWorkspace

# In a process of its own, as the window's has no torch; on a busy machine the model is converted
# for longer than an engine may stand still.
_CONVERT = """
import sys
from pathlib import Path
from worker.lm.loading import load_causal
from worker.lm.opening import FOLDER
load_causal("default", Path(sys.argv[1]) / FOLDER, "cpu")
"""
ROOT = Path(__file__).resolve().parents[3]
# The engine imports torch and loads the model, on a busy machine.
LOAD_MS = 120_000


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Desktop]:
    command = [sys.executable, "-c", _CONVERT, str(home)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    made = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    made.window.resize(1280, 800)
    made.show()
    made.window.show_workspace("robustness")
    qtbot.waitUntil(lambda: "Ready" in made.window.chip.text(), timeout=LOAD_MS)
    yield made
    made.close()
    made.window.deleteLater()
    made.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def put(box: QAbstractSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.timeout(600)
def test_an_attack_from_the_sample_to_its_figures(
    program: Desktop, qtbot: QtBot, home: Path
) -> None:
    workspace = program.window.workspaces["robustness"]
    assert isinstance(workspace, RobustWorkspace)
    click(workspace.empty_page.sample_button)
    qtbot.waitUntil(lambda: workspace.panel is not None)
    panel = workspace.panel
    assert panel is not None
    boxes = panel.setup.attacks.boxes
    for attack in ("textfooler", "deepwordbug"):
        click(boxes[attack], QPoint(10, boxes[attack].height() // 2))
    put(panel.setup.samples.box, "8")
    put(panel.setup.report.box, "12")
    put(panel.setup.queries.box, "160")
    click(panel.setup.run)
    view = panel.search
    seen: list[int] = []
    workspace.lab.changed.connect(
        lambda _: seen.append(len(view.run.curve) if view.run is not None else 0)
    )
    qtbot.waitUntil(
        lambda: view.run is not None and view.run.step in ("done", "failed"), timeout=LOAD_MS
    )
    run = view.run
    assert run is not None
    assert run.step == "done", run.error
    assert max(seen) >= 1, "the search was watched"
    assert run.attack == "deepwordbug"
    drop = run.drop
    assert drop is not None
    assert drop.attacked.n == 12
    assert run.attacked is not None
    assert run.attacked.search is not None
    assert run.attacked.search.n == 8
    # What the window shows is what the file says.
    written = json.loads((Path(run.result_dir) / "result.json").read_text())
    assert view.diff.pair == (workspace.model.setup.value.prompt, written["adversarial_prompt"])
    tiles = {tile.title.text(): tile.value.text() for tile in view.tiles.tiles}
    assert tiles["Drop, held out"].endswith("points")
    assert tiles["Accuracy, held out"].startswith(f"{100 * written['clean_accuracy']:.1f} %")
    assert (SAMPLES / "reviews.jsonl").is_file()
