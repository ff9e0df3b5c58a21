"""The jobs that the window shows: what the host said last about each, newest first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from desktop.core.observable import Signal
from shared.jobs import ENDED, JobState, JobView
from shared.protocol.frames import Blob
from shared.protocol.messages import JobPartial, JobProgress

THUMBNAIL_PX = 64


@dataclass(frozen=True)
class JobRow:
    """A job with what is known of its progress; `thumbnail` is uint8 [h, w, 3], RGB, or None."""

    view: JobView
    done: float = 0.0
    total: float = 0.0
    stage: str = ""
    unit: str = ""
    eta_s: float | None = None
    thumbnail: np.ndarray | None = None

    @property
    def fraction(self) -> float | None:
        """Progress in [0, 1]; None while unknown, 1 only when the result is there."""
        if self.view.state is JobState.SUCCEEDED:
            return 1.0
        if self.view.state is not JobState.RUNNING or self.total <= 0:
            return None
        return min(self.done / self.total, 0.99)

    @property
    def can_cancel(self) -> bool:
        """Whether the job can be stopped."""
        return self.view.state not in ENDED

    @property
    def can_retry(self) -> bool:
        """Whether the job can be run again by hand."""
        return self.view.state in _RETRYABLE

    @property
    def has_result(self) -> bool:
        """Whether there is something to open."""
        return self.view.state is JobState.SUCCEEDED and bool(self.view.result_dir)


_RETRYABLE = frozenset(
    {JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED, JobState.BLOCKED}
)


@dataclass(frozen=True)
class JobsSummary:
    """The jobs bar in figures; `current` is the running job that is furthest on."""

    running: int = 0
    waiting: int = 0
    current: JobRow | None = None


class JobsModel:
    """Rows by time of creation, the newest at row 0.

    Signals carry rows: `inserted(row)`, `changed(row)`; `removed_all` after `clear`.
    """

    def __init__(self) -> None:
        self._keys: list[tuple[float, str]] = []
        self._rows: dict[str, JobRow] = {}
        self._counts: Counter[JobState] = Counter()
        self._running: dict[str, None] = {}
        self.about_to_insert: Signal[int] = Signal()
        self.inserted: Signal[int] = Signal()
        self.changed: Signal[int] = Signal()
        self.removed_all: Signal[()] = Signal()
        self.ended: Signal[JobRow] = Signal()

    def __len__(self) -> int:
        return len(self._keys)

    def row(self, index: int) -> JobRow:
        """The job shown at `index`."""
        return self._rows[self._keys[len(self._keys) - 1 - index][1]]

    def get(self, job_id: str) -> JobRow | None:
        """The job of that id, or None."""
        return self._rows.get(job_id)

    def index_of(self, job_id: str) -> int:
        """The row of a known job."""
        key = (self._rows[job_id].view.created_at, job_id)
        return len(self._keys) - 1 - bisect_left(self._keys, key)

    def apply_job(self, view: JobView) -> None:
        """Take what the host says of a job; an older word (`seq`) is dropped."""
        old = self._rows.get(view.job_id)
        if old is None:
            self._insert(JobRow(view))
            return
        if view.seq < old.view.seq or view == old.view:
            return
        # The place in the list must not move, whatever a later message claims.
        view = _with_created_at(view, old.view.created_at)
        fresh = view.state is JobState.RUNNING and old.view.state is not JobState.RUNNING
        row = replace(old, view=view)
        if fresh:
            row = replace(row, done=0.0, total=0.0, stage="", eta_s=None)
        self._store(row, old.view.state)
        self.changed.emit(self.index_of(view.job_id))
        if view.state in ENDED and old.view.state not in ENDED:
            self.ended.emit(row)

    def _insert(self, row: JobRow) -> None:
        key = (row.view.created_at, row.view.job_id)
        position = bisect_left(self._keys, key)
        index = len(self._keys) - position
        self.about_to_insert.emit(index)
        self._keys.insert(position, key)
        self._store(row, None)
        self.inserted.emit(index)

    def _store(self, row: JobRow, old_state: JobState | None) -> None:
        job_id, state = row.view.job_id, row.view.state
        self._rows[job_id] = row
        if old_state is not None:
            self._counts[old_state] -= 1
        self._counts[state] += 1
        if state is JobState.RUNNING:
            self._running[job_id] = None
        else:
            self._running.pop(job_id, None)

    def apply_progress(self, message: JobProgress) -> None:
        """Take a job's progress; that of an unknown or not running job is dropped."""
        row = self._rows.get(message.job_id)
        if row is None or row.view.state is not JobState.RUNNING:
            return
        self._rows[message.job_id] = replace(
            row,
            done=message.done,
            total=message.total,
            stage=message.stage,
            unit=message.unit,
            eta_s=message.eta_s,
        )
        self.changed.emit(self.index_of(message.job_id))

    def apply_partial(self, message: JobPartial, blobs: list[Blob]) -> None:
        """Keep a small picture of a job's newest frame."""
        row = self._rows.get(message.job_id)
        if row is None or message.kind != "frame" or not blobs:
            return
        picture = blobs[0]
        if not isinstance(picture, np.ndarray) or picture.ndim != 3 or picture.shape[2] != 3:
            return
        if picture.dtype != np.uint8 or picture.size == 0:
            return
        self._rows[message.job_id] = replace(row, thumbnail=thumbnail(picture))
        self.changed.emit(self.index_of(message.job_id))

    def clear(self) -> None:
        """Forget everything, for another worker."""
        self._keys.clear()
        self._rows.clear()
        self._counts.clear()
        self._running.clear()
        self.removed_all.emit()

    def summary(self) -> JobsSummary:
        """Counts of the jobs bar."""
        waiting = (JobState.QUEUED, JobState.RETRY_WAIT, JobState.BLOCKED)
        running = [self._rows[job_id] for job_id in self._running]
        return JobsSummary(
            running=len(running),
            waiting=sum(self._counts[state] for state in waiting),
            current=max(running, key=lambda row: row.fraction or 0.0, default=None),
        )


def thumbnail(picture: np.ndarray, side_px: int = THUMBNAIL_PX) -> np.ndarray:
    """Shrink uint8 [H, W, 3] to at most `side_px` by taking every n-th pixel."""
    step = max(1, -(-max(picture.shape[:2]) // side_px))
    first_y, first_x = (min(step // 2, side - 1) for side in picture.shape[:2])
    return np.ascontiguousarray(picture[first_y::step, first_x::step])


def _with_created_at(view: JobView, created_at: float) -> JobView:
    if view.created_at == created_at:
        return view
    return msgspec.structs.replace(view, created_at=created_at)
