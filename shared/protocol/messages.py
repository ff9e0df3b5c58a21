"""Every message between window, host and engine: one frozen, tagged type each.

`PROTOCOL.md` is generated from this module (`python -m shared.protocol.document`). A field may be
added with a default in a minor version; fields are never renamed, retyped or given another meaning.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from shared.errors import Param
from shared.jobs import Failure, JobView, Lane
from shared.models import BackendState, ModelInfo
from shared.protocol.eeg_messages import (
    EegAnnotate,
    EegAnswer,
    EegAsk,
    EegClose,
    EegHello,
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
from shared.protocol.message import Error as Error
from shared.protocol.message import Message as Message
from shared.protocol.message import Name

MAJOR, MINOR = 1, 3
INITIAL_CREDIT = 8
LONGEST_DEADLINE_MS = 60_000

JobId = Annotated[str, Meta(pattern="^[0-9a-f-]{36}$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


# --- session --------------------------------------------------------------------------------------


class Hello(Message, frozen=True, kw_only=True, tag=True):
    """First message of a client.

    `previews`: `jpeg` asks for the pictures of partials in that form, as behind a slow line.
    """

    minor: int
    client: Name
    kind: Name = "cli"
    app_version: Name = ""
    previews: Name = ""


class Welcome(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `Hello`; `epoch` is new at every start of the host and `rev` the newest change."""

    minor: int
    epoch: Name
    rev: int
    pid: int
    app_version: Name
    tasks: list[str]
    engine: EngineStatus


class Goodbye(Message, frozen=True, kw_only=True, tag=True):
    """The client leaves; a host that stays only for its clients can end at once."""


class Ping(Message, frozen=True, kw_only=True, tag=True):
    """Sent each second by a client; a client silent for 30 s is dropped and must `Sync`."""


