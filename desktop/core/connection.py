"""What the worker is doing, as one value that the connection chip puts into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.errors import Param
from shared.protocol.link import LinkState


class Level(StrEnum):
    """How the chip is coloured."""

    GOOD = "good"
    ACTIVE = "accent"
    WAITING = "warning"
    BAD = "bad"


class Phase(StrEnum):
    """What the chip says first."""

    STARTING = "starting"
    CONNECTING = "connecting"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"
    STALLED = "stalled"
    RESTARTING = "restarting"
    BROKEN = "broken"
    OFFLINE = "offline"
    REFUSED = "refused"


class Cause(StrEnum):
    """Why an engine ended, as far as its exit code tells."""

    NONE = ""
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    STALLED = "stalled"
    STOPPED = "stopped"
    OTHER = "other"


@dataclass(frozen=True)
class Connection:
    """The worker's state without words.

    Attributes
    ----------
    percent : int or None
        Progress of the running task, 0 to 100.
    error, params
        A code of `shared.errors` when there is no connection.
    """

    phase: Phase
    level: Level
    device: str = ""
    task: str = ""
    percent: int | None = None
    restarts: int = 0
    cause: Cause = Cause.NONE
    detail: str = ""
    error: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    pid: int | None = None


_ENGINE_PHASES = {
    "starting": (Phase.LOADING, Level.WAITING),
    "ready": (Phase.READY, Level.GOOD),
    "busy": (Phase.BUSY, Level.ACTIVE),
    "stalled": (Phase.STALLED, Level.WAITING),
    "restarting": (Phase.RESTARTING, Level.WAITING),
    "broken": (Phase.BROKEN, Level.BAD),
}
# A Linux system that runs out of memory kills with SIGKILL: 137 in a shell, -9 from Python.
# 0xC0000005 and 0xC0000017 are Windows' access violation and no memory.
_CAUSES = (
    (re.compile(r"memory|\b137\b|-9\b|sigkill|signal 9\b|c0000017", re.I), Cause.OUT_OF_MEMORY),
    (re.compile(r"sigsegv|sigbus|sigabrt|signal (11|7|6)\b|-(11|7|6)\b|13[4-9]\b|c0000005", re.I),
     Cause.CRASHED),
    (re.compile(r"stall|no step", re.I), Cause.STALLED),
    (re.compile(r"sigterm|sigint|-15\b|-2\b|asked|restart requested", re.I), Cause.STOPPED),
)  # fmt: skip


def cause_of(reason: str) -> Cause:
    """Read a cause from the host's words about an ended engine."""
    if not reason:
        return Cause.NONE
    for pattern, cause in _CAUSES:
        if pattern.search(reason):
            return cause
    return Cause.OTHER


def describe(
    link: LinkState | None, *, task: str = "", done: float = 0.0, total: float = 0.0
) -> Connection:
    """Combine the link's state with the running task's progress."""
    if link is None or link.state == "starting":
        return Connection(Phase.STARTING, Level.WAITING)
    if link.state == "connecting":
        return Connection(Phase.CONNECTING, Level.WAITING)
    if link.state in ("offline", "refused"):
        phase = Phase.OFFLINE if link.state == "offline" else Phase.REFUSED
        return Connection(phase, Level.BAD, error=link.reason, params=dict(link.params))
    engine = link.engine
    if engine is None:
        return Connection(Phase.LOADING, Level.WAITING)
    phase, level = _ENGINE_PHASES.get(engine.state, (Phase.LOADING, Level.WAITING))
    percent = round(100 * min(done / total, 1.0)) if total > 0 and phase is Phase.BUSY else None
    return Connection(
        phase,
        level,
        device=engine.device,
        task=task if phase is Phase.BUSY else "",
        percent=percent,
        restarts=engine.restarts,
        cause=cause_of(engine.reason),
        detail=engine.reason,
        pid=engine.pid,
    )
