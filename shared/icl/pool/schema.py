"""The pool's tables, and every statement that touches them."""

from __future__ import annotations

VERSION = 1

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-65536",  # 64 MB at most, whatever the pool's size
    "PRAGMA wal_autocheckpoint=8192",
    "PRAGMA temp_store=MEMORY",
)

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE sources (
        source INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, split TEXT NOT NULL,
        sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL, plan TEXT NOT NULL,
        state TEXT NOT NULL, line INTEGER NOT NULL, bad_rows INTEGER NOT NULL,
        content TEXT NOT NULL, added_at TEXT NOT NULL)""",
    "CREATE TABLE tasks (task INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE labels (
        label INTEGER PRIMARY KEY, task INTEGER NOT NULL, text TEXT NOT NULL,
        UNIQUE (task, text))""",
    """CREATE TABLE rows (
        rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, task INTEGER NOT NULL,
        label INTEGER NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL, options TEXT NOT NULL,
        grp TEXT NOT NULL, answers TEXT NOT NULL, words INTEGER NOT NULL, same INTEGER NOT NULL,
        source INTEGER NOT NULL, line INTEGER NOT NULL)""",
    "CREATE INDEX rows_facets ON rows (task, label)",
    "CREATE INDEX rows_same ON rows (same)",
    """CREATE TABLE bad_rows (
        source INTEGER NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        start TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE words USING fts5(
        input, output, content='rows', content_rowid='rowid',
        tokenize='unicode61 remove_diacritics 2')""",
    # 32 MB of words at a time: fewer pieces of index to merge makes an import a quarter faster.
    "INSERT INTO words (words, rank) VALUES ('hashsize', 33554432)",
)

COLUMNS = (
    "rows.rowid, rows.id, tasks.name, rows.input, rows.output, rows.options, rows.grp,"
    " rows.answers, rows.words, rows.source, rows.line, rows.same"
)
FROM = "FROM rows JOIN tasks ON tasks.task = rows.task"

INSERT_ROW = """INSERT INTO rows
    (id, task, label, input, output, options, grp, answers, words, same, source, line)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"""
INDEX_WORDS = """INSERT INTO words (rowid, input, output)
    SELECT rowid, input, output FROM rows WHERE rowid > ?"""
UNINDEX_WORDS = """INSERT INTO words (words, rowid, input, output)
    SELECT 'delete', rowid, input, output FROM rows WHERE source = ?"""
DELETE_ROWS = "DELETE FROM rows WHERE source = ?"
INSERT_BAD = "INSERT INTO bad_rows (source, line, kind, reason, start) VALUES (?, ?, ?, ?, ?)"
INSERT_SOURCE = """INSERT INTO sources
    (name, path, split, sha256, size_bytes, plan, state, line, bad_rows, content, added_at)
    VALUES (?, ?, ?, ?, ?, ?, 'importing', 0, 0, '0', ?)"""
SAVE_POSITION = "UPDATE sources SET line = ?, bad_rows = ?, content = ? WHERE source = ?"
FINISH_SOURCE = "UPDATE sources SET state = 'done' WHERE source = ?"
SOURCES = """SELECT source, name, path, split, sha256, size_bytes, plan, state, line, bad_rows,
    content, added_at,
    (SELECT count(*) FROM rows WHERE rows.source = sources.source)
    FROM sources ORDER BY source"""
FACETS = """SELECT tasks.name, coalesce(labels.text, ''), count(*) FROM rows
    JOIN tasks ON tasks.task = rows.task LEFT JOIN labels ON labels.label = rows.label
    GROUP BY rows.task, rows.label"""
