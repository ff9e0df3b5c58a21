"""The window with a worker that really acquires: simulated, from a sender, and killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyxdf
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.neuro.workspace import NeuroWorkspace
from shared.protocol.connection import living_connection
from tests.e2e.eeg.streams import SenderProcess, unused_name

WAIT_MS = 180_000


class Live:
    """A window, its worker, and what a test waits for."""

    def __init__(self, program: Desktop, qtbot: QtBot) -> None:
        self.program, self.qtbot = program, qtbot
        workspace = program.window.workspaces["neuro"]
        assert isinstance(workspace, NeuroWorkspace)
        self.workspace = workspace

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def wait_for_pictures(self, count: int) -> None:
        """So many more pictures of traces are painted."""
        self.wait(lambda: self.workspace.panel is not None)
        assert self.workspace.panel is not None
        canvas = self.workspace.panel.traces.canvas
        before = canvas.painted
        self.wait(lambda: canvas.painted >= before + count)

    def record(self) -> Path:
        """Press the button, or R."""
        assert self.workspace.panel is not None
        QTest.mouseClick(self.workspace.panel.record_bar.record, Qt.MouseButton.LeftButton)
        self.wait(lambda: self.workspace.recorder.is_recording)
        last = self.workspace.recorder.last.value
        assert last is not None
        return Path(last.path)

    def stop(self) -> None:
        assert self.workspace.panel is not None
        QTest.mouseClick(self.workspace.panel.record_bar.record, Qt.MouseButton.LeftButton)
        self.wait(lambda: not self.workspace.recorder.is_recording)

    def recorded(self, samples: int) -> bool:
        last = self.workspace.recorder.last.value
        return last is not None and last.n_samples >= samples


@pytest.fixture
def live(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Live]:
    program = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    program.window.resize(1280, 800)
    program.show()
    program.window.show_workspace("neuro")
    made = Live(program, qtbot)
    made.wait(lambda: made.workspace.session.online.value)
    yield made
    made.workspace.dialogs.ask_leave = lambda name: "background"
    program.close()
    program.window.deleteLater()
    program.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_simulated_participant_is_seen_and_recorded_as_simulated(live: Live) -> None:
    QTest.mouseClick(live.workspace.empty_page.simulate_button, Qt.MouseButton.LeftButton)
    live.wait_for_pictures(30)
    assert live.workspace.panel is not None
    assert ("SIMULATED", "warning") in live.workspace.panel.traces.canvas.tags
    path = live.record()
    live.wait(lambda: live.recorded(250))
    live.workspace.tasks.save_note("a note", _stretch(live))
    live.stop()
    streams, _ = pyxdf.load_xdf(str(path))
    signal_ = next(s for s in streams if s["info"]["type"] == ["EEG"])
    assert len(signal_["time_series"]) >= 250
    assert signal_["info"]["desc"][0]["simulated"] == ["true"]
    texts = [str(row) for s in streams if s["info"]["type"] != ["EEG"] for row in s["time_series"]]
    assert any("a note" in text for text in texts)


def test_a_headset_that_stops_and_returns_is_shown_and_told(live: Live) -> None:
    name = unused_name()
    sender = SenderProcess("--name", name, "--source-id", "cap", "--channels", 8, "--rate", 250)
    try:
        live.workspace.choose_source()
        dialog = live.workspace.dialogs.open_one
        assert dialog is not None
        page = dialog.lsl  # type: ignore[attr-defined]
        live.wait(lambda: any(page.list.item(i).text() == name for i in range(page.list.count())))
        row = next(i for i in range(page.list.count()) if page.list.item(i).text() == name)
        page.list.setCurrentRow(row)
        QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
        live.wait_for_pictures(20)
        sender.send_signal(signal.SIGSTOP)
        live.wait(lambda: live.workspace.session.state.value.phase in ("stalled", "lost"))
        live.wait(lambda: _listed(live, "No samples for"))
        sender.send_signal(signal.SIGCONT)
        live.wait(lambda: live.workspace.session.state.value.phase == "streaming")
        live.wait_for_pictures(20)
    finally:
        sender.kill()


def test_the_traces_go_on_when_acquisition_is_killed_and_so_does_the_file(live: Live) -> None:
    live.workspace.simulate()
    live.wait_for_pictures(10)
    live.record()
    live.wait(lambda: live.recorded(200))
    pid = live.workspace.session.state.value.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    live.wait(lambda: live.workspace.session.state.value.pid not in (None, pid))
    live.wait(lambda: live.workspace.recorder.last.value.part == 2)  # type: ignore[union-attr]
    live.wait_for_pictures(10)
    live.stop()


def test_the_traces_and_the_recording_go_on_when_the_host_is_killed(live: Live, home: Path) -> None:
    live.workspace.simulate()
    live.wait_for_pictures(10)
    live.record()
    live.wait(lambda: live.recorded(200))
    host = living_connection(home)
    assert host is not None
    acquisition = live.workspace.session.state.value.pid
    os.kill(host.pid, signal.SIGKILL)
    live.wait(lambda: not live.workspace.session.online.value)
    live.wait(lambda: live.workspace.session.online.value)
    live.wait_for_pictures(20)
    state = live.workspace.session.state.value
    assert (state.pid, state.recording is not None) == (acquisition, True)
    store = live.workspace.streaming.store
    assert store is not None
    assert store.skipped == 0
    live.stop()


def _listed(live: Live, words: str) -> bool:
    assert live.workspace.panel is not None
    rows = live.workspace.panel.event_list.list
    return any(words in rows.item(i).text() for i in range(rows.count()))


def _stretch(live: Live):
    from desktop.neuro.trace_model import Stretch

    store = live.workspace.streaming.store
    assert store is not None
    return Stretch(store.next_index - 100, store.next_index - 50)
