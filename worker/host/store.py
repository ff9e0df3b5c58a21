"""The durable queue: one SQLite file, written by the host's one thread.

A change is on disk (`synchronous=FULL`) before anybody hears of it: the caller collects what it
wants to send while a transaction is open and sends after `commit`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError, file_error
from shared.jobs import Failure, JobEvent, JobState, JobView, Lane, next_state
from worker.host import schema

_FULL = ("full", "disk I/O error")
_READ_ONLY = ("readonly", "read-only", "unable to open")


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it is stored; `request` is msgpack."""

    job_id: str
    task: str
    request: bytes
    request_hash: str
    lane: Lane
    title: str
    client: str
    supersede_key: str
    state: JobState
    seq: int = 1
    rev: int = 0
    attempts: int = 0
    created_at: float
    started_at: float | None = None
    ended_at: float | None = None
    due_at: float | None = None
    failure: Failure | None = None
    result_dir: str | None = None
    files: dict[str, str] = {}

    def view(self) -> JobView:
        """What clients see of it."""
        return JobView(
            job_id=self.job_id,
            task=self.task,
            state=self.state,
            seq=self.seq,
            rev=self.rev,
            lane=self.lane,
            title=self.title,
            attempts=self.attempts,
            created_at=self.created_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
            failure=self.failure,
            result_dir=self.result_dir,
            files=self.files,
            client=self.client,
        )


class JobStore:
    """Reads and changes jobs; every change goes through `shared.jobs.next_state`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(schema.CREATE)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > schema.SCHEMA_VERSION:
                raise AppError(
                    "bad_request",
                    reason=f"{path} was written by a newer Vitrine (queue version {version}, this"
                    f" program knows {schema.SCHEMA_VERSION}). Update this program.",
                )
            self._db.execute(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
        except sqlite3.Error as error:
            raise store_error(error, path) from error

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._db.close()

    # --- transactions -----------------------------------------------------------------------------

    def begin(self) -> None:
        """Open a transaction unless one is open."""
        if not self._db.in_transaction:
            self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Put all changes on disk.

        Raises
        ------
        AppError
            `disk_full` or `read_only`; the changes are rolled back.
        """
        if self._db.in_transaction:
            try:
                self._execute("COMMIT")
            except AppError:
                self.rollback()
                raise

    def rollback(self) -> None:
        """Undo what was not committed."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # --- reading ----------------------------------------------------------------------------------

    def rev(self) -> int:
        """The number of the newest change."""
        return int(self._execute(schema.CURRENT_REV).fetchone()[0])

    def get(self, job_id: str) -> JobRow | None:
        """The job, or None."""
        row = self._execute(schema.GET, (job_id,)).fetchone()
        return _from_sql(row) if row else None

    def by_state(self, state: JobState) -> list[JobRow]:
        """All jobs in `state`, most urgent and oldest first."""
        return list(self._rows(schema.BY_STATE, (state,)))

    def queued(self, lane: Lane, limit: int) -> list[JobRow]:
        """The oldest queued jobs of a lane."""
        return list(self._rows(schema.QUEUED, (lane, limit)))

    def due(self, now: float) -> list[JobRow]:
        """Jobs whose wait for a retry is over."""
        return list(self._rows(schema.DUE, (now,)))

    def next_due(self) -> float | None:
        """When the next retry is due, in seconds since the epoch."""
        value = self._execute(schema.NEXT_DUE).fetchone()[0]
        return float(value) if value is not None else None

    def superseded(self, job: JobRow) -> list[JobRow]:
        """Open jobs of the same client that `job` replaces."""
        parameters = (job.client, job.supersede_key, job.job_id)
        return list(self._rows(schema.SUPERSEDED, parameters)) if job.supersede_key else []

    def since(self, rev: int, limit: int) -> list[JobRow]:
        """Jobs changed after `rev`, oldest change first."""
        return list(self._rows(schema.SINCE, (rev, limit)))

    def counts(self) -> dict[str, int]:
        """Number of jobs by state."""
        return dict(self._execute(schema.COUNTS))

    def open_count(self) -> int:
        """Jobs that will still run without help."""
        return int(self._execute(schema.OPEN_COUNT).fetchone()[0])

    # --- changing ---------------------------------------------------------------------------------

    def add(self, row: JobRow) -> JobRow:
        """Insert a new job; returns it with its `rev`."""
        self.begin()
        row = msgspec.structs.replace(row, rev=self._next_rev())
        self._execute(schema.INSERT, _to_sql(row))
        return row

    def apply(self, row: JobRow, event: JobEvent, **changes: Any) -> JobRow:
        """Let `event` happen to a job; returns the job after it.

        Raises
        ------
        IllegalTransition
            If the state table has no such change.
        """
        self.begin()
        attempts = changes.get("attempts", row.attempts)
        state = next_state(row.state, event, attempts=attempts)
        changed = msgspec.structs.replace(
            row, **changes, state=state, seq=row.seq + 1, rev=self._next_rev()
        )
        self._execute(schema.UPDATE, _to_sql(changed))
        return changed

    def annotate(self, row: JobRow, **changes: Any) -> JobRow:
        """Change a job's fields in the transaction that changed its state."""
        changed = msgspec.structs.replace(row, **changes)
        self._execute(schema.UPDATE, _to_sql(changed))
        return changed

    def _next_rev(self) -> int:
        return int(self._execute(schema.NEXT_REV).fetchone()[0])

    def _rows(self, sql: str, parameters: tuple[Any, ...]) -> Iterator[JobRow]:
        return (_from_sql(row) for row in self._execute(sql, parameters))

    def _execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, parameters)
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            raise store_error(error, self._path) from error


def store_error(error: sqlite3.Error | OSError, path: Path) -> AppError:
    """An SQLite or file error in words: full disk, read-only, or what SQLite says."""
    if isinstance(error, OSError):
        known = file_error(error, path)
        if known is not None:
            return known
    text = str(error)
    if any(word in text for word in _FULL):
        return AppError("disk_full", retryable=True, path=str(path))
    if any(word in text for word in _READ_ONLY):
        return AppError("read_only", retryable=True, path=str(path))
    return AppError("bad_request", reason=f"The queue {path} cannot be used: {text}.")


def decode_request(row: JobRow) -> dict[str, Any]:
    """A job's request as builtins."""
    return msgspec.msgpack.decode(row.request, type=dict[str, Any])


def _to_sql(row: JobRow) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in row.__struct_fields__}
    values["failure"] = msgspec.msgpack.encode(row.failure) if row.failure else None
    values["files"] = msgspec.msgpack.encode(row.files) if row.files else None
    values["lane"] = int(row.lane)
    values["state"] = str(row.state)
    return values


def _from_sql(row: sqlite3.Row) -> JobRow:
    values = dict(row)
    values["lane"] = Lane(values["lane"])
    values["state"] = JobState(values["state"])
    failure, files = values["failure"], values["files"]
    values["failure"] = msgspec.msgpack.decode(failure, type=Failure) if failure else None
    values["files"] = msgspec.msgpack.decode(files, type=dict[str, str]) if files else {}
    return JobRow(**values)
