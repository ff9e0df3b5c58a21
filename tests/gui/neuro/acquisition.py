"""An acquisition that does what a test says, behind the scripted client of the window."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any

import msgspec
import numpy as np

from shared.errors import AppError
from shared.neuro.acquisition import (
    Notice,
    RecordingState,
    SimulatedChoice,
    SlotGap,
    SlotMark,
    SourceChoice,
)
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.protocol.eeg_messages import (
    EegAnnotate,
    EegClose,
    EegList,
    EegMark,
    EegMarkBad,
    EegOpen,
    EegRead,
    EegRecord,
    EegSamples,
    EegState,
    EegStateRequest,
    EegStopRecording,
    EegStreams,
)
from shared.protocol.frames import Envelope, Header
from shared.protocol.message import Message
from tests.gui.fake_client import FakeClient

LABELS = ("Fp1", "Fp2", "C3", "Cz", "C4", "O1", "Oz", "O2")
RATE_HZ = 250.0


def stream_info(
    labels: tuple[str, ...] = LABELS, rate_hz: float = RATE_HZ, **fields: Any
) -> StreamInfo:
    channels = tuple(ChannelInfo(label) for label in labels)
    return StreamInfo(name="Cap", source_id="cap-1", rate_hz=rate_hz, channels=channels, **fields)


class FakeAcquisition:
    """Answers what the window asks; `asked` holds everything but the reads."""

    def __init__(self, client: FakeClient) -> None:
        self._client = client
        self.state = EegState()
        self.asked: list[Message] = []
        self.streams: list[StreamInfo] = []
        self.info = stream_info()
        self.refuse: AppError | None = None
        self._reads: list[tuple[EegRead, Future[Any]]] = []
        self._rows = np.empty((0, 0), np.float32)
        self._gaps: list[SlotGap] = []
        self._marks: list[tuple[int, SlotMark]] = []
        self._sessions = 0
        client.answer = self._answer

    def first(self, kind: type[Message]) -> Any:
        """The first thing of that kind that was asked for."""
        return next(message for message in self.asked if isinstance(message, kind))

    @property
    def n_rows(self) -> int:
        """How many have come, lost ones included."""
        return len(self._rows)

    def count(self, kind: type[Message]) -> int:
        return sum(isinstance(message, kind) for message in self.asked)

    # --- what the window asks ---------------------------------------------------------------------

    def _answer(self, message: Message, future: Future[Any]) -> None:
        if isinstance(message, EegRead):
            self._reads.append((message, future))
            self._answer_reads()
            return
        if isinstance(message, EegStateRequest):
            reply(future, self.state)
            return
        if isinstance(message, EegList):
            reply(future, EegStreams(streams=self.streams))
            return
        self.asked.append(message)
        if self.refuse is not None:
            future.set_exception(self.refuse)
            return
        self._do(message)
        reply(future, self.state)

    def _do(self, message: Message) -> None:
        match message:
            case EegOpen():
                self.begin(message.choice)
            case EegClose():
                self.change(phase="idle", session="", choice=None, info=None)
            case EegMarkBad():
                self.change(bad=message.labels)
            case EegRecord():
                recording = RecordingState(
                    name=message.name, path=f"/recordings/{message.name}", notes=message.notes
                )
                self.change(recording=recording)
            case EegStopRecording():
                self.change(recording=None)
            case EegMark():
                self.mark(SlotMark(index=float(len(self._rows)), text=message.text))
            case EegAnnotate():
                kind: Any = "span" if message.length else "note"
                self.mark(
                    SlotMark(
                        index=message.index, text=message.text, kind=kind, length=message.length
                    )
                )

    def begin(self, choice: SourceChoice) -> None:
        """Another source is open."""
        self._sessions += 1
        simulated = isinstance(choice, SimulatedChoice)
        self.info = msgspec.structs.replace(self.info, simulated=simulated)
        self._rows = np.empty((0, len(self.info.channels)), np.float32)
        self._gaps, self._marks = [], []
        self.state = EegState(
            phase="streaming",
            pid=4242,
            session=f"s{self._sessions}",
            choice=choice,
            info=self.info,
            rate_hz=self.info.rate_hz,
        )

    # --- what a test scripts ----------------------------------------------------------------------

    def change(self, **fields: Any) -> None:
        self.state = msgspec.structs.replace(self.state, **fields)

    def tell(self, **fields: Any) -> None:
        """Change the state and push it, as each second."""
        self.change(**fields)
        self._client.on_message(self.state, [])

    def notice(self, kind: str, code: str, **params: Any) -> None:
        """Tell of something."""
        before = self.state.notices
        seq = before[-1].seq + 1 if before else 1
        notice = Notice(
            seq=seq, kind=kind, text="in English", index=len(self._rows), code=code, params=params
        )
        self.tell(notices=(*before, notice))

    def stream(self, rows: np.ndarray) -> None:
        """Rows float [n, C] arrive."""
        self._rows = np.concatenate([self._rows, np.asarray(rows, np.float32)])
        self._answer_reads()

    def seconds(self, seconds: float, amplitude_uv: float = 30.0, seed: int = 0) -> None:
        """So much of a 10 Hz wave, of another phase in each channel, in noise arrives."""
        n, channels = round(seconds * self.info.rate_hz), len(self.info.channels)
        rng = np.random.default_rng(seed + len(self._rows))
        times = (len(self._rows) + np.arange(n)) / self.info.rate_hz
        phases = 2 * np.pi * np.arange(channels) / channels
        wave = amplitude_uv * np.sin(2 * np.pi * 10 * times[:, None] + phases)
        self.stream(wave + rng.normal(0, amplitude_uv / 5, (n, channels)))

    def lose(self, count: int) -> None:
        """So many samples are lost."""
        self._gaps.append(SlotGap(start_index=len(self._rows), n_missing=count))
        counts = msgspec.structs.replace(
            self.state.counts, lost=self.state.counts.lost + count, received=len(self._rows)
        )
        self.change(counts=counts)
        self.stream(np.full((count, len(self.info.channels)), np.nan))

    def mark(self, mark: SlotMark) -> None:
        """A mark comes with the rows that follow."""
        self._marks.append((len(self._rows), mark))

    def _answer_reads(self) -> None:
        waiting, self._reads = self._reads, []
        for read, future in waiting:
            n = len(self._rows)
            first = n if read.from_index == -1 else read.from_index
            first = max(0, n + 1 + first) if first < 0 else first
            if first >= n:
                self._reads.append((read, future))
                continue
            stop = min(n, first + read.max_slots)
            message = EegSamples(
                session=self.state.session,
                first_index=first,
                next_index=stop,
                oldest_index=0,
                gaps=tuple(self._gaps),
                marks=tuple(mark for at, mark in self._marks if first <= at < stop),
                last_time_s=time.monotonic(),
            )
            reply(future, message, self._rows[first:stop])


def reply(future: Future[Any], message: Message, *blobs: np.ndarray) -> None:
    future.set_result(Envelope(header=Header(), message=message, blobs=list(blobs)))
