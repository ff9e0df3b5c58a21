"""A pool on disk: who owns it closes it; other threads and processes open it for themselves."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.closing import Closing
from shared.errors import AppError, file_error
from shared.icl.example import Example
from shared.icl.files import BadRow
from shared.icl.pool import schema
from shared.icl.pool.filters import PoolFilter, Sort, order_clause, where_clause
from shared.icl.shingles import text_hash

SUFFIX = ".pool"
_APPLICATION_ID = 0x56504C31  # VPL1
FEW_LABELS = 20
_ALL = PoolFilter()


class PoolRow(msgspec.Struct, frozen=True):
    """A row of the pool with where it came from; `words` counts the words of its input."""

    rowid: int
    example: Example
    words: int
    source: int
    line: int
    same: int


class Source(msgspec.Struct, frozen=True):
    """A file that was imported, or of which an import stopped half-way (`state` importing)."""

    number: int
    name: str
    path: str
    split: str
    sha256: str
    size_bytes: int
    plan: str
    state: str
    line: int
    bad_rows: int
    content: str
    added_at: str
    rows: int


class TaskFacet(msgspec.Struct, frozen=True):
    """A task's rows, its labels with their rows, most first, and the rows of rarer answers."""

    task: str
    rows: int
    labels: tuple[tuple[str, int], ...]
    other: int


