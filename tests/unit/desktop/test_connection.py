"""The worker's state as the chip reads it."""

from __future__ import annotations

import pytest

from desktop.core.connection import Cause, Level, Phase, cause_of, describe
from shared.protocol.link import LinkState
from shared.protocol.messages import EngineStatus


def ready(state: str, **fields: object) -> LinkState:
    return LinkState(state="ready", engine=EngineStatus(state=state, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("", Cause.NONE),
        ("exit code 137", Cause.OUT_OF_MEMORY),
        ("exit code -9", Cause.OUT_OF_MEMORY),
        ("killed by SIGKILL", Cause.OUT_OF_MEMORY),
        ("exit code 0xC0000005", Cause.CRASHED),
        ("exit code -11", Cause.CRASHED),
        ("no step for 120 s", Cause.STALLED),
        ("exit code -15", Cause.STOPPED),
        ("exit code 3", Cause.OTHER),
    ],
)
def test_the_cause_is_read_from_the_exit_code(reason: str, cause: Cause) -> None:
    assert cause_of(reason) is cause


def test_a_busy_engine_names_the_task_and_its_percent() -> None:
    shown = describe(ready("busy", device="cpu"), task="motion.render", done=31, total=50)
    assert (shown.phase, shown.task, shown.percent) == (Phase.BUSY, "motion.render", 62)


def test_a_ready_engine_shows_no_task() -> None:
    shown = describe(ready("ready", device="cpu"), task="motion.render", done=1, total=2)
    assert (shown.phase, shown.level, shown.task, shown.percent) == (
        Phase.READY, Level.GOOD, "", None,
    )  # fmt: skip


def test_no_connection_keeps_the_reason() -> None:
    state = LinkState(state="offline", reason="host_unreachable", params={"endpoint": "ipc://x"})
    shown = describe(state)
    assert (shown.phase, shown.level, shown.error) == (Phase.OFFLINE, Level.BAD, "host_unreachable")
    assert describe(None).phase is Phase.STARTING
