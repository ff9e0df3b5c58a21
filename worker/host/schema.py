"""The SQL of the job store, in one place so that a test can look at each query's plan."""

from __future__ import annotations

SCHEMA_VERSION = 1

CREATE = """
CREATE TABLE IF NOT EXISTS jobs (
    job_id        TEXT PRIMARY KEY,
    task          TEXT NOT NULL,
    request       BLOB NOT NULL,
    request_hash  TEXT NOT NULL,
    lane          INTEGER NOT NULL,
    title         TEXT NOT NULL,
    client        TEXT NOT NULL,
    supersede_key TEXT NOT NULL,
    state         TEXT NOT NULL,
    seq           INTEGER NOT NULL,
    rev           INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    created_at    REAL NOT NULL,
    started_at    REAL,
    ended_at      REAL,
    due_at        REAL,
    failure       BLOB,
    result_dir    TEXT,
    files         BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, lane, created_at);
CREATE UNIQUE INDEX IF NOT EXISTS jobs_by_rev ON jobs (rev);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO counters VALUES ('rev', 0);
"""

COLUMNS = (
    "job_id, task, request, request_hash, lane, title, client, supersede_key, state, seq, rev,"
    " attempts, created_at, started_at, ended_at, due_at, failure, result_dir, files"
)

NEXT_REV = "UPDATE counters SET value = value + 1 WHERE name = 'rev' RETURNING value"
CURRENT_REV = "SELECT value FROM counters WHERE name = 'rev'"

INSERT = f"""
INSERT INTO jobs ({COLUMNS}) VALUES
    (:job_id, :task, :request, :request_hash, :lane, :title, :client, :supersede_key, :state,
     1, :rev, 0, :created_at, NULL, NULL, NULL, NULL, NULL, NULL)
"""  # noqa: S608 - the columns are a constant of this module

UPDATE = """
UPDATE jobs SET state = :state, seq = :seq, rev = :rev, attempts = :attempts,
    started_at = :started_at, ended_at = :ended_at, due_at = :due_at, failure = :failure,
    result_dir = :result_dir, files = :files
WHERE job_id = :job_id
"""

GET = f"SELECT {COLUMNS} FROM jobs WHERE job_id = ?"  # noqa: S608
BY_STATE = f"SELECT {COLUMNS} FROM jobs WHERE state = ? ORDER BY lane, created_at"  # noqa: S608
QUEUED = (
    f"SELECT {COLUMNS} FROM jobs WHERE state = 'queued' AND lane = ?"  # noqa: S608
    " ORDER BY created_at, job_id LIMIT ?"
)
DUE = f"SELECT {COLUMNS} FROM jobs WHERE state = 'retry_wait' AND due_at <= ?"  # noqa: S608
NEXT_DUE = "SELECT MIN(due_at) FROM jobs WHERE state = 'retry_wait'"
SUPERSEDED = (
    f"SELECT {COLUMNS} FROM jobs WHERE state IN ('queued', 'running', 'retry_wait')"  # noqa: S608
    " AND client = ? AND supersede_key = ? AND job_id <> ?"
)
SINCE = f"SELECT {COLUMNS} FROM jobs WHERE rev > ? ORDER BY rev LIMIT ?"  # noqa: S608
COUNTS = "SELECT state, COUNT(*) FROM jobs GROUP BY state"
OPEN_COUNT = "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running', 'retry_wait')"