class Pool(Closing):
    """Reads of one SQLite file; `shared.icl.pool.importing` writes.

    Parameters
    ----------
    path : Path
        Made if it is not there, unless `create` is false.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` for a file that is no pool, or of a newer version.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        if not create and not path.is_file():
            raise AppError("missing_file", file=str(path))
        self.path = path
        try:
            # Used by one thread at a time; the window hands its reader from thread to thread.
            self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise AppError("bad_request", reason=f"{path} cannot be opened: {error}.") from None
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.database.close()
            raise AppError(
                "bad_request", reason=f"{path.name} is not a pool of this program: {error}."
            ) from None
        except BaseException:
            self.database.close()
            raise

    def _prepare(self) -> None:
        (found,) = self.database.execute("PRAGMA application_id").fetchone()
        (version,) = self.database.execute("PRAGMA user_version").fetchone()
        (tables,) = self.database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and found != _APPLICATION_ID:
            reason = f"{self.path.name} is a database of another program."
            raise AppError("bad_request", reason=reason)
        if version > schema.VERSION:
            reason = f"{self.path.name} was made by a newer version. Update Vitrine."
            raise AppError("bad_request", reason=reason)
        for pragma in schema.PRAGMAS:
            self.database.execute(pragma)
        if tables:
            return
        with transaction(self.database):
            for table in schema.TABLES:
                self.database.execute(table)
            self.database.execute(f"PRAGMA application_id={_APPLICATION_ID}")
            self.database.execute(f"PRAGMA user_version={schema.VERSION}")

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        self.database.close()

    # --- what is in it ----------------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self.database.execute("SELECT count(*) FROM rows").fetchone()[0])

    @property
    def content_hash(self) -> str:
        """32 hex digits that depend on the rows' content, not on their order or their files."""
        total = sum(int(one.content, 16) for one in self.sources())
        return f"{total % 2**128:032x}"

    def sources(self) -> tuple[Source, ...]:
        """The imported files, first first."""
        return tuple(Source(*row) for row in self.database.execute(schema.SOURCES))

    def bad_rows(self, source: int, limit: int = 10_000) -> tuple[BadRow, ...]:
        """What was left out of a file."""
        found = self.database.execute(
            "SELECT line, kind, reason, start FROM bad_rows WHERE source = ? LIMIT ?",
            (source, limit),
        )
        return tuple(BadRow(*row) for row in found)

    def facets(self) -> tuple[TaskFacet, ...]:
        """Tasks with most rows first, and the labels that few enough answers make."""
        tasks: dict[str, dict[str, int]] = {}
        for task, label, count in self.database.execute(schema.FACETS):
            tasks.setdefault(task, {})[label] = count
        facets = []
        for task, labels in tasks.items():
            other = labels.pop("", 0)
            ranked = tuple(sorted(labels.items(), key=lambda item: (-item[1], item[0])))
            rows = other + sum(labels.values())
            # Where most answers occur only once they are free text and no labels.
            if len(ranked) > max(FEW_LABELS, rows / 2):
                ranked, other = (), rows
            facets.append(TaskFacet(task, rows, ranked, other))
        return tuple(sorted(facets, key=lambda facet: (-facet.rows, facet.task)))

    # --- rows -------------------------------------------------------------------------------------

    def rowids(self, wanted: PoolFilter = _ALL, sort: Sort = "row") -> array[int]:
        """Row numbers that pass a filter, in order; eight bytes for each."""
        where, values = where_clause(wanted)
        query = f"SELECT rows.rowid {schema.FROM} {where} {order_clause(sort)}"
        if wanted == _ALL and sort == "row":
            query = "SELECT rowid FROM rows ORDER BY rowid"
        try:
            return array("q", (row[0] for row in self.database.execute(query, values)))
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise AppError("cancelled") from None
            raise

    def interrupt(self) -> None:
        """End the running read of another thread with `cancelled`."""
        self.database.interrupt()

    def page(self, rowids: Sequence[int]) -> list[PoolRow]:
        """Rows by number, in the order asked; numbers that are gone are left out."""
        marks = ",".join("?" * len(rowids))
        query = f"SELECT {schema.COLUMNS} {schema.FROM} WHERE rows.rowid IN ({marks})"
        found = {row[0]: _row(row) for row in self.database.execute(query, tuple(rowids))}
        return [found[rowid] for rowid in rowids if rowid in found]

    def by_id(self, ids: Sequence[str]) -> dict[str, PoolRow]:
        """Rows by id; unknown ids are left out."""
        marks = ",".join("?" * len(ids))
        query = f"SELECT {schema.COLUMNS} {schema.FROM} WHERE rows.id IN ({marks})"
        rows = (_row(row) for row in self.database.execute(query, tuple(ids)))
        return {row.example.id: row for row in rows}

    def same_input(self, text: str, limit: int = 20) -> list[PoolRow]:
        """Rows whose input differs from `text` in case, punctuation and spaces at most."""
        query = f"SELECT {schema.COLUMNS} {schema.FROM} WHERE rows.same = ? LIMIT ?"
        found = self.database.execute(query, (same_number(text), limit))
        return [_row(row) for row in found]

    def examples(self) -> Iterator[Example]:
        """Every row in order, in constant memory."""
        query = f"SELECT {schema.COLUMNS} {schema.FROM} ORDER BY rows.rowid"
        for row in self.database.execute(query):
            yield _row(row).example

    def repeated(self) -> tuple[int, int]:
        """How many rows repeat the input of an earlier one, and how many inputs are repeated."""
        extra, inputs = self.database.execute(
            "SELECT coalesce(sum(n - 1), 0), count(*) FROM"
            " (SELECT count(*) AS n FROM rows GROUP BY same HAVING n > 1)"
        ).fetchone()
        return int(extra), int(inputs)


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All statements inside count, or none.

    Raises
    ------
    AppError
        `disk_full` or `read_only` with the file's path, where that is the reason.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            path = Path(database.execute("PRAGMA database_list").fetchone()[2])
            if "full" in str(error):
                raise AppError("disk_full", retryable=True, path=str(path)) from None
            if "readonly" in str(error):
                raise AppError("read_only", retryable=True, path=str(path)) from None
        if isinstance(error, OSError):
            raise file_error(error, Path()) or error from None
        raise


def same_number(text: str) -> int:
    """The hash by which rows of the same input are found: 63 bits."""
    return int(text_hash(text)[:16], 16) >> 1


def _row(row: tuple[Any, ...]) -> PoolRow:
    rowid, row_id, task, text, output, options, group, answers, words, source, line, same = row
    example = Example(
        id=row_id,
        task=task,
        input=text,
        output=output,
        options=tuple(json.loads(options)) if options else (),
        group=group,
        answers=tuple(json.loads(answers)) if answers else (),
    )
    return PoolRow(rowid, example, words, source, line, same)
