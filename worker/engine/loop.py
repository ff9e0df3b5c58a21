"""The engine's loop: steps of several runs, the most urgent first, on one thread."""

from __future__ import annotations

import contextlib
import logging
import queue
import shutil
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from shared.artefacts import ArtefactStore
from shared.errors import AppError, file_error
from shared.jobs import Failure, Lane
from shared.paths import private_dir
from shared.protocol.frames import Blob, Envelope
from shared.protocol.messages import (
    EngineCancel,
    EngineDone,
    EngineFailed,
    EnginePartial,
    EngineProgress,
    EngineRun,
    Message,
)
from shared.tasks.events import Partial, Progress
from shared.tasks.registry import load_registry
from worker.engine.attempt import Attempt, AttemptContext, failure_of
from worker.engine.channel import EngineChannel
from worker.engine.delivery import deliver, sweep
from worker.engine.devices import DeviceProbe
from worker.engine.shelf import Shelf
from worker.models.registry import ModelRegistry

PROGRESS_S = 0.1
# One step in so many goes to the least urgent run, so that previews never stop a batch.
FAIRNESS_PERIOD = 8
IDLE_PROBE_S = 0.5
_log = logging.getLogger(__name__)


@dataclass
class Run:
    """A job between two of its steps."""

    message: EngineRun
    attempt: Attempt
    steps: Iterator[Progress | Partial]
    out: Path
    told_at: float = 0.0
    last_array: np.ndarray | None = None


def pick(lanes: list[Lane], step: int) -> int:
    """Index of the run whose step is next: the most urgent one, every so often the least urgent.

    The least urgent gets one step in `FAIRNESS_PERIOD`.
    """
    choose = max if step % FAIRNESS_PERIOD == FAIRNESS_PERIOD - 1 else min
    return choose(range(len(lanes)), key=lambda index: lanes[index])


class Outlet(Protocol):
    """Where the loop tells what happens, and how far it is."""

    steps: int
    running: tuple[str, ...]

    def send(self, message: Message, blobs: Sequence[Blob] = ()) -> None:
        """Tell the host."""


@dataclass
class EngineLoop:
    """Steps of the runs that it was given. Owns their scratch folders.

    Parameters
    ----------
    home : Path
        Where models are known and what is kept between jobs lies.
    work : Path, optional
        Has the artefacts, the results and what is under way; the home unless given.
    """

    home: Path
    outlet: Outlet
    device: DeviceProbe = field(default_factory=DeviceProbe)
    work: Path | None = None

    def __post_init__(self) -> None:
        work = self.work or self.home
        self._registry = load_registry()
        self._store = ArtefactStore(work / "artefacts")
        self._models = ModelRegistry(self.home)
        self._results = work / "results"
        self._scratch = work / "scratch"
        self._runs: list[Run] = []
        self._shelf = Shelf()
        self._count = 0

    @property
    def busy(self) -> bool:
        """Whether there is a step to do."""
        return bool(self._runs)

    def sweep(self) -> None:
        """Remove what the engine before has left half done."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        with contextlib.suppress(OSError):  # a read-only home is told by the first job, in words
            private_dir(self._scratch)
            sweep(self._results)

    def serve(self, channel: EngineChannel) -> None:
        """Do what comes through `channel` for ever; the process ends with its parent."""
        self.sweep()
        while True:
            self._take_messages(channel)
            if self._runs:
                self.step()

    def _take_messages(self, channel: EngineChannel) -> None:
        try:
            if not self._runs:
                self.take(channel.inbox.get(timeout=IDLE_PROBE_S))
            while True:
                self.take(channel.inbox.get_nowait())
        except queue.Empty:
            if not self._runs:
                self.device.begin()
        channel.device = self.device.known

    def take(self, envelope: Envelope) -> None:
        """Begin a run, or stop one."""
        match envelope.message:
            case EngineRun() as message:
                self._begin(message, envelope.blobs)
            case EngineCancel() as message:
                self._cancel(message.job_id)

    def _begin(self, message: EngineRun, blobs: list[Blob]) -> None:
        out = self._scratch / str(self._count)
        self._count += 1
        try:
            spec = self._registry.get(message.task)
            if spec is None:
                raise AppError("unsupported", what=f"the task {message.task}")
            request = msgspec.convert(message.request, spec.request)
            out.mkdir(parents=True)
            context = AttemptContext(
                spec,
                request,
                out=out,
                home=self.home,
                resolve=self._store.resolve,
                find_model=self._models.find,
                device=self.device,
                shelf=self._shelf,
            )
            context.blobs = blobs
            attempt = Attempt(spec, request, context)
            self._runs.append(Run(message, attempt, attempt.steps(), out))
        except (AppError, OSError, msgspec.ValidationError) as error:
            self._fail(message, error)
        self._note_running()

    def _cancel(self, job_id: str) -> None:
        for run in [run for run in self._runs if run.message.job_id == job_id]:
            self._fail(run.message, AppError("cancelled"))
            self._drop(run)

    def step(self) -> None:
        """Do the next step of one of the runs."""
        run = self._runs[pick([run.message.lane for run in self._runs], self.outlet.steps)]
        self.outlet.steps += 1
        try:
            step = next(run.steps, None)
            if step is None:
                self._finish(run)
                self._drop(run)
            else:
                self._tell(run, step)
        except Exception as error:  # noqa: BLE001 - a task may raise anything; its job is told what
            self._fail(run.message, error)
            self._drop(run)

    def _tell(self, run: Run, step: Progress | Partial) -> None:
        job_id = run.message.job_id
        if isinstance(step, Partial):
            run.last_array = step.array
            self._send(
                EnginePartial(job_id=job_id, index=step.index, kind=step.kind, meta=step.meta),
                step.array,
            )
        elif time.monotonic() - run.told_at >= PROGRESS_S and run.message.stream is None:
            run.told_at = time.monotonic()
            self._send(
                EngineProgress(
                    job_id=job_id,
                    done=step.done,
                    total=step.total,
                    unit=step.unit,
                    stage=step.stage,
                )
            )

    def _finish(self, run: Run) -> None:
        message = run.message
        assert run.attempt.result is not None
        result = msgspec.to_builtins(run.attempt.result)
        if message.stream is not None:
            done = EngineDone(job_id=message.job_id, attempt=message.attempt, result=result)
            self._send(done, run.last_array)
            return
        folder, files = deliver(run.out, self._results, message.job_id, self._store)
        self._send(
            EngineDone(
                job_id=message.job_id,
                attempt=message.attempt,
                result_dir=str(folder),
                files=files,
                result=result,
            )
        )

    def _fail(self, message: EngineRun, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = file_error(error, self.home) or error
        trace = "" if isinstance(error, AppError) else "".join(traceback.format_exception(error))
        if trace:
            _log.error("task failed", extra={"job": message.job_id, "trace": trace})
        failure: Failure = failure_of(error, self.device.known, trace[-4000:])
        self._send(EngineFailed(job_id=message.job_id, attempt=message.attempt, failure=failure))

    def _drop(self, run: Run) -> None:
        self._runs.remove(run)
        close = getattr(run.steps, "close", None)
        if close is not None:
            close()
        shutil.rmtree(run.out, ignore_errors=True)
        self._note_running()

    def _note_running(self) -> None:
        self.outlet.running = tuple(run.message.job_id for run in self._runs)

    def _send(self, message: Message, array: np.ndarray | None = None) -> None:
        self.outlet.send(message, [] if array is None else [array])
