"""A store that is filled by hand, and a decoder on a scripted worker and a clock of the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest

from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.sample_store import SampleStore
from shared.neuro.acquisition import SlotGap, SlotMark
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.protocol.eeg_messages import EegSamples
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


def info_of(labels: tuple[str, ...] = LABELS, *, simulated: bool = False) -> StreamInfo:
    channels = tuple(ChannelInfo(label) for label in labels)
    return StreamInfo(name="cap", rate_hz=RATE_HZ, channels=channels, simulated=simulated)


def mark(index: float, text: str, kind: str = "marker") -> SlotMark:
    return SlotMark(index=index, text=text, kind=kind)  # type: ignore[arg-type]


def gap(start_index: int, n_missing: int) -> SlotGap:
    return SlotGap(start_index=start_index, n_missing=n_missing)


def noise(n: int, channels: int = len(LABELS), seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10, (n, channels)).astype(np.float32)


def add(
    store: SampleStore,
    rows: np.ndarray,
    marks: tuple[SlotMark, ...] = (),
    gaps: tuple[SlotGap, ...] = (),
    last_time_s: float = float("nan"),
) -> None:
    """The answer of acquisition that follows."""
    first = max(store.next_index, 0)
    message = EegSamples(
        session=store.session,
        first_index=first,
        next_index=first + len(rows),
        oldest_index=0,
        gaps=gaps,
        marks=marks,
        last_time_s=last_time_s,
    )
    assert store.append(message, rows)


def reconstructed(best: int, sure: bool = True) -> ReconstructedPicture:
    """Five candidates, the first with most."""
    shares = (0.5, 0.2, 0.15, 0.1, 0.05)
    candidates = tuple(
        Candidate(picture=best + n, concept=f"thing {best + n}", probability=share)
        for n, share in enumerate(shares)
    )
    return ReconstructedPicture(candidates=candidates, confidence=0.5, sure=sure, n_trials=1)


class Desk:
    """A decoder, the worker it talks to, and the hands of both."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.link, self.client = scripted_link()
        self.decoder = LiveDecoder(self.link, lambda: self.now_s)
        self.store = SampleStore("s1", info_of())

    def open(self, *, warm: bool = True, simulated: bool = False) -> None:
        """A source streams and the engine is there."""
        self.store = SampleStore("s1", info_of(simulated=simulated))
        self.client.engine("ready")
        self.decoder.begin(self.store)
        self.decoder.tick()
        if warm:
            self.finish(self.pushes[-1][0])

    def samples(self, n: int, *marks: tuple[float, str]) -> None:
        """`n` slots more, with markers at slots of the session."""
        slots = tuple(mark(index, text) for index, text in marks)
        self.now_s += n / RATE_HZ
        add(self.store, noise(n, seed=n), slots, last_time_s=self.now_s)
        self.decoder.arrived(self.store)

    def show(self, picture: int) -> None:
        """A picture, until its trial is whole."""
        at = max(self.store.next_index, 0) + 200
        self.samples(400, (float(at), f"picture/{picture}"))

    @property
    def pushes(self) -> list[tuple[int, NeuroReconstructRequest, np.ndarray]]:
        """Number, request and trials of all items."""
        return [
            (call[3], msgspec.convert(call[4], NeuroReconstructRequest), call[5][0])
            for call in self.client.calls
            if call[0] == "stream_push"
        ]

    @property
    def stream(self) -> str:
        return str([call[1] for call in self.client.calls if call[0] == "stream_push"][-1])

    def name(self, seq: int, best: int, *, sure: bool = True) -> None:
        """Retrieval comes."""
        meta = msgspec.to_builtins(reconstructed(best, sure))
        piece = StreamPartial(stream=self.stream, seq=seq, index=0, kind="retrieval", meta=meta)
        self.client.on_message(piece, [np.zeros(4, np.float32)])

    def paint(self, seq: int, step: int, steps: int = 8) -> None:
        """A step of the picture comes."""
        meta = {"step": step, "steps": steps}
        piece = StreamPartial(stream=self.stream, seq=seq, index=step, kind="picture", meta=meta)
        self.client.on_message(piece, [np.full((64, 64, 3), 10 * step, np.uint8)])

    def finish(self, seq: int, best: int = 0, dropped: int = 0) -> None:
        """The result comes."""
        result = NeuroReconstructResult(pictures=(reconstructed(best),))
        told = StreamResult(
            stream=self.stream, seq=seq, result=msgspec.to_builtins(result), dropped=dropped
        )
        self.client.on_message(told, [np.full((64, 64, 3), 99, np.uint8)])

    def refuse(self, seq: int, code: str, *, retryable: bool = False, **params: Any) -> None:
        """The item fails."""
        error = Error(code=code, params=params, retryable=retryable)
        told = StreamResult(stream=self.stream, seq=seq, error=error, dropped=int(retryable))
        self.client.on_message(told, [])


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.decoder.close()
    assert not len(made.link.state_changed) + len(made.link.stream_result)
