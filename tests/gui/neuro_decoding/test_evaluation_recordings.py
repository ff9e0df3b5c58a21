"""The form that measures recordings: folder, format, split, and what came of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.neuro.evaluation.recordings import FORMATS
from desktop.neuro.evaluation.recordings_form import RecordingsForm
from tests.gui.neuro.conftest import at_work
from tests.gui.neuro_decoding.test_evaluation_page import Bench

RUNS = ("subject0001/session001/a.csv", "subject0001/session002/a.csv")
FIGURES = (
    ("figure", "AUC", "95 %", "p", "n"),
    ("auc_ridge", "0.711", "0.689 – 0.732", "0.001", "2104"),
)


class Recorded(Bench):
    """A person before the form of recordings."""

    @property
    def form(self) -> RecordingsForm:
        return self.page.form.recordings

    def press(self, widget: QWidget) -> None:
        """Click on what may have to be scrolled to."""
        area = self.page.form.parentWidget().parentWidget()  # type: ignore[union-attr]
        assert isinstance(area, QScrollArea)
        area.ensureWidgetVisible(widget)
        self.click(widget)

    def choose_format(self, kind: str) -> None:
        """Go through the list of formats by the keyboard."""
        self.form.format.setFocus()
        QTest.keyClick(self.form.format, Qt.Key.Key_Home)
        for _ in range(FORMATS.index(kind)):
            QTest.keyClick(self.form.format, Qt.Key.Key_Down)
        assert self.form.kind == kind

    def choose_split(self, split: str) -> None:
        place = self.form.split.findData(split)
        self.form.split.setFocus()
        QTest.keyClick(self.form.split, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(self.form.split, Qt.Key.Key_Down)
        assert self.form.chosen_split == split

    def offered(self) -> list[str]:
        return [self.form.split.itemData(n) for n in range(self.form.split.count())]


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[Recorded]:
    for desk in at_work(Recorded, qapp, qtbot, fresh_folders):
        desk.workspace.show_evaluation()
        yield desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of recordings that nobody reads here, and what does not belong to them."""
    root = tmp_path / "n170"
    for name in (*RUNS, "notes/readme.txt", "stimuli/house.1.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


@pytest.fixture
def pointed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dialog answers with that folder."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    return folder


def test_a_folder_is_chosen_sent_and_its_figures_are_shown(bench: Recorded, pointed: Path) -> None:
    bench.choose_format("n170")
    assert not bench.form.measure.isEnabled()
    assert not bench.form.file.isVisible(), "one file has no people"
    bench.press(bench.form.folder)
    bench.wait(bench.form.measure.isEnabled)
    assert bench.form.said.text().startswith("n170: recordings 2, files beside them 1,")
    bench.choose_split("leave-one-subject-out")
    assert not bench.form.warning.isVisible()
    bench.press(bench.form.measure)
    bench.wait(lambda: bench.requests)
    request = bench.requests[0]
    assert request.recordings == "", "no path of this computer goes to the worker"
    assert sorted(zip(request.names, request.files, strict=True)) == [
        (name, str(pointed / name)) for name in sorted([*RUNS, "stimuli/house.1.jpg"])
    ]
    assert (request.format, request.split) == ("n170", "leave-one-subject-out")
    assert bench.page.title.text() == "Faces against houses · other people"
    bench.app.client.run(bench.job_id)
    notes = {"notes": ["left out: subject0001/session002/a.csv is a copy"]}
    bench.finish(FIGURES, figures={}, simulated=False, more={"metrics.json": notes})
    bench.wait(bench.page.result.isVisible)
    assert bench.cells() == ["auc ridge", "0.711", "0.689 – 0.732", "0.001", "2104"]
    assert not bench.page.result.badge.isVisible()
    assert "Recordings of people" in bench.words
    assert "leaks" not in bench.words
    assert "is a copy" in bench.page.result.notes.text()


def test_a_leaky_split_is_had_under_its_own_name_with_a_warning(
    bench: Recorded, pointed: Path
) -> None:
    bench.choose_format("n170")
    bench.press(bench.form.folder)
    bench.wait(bench.form.measure.isEnabled)
    assert bench.form.chosen_split == "within-subject", "a safe one stands first"
    bench.choose_split("leaky-random")
    assert bench.form.warning.isVisible()
    assert "leaks" in bench.form.warning.text()
    assert "leaky" in bench.form.split.currentText()
    bench.press(bench.form.measure)
    bench.wait(lambda: bench.requests)
    assert bench.requests[0].split == "leaky-random"
    rows = (FIGURES[0], ("leaky_split_auc", "0.93", "0.90 – 0.95", "0.001", "400"))
    bench.finish(rows, figures={}, simulated=False, picture=b"")
    bench.wait(bench.page.result.isVisible)
    assert bench.cells()[0] == "leaky split auc"
    table = bench.page.result.table
    assert table.item(0, 0).foreground().color() == bench.app.desktop.theme.color("warning")
    assert "This split leaks" in bench.words


@pytest.mark.parametrize(
    ("code", "params", "said"),
    [
        ("leaky_split", {"split": "within-subject", "reason": "Copies stand on both sides."},
         "leaks, so its figures would mean nothing: Copies stand on both sides."),
        ("bad_split", {"split": "session", "reason": "each person has one session"},
         "cannot be made: each person has one session"),
    ],
)  # fmt: skip
def test_refusals_are_told_in_words_and_the_form_stays(
    bench: Recorded, pointed: Path, code: str, params: dict[str, str], said: str
) -> None:
    bench.choose_format("n170")
    bench.press(bench.form.folder)
    bench.wait(bench.form.measure.isEnabled)
    bench.press(bench.form.measure)
    bench.wait(lambda: bench.requests)
    assert not bench.form.measure.isEnabled(), "one after the other"
    bench.app.client.run(bench.job_id)
    bench.app.client.fail(bench.job_id, code, **params)
    bench.wait(bench.page.again.isVisible)
    assert said in bench.page.words.text()
    assert bench.form.measure.isEnabled()
    assert bench.form.said.text().startswith("n170: recordings 2")


def test_each_format_offers_its_splits_and_classes_only_where_there_are_markers(
    bench: Recorded,
) -> None:
    assert bench.form.kind == "auto"
    assert bench.form.classes.isVisible()
    assert {"image", "concept", "block", "session"} < set(bench.offered())
    bench.choose_format("eegcvpr40")
    assert bench.offered() == ["leave-one-subject-out", "published", "leaky-random"]
    assert not bench.form.classes.isVisible()
    bench.choose_split("published")
    assert "papers print" in bench.form.warning.text()
    bench.choose_format("things-eeg2")
    assert bench.offered() == ["within-subject", "leave-one-subject-out", "leaky-random"]
    assert not bench.form.warning.isVisible()


def test_one_recording_and_its_classes(
    bench: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.vhdr", "a.eeg", "a.vmrk", "b.vhdr"):
        (tmp_path / name).write_text(name)
    target = str(tmp_path / "a.vhdr")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (target, ""))
    bench.press(bench.form.file)
    bench.wait(bench.form.measure.isEnabled)
    QTest.keyClicks(bench.form.classes, "left, right,, left")
    bench.press(bench.form.measure)
    bench.wait(lambda: bench.requests)
    request = bench.requests[0]
    assert sorted(request.names) == ["a.eeg", "a.vhdr", "a.vmrk"]
    assert request.classes == ("left", "right")


def test_a_folder_without_recordings_is_told(bench: Recorded, pointed: Path) -> None:
    bench.choose_format("things-eeg2")
    bench.press(bench.form.folder)
    bench.wait(lambda: "n170 cannot be read as a recording" in bench.form.said.text())
    assert not bench.form.measure.isEnabled()
    bench.choose_format("n170")
    bench.wait(bench.form.measure.isEnabled)


def test_the_same_can_be_copied_for_a_terminal(bench: Recorded, pointed: Path) -> None:
    bench.choose_format("n170")
    bench.press(bench.form.folder)
    bench.choose_split("leaky-random")
    bench.press(bench.form.copy)
    assert QGuiApplication.clipboard().text() == (
        f"vitrine-worker run neuro.evaluate --recordings {pointed} --format n170"
        " --split leaky-random --out OUT"
    )
    QGuiApplication.clipboard().clear()


def test_copying_to_the_worker_is_told(
    bench: Recorded, pointed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.choose_format("n170")
    bench.press(bench.form.folder)
    bench.wait(bench.form.measure.isEnabled)
    monkeypatch.setattr(bench.app.client, "submit", lambda *_, **__: Future())
    bench.press(bench.form.measure)
    bench.wait(lambda: "Copying the recordings" in bench.page.words.text())


def test_notes_that_cannot_be_read_leave_the_figures(bench: Recorded, pointed: Path) -> None:
    bench.choose_format("n170")
    bench.press(bench.form.folder)
    bench.wait(bench.form.measure.isEnabled)
    bench.press(bench.form.measure)
    bench.wait(lambda: bench.requests)
    bench.finish(FIGURES, figures={}, simulated=False, more={"metrics.json": ["no", "notes"]})
    bench.wait(bench.page.result.isVisible)
    assert "0.711" in bench.cells()
    assert not bench.page.result.notes.isVisible()
    assert msgspec.structs.asdict(bench.requests[0])["simulate"] == "none"
