"""Import of a file into a pool, batch by batch, so that a kill loses one batch and no more."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError
from shared.icl.example import DEFAULT_TASK, Example, RowError, from_row
from shared.icl.files import BadRow, Row
from shared.icl.pool import schema
from shared.icl.pool.mapping import PoolMapping
from shared.icl.pool.source_files import Provenance, preview, provenance, source_rows
from shared.icl.pool.store import Pool, Source, same_number, transaction

BATCH_ROWS = 10_000
MOST_BAD_ROWS = 10_000  # kept of one file; all are counted
MOST_LABELS = 500  # of one task; beyond, answers are free text
LONGEST_LABEL = 80

Progress = Callable[[int, int | None], object]


class ImportPlan(msgspec.Struct, frozen=True):
    """What is imported and how; `mapping` None takes our own names, or those of LMOps.

    Attributes
    ----------
    require_output : bool
        False keeps rows without an answer: as demonstrations they are of no use.
    """

    mapping: PoolMapping | None = None
    split: str = ""
    default_task: str = DEFAULT_TASK
    require_output: bool = True


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did.

    Attributes
    ----------
    rows, bad_rows : int
        Of the file, in the pool and left out; those of a resumed import count as well.
    finished : bool
        False if it was stopped: `resume` goes on, `discard` takes its rows out.
    kinds : dict[str, int]
        Bad rows by kind, of this run.
    """

    source: int
    rows: int
    bad_rows: int
    finished: bool
    kinds: dict[str, int]


