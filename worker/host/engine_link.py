"""What the host makes of the engine's messages, and what it gives it to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from shared.jobs import Lane
from shared.protocol.frames import Blob, Envelope
from shared.protocol.messages import (
    EngineBeat,
    EngineDone,
    EngineFailed,
    EngineHello,
    EnginePartial,
    EngineProgress,
    EngineRun,
    EngineStatus,
    EngineUnfit,
    Error,
    JobPartial,
    JobProgress,
    Message,
    StreamPartial,
    StreamResult,
)
from worker.host.jobs import JobKeeper
from worker.host.store import decode_request
from worker.host.streams import StreamItem, StreamTable, run_id
from worker.host.supervisor import EngineDeath, Supervisor

Tell = Callable[[Message, list[Blob]], None]
TellOne = Callable[[bytes, Message, list[Blob]], None]
_log = logging.getLogger(__name__)


class EngineLink:
    """Between the supervisor's engine and the keeper's jobs."""

    def __init__(
        self,
        supervisor: Supervisor,
        keeper: JobKeeper,
        streams: StreamTable,
        tell: Tell,
        tell_one: TellOne,
    ) -> None:
        self._supervisor, self._keeper, self._streams = supervisor, keeper, streams
        self._tell, self._tell_one = tell, tell_one
        self._death: EngineDeath | None = None
        self._told: EngineStatus | None = None
        self._stream_runs: dict[str, StreamItem] = {}
        self._progress_began: dict[str, tuple[float, float]] = {}

    # --- life of the engine -----------------------------------------------------------------------

    def check(self, now: float) -> None:
        """Handle a death, start what is due, kill what hangs, tell clients what changed."""
        death = self._supervisor.take_exit(now)
        if death is not None:
            _log.warning("engine ended", extra={"reason": death.reason})
            self._death = death
            self._lose_streams(death.reason)
            self._progress_began.clear()
        if self._death is not None and self._death.intended:
            self._keeper.put_back()
        elif self._death is not None:
            self._keeper.engine_lost(self._death.reason)
        self._supervisor.start_if_due(now)
        running = bool(self._keeper.active or self._stream_runs)
        self._supervisor.check(now, running=running)
        self._supervisor.busy(running)
        if self._supervisor.status != self._told:
            self._told = self._supervisor.status
            self._tell(self._told, [])

    def death_recorded(self) -> None:
        """The last `check` is on disk; until then a death is not forgotten."""
        self._death = None

    def _lose_streams(self, reason: str) -> None:
        self._stream_runs.clear()
        error = Error(code="engine_died", params={"reason": reason}, retryable=True)
        for item, dropped in self._streams.engine_lost():
            self._tell_dropped(item, dropped, error)

    def _tell_dropped(self, item: StreamItem, dropped: int, error: Error) -> None:
        push = item.push
        result = StreamResult(stream=push.stream, seq=push.seq, dropped=dropped, error=error)
        self._tell_one(item.client, result, [])

    # --- work for it ------------------------------------------------------------------------------

    def next_run(self, now: float) -> tuple[EngineRun, list[Blob]] | None:
        """The next stream item or job for the engine, or None."""
        if not self._supervisor.ready:
            return None
        item = self._streams.next_item(now)
        for late, dropped in self._streams.take_late():
            waited_s = round(late.push.deadline_ms / 1000, 1)
            error = Error(code="too_late", params={"waited_s": waited_s}, retryable=True)
            self._tell_dropped(late, dropped, error)
        if item is not None:
            return self._stream_run(item), item.blobs
        if not self._keeper.active and not self._stream_runs:
            self._supervisor.steps.reset(now)
        job = self._keeper.claim_next(self._supervisor.slots)
        if job is None:
            return None
        run = EngineRun(
            job_id=job.job_id,
            attempt=job.attempts,
            task=job.task,
            request=decode_request(job),
            lane=job.lane,
        )
        return run, []

    def _stream_run(self, item: StreamItem) -> EngineRun:
        job_id = run_id(item.client, item.push.stream)
        self._stream_runs[job_id] = item
        return EngineRun(
            job_id=job_id,
            attempt=1,
            task=item.push.task,
            request=item.push.params,
            lane=Lane.LIVE,
            stream=item.push.stream,
        )

    # --- its reports ------------------------------------------------------------------------------

    def report(self, envelope: Envelope, now: float) -> None:
        """Take one message of the engine."""
        match envelope.message:
            case EngineHello() as hello:
                self._supervisor.greeted(hello, now)
            case EngineUnfit() as unfit:
                self._supervisor.kill(unfit.reason)
            case EngineBeat() as beat:
                self._supervisor.beat(beat, now)
            case EngineProgress() as progress:
                self._tell(self._with_eta(progress, now), [])
            case EnginePartial() as partial:
                self._partial(partial, envelope.blobs)
            case EngineDone() as done:
                self._done(done, envelope.blobs)
            case EngineFailed() as failed:
                self._failed(failed)
            case other:
                _log.error(
                    "unexpected message from the engine", extra={"kind": type(other).__name__}
                )

    def _partial(self, partial: EnginePartial, blobs: list[Blob]) -> None:
        item = self._stream_runs.get(partial.job_id)
        if item is None:
            told = JobPartial(
                job_id=partial.job_id, index=partial.index, kind=partial.kind, meta=partial.meta
            )
            self._tell(told, blobs)
            return
        piece = StreamPartial(
            stream=item.push.stream,
            seq=item.push.seq,
            index=partial.index,
            kind=partial.kind,
            meta=partial.meta,
        )
        self._tell_one(item.client, piece, blobs)

    def _with_eta(self, progress: EngineProgress, now: float) -> JobProgress:
        began, first = self._progress_began.setdefault(progress.job_id, (now, progress.done))
        gained = progress.done - first
        eta_s = (now - began) / gained * (progress.total - progress.done) if gained > 0 else None
        return JobProgress(
            job_id=progress.job_id,
            done=progress.done,
            total=progress.total,
            unit=progress.unit,
            stage=progress.stage,
            eta_s=eta_s,
        )

    def _done(self, done: EngineDone, blobs: list[Blob]) -> None:
        item = self._stream_runs.pop(done.job_id, None)
        if item is not None:
            self._finish_stream(
                item,
                StreamResult(stream=item.push.stream, seq=item.push.seq, result=done.result),
                blobs,
            )
            return
        self._progress_began.pop(done.job_id, None)
        self._keeper.succeeded(done.job_id, done.attempt, done.result_dir, done.files)
        self._supervisor.succeeded()

    def _failed(self, failed: EngineFailed) -> None:
        failure = failed.failure
        item = self._stream_runs.pop(failed.job_id, None)
        if item is not None:
            error = Error(code=failure.code, params=failure.params, retryable=failure.retryable)
            self._finish_stream(
                item, StreamResult(stream=item.push.stream, seq=item.push.seq, error=error), []
            )
            return
        self._progress_began.pop(failed.job_id, None)
        self._keeper.failed(failed.job_id, failed.attempt, failure)

    def _finish_stream(self, item: StreamItem, result: StreamResult, blobs: list[Blob]) -> None:
        finished = self._streams.finish(item.client, item.push.stream)
        dropped = finished[1] if finished else 0
        full = StreamResult(
            stream=result.stream,
            seq=result.seq,
            result=result.result,
            dropped=dropped,
            error=result.error,
        )
        self._tell_one(item.client, full, blobs)
