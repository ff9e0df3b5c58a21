"""The sample's prompt is attacked; what came of it is seen, and saved as a report."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFrame, QTextEdit

from desktop.robustness.workspace import SAMPLE_PROMPT
from tests.gui.newcomer.person import Person

ACCURACY = "Accuracy, held out"
# The model that answers soonest, and few samples: what is tried is the way, not the figures.
MODEL, ATTACK, SEARCH, MEASURE = "small", "CheckList", 12, 12


def accuracies(tile: str) -> list[float]:
    """Shares before and under attack in "Accuracy, held out: 96.7 % → 93.3 %. …"."""
    value = tile.removeprefix(ACCURACY).partition("%.")[0]
    return [float(one) / 100 for one in re.findall(r"[\d.]+(?= ?%?)", value)]


def marked(diff: QTextEdit) -> str:
    """What stands underlined: the words that the attack put in."""
    found, block = [], diff.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().fontUnderline():
                found.append(piece.text())
            pieces += 1
        block = block.next()
    return " ".join(" ".join(found).split())


@pytest.mark.timeout(900)
def test_an_attack_becomes_a_report(person: Person, saved_as: Path) -> None:
    person.press("Open the sample of Robustness")
    person.fill(person.see(QComboBox, "Language model"), MODEL)
    person.press("StressTest")
    person.press(ATTACK)
    person.fill(person.see(QDoubleSpinBox, "Search"), str(SEARCH))
    person.fill(person.see(QDoubleSpinBox, "Measure"), str(MEASURE))
    person.press("Run")

    # On screen: accuracy before and after, and the edits as a diff.
    tiles = []
    person.wait(lambda: tiles.extend(_tiles(person)) or tiles, "the figures")
    before, after = accuracies(tiles[0])
    diff = person.see(QTextEdit, "The best adversarial prompt")
    (written,) = (person.program.home / "results").glob("*/result.json")
    result = json.loads(written.read_text())
    assert before == pytest.approx(result["clean_accuracy"], abs=5e-4)
    assert after == pytest.approx(result["attacked_accuracy"], abs=5e-4)
    assert result["n"] == MEASURE
    put_in = " ".join(one["after"] for one in result["edits"])
    assert put_in
    assert marked(diff) == put_in
    assert result["adversarial_prompt"].split() == diff.toPlainText().split()

    person.press("Export…")
    person.press("Save…")
    (page,) = saved_as.iterdir()
    report = unescape(page.read_text(encoding="utf-8"))
    assert f"{100 * before:.1f} %" in report
    assert f"{100 * after:.1f} %" in report
    (shown,) = re.findall(r"<pre>(.*?)</pre>", report, re.DOTALL)
    assert re.sub(r"</?ins>", "", shown) == result["adversarial_prompt"]
    assert " ".join(" ".join(re.findall(r"<ins>(.*?)</ins>", shown)).split()) == put_in
    assert re.sub(r"<ins>.*?</ins>", "", shown) == SAMPLE_PROMPT


def _tiles(person: Person) -> list[str]:
    frames = person.front.findChildren(QFrame)
    names = [one.accessibleName() for one in frames if one.isVisible()]
    return [one for one in names if one.startswith(ACCURACY)]
