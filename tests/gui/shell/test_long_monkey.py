"""A minute of random commands on a real worker, in each workspace, theme and language.

`python3 installer test --slow -k long_monkey`, or pytest with `-m slow`; `VITRINE_RANDOM_S` is how
long each lasts. The order is the same each time, its pace is not.
"""

from __future__ import annotations

import gc
import os
import random
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop, parse_options
from desktop.core.tokens import THEMES
from desktop.main_window import MainWindow
from desktop.neuro.workspace import NeuroWorkspace
from tests.gui.shell.test_monkey import no_dialogs  # noqa: F401 - a fixture

SECONDS = float(os.environ.get("VITRINE_RANDOM_S", "60"))
SAMPLES = {
    "motion": "motion.open_sample",
    "neuro": "neuro.simulate",
    "icl": "icl.sample",
    "robustness": "robustness.quick_sample",
}
# They end the program or leave the workspace that is looked at.
LEFT_OUT = {"window.quit", "window.welcome", *(f"window.{name}" for name in SAMPLES)}
OF_THE_WINDOW = 0.15
PACE_MS = 20
# Results that are shown and pictures that are kept grow until their caches are full.
MOST_GROWTH_MB = 400.0
WAIT_MS = 120_000


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    """The program on a worker of its own; all that it started ends with it."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *a: True)
    made = Desktop(qapp, parse_options(["--home", str(home), "--lang", "en"]))
    made.window.resize(1280, 800)
    made.show()
    yield made
    neuro = made.window.workspaces["neuro"]
    assert isinstance(neuro, NeuroWorkspace)
    if neuro.recorder.is_recording:  # else the question at the end has no answer
        neuro.recorder.stop()
        qtbot.waitUntil(lambda: not neuro.recorder.is_recording, timeout=WAIT_MS)
    window = weakref.ref(made.window)
    children = psutil.Process().children(recursive=True)
    made.close()
    made.window.deleteLater()
    made.bridge.deleteLater()
    made.translation.use("en")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive, "processes left behind"
    gc.collect()
    left = window()
    assert left is None or not shiboken6.isValid(left), "the window outlives its end"


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.usefixtures("no_dialogs")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("workspace_id", SAMPLES)
def test_a_minute_of_random_commands(
    program: Desktop, qtbot: QtBot, workspace_id: str, theme: str, language: str
) -> None:
    window = program.window
    program.settings.update(theme=theme, language=language)
    qtbot.waitUntil(lambda: _is_ready(window), timeout=WAIT_MS)
    window.show_workspace(workspace_id)
    rng = random.Random(f"{workspace_id} {theme} {language}")
    ran: list[str] = []
    with qtbot.captureExceptions() as errors:
        window.registry.run(SAMPLES[workspace_id])
        begin_mb: float | None = None
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            ran.append(_one(window, workspace_id, rng))
            qtbot.wait(PACE_MS)
            assert not errors, f"after {ran[-5:]}: {errors}"
            if begin_mb is None and time.monotonic() - began > SECONDS / 3:
                begin_mb = _memory_mb()
        assert begin_mb is not None
        assert _memory_mb() - begin_mb < MOST_GROWTH_MB
    own = {name for name in ran if not name.startswith("window.")}
    assert len(own) > 8, sorted(own)
    _close_popups()


def _one(window: MainWindow, workspace_id: str, rng: random.Random) -> str:
    """Run a random command of the workspace, now and then one of the window."""
    known = [c for c in window.registry.available(workspace_id) if c.id not in LEFT_OUT]
    of_window = [c for c in known if c.id.startswith("window.")]
    own = [c for c in known if not c.id.startswith("window.")]
    command = rng.choice(of_window if rng.random() < OF_THE_WINDOW else own)
    window.registry.run(command.id)
    return command.id


def _is_ready(window: MainWindow) -> bool:
    state = window.link.state
    return state is not None and state.state == "ready"


def _memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _close_popups() -> None:
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()
