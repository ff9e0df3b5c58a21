"""What the window and the acquisition child say to one another about a session; no numpy."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.errors import Param

# Recordings lie in this folder of the worker's home, under the names that were asked for.
RECORDINGS_FOLDER = "recordings"
# One name, so that it cannot leave the folder; the window and the command line keep to it too.
RECORDING_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}\.xdf$"
CODE = r"^[A-Za-z0-9]{0,32}$"
MAX_SLOTS = 60_000

Text = Annotated[str, Meta(max_length=512)]
Code = Annotated[str, Meta(pattern=CODE)]

Phase = Literal[
    "off", "starting", "idle", "opening", "streaming", "stalled", "lost", "ended", "broken"
]


class LslChoice(msgspec.Struct, frozen=True, kw_only=True, tag="lsl"):
    """A stream of the Lab Streaming Layer; empty fields match anything.

    `markers` names marker streams to join; None takes what is called after the stream, as
    `NAME-markers`; `*` takes all.
    """

    name: Text = ""
    kind: Text = ""
    source_id: Text = ""
    markers: Annotated[tuple[Text, ...], Meta(max_length=16)] | None = None


class BoardChoice(msgspec.Struct, frozen=True, kw_only=True, tag="board"):
    """A board that BrainFlow drives; `file` and `master_board` belong to its playback board."""

    board_id: int = -1
    serial_port: Text = ""
    mac_address: Text = ""
    ip_address: Text = ""
    ip_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    serial_number: Text = ""
    file: Text = ""
    master_board: int | None = None


class FileChoice(msgspec.Struct, frozen=True, kw_only=True, tag="file"):
    """A recorded file of this computer, played as if it were live; `loop` starts it again."""

    path: Annotated[str, Meta(max_length=4096)]
    speed: Annotated[float, Meta(gt=0, le=16)] = 1.0
    loop: bool = False


class SimulatedChoice(msgspec.Struct, frozen=True, kw_only=True, tag="simulated"):
    """The simulated participant; `level` is realistic or demo."""

    level: Text = "realistic"
    seed: Annotated[int, Meta(ge=0)] = 7
    channels: Annotated[int, Meta(ge=1, le=256)] = 64
    rate_hz: float = 250.0
    participant: Annotated[int, Meta(ge=1)] = 1


SourceChoice = LslChoice | BoardChoice | FileChoice | SimulatedChoice


class SessionNotes(msgspec.Struct, frozen=True, kw_only=True):
    """Who and what is recorded: codes, never names.

    `consent` is the version of the text that the participant agreed to, `consent_at` when (UTC, ISO
    8601); both empty if nobody was asked, as for a simulated participant.
    """

    subject: Code = ""
    session: Code = ""
    task: Code = ""
    consent: Text = ""
    consent_at: Text = ""
    remarks: Annotated[str, Meta(max_length=4096)] = ""


class RecordingState(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is being written: `name` in the folder of recordings, `path` on the worker.

    `part` counts from 1; acquisition that was killed goes on in the next part.
    """

    name: str
    path: str
    seconds: float = 0.0
    size_bytes: int = 0
    n_samples: int = 0
    part: int = 1
    notes: SessionNotes = SessionNotes()


class SampleCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the samples since the stream was opened, in samples (jumps in jumps)."""

    received: int = 0
    lost: int = 0
    duplicated: int = 0
    late: int = 0
    clock_jumps: int = 0
    gaps: int = 0


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to the stream, told once: `seq` rises.

    `kind` is that of `StreamEvent` (gap, duplicate, clock_jump, …), of a source (stalled, returned,
    refused, lost, gap, ended, other), of the recorder (quality, room, other), or `error` for what a
    person must act on. `text` is English; `code` with `params` lets the window say it in another
    language: a kind of `StreamEvent`, one of `NOTICE_SENTENCES`, or that of an error.
    """

    seq: int
    kind: str
    text: str
    index: int = 0
    code: str = ""
    params: dict[str, Param] = {}


class SlotGap(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """`n_missing` slots from `start_index` that no sample fills."""

    start_index: int
    n_missing: int


class SlotMark(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A mark at a slot (with its fraction); `kind` is marker, note or span.

    A note was set by a person, a span covers `length` slots, a marker came from a stream or from
    the stimulus window.
    """

    index: float
    text: str
    kind: Literal["marker", "note", "span"] = "marker"
    length: float = 0.0
