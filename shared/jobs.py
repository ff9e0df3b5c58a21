"""Jobs: lanes, states and the one table that says how a state may change."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from shared.errors import Param

MAX_ATTEMPTS = 3
RETRY_DELAYS_S = (1.0, 5.0, 25.0)


class Lane(IntEnum):
    """How urgent a job is; a smaller value goes first."""

    LIVE = 0
    INTERACTIVE = 1
    USER = 2
    BATCH = 3


class JobState(StrEnum):
    """Where a job is; the last four are ends.

    `quarantined` is reached without a person and can be run again by hand.
    """

    QUEUED = "queued"
    RUNNING = "running"
    RETRY_WAIT = "retry_wait"
    BLOCKED = "blocked"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


class JobEvent(StrEnum):
    """What can happen to a job."""

    CLAIM = "claim"
    SUCCEED = "succeed"
    FAIL_PERMANENT = "fail_permanent"
    FAIL_TRANSIENT = "fail_transient"
    BLOCK = "block"
    CANCEL = "cancel"
    DUE = "due"
    RELEASE = "release"
    UNBLOCK = "unblock"
    RETRY = "retry"


ENDED = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED})

_S, _E = JobState, JobEvent
_TRANSITIONS: dict[tuple[JobState, JobEvent], JobState] = {
    (_S.QUEUED, _E.CLAIM): _S.RUNNING,
    (_S.QUEUED, _E.CANCEL): _S.CANCELLED,
    (_S.QUEUED, _E.BLOCK): _S.BLOCKED,
    (_S.RUNNING, _E.SUCCEED): _S.SUCCEEDED,
    (_S.RUNNING, _E.FAIL_PERMANENT): _S.FAILED,
    (_S.RUNNING, _E.FAIL_TRANSIENT): _S.RETRY_WAIT,
    (_S.RUNNING, _E.BLOCK): _S.BLOCKED,
    (_S.RUNNING, _E.CANCEL): _S.CANCELLED,
    (_S.RUNNING, _E.RELEASE): _S.QUEUED,
    (_S.RETRY_WAIT, _E.DUE): _S.QUEUED,
    (_S.RETRY_WAIT, _E.CANCEL): _S.CANCELLED,
    (_S.BLOCKED, _E.UNBLOCK): _S.QUEUED,
    (_S.BLOCKED, _E.CANCEL): _S.CANCELLED,
    (_S.FAILED, _E.RETRY): _S.QUEUED,
    (_S.CANCELLED, _E.RETRY): _S.QUEUED,
    (_S.QUARANTINED, _E.RETRY): _S.QUEUED,
    (_S.BLOCKED, _E.RETRY): _S.QUEUED,
}


class IllegalTransition(ValueError):
    """An event that a job in this state cannot have."""


def next_state(state: JobState, event: JobEvent, *, attempts: int = 0) -> JobState:
    """The state after `event`; a transient failure of the last attempt ends in quarantine.

    Raises
    ------
    IllegalTransition
        If the table has no such change.
    """
    try:
        result = _TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(f"{event} is not possible for a job that is {state}") from None
    if event is JobEvent.FAIL_TRANSIENT and attempts >= MAX_ATTEMPTS:
        return JobState.QUARANTINED
    return result


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job stands where it stands: an error code, its parameters and, for the log, a trace."""

    code: str
    params: dict[str, Param] = {}
    retryable: bool = False
    trace: str = ""


class JobView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job as clients see it.

    `seq` counts the changes of this job and `rev` those of the whole table, so a client that comes
    back asks for everything after the last `rev` it knows and drops events that arrive out of
    order.
    """

    job_id: str
    task: str
    state: JobState
    seq: int
    rev: int
    lane: Lane = Lane.USER
    title: str = ""
    attempts: int = 0
    created_at: float
    started_at: float | None = None
    ended_at: float | None = None
    failure: Failure | None = None
    result_dir: str | None = None
    files: dict[str, str] = {}
    client: str = ""
