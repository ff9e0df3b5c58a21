"""The last things that happened, each told once."""

from __future__ import annotations

from collections import deque

from shared.errors import AppError, Param
from shared.neuro.acquisition import Notice
from shared.neuro.placed import StreamEvent
from worker.neuro.files.event_texts import event_text
from worker.neuro.sources.base import SourceNotice

KEEP = 50


class Notices:
    """Numbered notices; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: deque[Notice] = deque(maxlen=KEEP)
        self._seq = 0

    @property
    def last(self) -> tuple[Notice, ...]:
        """The newest, oldest first."""
        return tuple(self._kept)

    def event(self, event: StreamEvent) -> None:
        """Something about the stream's time."""
        params: dict[str, Param] = {
            "count": event.count,
            "seconds": event.seconds,
            "rate_hz": event.rate_hz,
        }
        self._add(event.kind, event_text(event), event.index, event.kind, params)

    def source(self, notice: SourceNotice, index: int) -> None:
        """Something that the source says."""
        self._add(notice.kind, notice.text, index, "", {})

    def error(self, error: AppError, index: int) -> None:
        """Something that a person must act on."""
        self._add("error", str(error), index, error.code, error.params)

    def say(self, kind: str, text: str, index: int) -> None:
        """Anything else."""
        self._add(kind, text, index, "", {})

    def _add(self, kind: str, text: str, index: int, code: str, params: dict[str, Param]) -> None:
        self._seq += 1
        self._kept.append(
            Notice(seq=self._seq, kind=kind, text=text, index=index, code=code, params=params)
        )
