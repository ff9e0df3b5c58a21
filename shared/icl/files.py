"""Pools and queries from JSON lines, CSV and TSV: good rows are given, bad ones are listed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.icl.example import DEFAULT_TASK, LMOPS_FIELDS, OWN_FIELDS, Example, RowError, from_row
from shared.icl.lines import LONGEST_LINE_BYTES, Line, decode, read_lines
from shared.paths import write_atomic

KNOWN_FIELDS = frozenset((*OWN_FIELDS, *LMOPS_FIELDS))
_SUFFIXES = {".jsonl": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "tsv"}


class BadRow(msgspec.Struct, frozen=True):
    """A row that was left out: its line, from 1, a word for its kind, why, and how it begins."""

    line: int
    kind: str
    reason: str
    start: str = ""


class ColumnMapping(msgspec.Struct, frozen=True):
    """Which columns of a file are which field; several input columns are joined by line breaks."""

    input: tuple[str, ...] = ("input",)
    output: str = "output"
    options: tuple[str, ...] = ("options",)
    task: str = "task"
    id: str = "id"
    group: str = "group"


class ReadReport(msgspec.Struct, frozen=True):
    """What a file held: the rows, those left out, and the columns that are no field."""

    examples: tuple[Example, ...]
    bad: tuple[BadRow, ...]
    unused_columns: tuple[str, ...] = ()


class ExampleReader:
    """Reads one file row by row; `unused_columns` fills while it does.

    Parameters
    ----------
    mapping : ColumnMapping | None
        None takes our own names, or those of LMOps.
    require_output : bool
        False for queries, whose answer may be unknown.
    """

    def __init__(
        self,
        path: Path,
        *,
        mapping: ColumnMapping | None = None,
        require_output: bool = True,
        default_task: str = DEFAULT_TASK,
        longest_line_bytes: int = LONGEST_LINE_BYTES,
    ) -> None:
        self.path, self.mapping = path, mapping
        self.require_output, self.default_task = require_output, default_task
        self.longest_line_bytes = longest_line_bytes
        self.unused_columns: set[str] = set()

    def rows(self) -> Iterator[Example | BadRow]:
        """Examples and bad rows in the order of the file; a line without text is no row.

        Raises
        ------
        AppError
            `missing_file`; `bad_request` for a suffix that is not known, or a table without the
            columns that are needed.
        """
        lines = read_lines(self.path, self.longest_line_bytes)
        kind = file_kind(self.path)
        rows = json_rows(lines) if kind == "jsonl" else table_rows(lines, kind, self._header)
        first_line: dict[str, int] = {}
        for row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            line, fields = row
            try:
                example = self._example(line, fields)
            except RowError as error:
                yield BadRow(line, error.kind, str(error), str(fields)[:80])
                continue
            earlier = first_line.setdefault(example.id, line)
            if earlier != line:
                reason = f"the id {example.id} was used in line {earlier} already"
                yield BadRow(line, "duplicate", reason, example.input[:80])
                continue
            yield example

    def _header(self, columns: list[str]) -> list[str]:
        """A table's columns, the second of one name told apart; refused without those needed."""
        needed = list(self.mapping.input) if self.mapping else ["input"]
        if self.require_output:
            needed.append(self.mapping.output if self.mapping else "output")
        missing = [name for name in needed if name not in columns]
        if missing and not (self.mapping is None and {"query", "contents"} & set(columns)):
            raise AppError(
                "bad_request",
                reason=f"{self.path.name} has no column {', '.join(missing)}; its columns are:"
                f" {', '.join(columns)}. Say which column is which.",
            )
        counts = Counter[str]()
        names = []
        for name in columns:
            counts[name] += 1
            names.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
        return names

    def _example(self, line: int, fields: dict[str, object]) -> Example:
        if self.mapping is None:
            self.unused_columns.update(fields.keys() - KNOWN_FIELDS)
        else:
            used = (*self.mapping.input, *self.mapping.options, self.mapping.output)
            used = (*used, self.mapping.task, self.mapping.id, self.mapping.group)
            self.unused_columns.update(fields.keys() - set(used))
            fields = _mapped(fields, self.mapping)
        return from_row(
            fields,
            default_id=f"line-{line}",
            default_task=self.default_task,
            require_output=self.require_output,
        )


def read_examples(
    path: Path, *, mapping: ColumnMapping | None = None, require_output: bool = True
) -> ReadReport:
    """A whole file at once; large ones go row by row through `ExampleReader`."""
    reader = ExampleReader(path, mapping=mapping, require_output=require_output)
    examples: list[Example] = []
    bad: list[BadRow] = []
    for row in reader.rows():
        if isinstance(row, Example):
            examples.append(row)
        else:
            bad.append(row)
    return ReadReport(tuple(examples), tuple(bad), tuple(sorted(reader.unused_columns)))


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """JSON lines, UTF-8, written to a temporary name and renamed."""
    encode = msgspec.json.encode
    write_atomic(path, b"".join(encode(example) + b"\n" for example in examples))


