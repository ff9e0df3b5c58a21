"""From nothing to a film by the mouse alone, counted in clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.gui.motion.conftest import LEFT, Bench
from tests.gui.motion.rendering import finish

MOST_CLICKS = 8


class ClickCounter(QObject):
    """Counts presses of the mouse that a widget takes."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A press passes through the window's own handle first: only widgets count.
        if event.type() is QEvent.Type.MouseButtonPress and watched.isWidgetType():
            self.count += 1
        return False


@pytest.fixture
def clicks(qapp: QApplication) -> Iterator[ClickCounter]:
    counter = ClickCounter()
    qapp.installEventFilter(counter)
    yield counter
    qapp.removeEventFilter(counter)


def test_a_picture_becomes_a_film_in_eight_clicks(
    bench: Bench,
    clicks: ClickCounter,
    picture_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def choose(answer: Path) -> tuple[str, str]:
        clicks.count += 1  # the system's own dialog: its Open or Save
        return str(answer), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: choose(picture_file))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: choose(tmp_path / "film"))
    workspace, model = bench.workspace, bench.model
    with bench.qtbot.waitSignal(workspace.documents.opened, timeout=20_000):
        QTest.mouseClick(workspace.empty_page.open_button, LEFT)
    transport = workspace.editor.transport
    assert not transport.pin_button.isEnabled()
    bench.drag([(140, 100), (170, 105), (200, 110)])
    QTest.mouseClick(transport.pin_button, LEFT)
    assert [layer.role for layer in model.document.layers] == ["object", "pin"]
    pins = np.array(model.document.layers[1].points)
    assert np.hypot(*(pins - (140, 100)).T).min() > 60, "pins keep away from what moves"
    QTest.mouseClick(transport.play_button, LEFT)
    seen: set[int] = set()
    model.frame.changed.connect(seen.add)
    bench.wait(lambda: len(seen) > 5)
    QTest.mouseClick(transport.render_button, LEFT)
    bench.wait(lambda: bool(bench.client.submitted))
    job_id = workspace.results.job_ids[-1]
    finish(bench, job_id, tmp_path / "out")
    card = workspace.editor.results.card(job_id)
    with bench.qtbot.waitSignal(workspace.exports.exported, timeout=20_000):
        QTest.mouseClick(card._save, LEFT)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 14
    workspace.player.pause()
    assert 0 < clicks.count <= MOST_CLICKS, f"{clicks.count} clicks"
    leak = workspace.results.get(job_id).figures.leak_px
    assert leak is not None and leak < 0.5
