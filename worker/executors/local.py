"""Running in the host of this machine: durable, and shared with the window."""

from __future__ import annotations

import hashlib
import queue
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.errors import AppError
from shared.jobs import ENDED, Failure, JobState, JobView, Lane
from shared.protocol.client import HostClient
from shared.protocol.frames import Blob
from shared.protocol.messages import JobChanged, JobPartial, JobProgress, Message
from worker.executors.items import BatchItem, OnProgress, Outcome, outcome_of
from worker.executors.results import copy_results

# So many items wait in the host at once: enough to keep it busy, few enough to cancel quickly.
WINDOW = 64
_POLL_S = 0.5


def batch_job_id(item: BatchItem) -> str:
    """A job id that a restarted batch finds again: from the item and its output folder."""
    digest = hashlib.sha256(f"{item.id}:{item.out.resolve()}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))


class LocalExecutor:
    """Submits items in the batch lane and copies what they made.

    Parameters
    ----------
    home : Path
        The worker's home; a host is started if none runs, and ends with this process.
    """

    def __init__(self, home: Path) -> None:
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._client = HostClient(home, kind="batch", on_message=self._receive)
        self._open: dict[str, BatchItem] = {}
        self._client.start()

    def run(self, items: Sequence[BatchItem], on_progress: OnProgress) -> Iterator[Outcome]:
        """Yield outcomes as jobs end, in any order."""
        waiting = list(items)
        while waiting or self._open:
            while waiting and len(self._open) < WINDOW:
                outcome = self._submit(waiting.pop(0))
                if outcome is not None:
                    yield outcome
            yield from self._take(on_progress)

    def close(self) -> None:
        """Cancel what has not ended and leave the host."""
        for job_id in self._open:
            self._client.cancel(job_id)
        self._client.close()

    def _receive(self, message: Message, blobs: list[Blob]) -> None:
        if isinstance(message, JobPartial):
            self._client.credit(1)
        elif isinstance(message, JobProgress):
            self._messages.put(message)
        elif isinstance(message, JobChanged) and message.job.job_id in self._open:
            self._messages.put(message)  # the snapshot of older jobs at the start is not for us

    def _submit(self, item: BatchItem) -> Outcome | None:
        job_id = batch_job_id(item)
        self._open[job_id] = item
        try:
            accepted = self._client.submit(
                item.spec.name,
                item.given(),
                lane=Lane.BATCH,
                job_id=job_id,
                title=f"batch {item.index}",
            ).result()
        except AppError as error:
            del self._open[job_id]
            return outcome_of(item, "failed", Failure(code=error.code, params=error.params))
        if accepted.duplicate:
            self._retry_if_ended(job_id)
            self._client.sync()  # it may have succeeded long ago, and then no event will come
        return None

    def _retry_if_ended(self, job_id: str) -> None:
        # A job that succeeded or still runs refuses, which is what we want.
        self._client.retry(job_id).exception(timeout=30)

    def _take(self, on_progress: OnProgress) -> Iterator[Outcome]:
        try:
            message = self._messages.get(timeout=_POLL_S)
        except queue.Empty:
            return
        if isinstance(message, JobProgress) and message.job_id in self._open:
            item = self._open[message.job_id]
            on_progress(item, message.done, message.total, message.stage)
        elif isinstance(message, JobChanged) and message.job.job_id in self._open:
            outcome = self._ended(message.job)
            if outcome is not None:
                del self._open[message.job.job_id]
                yield outcome

    def _ended(self, job: JobView) -> Outcome | None:
        item = self._open[job.job_id]
        if job.state is JobState.SUCCEEDED and job.result_dir is not None:
            copy_results(Path(job.result_dir), item.out)
            return outcome_of(item)
        if job.state in ENDED or job.state is JobState.BLOCKED:
            return outcome_of(item, str(job.state), job.failure)
        return None
