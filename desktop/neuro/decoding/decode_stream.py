"""The stream of items to the worker, and the answers that come back piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.neuro.decoding.answer import Answer, picture_of_blob, result_of, retrieval_of
from desktop.neuro.decoding.status import is_engine_there
from shared.errors import AppError
from shared.ids import new_job_id
from shared.protocol.frames import Blob
from shared.protocol.link import LinkState
from shared.protocol.messages import Error, StreamPartial, StreamResult
from shared.tasks.neuro import NEURO_RECONSTRUCT

# An item that nothing was heard of for so long is not waited for any more: the next may go.
PATIENCE_S = 5.0
# The same where a generator of real size is loaded, or paints without a graphics processor.
LONG_PATIENCE_S = 600.0
_KEPT = 4


@dataclass
class _Sent:
    """An item on its way; `answer` None where it only makes the engine load the model."""

    answer: Answer | None
    heard_s: float
    is_over: bool = False


class DecodeStream:
    """One item at a time is on its way.

    Attributes
    ----------
    grown : Signal of Answer
        An answer has another piece; the last one is `done`.
    named, painted : Signal of float
        Seconds from the last sample to the names, and to the first picture.
    ended : Signal of AppError or None
        An item is over: well, or not.
    dropped : Signal of int
        So many items more were dropped by the worker.
    freed : Signal
        The next item may go.
    patience_s : float
        How long an item may be silent.
    """

    def __init__(self, link: Link, clock: Callable[[], float]) -> None:
        self._link, self._clock = link, clock
        self.grown: Signal[Answer] = Signal()
        self.named: Signal[float] = Signal()
        self.painted: Signal[float] = Signal()
        self.ended: Signal[AppError | None] = Signal()
        self.dropped: Signal[int] = Signal()
        self.freed: Signal[()] = Signal()
        self.patience_s = PATIENCE_S
        self._name = ""
        self._seq = self._host_dropped = 0
        self._sent: dict[int, _Sent] = {}
        self._is_warm = self._was_there = False
        self._connections = [
            link.state_changed.connect(self._link_changed),
            link.stream_partial.connect(self._take_piece),
            link.stream_result.connect(self._take_result),
        ]
        if link.state is not None:
            self._was_there = is_engine_there(link.state)

    @property
    def next_seq(self) -> int:
        """The number of the item that is pushed next."""
        return self._seq + 1

    @property
    def is_free(self) -> bool:
        """Whether an item can go now."""
        now = self._clock()
        busy = any(not s.is_over and now - s.heard_s < self.patience_s for s in self._sent.values())
        return is_engine_there(self._link.state) and not busy

    @property
    def is_idle(self) -> bool:
        """Whether nothing more is to come."""
        return all(sent.is_over for sent in self._sent.values())

    @property
    def is_warm(self) -> bool:
        """Whether this engine was given an item already."""
        return self._is_warm

    @property
    def is_loading(self) -> bool:
        """Whether the engine works on its first item, which shows nothing."""
        return any(sent.answer is None and not sent.is_over for sent in self._sent.values())

    def push(
        self,
        answer: Answer | None,
        params: dict[str, Any],
        trials: npt.NDArray[np.float32],
        deadline_s: float,
    ) -> None:
        """Send trials float32 [n, C, T]; without an `answer` to fill, what comes is not shown."""
        if not self._name:
            self._name = f"eeg-decode-{new_job_id()}"
        self._seq += 1
        self._is_warm = True
        self._sent[self._seq] = _Sent(answer, self._clock())
        for seq in sorted(self._sent)[:-_KEPT]:
            del self._sent[seq]
        deadline_ms = max(1, round(1000 * deadline_s))
        self._link.push(
            self._name, NEURO_RECONSTRUCT.name, self._seq, params, [trials], deadline_ms=deadline_ms
        )

    def cool(self) -> None:
        """What the engine has loaded does not fit any more."""
        self._is_warm = False

    def clear(self) -> None:
        """Forget what is on its way; what comes next is another stream."""
        if self._name:
            self._link.close_stream(self._name)
        self._name, self._host_dropped = "", 0
        self._sent.clear()
        self._is_warm = False

    def close(self) -> None:
        """Let go of the link."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.clear()

    # --- what comes back --------------------------------------------------------------------------

    def _take_piece(self, piece: StreamPartial, blobs: list[Blob]) -> None:
        sent = self._sent.get(piece.seq) if piece.stream == self._name else None
        if sent is None or sent.is_over:
            return
        now = sent.heard_s = self._clock()
        if sent.answer is not None:
            sent.answer = self._grown(sent.answer, piece, blobs, now - sent.answer.taken_s)
            self.grown.emit(sent.answer)

    def _grown(
        self, answer: Answer, piece: StreamPartial, blobs: list[Blob], after_s: float
    ) -> Answer:
        if piece.kind == "retrieval" and (found := retrieval_of(piece.meta)) is not None:
            if answer.retrieval_ms is None:
                self.named.emit(after_s)
            return answer.named(found, 1000 * after_s)
        if piece.kind == "picture" and (pixels := picture_of_blob(blobs)) is not None:
            if answer.picture_ms is None:
                self.painted.emit(after_s)
            step, steps = (_count_of(piece.meta.get(key)) for key in ("step", "steps"))
            return answer.painted(pixels, step, steps, 1000 * after_s)
        return answer

    def _take_result(self, result: StreamResult, blobs: list[Blob]) -> None:
        if result.stream != self._name:
            return
        self._count(result.dropped)
        sent = self._sent.get(result.seq)
        if sent is None or sent.is_over:
            return
        sent.is_over, sent.heard_s = True, self._clock()
        error = result.error
        found = result_of(result.result) if error is None else None
        if sent.answer is not None and found is not None:
            self.grown.emit(sent.answer.ended(found, picture_of_blob(blobs)))
        self.ended.emit(None if error is None else _error_of(error))
        self.freed.emit()

    def _count(self, dropped: int) -> None:
        """The host counts since the stream's first item, and a new host from 0."""
        more = dropped - self._host_dropped if dropped >= self._host_dropped else dropped
        self._host_dropped = dropped
        if more:
            self.dropped.emit(more)

    def _link_changed(self, link: LinkState) -> None:
        there = is_engine_there(link)
        if there and not self._was_there:
            self._is_warm = False
        if link.state != "ready":
            # Nobody will tell what became of it.
            for sent in self._sent.values():
                sent.is_over = True
        self._was_there = there
        self.freed.emit()


def _error_of(error: Error) -> AppError:
    return AppError.from_params(error.code, error.params, retryable=error.retryable)


def _count_of(value: object) -> int:
    return value if isinstance(value, int) else 0
