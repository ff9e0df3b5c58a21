"""Messages of live EEG: a client asks, the host passes on, the acquisition child answers.

Nothing is pushed but the state: a client that reads samples asks for those it has not seen, so a
window that was frozen, closed or connected anew goes on where it was, and one that is slow holds
nobody up.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.neuro.acquisition import (
    MAX_SLOTS,
    RECORDING_NAME,
    Notice,
    Phase,
    RecordingState,
    SampleCounts,
    SessionNotes,
    SlotGap,
    SlotMark,
    SourceChoice,
    Text,
)
from shared.neuro.streams import StreamInfo
from shared.protocol.message import Error, Message, Name

RecordingName = Annotated[str, Meta(pattern=RECORDING_NAME)]


class EegRequest(Message, frozen=True, kw_only=True, tag=True):
    """What the host passes on to acquisition; it starts acquisition where none runs."""


class EegStateRequest(Message, frozen=True, kw_only=True, tag=True):
    """Ask for `EegState`; starts nothing."""


class EegState(Message, frozen=True, kw_only=True, tag=True):
    """The session, sent to every client when it changes and each second while a source is open.

    `choice` is the source that is open or being opened and `info` what it says of itself. `rate_hz`
    is the rate as measured, `next_index` the slot that comes next. `notices` holds the last ones.
    `session` is new for each opened source: slots and notices of another are not comparable.
    `phase` off: no acquisition runs; starting: it is on its way; broken: it died too often.
    """

    phase: Phase = "off"
    pid: int | None = None
    session: Name = ""
    choice: SourceChoice | None = None
    info: StreamInfo | None = None
    rate_hz: float = 0.0
    next_index: int = 0
    jitter_ms: float = 0.0
    counts: SampleCounts = SampleCounts()
    bad: tuple[str, ...] = ()
    recording: RecordingState | None = None
    notices: tuple[Notice, ...] = ()
    restarts: int = 0
    error: Error | None = None


class EegList(EegRequest, frozen=True, kw_only=True, tag=True):
    """Ask for the LSL streams that answer within `wait_s`."""

    wait_s: Annotated[float, Meta(gt=0, le=5)] = 1.0


class EegStreams(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `EegList`."""

    streams: list[StreamInfo] = []


class EegOpen(EegRequest, frozen=True, kw_only=True, tag=True):
    """Open a source in place of the one that is open; answered with `EegState` once it streams.

    Refused while a recording runs, unless the same source is open already. A file of the worker's
    computer may be named only by a client on that computer.
    """

    choice: SourceChoice


class EegClose(EegRequest, frozen=True, kw_only=True, tag=True):
    """Close the source; refused while a recording runs. Answered with `EegState`."""


class EegRead(EegRequest, frozen=True, kw_only=True, tag=True):
    """Ask for slots from `from_index` on, at most `max_slots` of them.

    Without anything new the answer waits for it, up to `wait_s`. A negative `from_index` counts
    back from the newest slot: -1 waits for what comes next.
    """

    from_index: int = -1
    max_slots: Annotated[int, Meta(ge=1, le=MAX_SLOTS)] = MAX_SLOTS
    wait_s: Annotated[float, Meta(ge=0, le=1)] = 0.5


class EegSamples(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `EegRead`: float32 [n, C] as blob 0, in µV where the channel is a voltage.

    Rows are the slots from `first_index` on, with NaN where no sample is; `gaps` and `marks` lie
    among them (a mark that came late is sent with the rows that follow). What is older than
    `oldest_index` is no longer held. `last_time_s` is when the last row was taken and
    `sent_s` when this answer left, both on this computer's monotonic clock (NaN if unknown).
    """

    session: Name
    first_index: int
    next_index: int
    oldest_index: int
    gaps: tuple[SlotGap, ...] = ()
    marks: tuple[SlotMark, ...] = ()
    last_time_s: float = float("nan")
    sent_s: float = float("nan")


class EegMark(EegRequest, frozen=True, kw_only=True, tag=True):
    """A marker, at `at_s` of the monotonic clock of the worker's computer, or now without it."""

    text: Text
    at_s: float | None = None


class EegAnnotate(EegRequest, frozen=True, kw_only=True, tag=True):
    """A note of a person at a slot of the raw samples; over `length` slots if that is not 0."""

    text: Text
    index: float
    length: Annotated[float, Meta(ge=0)] = 0.0


class EegMarkBad(EegRequest, frozen=True, kw_only=True, tag=True):
    """Which channels are bad from now on; the whole list. Kept in the recording."""

    labels: tuple[str, ...]


class EegRecord(EegRequest, frozen=True, kw_only=True, tag=True):
    """Record the open source to a new file of that name; answered with `EegState`."""

    name: RecordingName
    notes: SessionNotes = SessionNotes()


class EegStopRecording(EegRequest, frozen=True, kw_only=True, tag=True):
    """End the recording; the source stays open. Answered with `EegState`."""


# --- between host and acquisition only ------------------------------------------------------------


class EegHello(Message, frozen=True, kw_only=True, tag=True):
    """First message of acquisition after `Welcome`; `token` is what it was started with."""

    token: Name
    pid: int


AnyRequest = (
    EegList | EegOpen | EegClose | EegRead | EegMark | EegAnnotate | EegMarkBad
    | EegRecord | EegStopRecording
)  # fmt: skip


class EegAsk(Message, frozen=True, kw_only=True, tag=True):
    """A client's request; `trusted` if the client is on the worker's own computer."""

    ask_id: Name
    request: AnyRequest
    trusted: bool = False


class EegAnswer(Message, frozen=True, kw_only=True, tag=True):
    """The answer to `EegAsk`, with the blobs of the reply."""

    ask_id: Name
    reply: EegState | EegStreams | EegSamples | Error
