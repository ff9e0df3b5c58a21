"""What every source of samples can do, and what it says besides samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from shared.errors import Param
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.notice_sentences import notice_sentence
from shared.neuro.streams import StreamInfo

NoticeKind = Literal["stalled", "returned", "refused", "lost", "gap", "ended", "other"]


@dataclass(frozen=True)
class SourceNotice:
    """Something that a person should be told, at `at_s` on the clock of this computer.

    `code` with `params` lets the window say it in another language; see `NOTICE_SENTENCES`.
    """

    kind: NoticeKind
    at_s: float
    text: str
    code: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)


def source_notice(kind: NoticeKind, at_s: float, code: str, **params: Param) -> SourceNotice:
    """A notice whose text is the sentence of its code."""
    return SourceNotice(kind, at_s, notice_sentence(code, params), code, params)


@dataclass(frozen=True)
class ClockOffset:
    """What to add to the sender's clock to get this computer's, as measured at `at_s`; seconds."""

    at_s: float
    offset_s: float


Item = Chunk | Markers | SourceNotice | ClockOffset


class Source(Protocol):
    """A stream of samples with its markers; one thread uses it."""

    def open(self) -> StreamInfo:
        """Connect and say what comes.

        Raises
        ------
        AppError
            `no_stream`, `several_streams`, `no_device` or `bad_recording`.
        """

    def read(self, timeout_s: float) -> Item | None:
        """The next item, or None if nothing came within `timeout_s`; never waits longer."""

    def close(self) -> None:
        """Let go of the stream; calling it twice is harmless."""
