"""The window with a worker that really decodes and evaluates; its engine is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyxdf
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.neuro.decoding.decode_pane import DecodePane
from desktop.neuro.decoding.live_decoder import LiveDecoder
from shared.neuro.acquisition import SimulatedChoice
from tests.gui.neuro.test_live import Live

# In a process of its own: the window's has no torch.
_ADD_MODEL = """
import sys
from pathlib import Path
from tests.doubles.untrained_neuro import add_untrained
add_untrained(Path(sys.argv[1]), Path(sys.argv[2]))
"""
ROOT = Path(__file__).resolve().parents[3]
RATE_HZ = 250
# The engine imports torch, loads the model and draws the gallery, on a busy machine.
LOAD_MS = 120_000


class Decoding(Live):
    """A window whose source shows pictures."""

    @property
    def decoder(self) -> LiveDecoder:
        assert self.workspace.decoding is not None
        return self.workspace.decoding.decoder

    @property
    def pane(self) -> DecodePane:
        assert self.workspace.decoding is not None and self.workspace.decoding.pane is not None
        return self.workspace.decoding.pane

    @property
    def engine(self) -> int | None:
        state = self.program.link.state
        return state.engine.pid if state is not None and state.engine is not None else None

    def wait_for_answers(self, count: int) -> None:
        """So many more pictures are decoded to the end."""
        wanted = self.decoder.counts.value.answered + count
        self.qtbot.waitUntil(lambda: self.decoder.counts.value.answered >= wanted, timeout=LOAD_MS)


@pytest.fixture
def live(qapp: QApplication, qtbot: QtBot, home: Path, tmp_path: Path) -> Iterator[Decoding]:
    command = [sys.executable, "-c", _ADD_MODEL, str(home), str(tmp_path / "model")]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    program = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    program.window.resize(1280, 800)
    program.show()
    program.window.show_workspace("neuro")
    made = Decoding(program, qtbot)
    made.wait(lambda: made.workspace.session.online.value)
    yield made
    made.workspace.dialogs.ask_leave = lambda name: "background"
    program.close()
    program.window.deleteLater()
    program.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_when_the_engine_is_killed_traces_and_recording_go_on_and_decoding_returns(
    live: Decoding,
) -> None:
    live.workspace.session.open(SimulatedChoice(channels=8, rate_hz=RATE_HZ))
    live.wait_for_pictures(5)
    path = live.record()
    live.wait_for_answers(2)
    assert live.pane.picture.has_picture
    assert live.pane.history.count() >= 1
    said: list[str] = []
    live.decoder.status.changed.connect(lambda _: said.append(live.pane.status.text()))
    before, engine = live.decoder.counts.value, live.engine
    assert engine is not None
    os.kill(engine, signal.SIGKILL)
    live.wait(lambda: any("traces and recording go on" in words for words in said))
    # They do, while there is no engine.
    last = live.workspace.recorder.last.value
    assert last is not None
    live.wait_for_pictures(5)
    live.wait(lambda: live.recorded(last.n_samples + RATE_HZ))
    live.wait_for_answers(2)
    assert live.engine not in (None, engine)
    assert live.pane.status.text().startswith("Decoding each picture")
    after = live.decoder.counts.value
    lost = after.late + after.dropped - before.late - before.dropped
    assert lost >= 1 and "not decoded" in live.pane.status.text(), "what was lost is told"
    store = live.workspace.streaming.store
    assert store is not None
    assert (store.skipped, live.workspace.session.state.value.counts.lost) == (0, 0)
    live.stop()
    streams, _ = pyxdf.load_xdf(str(path))
    recorded = next(s for s in streams if s["info"]["type"] == ["EEG"])
    times = recorded["time_stamps"]
    assert len(times) > 2 * RATE_HZ
    assert (times[1:] - times[:-1]).max() < 2 / RATE_HZ, "no sample is missing in the file"


def test_the_confound_demonstration_really_runs(live: Decoding) -> None:
    button = live.workspace.empty_page.evaluate_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    page = live.workspace.evaluation.page
    assert page is not None
    seen: list[int] = []
    page.progress.valueChanged.connect(seen.append)
    live.qtbot.waitUntil(page.result.isVisible, timeout=LOAD_MS)
    assert any(0 < value < 100 for value in seen), "progress was shown"
    table = page.result.table
    rows = [
        [table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())
    ]
    assert rows[0][1:] == ["leaky", "100.0 %"]
    assert all(float(row[2].removesuffix(" %")) < 10 for row in rows if row[1] == "safe")
    assert "not the picture" in page.result.words.text()
    live.wait(page.result.picture.isVisible)
    # The list of jobs opens it again.
    live.workspace.leave_evaluation()
    job_id = live.workspace.evaluation.evaluator.run.value.job_id
    live.program.window.act_on_job("open", job_id)
    assert page.result.isVisible()
