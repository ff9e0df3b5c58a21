"""LSL streams that can be seen now, and what they say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.errors import AppError
from shared.neuro.streams import ChannelInfo, StreamInfo

if TYPE_CHECKING:
    import pylsl

# A second stream of the same name answers a moment later than the first; liblsl asks known peers
# half a second after it has asked the multicast group.
_SETTLE_S = 1.0


@dataclass(frozen=True)
class StreamQuery:
    """Which stream is meant; empty fields match anything, the others must be equal."""

    name: str = ""
    kind: str = ""
    source_id: str = ""

    def matches(self, info: pylsl.StreamInfo) -> bool:
        """True if the stream is one of those meant."""
        pairs = (
            (self.name, info.name()),
            (self.kind, info.type()),
            (self.source_id, info.source_id()),
        )
        return all(wanted in ("", actual) for wanted, actual in pairs)

    @property
    def first(self) -> tuple[str, str]:
        """The narrowest property that is given and its value, by LSL's name for it."""
        pairs = (("source_id", self.source_id), ("name", self.name), ("type", self.kind))
        return next(pair for pair in pairs if pair[1])

    def __str__(self) -> str:
        parts = {"named": self.name, "of type": self.kind, "with source id": self.source_id}
        return " ".join(f"{what} {value}" for what, value in parts.items() if value) or "at all"


def list_streams(wait_s: float = 1.0) -> list[StreamInfo]:
    """All streams that answer within `wait_s`, with their channels where they can be asked."""
    import pylsl

    found = pylsl.resolve_streams(wait_s)
    return sorted((described(info) for info in found), key=lambda info: (info.name, info.source_id))


def find_stream(query: StreamQuery, wait_s: float) -> pylsl.StreamInfo:
    """The one stream that is meant.

    Raises
    ------
    AppError
        `no_stream` if none appears within `wait_s`, `several_streams` if it is not clear which.
    """
    import pylsl

    prop, value = query.first
    answered = pylsl.resolve_byprop(prop, value, minimum=1, timeout=wait_s)
    if answered:
        answered = pylsl.resolve_byprop(prop, value, minimum=2, timeout=_SETTLE_S) or answered
    found = [info for info in answered if query.matches(info)]
    if not found:
        raise AppError("no_stream", query=str(query), seconds=wait_s)
    if len(found) > 1:
        ids = ", ".join(f"{info.name()}: {info.source_id() or 'no id'}" for info in found)
        raise AppError("several_streams", query=str(query), count=len(found), ids=ids)
    return found[0]


def described(info: pylsl.StreamInfo, timeout_s: float = 2.0) -> StreamInfo:
    """The full description; resolving alone does not bring the channels."""
    import pylsl
    from pylsl.util import LostError
    from pylsl.util import TimeoutError as LslTimeoutError

    inlet = pylsl.StreamInlet(info, max_buflen=1, recover=False)
    try:
        return stream_info(inlet.info(timeout_s))
    except (LostError, LslTimeoutError):
        return stream_info(info)  # it went away meanwhile, or does not answer: what is known
    finally:
        inlet.close_stream()


def stream_info(info: pylsl.StreamInfo) -> StreamInfo:
    """Our description of a stream from LSL's, units as given."""
    count = info.channel_count()
    labels = _values(info.get_channel_labels(), count)
    kinds = _values(info.get_channel_types(), count)
    units = _values(info.get_channel_units(), count)
    channels = tuple(
        ChannelInfo(
            label=labels[index] or f"ch{index + 1}",
            kind=kinds[index] or info.type(),
            unit=units[index] or "",
        )
        for index in range(count)
    )
    return StreamInfo(
        name=info.name(),
        source_id=info.source_id(),
        kind=info.type(),
        rate_hz=info.nominal_srate(),
        channels=channels,
        simulated=info.desc().child_value("simulated").casefold() == "true",
        hostname=info.hostname(),
        created_at_s=info.created_at(),
    )


def _values(given: list[str | None] | None, count: int) -> list[str | None]:
    return list(given) if given and len(given) == count else [None] * count
