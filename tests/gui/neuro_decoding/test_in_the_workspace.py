"""The decoder beside the traces: in the whole window, on a scripted acquisition and worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.neuro.decoding.decode_pane import DecodePane
from shared.neuro.acquisition import SimulatedChoice, SlotMark
from shared.protocol.messages import StreamPartial, StreamResult
from shared.tasks.neuro import NeuroReconstructResult
from tests.gui.neuro.acquisition import RATE_HZ
from tests.gui.neuro.conftest import Desk, at_work
from tests.gui.neuro_decoding.conftest import flat, reconstructed


class Bench(Desk):
    """The workspace's desk, with the worker's answers to what is decoded."""

    @property
    def pane(self) -> DecodePane:
        decoding = self.workspace.decoding
        assert decoding is not None and decoding.pane is not None
        return decoding.pane

    @property
    def pushes(self) -> list[tuple[Any, ...]]:
        return [call for call in self.app.client.calls if call[0] == "stream_push"]

    def open_simulated(self) -> None:
        self.workspace.session.open(SimulatedChoice())
        self.wait_for_panel(1.0)
        self.wait(lambda: self.pushes)
        self.finish(self.pushes[-1])

    def show(self, picture: int) -> tuple[Any, ...]:
        """A picture is shown until its trial is whole; what was sent."""
        sent = len(self.pushes)
        index = self.acquisition.n_rows + 0.1 * RATE_HZ
        self.acquisition.mark(SlotMark(index=index, text=f"picture/{picture}"))
        self.stream(0.8)
        self.wait(lambda: len(self.pushes) > sent)
        return self.pushes[-1]

    def finish(self, push: tuple[Any, ...], picture: int = 3, pixels: Any = None) -> None:
        found = reconstructed(tuple(picture + n for n in range(5)))
        stream, seq = push[1], push[3]
        if pixels is not None:
            meta = msgspec.to_builtins(found)
            named = StreamPartial(stream=stream, seq=seq, index=0, kind="retrieval", meta=meta)
            self.app.client.on_message(named, [np.zeros(4, np.float32)])
        result = msgspec.to_builtins(NeuroReconstructResult(pictures=(found,)))
        told = StreamResult(stream=stream, seq=seq, result=result)
        answered = self.workspace.decoding
        assert answered is not None
        before = answered.decoder.counts.value.answered
        self.app.client.on_message(told, [] if pixels is None else [pixels])
        if pixels is not None:
            self.wait(lambda: answered.decoder.counts.value.answered > before)


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, fresh_folders: Path) -> Iterator[Bench]:
    yield from at_work(Bench, qapp, qtbot, fresh_folders)


def test_a_picture_is_decoded_beside_the_traces(bench: Bench) -> None:
    bench.open_simulated()
    assert bench.pane.isVisible()
    assert bench.pane.badge.isVisible()
    push = bench.show(3)
    assert push[2] == "neuro.reconstruct"
    bench.finish(push, 3, flat(150))
    assert bench.pane.picture.has_picture
    assert "Confidence 46 %" in bench.pane.facts.text()
    assert bench.is_drawn(), "the traces go on"


def test_without_markers_the_page_for_showing_pictures_is_one_click_away(bench: Bench) -> None:
    bench.open_simulated()
    bench.click(bench.pane.show_pictures)
    assert bench.panel.modes.currentIndex() == 1


def test_without_an_engine_traces_and_recording_go_on(bench: Bench) -> None:
    bench.open_simulated()
    bench.show(3)
    bench.app.client.engine("restarting", pid=None)
    bench.wait(lambda: "started again" in bench.pane.status.text())
    bench.workspace.recorder.toggle()
    bench.wait(lambda: bench.workspace.recorder.is_recording)
    bench.stream(2.0)
    assert bench.is_drawn()
    assert bench.workspace.recorder.is_recording


def test_another_language_keeps_what_was_decoded(bench: Bench) -> None:
    bench.open_simulated()
    bench.finish(bench.show(3), 3, flat(150))
    old = bench.pane
    bench.app.desktop.settings.update(language="zh_CN")
    bench.wait(lambda: bench.pane is not old)
    bench.wait(bench.pane.isVisible)
    assert bench.pane.history.count() == 1
    assert bench.pane.picture.has_picture
    bench.finish(bench.show(9), 9, flat(90))
    assert bench.pane.history.count() == 2


def test_when_another_source_opens_decoding_begins_anew(bench: Bench) -> None:
    bench.open_simulated()
    bench.finish(bench.show(3), 3, flat(150))
    bench.workspace.session.open(SimulatedChoice(seed=8))
    bench.acquisition.seconds(1.0)
    bench.wait(bench.is_drawn)
    assert not bench.pane.picture.has_picture
    assert bench.pane.history.count() == 0


def test_where_somebody_looks_elsewhere_decoding_goes_on(bench: Bench) -> None:
    bench.open_simulated()
    bench.app.window.show_workspace("motion")
    sent = len(bench.pushes)
    index = bench.acquisition.n_rows + 0.1 * RATE_HZ
    bench.acquisition.mark(SlotMark(index=index, text="picture/5"))
    bench.acquisition.seconds(0.8)
    bench.wait(lambda: len(bench.pushes) > sent)
    bench.finish(bench.pushes[-1], 5, flat(120))
    bench.app.window.show_workspace("neuro")
    assert bench.pane.picture.has_picture
