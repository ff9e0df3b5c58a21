"""Requests to the worker as items of a stream, of which the newest wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from desktop.core.link import Link
from desktop.core.observable import Signal
from desktop.icl.pick import PIECES, piece_of
from desktop.icl.setup import Setup, request
from shared.errors import AppError
from shared.ids import new_job_id
from shared.protocol.frames import Blob
from shared.protocol.messages import StreamPartial, StreamResult
from shared.tasks.icl_pick import ICL_PICK

_KEPT = 8


class PickStream:
    """One stream of requests.

    Parameters
    ----------
    number : callable
        The next request's number, counted over all streams, so that later answers are known.

    Attributes
    ----------
    piece : Signal of (number, piece, Setup)
    ended : Signal of (number, AppError or None)
    """

    def __init__(self, link: Link, number: Callable[[], int], deadline_ms: int) -> None:
        self._link, self._number, self._deadline_ms = link, number, deadline_ms
        self.piece: Signal[int, msgspec.Struct, Setup] = Signal()
        self.ended: Signal[int, AppError | None] = Signal()
        self._name = ""
        self._asked: dict[int, Setup] = {}
        self._connections = [
            link.stream_partial.connect(self._take_piece),
            link.stream_result.connect(self._take_result),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether a request is on its way."""
        return bool(self._asked)

    def push(self, setup: Setup, pool: str, **wanted: Any) -> int:
        """Ask; returns the request's number."""
        if not self._name:
            self._name = f"icl-pick-{new_job_id()}"
        number = self._number()
        for old in sorted(self._asked)[:-_KEPT]:
            del self._asked[old]
        self._asked[number] = setup
        params = msgspec.to_builtins(request(setup, pool, **wanted))
        self._link.push(
            self._name, ICL_PICK.name, number, params, [], deadline_ms=self._deadline_ms
        )
        return number

    def clear(self) -> None:
        """Forget what is on its way."""
        if self._name:
            self._link.close_stream(self._name)
        self._name = ""
        self._asked.clear()

    def close(self) -> None:
        """Let go of the link."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.clear()

    def _take_piece(self, partial: StreamPartial, blobs: list[Blob]) -> None:
        setup = self._asked.get(partial.seq) if partial.stream == self._name else None
        piece = piece_of(partial.kind, partial.meta) if setup is not None else None
        if setup is not None and piece is not None:
            self.piece.emit(partial.seq, piece, setup)

    def _take_result(self, result: StreamResult, blobs: list[Blob]) -> None:
        setup = self._asked.get(result.seq) if result.stream == self._name else None
        if setup is None:
            return
        # What was asked before this one was replaced by it, or is over.
        self._asked = {number: one for number, one in self._asked.items() if number > result.seq}
        if result.error is not None:
            error = result.error
            self.ended.emit(result.seq, AppError.from_params(error.code, error.params))
            return
        for kind in PIECES:
            meta = result.result.get(kind)
            piece = piece_of(kind, meta) if isinstance(meta, dict) else None
            if piece is not None:
                self.piece.emit(result.seq, piece, setup)
        self.ended.emit(result.seq, None)
