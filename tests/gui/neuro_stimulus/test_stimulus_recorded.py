"""Pictures shown while a worker that really runs records: their markers lie in its file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyxdf
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.neuro.session import EegSession
from desktop.neuro.stimulus.options import StimulusOptions
from desktop.neuro.stimulus.page import ProtocolPage
from desktop.neuro.stimulus.page_actions import PageActions
from shared.neuro.acquisition import SessionNotes, SimulatedChoice
from shared.neuro.stimulus.presentation import read_presentation
from tests.gui.neuro_stimulus.conftest import settings_of, write_pictures

WAIT_MS = 180_000


@pytest.fixture
def desktop(qapp: QApplication, home: Path) -> Iterator[Desktop]:
    program = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    program.show()
    yield program
    program.close()
    program.window.deleteLater()
    program.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_markers_are_recorded_once_at_the_times_of_their_frames(
    desktop: Desktop, qtbot: QtBot, tmp_path: Path
) -> None:
    session = EegSession(desktop.link)
    qtbot.waitUntil(lambda: session.online.value, timeout=WAIT_MS)
    session.open(SimulatedChoice(level="demo", channels=4))
    qtbot.waitUntil(lambda: session.state.value.phase == "streaming", timeout=WAIT_MS)
    session.record("pictures.xdf", SessionNotes())
    qtbot.waitUntil(lambda: session.state.value.recording is not None, timeout=WAIT_MS)
    recording = session.state.value.recording
    assert recording is not None
    path = Path(recording.path)

    write_pictures(tmp_path / "things")
    page = ProtocolPage(
        desktop.theme,
        session.mark,
        actions=PageActions(recording=lambda: path),
        options=StimulusOptions(
            source=f"folder:{tmp_path / 'things'}",
            settings=settings_of(on_s=0.3),
            screen="window",
            offset_ms=12.0,
        ),
    )
    page.show()
    qtbot.waitUntil(lambda: page.view.start_button.isEnabled(), timeout=WAIT_MS)
    page.start()
    qtbot.waitUntil(
        lambda: page.control.session.run is not None and page.control.session.run.window.isActive(),
        timeout=WAIT_MS,
    )
    assert page.control.session.run is not None
    with qtbot.waitSignal(page.ended, timeout=WAIT_MS):
        QTest.keyClick(page.control.session.run.window, Qt.Key.Key_Return)
    page.release()
    page.hide()
    page.deleteLater()
    report = read_presentation(path.with_name("pictures_pictures-1.json"))

    ended_s = time.monotonic()
    session.stop_recording()
    qtbot.waitUntil(lambda: session.state.value.recording is None, timeout=WAIT_MS)
    session.close()
    qtbot.waitUntil(lambda: not session.state.value.session, timeout=WAIT_MS)
    session.release()

    recorded: list[tuple[str, float]] = []
    for stream in pyxdf.load_xdf(str(path), dejitter_timestamps=False)[0]:
        if stream["info"]["type"][0] == "Markers":
            texts = [values[0] for values in stream["time_series"]]
            recorded += zip(texts, map(float, stream["time_stamps"]), strict=True)
    names = [text for text, _ in recorded]
    assert report.recording == "pictures.xdf" and report.n_shown == 3
    assert sum(name.startswith("protocol/start {") for name in names) == 1
    assert names.count("protocol/end") == 1
    for shown in report.shown:
        near = [at_s for text, at_s in recorded if text == shown.marker]
        closest = min(near, key=lambda at_s: abs(at_s - shown.shown_s))
        # The delay is part of the marker's time and not of the frame's.
        assert closest == pytest.approx(shown.shown_s + 0.012, abs=1e-4)
        assert closest < ended_s
        assert shown.marker == "pictures/off" or len(near) == 1
