"""Jobs of a host on the engines of a cluster: handed out, asked after, brought home."""

from __future__ import annotations

import logging
import shutil
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from shared.artefacts import ArtefactStore
from shared.errors import AppError, file_error, first_line
from shared.jobs import Failure
from shared.protocol.frames import Blob, ProtocolError, pack, unpack
from shared.protocol.messages import (
    EngineCancel,
    EngineDone,
    EngineFailed,
    EngineRun,
    Message,
)
from shared.tasks.files import file_refs
from shared.tasks.registry import load_registry
from worker.engine.attempt import failure_of
from worker.engine.delivery import deliver
from worker.executors.actor_engine import Turn
from worker.executors.actors import ActorPool
from worker.executors.results import write_results
from worker.executors.sent_files import SentFiles
from worker.host.liveness import StepWatch

Send = Callable[[Message, Sequence[Blob]], None]
_log = logging.getLogger(__name__)


@dataclass
class Seat:
    """An engine of the cluster and what it has to do."""

    watch: StepWatch
    runs: dict[str, EngineRun] = field(default_factory=dict)
    commands: list[list[bytes]] = field(default_factory=list)
    contents: list[Any] = field(default_factory=list)
    turn: Any = None
    turns: int = 0


class ClusterJobs:
    """Runs jobs on the actors of a pool; used by one thread.

    Parameters
    ----------
    ray : module
        Ray, with the cluster joined.
    pool : ActorPool
        Of `ActorEngine`s.
    home : Path
        Results and artefacts are brought here.
    send : callable
        Tells the host.
    stall_floor_s : float
        An engine without a step for so long is ended; see `StepWatch`.
    own : bool
        The cluster is of this machine: its engines have the models of `home`.
    """

    def __init__(
        self, ray: Any, pool: ActorPool, home: Path, send: Send, *, stall_floor_s: float, own: bool
    ) -> None:
        self._ray, self._pool, self._home, self._send = ray, pool, home, send
        self._stall_floor_s, self._own = stall_floor_s, own
        self._registry = load_registry()
        self._store = ArtefactStore(home / "artefacts")
        self._sent = SentFiles(ray)
        self._seats: dict[int, Seat] = {}
        self._waiting: deque[EngineRun] = deque()
        self.device = ""

    @property
    def slots(self) -> int:
        """How many engines are ready."""
        return len(self._seats)

    @property
    def expecting(self) -> bool:
        """Whether the cluster will answer something."""
        return bool(self._turns() or self._pool.greetings)

    def begin(self, run: EngineRun) -> None:
        """Give a job to the engine that has the least to do, or keep it until one is ready."""
        if not self._seats:
            self._waiting.append(run)
            return
        seat = min(self._seats.values(), key=lambda seat: len(seat.runs))
        try:
            contents = self._contents(run)
        except (AppError, OSError, msgspec.ValidationError) as error:
            self._fail(run, error)
            return
        seat.watch.reset(time.monotonic())
        seat.runs[run.job_id] = run
        seat.contents += contents
        seat.commands.append(_frames(run))
        self._ask()

    def cancel(self, job_id: str) -> None:
        """Stop a job at its next step."""
        for run in [run for run in self._waiting if run.job_id == job_id]:
            self._waiting.remove(run)
            self._fail(run, AppError("cancelled"))
        for seat in self._seats.values():
            if job_id in seat.runs:
                seat.commands.append(_frames(EngineCancel(job_id=job_id)))
        self._ask()

    def poll(self, timeout_s: float) -> None:
        """Take what the cluster has answered, waiting for something for so long at most.

        Raises
        ------
        AppError
            `engine_died` where engines cannot be started, `bad_request` where they do not fit.
        """
        if not self.expecting:
            return
        refs = [*self._turns(), *self._pool.greetings]
        ready, _ = self._ray.wait(refs, num_returns=1, timeout=timeout_s)
        if ready:
            ready, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
        turns = self._turns()
        for ref in ready:
            if ref in turns:
                self._take_turn(turns[ref], ref)
            else:
                self._welcome(ref)
        self._end_stalled()
        self._ask()

    def _turns(self) -> dict[Any, int]:
        return {seat.turn: key for key, seat in self._seats.items() if seat.turn is not None}

    def _ask(self) -> None:
        """Let every engine that has something to do go on."""
        for key, seat in self._seats.items():
            if seat.turn is None and (seat.commands or seat.runs):
                actor = self._pool.actor(key)
                seat.turn = actor.turn.remote(seat.commands, *seat.contents)
                seat.commands, seat.contents = [], []

    def _contents(self, run: EngineRun) -> list[Any]:
        spec = self._registry.get(run.task)
        if spec is None:
            raise AppError("unsupported", what=f"the task {run.task}")
        refs = dict.fromkeys(file_refs(msgspec.convert(run.request, spec.request)))
        return [self._sent.content(ref, self._store.resolve(ref)) for ref in refs]

    # --- what the cluster answers -----------------------------------------------------------------

    def _welcome(self, ref: Any) -> None:
        key = self._pool.welcome(ref)
        if key is None:
            return
        self._seats[key] = Seat(StepWatch(self._stall_floor_s))
        waiting, self._waiting = self._waiting, deque()
        for run in waiting:
            self.begin(run)

    def _take_turn(self, key: int, ref: Any) -> None:
        seat = self._seats[key]
        seat.turn = None
        try:
            turn: Turn = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._lose(key, first_line(getattr(error, "cause", None) or error))
            return
        seat.turns += 1
        seat.watch.beat(seat.turns, time.monotonic())
        told, files, device = turn
        self.device = device or self.device
        for frames in told:
            self._take(seat, frames, files)

    def _take(self, seat: Seat, frames: list[bytes], files: dict[str, dict[str, bytes]]) -> None:
        try:
            envelope = unpack(frames)
        except ProtocolError as error:
            _log.error("bad message from the cluster", extra={"reason": str(error)})
            return
        match envelope.message:
            case EngineDone() as done:
                self._bring_home(seat.runs.pop(done.job_id), done, files[done.job_id])
            case EngineFailed() as failed:
                seat.runs.pop(failed.job_id)
                failure = failed.failure if self._own else _elsewhere(failed.failure)
                self._send(msgspec.structs.replace(failed, failure=failure), [])
            case message:
                self._send(message, envelope.blobs)

    def _bring_home(self, run: EngineRun, done: EngineDone, files: dict[str, bytes]) -> None:
        out = self._home / "scratch" / f"cluster-{run.job_id}"
        results = self._home / "results"
        try:
            write_results(files, out)
            folder, sums = deliver(out, results, run.job_id, self._store)
        except (AppError, OSError) as error:
            self._fail(run, error)
            return
        finally:
            shutil.rmtree(out, ignore_errors=True)
        self._send(msgspec.structs.replace(done, result_dir=str(folder), files=sums), [])

    def _end_stalled(self) -> None:
        now = time.monotonic()
        for key, seat in list(self._seats.items()):
            if seat.turn is not None and seat.watch.stalled(now):
                self._lose(key, f"no step for {seat.watch.limit_s():.0f} s")

    def _lose(self, key: int, reason: str) -> None:
        """An engine is gone or given up: another takes its place, and its jobs run again."""
        seat = self._seats.pop(key)
        self._pool.replace(key)
        _log.warning("engine of the cluster ended", extra={"reason": reason})
        for run in seat.runs.values():
            self._fail(run, AppError("engine_died", retryable=True, reason=reason))

    def _fail(self, run: EngineRun, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = file_error(error, self._home) or error
        failure = failure_of(error, self.device)
        self._send(EngineFailed(job_id=run.job_id, attempt=run.attempt, failure=failure), [])


def _frames(message: Message) -> list[bytes]:
    return [bytes(part) for part in pack(message)]


def _elsewhere(failure: Failure) -> Failure:
    """What another machine lacks is not mended here, so the job must not wait for it here."""
    if failure.code not in ("missing_model", "no_model"):
        return failure
    told = AppError.from_params(failure.code, failure.params)
    reason = f"On the cluster's machine: {told}"
    return Failure(code="bad_request", params={"reason": reason}, trace=failure.trace)
