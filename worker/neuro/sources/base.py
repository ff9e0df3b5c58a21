"""What every source of samples can do, and what it says besides samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import StreamInfo

NoticeKind = Literal["stalled", "returned", "refused", "lost", "ended", "other"]


@dataclass(frozen=True)
class SourceNotice:
    """Something that a person should be told, at `at_s` on the clock of this computer."""

    kind: NoticeKind
    at_s: float
    text: str


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