class Pong(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `Ping`.

    A client that the host does not know, or of another `epoch`, says `Hello` again.
    """

    epoch: Name = ""
    rev: int = 0
    known: bool = True


class Ok(Message, frozen=True, kw_only=True, tag=True):
    """Done; nothing else to say."""


class Unsupported(Message, frozen=True, kw_only=True, tag=True):
    """An unknown message type or protocol version; `what` says which in plain words."""

    what: str


# --- jobs -----------------------------------------------------------------------------------------


class Submit(Message, frozen=True, kw_only=True, tag=True):
    """Ask for a job. The client makes the id (UUIDv7), so a resend is harmless.

    `request` is the task's request type as msgpack-compatible builtins; files are `sha256:`
    references.
    """

    job_id: JobId
    task: Name
    request: dict[str, Any]
    lane: Lane | None = None
    title: Annotated[str, Meta(max_length=256)] = ""


class Accepted(Message, frozen=True, kw_only=True, tag=True):
    """The job is on disk (fsync) and will end exactly once. `duplicate`: it was there already."""

    job_id: JobId
    rev: int
    duplicate: bool = False


class Rejected(Message, frozen=True, kw_only=True, tag=True):
    """The job was not accepted and will not run."""

    job_id: JobId
    code: str
    params: dict[str, Param] = {}


class Cancel(Message, frozen=True, kw_only=True, tag=True):
    """Stop a job. `force` kills the engine if the task does not reach its next step."""

    job_id: JobId
    force: bool = False


class Retry(Message, frozen=True, kw_only=True, tag=True):
    """Run a failed, cancelled, blocked or quarantined job again, with fresh attempts."""

    job_id: JobId


class Sync(Message, frozen=True, kw_only=True, tag=True):
    """Ask for all changes since `since_rev` of host `epoch`; another epoch gets everything."""

    since_rev: int = 0
    epoch: Name = ""


class Snapshot(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `Sync`, in pages: `more` says that another `Sync` from `rev` is due."""

    epoch: Name
    rev: int
    jobs: list[JobView]
    more: bool = False


class JobChanged(Message, frozen=True, kw_only=True, tag=True):
    """A job's state changed; sent to every client after the change is on disk."""

    job: JobView


class JobProgress(Message, frozen=True, kw_only=True, tag=True):
    """At most 10 a second for each job; never stored."""

    job_id: JobId
    done: float
    total: float
    unit: str = ""
    stage: str = ""
    eta_s: float | None = None


class JobPartial(Message, frozen=True, kw_only=True, tag=True):
    """A piece of the result as blob 0; costs one credit, dropped when there is none.

    `encoding`: `jpeg` if the blob is such a file in place of an array, empty otherwise.
    """

    job_id: JobId
    index: int
    kind: Name = "frame"
    meta: dict[str, Any] = {}
    encoding: Name = ""


class Credit(Message, frozen=True, kw_only=True, tag=True):
    """The client has consumed `n` data messages and can take as many more."""

    n: Annotated[int, Meta(ge=1, le=1024)]


# --- artefacts ------------------------------------------------------------------------------------


class Put(Message, frozen=True, kw_only=True, tag=True):
    """Bytes `offset…` of an artefact of `size` bytes as blob 0; without it, asks what is there."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]
    offset: Annotated[int, Meta(ge=0)] = 0


class PutReply(Message, frozen=True, kw_only=True, tag=True):
    """The host has the first `received` bytes; `complete` when stored and verified."""

    sha256: Sha256
    received: int
    complete: bool


class Fetch(Message, frozen=True, kw_only=True, tag=True):
    """Ask for up to `length` bytes of an artefact."""

    sha256: Sha256
    offset: Annotated[int, Meta(ge=0)] = 0
    length: Annotated[int, Meta(ge=1, le=1 << 20)] = 1 << 20


class Chunk(Message, frozen=True, kw_only=True, tag=True):
    """Answer to `Fetch`, bytes as blob 0."""

    sha256: Sha256
    offset: int
    total: int


# --- streams --------------------------------------------------------------------------------------


class StreamPush(Message, frozen=True, kw_only=True, tag=True):
    """One item of a latest-wins stream.

    A newer item of the same `stream` replaces it while it waits.
    `deadline_ms` counts from the host's receipt: an item that could not start by then is dropped,
    and its `StreamResult` has the error `too_late`.
    """

    stream: Name
    task: Name
    seq: int
    params: dict[str, Any] = {}
    deadline_ms: Annotated[int, Meta(ge=1, le=LONGEST_DEADLINE_MS)] = 1000


class StreamResult(Message, frozen=True, kw_only=True, tag=True):
    """What came of item `seq`; `dropped` counts this stream's items that were replaced or late."""

    stream: Name
    seq: int
    result: dict[str, Any] = {}
    dropped: int = 0
    error: Error | None = None


class StreamPartial(Message, frozen=True, kw_only=True, tag=True):
    """A piece of what comes of item `seq`, as blob 0, before its result; costs one credit.

    `encoding` as in `JobPartial`.
    """

    stream: Name
    seq: int
    index: int
    kind: Name = "frame"
    meta: dict[str, Any] = {}
    encoding: Name = ""


class StreamClose(Message, frozen=True, kw_only=True, tag=True):
    """Forget the stream and what waits in it."""

    stream: Name


# --- host and engine ------------------------------------------------------------------------------


class EngineStatus(Message, frozen=True, kw_only=True, tag=True):
    """The engine as clients see it, sent when it changes.

    `state` is one of starting, ready, busy, stalled, restarting, broken.
    """

    state: Name
    pid: int | None = None
    device: Name = ""
    restarts: int = 0
    reason: str = ""


class StatusRequest(Message, frozen=True, kw_only=True, tag=True):
    """Ask for `HostStatus`."""


class HostStatus(Message, frozen=True, kw_only=True, tag=True):
    """What `vitrine-worker doctor` prints."""

    pid: int
    endpoint: str
    home: str
    uptime_s: float
    versions: dict[str, str]
    engine: EngineStatus
    jobs: dict[str, int]
    clients: int
    rss_bytes: int
    eeg: EegState = EegState()


class ListModels(Message, frozen=True, kw_only=True, tag=True):
    """Ask for `Models`."""


class Models(Message, frozen=True, kw_only=True, tag=True):
    """The registered models, and which ways of making frames can run here or why they cannot."""

    models: list[ModelInfo] = []
    backends: list[BackendState] = []


class RestartEngine(Message, frozen=True, kw_only=True, tag=True):
    """End the engine and start another; its jobs run again."""


class Shutdown(Message, frozen=True, kw_only=True, tag=True):
    """End the host; with `when_idle` after the last job."""

    when_idle: bool = False


# --- between host and engine only -----------------------------------------------------------------


class EngineHello(Message, frozen=True, kw_only=True, tag=True):
    """First message of an engine; `token` is what the host gave it at its start.

    `slots`: so many jobs run side by side; beyond them only a more urgent one may step in.
    """

    token: Name
    pid: int
    slots: int = 1


class EngineUnfit(Message, frozen=True, kw_only=True, tag=True):
    """An engine cannot work here and is to be ended; the host tells why and tries again later."""

    reason: str


class EngineRun(Message, frozen=True, kw_only=True, tag=True):
    """Run a job, or one item of a stream (`stream` set)."""

    job_id: str
    attempt: int
    task: Name
    request: dict[str, Any]
    lane: Lane
    stream: Name | None = None


class EngineCancel(Message, frozen=True, kw_only=True, tag=True):
    """Stop a run at its next step."""

    job_id: str


class EngineBeat(Message, frozen=True, kw_only=True, tag=True):
    """Each second, from the engine's I/O thread; `steps` counts the steps of all runs.

    `slots` as in `EngineHello`: engines on a cluster come and go.
    """

    steps: int
    running: list[str] = []
    device: Name = ""
    slots: int = 1


class EngineProgress(Message, frozen=True, kw_only=True, tag=True):
    """Progress of a run."""

    job_id: str
    done: float
    total: float
    unit: str = ""
    stage: str = ""


class EnginePartial(Message, frozen=True, kw_only=True, tag=True):
    """A partial of a run as blob 0."""

    job_id: str
    index: int
    kind: Name = "frame"
    meta: dict[str, Any] = {}


class EngineDone(Message, frozen=True, kw_only=True, tag=True):
    """A run succeeded: its output lies in `result_dir`, by name in `files` (name to sha256)."""

    job_id: str
    attempt: int
    result_dir: str = ""
    files: dict[str, str] = {}
    result: dict[str, Any] = {}


class EngineFailed(Message, frozen=True, kw_only=True, tag=True):
    """A run ended without a result; code `cancelled` when it was asked to stop."""

    job_id: str
    attempt: int
    failure: Failure


AnyMessage = (
    Hello | Welcome | Goodbye | Ping | Pong | Ok | Error | Unsupported
    | Submit | Accepted | Rejected | Cancel | Retry | Sync | Snapshot
    | JobChanged | JobProgress | JobPartial | Credit
    | Put | PutReply | Fetch | Chunk
    | StreamPush | StreamPartial | StreamResult | StreamClose
    | EngineStatus | StatusRequest | HostStatus | ListModels | Models | RestartEngine | Shutdown
    | EegStateRequest | EegState | EegList | EegStreams | EegOpen | EegClose | EegRead | EegSamples
    | EegMark | EegAnnotate | EegMarkBad | EegRecord | EegStopRecording
    | EegHello | EegAsk | EegAnswer
    | EngineHello | EngineUnfit | EngineRun | EngineCancel | EngineBeat
    | EngineProgress | EnginePartial | EngineDone | EngineFailed
)  # fmt: skip