def import_file(
    pool: Pool,
    path: Path,
    plan: ImportPlan | None = None,
    *,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> ImportReport:
    """Add a file's rows to the pool; `progress` hears of rows read and, where known, in all.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` for a file of no known kind, or without the columns of the
        mapping, or that is in the pool already; `disk_full`.
    """
    plan = plan or ImportPlan()
    seen = preview(path, plan.split)
    if plan.mapping is not None:
        plan.mapping.require(seen.columns)
    known = provenance(path, plan.split)
    for source in pool.sources():
        if source.sha256 == known.sha256 and source.split == plan.split:
            half = " in part; resume or discard that import" if source.state != "done" else ""
            raise AppError("bad_request", reason=f"{path.name} is in the pool already{half}.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    values = (
        path.name, str(path.resolve()), plan.split, known.sha256, known.size_bytes,
        msgspec.json.encode(plan).decode(), now,
    )  # fmt: skip
    with transaction(pool.database):
        number = pool.database.execute(schema.INSERT_SOURCE, values).lastrowid
    assert number is not None
    return _Import(pool, number, path, plan, known, progress, stopped).run()


def resume(
    pool: Pool,
    source: Source,
    *,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> ImportReport:
    """Go on with an import that was stopped or killed.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` if the file changed since.
    """
    path = Path(source.path)
    plan = msgspec.json.decode(source.plan, type=ImportPlan)
    known = provenance(path, plan.split)
    if known.sha256 != source.sha256:
        raise AppError(
            "bad_request",
            reason=f"{source.name} changed since its import began. Discard that import and start"
            " again.",
        )
    run = _Import(pool, source.number, path, plan, known, progress, stopped)
    run.start_after(source)
    return run.run()


def discard(pool: Pool, source: int) -> None:
    """Take a file's rows out of the pool."""
    with transaction(pool.database):
        for statement in (schema.UNINDEX_WORDS, schema.DELETE_ROWS):
            pool.database.execute(statement, (source,))
        pool.database.execute("DELETE FROM bad_rows WHERE source = ?", (source,))
        pool.database.execute("DELETE FROM sources WHERE source = ?", (source,))


class _Import:
    """One run over a file."""

    def __init__(
        self,
        pool: Pool,
        source: int,
        path: Path,
        plan: ImportPlan,
        known: Provenance,
        progress: Progress | None,
        stopped: Callable[[], bool] | None,
    ) -> None:
        self._pool, self._database, self._source = pool, pool.database, source
        self._path, self._plan, self._known = path, plan, known
        self._progress, self._stopped = progress, stopped
        self._bad_rows = self._content = self._done_line = 0
        self._kinds: Counter[str] = Counter()
        self._names = _Names(pool)
        self._prefix = "line-" if source == 1 else f"{source}-line-"

    def start_after(self, source: Source) -> None:
        """Skip what is in the pool already."""
        self._bad_rows, self._content = source.bad_rows, int(source.content, 16)
        self._done_line = source.line

    def run(self) -> ImportReport:
        """Import to the end, or until stopped."""
        finished = True
        # A closed generator closes its file at once, not when it is collected.
        with contextlib.closing(self._rows()) as rows:
            for batch in _batches(rows):
                self._store(batch)
                if self._progress is not None:
                    self._progress(self._done_line, self._known.rows)
                if self._stopped is not None and self._stopped():
                    finished = False
                    break
        if finished:
            with transaction(self._database):
                self._database.execute(schema.FINISH_SOURCE, (self._source,))
        count = self._database.execute(
            "SELECT count(*) FROM rows WHERE source = ?", (self._source,)
        ).fetchone()[0]
        return ImportReport(self._source, count, self._bad_rows, finished, dict(self._kinds))

    def _rows(self) -> Generator[Row, None, None]:
        """Rows behind the line that is done."""
        for row in source_rows(self._path, self._plan.split):
            if (row.line if isinstance(row, BadRow) else row[0]) > self._done_line:
                yield row

    def _store(self, batch: Sequence[Row]) -> None:
        """One batch, its full-text index and the position in the file, in one transaction."""
        good: list[tuple[int, Example]] = []
        bad: list[BadRow] = []
        for row in batch:
            if isinstance(row, BadRow):
                bad.append(row)
                continue
            line, fields = row
            try:
                good.append((line, self._example(line, fields)))
            except RowError as error:
                bad.append(BadRow(line, error.kind, str(error), str(fields)[:80]))
        with transaction(self._database):
            values = [self._values(line, example) for line, example in good]
            last = self._database.execute("SELECT coalesce(max(rowid), 0) FROM rows").fetchone()[0]
            before = self._database.total_changes
            self._database.executemany(schema.INSERT_ROW, values)
            if self._database.total_changes - before < len(values):
                duplicates = self._duplicates(good)
                bad += duplicates.values()
                good = [one for one in good if one[0] not in duplicates]
            self._database.execute(schema.INDEX_WORDS, (last,))
            self._content = (self._content + _content(one for _, one in good)) % 2**128
            self._keep_bad(sorted(bad, key=lambda one: one.line))
            end = batch[-1].line if isinstance(batch[-1], BadRow) else batch[-1][0]
            self._done_line = max(self._done_line, end)
            position = (self._done_line, self._bad_rows, f"{self._content:032x}", self._source)
            self._database.execute(schema.SAVE_POSITION, position)

    def _example(self, line: int, fields: dict[str, object]) -> Example:
        mapping, task = self._plan.mapping, self._plan.default_task
        if mapping is not None:
            fields, task = mapping.fields(fields), mapping.default_task
        return from_row(
            fields,
            default_id=f"{self._prefix}{line}",
            default_task=task,
            require_output=self._plan.require_output,
        )

    def _values(self, line: int, example: Example) -> tuple[Any, ...]:
        task = self._names.task(example.task)
        return (
            example.id,
            task,
            self._names.label(task, example.output),
            example.input,
            example.output,
            json.dumps(example.options, ensure_ascii=False) if example.options else "",
            example.group,
            json.dumps(example.answers, ensure_ascii=False) if example.answers else "",
            len(example.input.split()),
            same_number(example.input),
            self._source,
            line,
        )

    def _duplicates(self, good: Sequence[tuple[int, Example]]) -> dict[int, BadRow]:
        """Rows of this batch that were not stored, because their id is an earlier row's."""
        found: dict[int, BadRow] = {}
        query = "SELECT source, line FROM rows WHERE id = ?"
        for line, example in good:
            source, first = self._database.execute(query, (example.id,)).fetchone()
            if (source, first) != (self._source, line):
                where = f"in line {first}" if source == self._source else "by another file"
                reason = f"the id {example.id} was used {where} already"
                found[line] = BadRow(line, "duplicate", reason, example.input[:80])
        return found

    def _keep_bad(self, bad: Sequence[BadRow]) -> None:
        room = max(0, MOST_BAD_ROWS - self._bad_rows)
        self._bad_rows += len(bad)
        self._kinds.update(one.kind for one in bad)
        kept = [(self._source, one.line, one.kind, one.reason, one.start) for one in bad[:room]]
        self._database.executemany(schema.INSERT_BAD, kept)


class _Names:
    """Numbers of tasks and labels; a task with too many answers gets no further labels."""

    def __init__(self, pool: Pool) -> None:
        self._database = pool.database
        self._tasks: dict[str, int] = dict(
            self._database.execute("SELECT name, task FROM tasks").fetchall()
        )
        self._labels: dict[tuple[int, str], int] = {}
        self._counts: Counter[int] = Counter()
        for label, task, text in self._database.execute("SELECT label, task, text FROM labels"):
            self._labels[task, text] = label
            self._counts[task] += 1

    def task(self, name: str) -> int:
        """The task's number."""
        number = self._tasks.get(name)
        if number is None:
            made = self._database.execute("INSERT INTO tasks (name) VALUES (?)", (name,))
            number = self._tasks[name] = made.lastrowid or 0
        return number

    def label(self, task: int, text: str) -> int:
        """The label's number, or 0 for an answer that is none."""
        number = self._labels.get((task, text))
        if number is not None:
            return number
        if not text or len(text) > LONGEST_LABEL or self._counts[task] >= MOST_LABELS:
            return 0
        insert = "INSERT INTO labels (task, text) VALUES (?, ?)"
        number = self._database.execute(insert, (task, text)).lastrowid or 0
        self._labels[task, text] = number
        self._counts[task] += 1
        return number


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch


def _content(examples: Iterable[Example]) -> int:
    """Sum of the rows' hashes: the same for the same rows in any order."""
    encode = msgspec.json.encode
    digest = hashlib.blake2b
    return sum(
        int.from_bytes(digest(encode(example), digest_size=16).digest()) for example in examples
    )
