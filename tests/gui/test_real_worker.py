"""The window with a worker that really runs: render, kill, resume, watch."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.motion.edits import set_settings
from desktop.motion.workspace import MotionWorkspace
from shared.jobs import JobState
from shared.protocol.connection import living_connection, process_lives

WAIT_MS = 60_000


@pytest.fixture
def desktop(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Desktop]:
    program = Desktop(qapp, parse_options(["--home", str(home), "--sample", "--lang", "en"]))
    program.window.resize(1280, 800)
    program.show()
    yield program
    program.close()
    program.window.deleteLater()
    program.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def engine_of(home: Path) -> int | None:
    info = living_connection(home)
    try:
        children = psutil.Process(info.pid).children() if info else []
    except psutil.NoSuchProcess:
        return None
    return children[0].pid if children else None


def test_render_survives_a_killed_engine_and_the_result_plays(
    desktop: Desktop, qtbot: QtBot, home: Path
) -> None:
    window = desktop.window
    motion = window.workspaces["motion"]
    assert isinstance(motion, MotionWorkspace)
    motion.prompts.ask_save = lambda: "discard"
    qtbot.waitUntil(lambda: motion.model.pixels is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "Ready" in window.chip.text(), timeout=WAIT_MS)

    # Many large frames, so that the render is still under way when its engine is killed.
    motion.model.edit("frames", set_settings(motion.model.document, frames=100))
    window.activateWindow()
    motion.editor.canvas.setFocus()
    QTest.keyClick(motion.editor.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(motion.results.job_ids), timeout=WAIT_MS)
    job_id = motion.results.job_ids[0]

    def state() -> JobState | None:
        view = motion.results.get(job_id).view
        return view.state if view else None

    qtbot.waitUntil(lambda: state() is JobState.RUNNING, timeout=WAIT_MS)
    said: list[str] = []
    desktop.link.state_changed.connect(lambda _: said.append(window.chip.text()))
    engine = engine_of(home)
    assert engine is not None
    os.kill(engine, signal.SIGKILL)
    qtbot.waitUntil(lambda: any("Restarting" in words for words in said), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: state() is JobState.SUCCEEDED, timeout=WAIT_MS)
    view = motion.results.get(job_id).view
    assert view is not None
    assert view.attempts == 2
    # The engine's own word follows the job's.
    qtbot.waitUntil(lambda: "Ready" in window.chip.text(), timeout=WAIT_MS)

    seen: set[int] = set()
    # The card offers to play once the figures of the result have been read.
    qtbot.waitUntil(lambda: motion.results.get(job_id).figures is not None, timeout=WAIT_MS)
    motion.renders.play(job_id)
    qtbot.waitUntil(lambda: motion.model.view.value == "result", timeout=WAIT_MS)
    motion.model.frame.changed.connect(seen.add)
    qtbot.waitUntil(lambda: len(seen) > 20, timeout=WAIT_MS)
    motion.player.pause()


def test_closing_the_window_ends_its_worker(qapp: QApplication, qtbot: QtBot, home: Path) -> None:
    program = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    program.show()
    qtbot.waitUntil(lambda: engine_of(home) is not None, timeout=WAIT_MS)
    info, engine = living_connection(home), engine_of(home)
    assert info is not None
    assert engine is not None
    program.close()
    program.window.deleteLater()
    program.bridge.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not process_lives(info.pid), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not process_lives(engine), timeout=WAIT_MS)
