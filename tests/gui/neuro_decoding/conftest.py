"""The decoder's pane on a scripted worker; samples come by the real reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.neuro.channels import ChannelModel, channels_of
from desktop.neuro.decoding.decode_pane import DecodePane
from desktop.neuro.decoding.decode_session import DecodeSession, DecodeSources
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.reader import Reader
from desktop.neuro.recorder import Recorder
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from desktop.widgets.theme import Theme
from shared.neuro.acquisition import SimulatedChoice, SlotMark
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.protocol.eeg_messages import EegRead, EegSamples, EegState
from shared.protocol.frames import Envelope, Header
from shared.protocol.messages import Error, StreamPartial, StreamResult
from shared.tasks.neuro import (
    Candidate,
    NeuroReconstructRequest,
    NeuroReconstructResult,
    ReconstructedPicture,
)
from tests.gui.fake_client import scripted_link

LABELS = ("O1", "Oz", "O2", "P3", "Pz", "P4")
RATE_HZ = 250.0
SIZE_PX = (320, 900)


class Desk:
    """A pane with all its models, the worker behind it, and a person before it."""

    def __init__(self, theme: Theme, folder: Path, qtbot: QtBot) -> None:
        self.theme, self.qtbot = theme, qtbot
        self.link, self.client = scripted_link()
        self.client.answer = self._answer
        self.preferences = PreferenceStore(folder)
        self.session = EegSession(self.link)
        self.channels = ChannelModel()
        self.recorder = Recorder(self.session, self.preferences)
        self.reader = Reader(self.link, lambda: 10.0)
        self.window = QWidget()
        QVBoxLayout(self.window).setContentsMargins(0, 0, 0, 0)
        sources = DecodeSources(
            self.link, self.reader, self.session, self.channels, self.recorder, self.preferences
        )
        self.decoding = DecodeSession(sources, self.window)
        self.notices: list[tuple[str, str]] = []
        self.asked_to_show = 0
        self._rows = np.empty((0, len(LABELS)), np.float32)
        self._marks: tuple[SlotMark, ...] = ()
        self._slot = 0
        self.make_pane()

    def make_pane(self) -> DecodePane:
        """Make the pane, or make it again."""
        if self.decoding.pane is not None:
            old = self.decoding.pane
            self.decoding.drop_pane()
            old.hide()
            old.deleteLater()
        pane = self.decoding.make_pane(
            self.theme, lambda *notice: self.notices.append(notice), self._show_pictures
        )
        layout = self.window.layout()
        assert layout is not None
        layout.addWidget(pane)
        return pane

    def _show_pictures(self) -> None:
        self.asked_to_show += 1

    @property
    def pane(self) -> DecodePane:
        assert self.decoding.pane is not None
        return self.decoding.pane

    # --- the source -------------------------------------------------------------------------------

    def open(self, *, simulated: bool = True, labels: tuple[str, ...] = LABELS) -> None:
        """A source streams, and the engine has loaded the model."""
        channels = tuple(ChannelInfo(label) for label in labels)
        info = StreamInfo(name="cap", rate_hz=RATE_HZ, channels=channels, simulated=simulated)
        choice = SimulatedChoice() if simulated else None
        self.client.engine("ready")
        state = EegState(phase="streaming", session="s1", info=info, choice=choice, rate_hz=RATE_HZ)
        self.client.on_message(state, [])
        store = SampleStore("s1", info)
        self._slot = 0
        self.channels.begin(channels_of(info, {}))
        self.reader.attach(store)
        self.decoding.begin(store)
        self.samples(10)
        self.finish(self.pushes[-1][0])

    def close_source(self) -> None:
        """The source is closed."""
        self.reader.attach(None)
        self.decoding.begin(None)

    def _answer(self, message: Any, future: Future[Any]) -> None:
        if not isinstance(message, EegRead) or not len(self._rows):
            return
        rows, marks = self._rows, self._marks
        self._rows, self._marks = self._rows[:0], ()
        samples = EegSamples(
            session="s1",
            first_index=self._slot,
            next_index=self._slot + len(rows),
            oldest_index=0,
            marks=marks,
        )
        self._slot += len(rows)
        future.set_result(Envelope(header=Header(), message=samples, blobs=[rows]))

    def samples(self, n: int, *marks: tuple[float, str]) -> None:
        """The source sends `n` slots more, which the reader fetches."""
        store = self.reader.store
        assert store is not None
        rng = np.random.default_rng(n)
        self._rows = rng.normal(0, 10, (n, len(store.info.channels))).astype(np.float32)
        self._marks = tuple(SlotMark(index=index, text=text) for index, text in marks)
        self.reader.attach(store)
        self.reader.poll()

    def show(self, picture: int) -> int:
        """A picture, until its trial is whole; the number of the item that was sent."""
        self.samples(400, (float(self._slot + 200), f"picture/{picture}"))
        return self.pushes[-1][0]

    # --- the worker -------------------------------------------------------------------------------

    @property
    def pushes(self) -> list[tuple[int, NeuroReconstructRequest]]:
        """Number and request of each item."""
        return [
            (call[3], msgspec.convert(call[4], NeuroReconstructRequest))
            for call in self.client.calls
            if call[0] == "stream_push"
        ]

    @property
    def stream(self) -> str:
        return str([call[1] for call in self.client.calls if call[0] == "stream_push"][-1])

    def name(self, seq: int, pictures: tuple[int, ...], *, sure: bool = True) -> None:
        """Retrieval comes."""
        found = reconstructed(pictures, sure)
        meta = msgspec.to_builtins(found)
        piece = StreamPartial(stream=self.stream, seq=seq, index=0, kind="retrieval", meta=meta)
        self.client.on_message(piece, [np.zeros(4, np.float32)])

    def paint(self, seq: int, pixels: np.ndarray, step: int, steps: int = 8) -> None:
        """A step of the picture comes."""
        meta = {"step": step, "steps": steps}
        piece = StreamPartial(stream=self.stream, seq=seq, index=step, kind="picture", meta=meta)
        self.client.on_message(piece, [pixels])

    def finish(self, seq: int, pictures: tuple[int, ...] = (), pixels: Any = None) -> None:
        """The result comes."""
        result = NeuroReconstructResult(pictures=(reconstructed(pictures),) if pictures else ())
        told = StreamResult(stream=self.stream, seq=seq, result=msgspec.to_builtins(result))
        self.client.on_message(told, [] if pixels is None else [pixels])

    def refuse(self, seq: int, code: str, *, retryable: bool = False, **params: Any) -> None:
        """The item fails."""
        error = Error(code=code, params=params, retryable=retryable)
        self.client.on_message(StreamResult(stream=self.stream, seq=seq, error=error), [])

    def decode(self, picture: int, *, sure: bool = True) -> None:
        """A picture is shown and decoded to the end; what is shown is the best guess."""
        seq = self.show(picture)
        pictures = tuple(picture + n for n in range(5))
        self.name(seq, pictures, sure=sure)
        pixels = flat(picture)
        self.paint(seq, pixels, 4)
        self.finish(seq, pictures, pixels)

    # --- a person ---------------------------------------------------------------------------------

    def click(self, widget: QWidget) -> None:
        """A click on a control that can be seen, scrolled to if need be."""
        self.pane.ensureWidgetVisible(widget)
        assert widget.isVisible() and widget.isEnabled(), widget.accessibleName()
        at = QPoint(8, widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)

    def close(self) -> None:
        self.decoding.close()
        self.recorder.release()
        self.session.release()
        self.window.hide()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def flat(value: int) -> np.ndarray:
    return np.full((64, 64, 3), value % 256, np.uint8)


def reconstructed(pictures: tuple[int, ...], sure: bool = True) -> ReconstructedPicture:
    from shared.neuro.scenes.concepts import concepts

    shares = (0.46, 0.17, 0.11, 0.06, 0.03) if sure else (0.09, 0.08, 0.07, 0.05, 0.05)
    names = concepts()
    candidates = tuple(
        Candidate(picture=number, concept=names[number % len(names)].concept, probability=share)
        for number, share in zip(pictures, shares, strict=False)
    )
    return ReconstructedPicture(
        candidates=candidates, confidence=candidates[0].probability, sure=sure, n_trials=1
    )


@pytest.fixture
def make_desk(
    qapp: QApplication, qtbot: QtBot, fresh_folders: Path, tmp_path: Path
) -> Iterator[Callable[..., Desk]]:
    """Make a pane, shown."""
    desks: list[Desk] = []

    def make(theme: str = "dark", size_px: tuple[int, int] = SIZE_PX) -> Desk:
        look = Theme(theme)
        look.apply(qapp)
        desks.append(Desk(look, tmp_path / "settings", qtbot))
        window = desks[-1].window
        window.resize(*size_px)
        window.show()
        qtbot.waitExposed(window)
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A pane in the dark theme."""
    return make_desk()