def file_kind(path: Path) -> str:
    """`jsonl`, `csv` or `tsv` by the suffix before a `.gz`.

    Without any it is `jsonl`: the artefact store names files by their hash, and pools reach it so.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kind = _SUFFIXES.get(suffixes[-1]) if suffixes else "jsonl"
    if kind is None:
        known = ", ".join(_SUFFIXES)
        raise AppError("bad_request", reason=f"{path.name} is none of {known} (or with .gz).")
    return kind


Row = BadRow | tuple[int, dict[str, object]]


def json_rows(lines: Iterator[Line]) -> Iterator[Row]:
    """Objects of JSON lines with their line; what is no object is a bad row."""
    for line in lines:
        start = line.data[:80].decode(errors="replace")
        if line.problem:
            yield BadRow(line.number, "unreadable", line.problem, start)
            continue
        if not line.data.strip():
            continue
        try:
            row = msgspec.json.decode(decode(line.data))
        except (ValueError, RecursionError) as error:
            kind = "encoding" if str(error).startswith("not UTF-8") else "syntax"
            yield BadRow(line.number, kind, f"{error}"[:200], start)
            continue
        if isinstance(row, dict):
            yield line.number, row
        else:
            yield BadRow(line.number, "type", "the line is not an object {…}", start)


def table_rows(
    lines: Iterator[Line], kind: str, named: Callable[[list[str]], list[str]]
) -> Iterator[Row]:
    """Rows of a table with a header line; TSV has no quotes, as GLUE writes it."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE_BYTES))
    problems: list[BadRow] = []
    number = 0

    def texts() -> Iterator[str]:
        nonlocal number
        for line in lines:
            number = line.number
            if line.problem:
                start = line.data[:80].decode(errors="replace")
                problems.append(BadRow(line.number, "unreadable", line.problem, start))
            else:  # a wrong byte is kept as a surrogate, so that only its own row is left out
                yield line.data.decode(errors="surrogateescape") + "\n"

    if kind == "csv":
        reader = csv.reader(texts(), strict=True)
    else:
        reader = csv.reader(texts(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header: list[str] | None = None
    while True:
        begin = number + 1
        row = _next_cells(reader, begin)
        yield from problems
        problems.clear()
        if row is None:
            return
        if isinstance(row, BadRow):
            yield row
        elif header is None:
            header = named([cell.strip() for cell in row])
        elif any(cell.strip() for cell in row):
            yield _table_row(begin, header, row)


def _next_cells(reader: Iterator[list[str]], begin: int) -> list[str] | BadRow | None:
    try:
        return next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        reason = f"{error}; is a quotation mark missing?"
        return BadRow(begin, "syntax", reason)


def _table_row(line: int, header: list[str], cells: list[str]) -> Row:
    start = ", ".join(cells)[:80].encode(errors="replace").decode()
    try:
        for cell in cells:
            decode(cell.encode(errors="surrogateescape"))
    except ValueError as error:
        return BadRow(line, "encoding", str(error), start)
    if len(cells) != len(header):
        reason = f"{len(cells)} cells, but the header has {len(header)}"
        return BadRow(line, "syntax", reason, start)
    fields: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=True):
        fields[name] = listed(cell) if name in ("options", "answers") else cell
    return line, fields


def listed(cell: str) -> list[object]:
    """A cell with several texts: a JSON list, or parted by `|`."""
    if cell.startswith("["):
        try:
            value = json.loads(cell)
        except ValueError:
            value = None
        if isinstance(value, list):
            return value
    return [part.strip() for part in cell.split("|")] if cell.strip() else []


def _mapped(fields: dict[str, object], mapping: ColumnMapping) -> dict[str, object]:
    missing = [name for name in mapping.input if fields.get(name) is None]
    if missing:
        raise RowError("missing", f"the column {missing[0]} is missing")
    found: dict[str, object] = {
        "input": _joined([fields[name] for name in mapping.input]),
        "output": fields.get(mapping.output),
        "options": _options(fields, mapping.options),
    }
    columns = {"task": mapping.task, "id": mapping.id, "group": mapping.group}
    return found | {name: fields.get(column) for name, column in columns.items()}


def _joined(values: list[object]) -> object:
    texts: list[str] = []
    for value in values:
        if not isinstance(value, str):
            return value  # goes on as it is and is refused by its type
        texts.append(value)
    return "\n".join(texts)


def _options(fields: dict[str, object], columns: tuple[str, ...]) -> object:
    if len(columns) != 1:
        return [fields[name] for name in columns if fields.get(name) is not None]
    value = fields.get(columns[0])
    return listed(value) if isinstance(value, str) else value
