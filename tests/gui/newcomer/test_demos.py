"""Demonstrations are picked for a query of the sample, and the prompt is exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QListView, QPlainTextEdit, QSpinBox

from desktop.icl.demo_delegate import ENTRY_ROLE, button_boxes
from desktop.icl.demo_entries import Entry
from desktop.icl.workspace import SAMPLES
from tests.gui.newcomer.person import Person

# The model that answers soonest: the prompt does not depend on it.
MODEL, COUNT = "small", 3


def entries(shown: QListView) -> list[Entry]:
    model = shown.model()
    found = [model.index(row, 0).data(ENTRY_ROLE) for row in range(model.rowCount())]
    return [one for one in found if one.demo is not None]


def in_prompt(shown: QListView) -> list[str]:
    """Ids of those in the prompt, top first."""
    inside = sorted((one for one in entries(shown) if one.place >= 0), key=lambda one: one.place)
    return [one.demo.id for one in inside if one.demo is not None]


def pin(person: Person, shown: QListView, row_id: str) -> None:
    """Click the pin of a row."""
    model = shown.model()
    (place,) = (
        model.index(row, 0)
        for row in range(model.rowCount())
        if (one := model.index(row, 0).data(ENTRY_ROLE).demo) is not None and one.id == row_id
    )
    box, _ = button_boxes(shown.visualRect(place))
    person.click(shown.viewport(), box.center())


@pytest.mark.timeout(900)
def test_picked_demonstrations_become_a_prompt(person: Person, saved_as: Path) -> None:
    person.press("Open the sample of Demos")
    person.fill(person.see(QComboBox, "Language model"), MODEL)
    person.fill(person.see(QSpinBox, "Demonstrations"), str(COUNT))
    person.press("Next query")
    questions = [
        json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text().split("\n")[:2]
    ]
    query = person.see(QPlainTextEdit, "Query").toPlainText()
    assert query == questions[1]["input"]

    shown = person.see(QListView, "Demonstrations")
    person.wait(lambda: len(in_prompt(shown)) == COUNT, "demonstrations")
    chosen = next(one.demo.id for one in entries(shown) if one.place < 0 and one.demo is not None)
    pin(person, shown, chosen)
    person.wait(lambda: chosen in in_prompt(shown), "the pinned row in the prompt")
    ids = in_prompt(shown)
    assert len(ids) == COUNT

    person.press("Export the prompt")
    person.press("Copy")
    copied = QGuiApplication.clipboard().text()
    person.press("Save…")
    (file,) = saved_as.iterdir()
    prompt = file.read_text(encoding="utf-8")
    assert prompt == copied
    lines = (SAMPLES / "topics.jsonl").read_text().splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    *demonstrations, asked = prompt.rstrip("\n").split("\n\n")
    assert demonstrations == [f"{rows[one]['input']}\n{rows[one]['output']}" for one in ids]
    assert asked == query
