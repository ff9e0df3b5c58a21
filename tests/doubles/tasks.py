"""Tasks for tests, registered through `VITRINE_TASK_MODULES=tests.doubles.tasks`."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from shared.errors import AppError
from shared.tasks.events import Partial, Progress
from shared.tasks.spec import FileRef, TaskRequest, TaskResult, TaskSpec
from worker.engine.context import TaskContext

Kind = Literal[
    "work", "poison", "fail", "oom", "disk_full", "read_only", "hang", "flood", "crash_once"
]


class ProbeRequest(TaskRequest, frozen=True, kw_only=True):
    """Do `steps` steps of `step_s` seconds, then what `kind` says."""

    kind: Kind = "work"
    steps: Annotated[int, Meta(ge=1, le=100_000)] = 3
    step_s: Annotated[float, Meta(ge=0, le=60)] = 0.0
    label: str = ""
    flag: str = ""
    picture_px: int = 8
    files: int = 0
    file: FileRef | None = None
    seed: int = 0


class ProbeResult(TaskResult, frozen=True, kw_only=True):
    """What came of it."""

    label: str
    total: int


def probe(ctx: TaskContext, request: ProbeRequest) -> Iterator[Progress | Partial | ProbeResult]:
    """Behave as asked."""
    for step in range(request.steps):
        if request.step_s:
            time.sleep(request.step_s)
        if request.kind == "flood":
            side = request.picture_px
            yield Partial(index=step, array=np.full((side, side, 3), step % 256, np.uint8))
        yield Progress(done=step + 1, total=request.steps, unit="steps", stage="probe")
    _misbehave(request)
    (ctx.out / "label.txt").write_text(request.label)
    for number in range(request.files):
        # Long names, so that few files fill a message.
        (ctx.out / f"{number:0200}.txt").write_text("the same content")
    if request.file is not None:
        (ctx.out / "copy.bin").write_bytes(ctx.input(request.file).read_bytes())
    yield ProbeResult(label=request.label, total=request.steps, files={"label": "label.txt"})


def _misbehave(request: ProbeRequest) -> None:
    match request.kind:
        case "poison":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash_once":
            try:
                os.close(os.open(request.flag, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
            os.kill(os.getpid(), signal.SIGSEGV)
        case "fail":
            raise AppError("bad_request", reason=f"{request.label} cannot be done.")
        case "oom":
            raise MemoryError
        case "disk_full" | "read_only" if os.path.exists(request.flag):  # noqa: PTH110
            raise OSError(errno.ENOSPC if request.kind == "disk_full" else errno.EROFS, "no")
        case "hang":
            time.sleep(3600)


def echo(ctx: TaskContext, request: ProbeRequest) -> Iterator[Progress | Partial | ProbeResult]:
    """A stream's handler: gives back the array that came, after `step_s`."""
    time.sleep(request.step_s)
    for index, blob in enumerate(ctx.blobs):
        assert isinstance(blob, np.ndarray)
        yield Partial(index=index, array=blob)
    yield ProbeResult(label=request.label, total=request.steps)


SPECS = (
    TaskSpec(
        name="test.probe",
        version=1,
        summary="behave as asked",
        request=ProbeRequest,
        result=ProbeResult,
        implementation="tests.doubles.tasks:probe",
    ),
    TaskSpec(
        name="test.preview",
        version=1,
        summary="replace older requests with the same label",
        request=ProbeRequest,
        result=ProbeResult,
        implementation="tests.doubles.tasks:probe",
        supersede_key=lambda request: request.label,
    ),
    TaskSpec(
        name="test.buggy",
        version=1,
        summary="have a bug in the check",
        request=ProbeRequest,
        result=ProbeResult,
        implementation="tests.doubles.tasks:probe",
        check=lambda request: 1 // 0,
    ),
    TaskSpec(
        name="test.echo",
        version=1,
        summary="echo a stream's array",
        request=ProbeRequest,
        result=ProbeResult,
        implementation="tests.doubles.tasks:echo",
    ),
)
