"""Which columns of a file are which field of an example."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from shared.errors import AppError
from shared.icl.example import DEFAULT_TASK, RowError
from shared.icl.files import listed

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_INPUTS = ("input", "text", "sentence", "question", "query", "premise", "passage", "content")
_OUTPUTS = ("output", "label", "answer", "target", "label_text", "answers", "response", "class")
_OPTIONS = ("options", "choices", "endings")
_TASKS = ("task", "task_name", "dataset")
_IDS = ("id", "query_id", "idx", "guid", "uid", "_id")
_GROUPS = ("group", "passage_id", "author", "title", "document_id")
_SECOND_INPUTS = ("context", "passage", "hypothesis", "sentence2", "question", "question2")


class PoolMapping(msgspec.Struct, frozen=True):
    """How a row of a file becomes an example; an empty column name means none.

    Attributes
    ----------
    template : str
        The input, with columns in braces: `{premise}` on a line, `{hypothesis}` on the next.
    options : tuple[str, ...]
        One column with a list, or parted by `|`; or several columns with a text each.
    labels : tuple[str, ...]
        Names of the labels 0, 1, 2 … where the output column holds numbers.
    default_task : str
        For rows without a task.
    """

    template: str
    output: str = ""
    options: tuple[str, ...] = ()
    task: str = ""
    id: str = ""
    group: str = ""
    labels: tuple[str, ...] = ()
    default_task: str = DEFAULT_TASK

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns that the template names, each once."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.template)))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is used."""
        single = (self.output, self.task, self.id, self.group)
        return (*self.inputs, *(name for name in single if name), *self.options)

    def fields(self, row: Mapping[str, object]) -> dict[str, object]:
        """The row under our own field names; numbers are written out, other types are kept.

        Raises
        ------
        RowError
            A column of the template or the output is missing or is no text.
        """
        found: dict[str, object] = {"input": self._input(row)}
        if self.output:
            found["output"] = self._output(row.get(self.output))
        if self.options:
            found["options"] = self._options(row)
        for name, column in (("task", self.task), ("id", self.id), ("group", self.group)):
            if column:
                found[name] = _plain(row.get(column))
        return found

    def require(self, columns: Sequence[str]) -> None:
        """Refuse a mapping that names columns which the file does not have.

        Raises
        ------
        AppError
            `bad_request`; `bad_field` for a template without a column.
        """
        if not self.inputs:
            raise AppError(
                "bad_field",
                field="template",
                value=self.template or "(empty)",
                limit="it names at least one column in braces, such as {text}",
            )
        missing = [name for name in self.columns if name not in columns]
        if missing and columns:
            raise AppError(
                "bad_request",
                reason=f"The file has no column {', '.join(dict.fromkeys(missing))}; its columns"
                f" are: {', '.join(columns)}. Say which column is which.",
            )

    def _input(self, row: Mapping[str, object]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            found = _plain(row.get(name))
            if found is None:
                raise RowError("missing", f"the column {name} is missing")
            if not isinstance(found, str):
                raise RowError("type", f"{name} is {_kind(found)}, not a text")
            return found

        return _PLACEHOLDER.sub(value, self.template)

    def _output(self, raw: object) -> object:
        if self.labels and isinstance(raw, int | str) and not isinstance(raw, bool):
            number = str(raw)
            if number.isdecimal() and int(number) < len(self.labels):
                return self.labels[int(number)]
            if isinstance(raw, int):
                reason = f"the label {raw} is none of 0 to {len(self.labels) - 1}"
                raise RowError("options", reason)
        if isinstance(raw, list) and raw and all(isinstance(one, str) for one in raw):
            return raw[0]
        return _plain(raw)

    def _options(self, row: Mapping[str, object]) -> object:
        if len(self.options) > 1:
            return [_plain(row[name]) for name in self.options if row.get(name) is not None]
        value = row.get(self.options[0])
        return listed(value) if isinstance(value, str) else value


def guess_mapping(
    columns: Sequence[str],
    labels: Mapping[str, Sequence[str]] | None = None,
    rows: Sequence[Mapping[str, object]] = (),
) -> PoolMapping:
    """The mapping that the columns' names suggest; `labels` are label names by column.

    Where no name is known the column with the longest texts of `rows` is the input, else the first,
    and the last column the output.
    """
    lower = {name.lower(): name for name in reversed(columns)}

    def first(names: Sequence[str]) -> str:
        return next((lower[name] for name in names if name in lower), "")

    output = first(_OUTPUTS) or (columns[-1] if len(columns) > 1 else "")
    inputs = [name for name in (first(_INPUTS),) if name and name != output]
    if not inputs:
        others = [name for name in columns if name != output]
        inputs = sorted(others, key=lambda name: -_length(name, rows))[:1]
    second = [lower[name] for name in _SECOND_INPUTS if name in lower]
    inputs += [name for name in second if name not in (*inputs, output)][:1]
    options = first(_OPTIONS)
    return PoolMapping(
        template="\n".join(f"{{{name}}}" for name in inputs),
        output=output,
        options=(options,) if options else (),
        task=first(_TASKS),
        id=first(_IDS) or next((name for name in columns if name.lower().endswith("_id")), ""),
        group=first(_GROUPS),
        labels=tuple((labels or {}).get(output, ())),
    )


def _length(name: str, rows: Sequence[Mapping[str, object]]) -> int:
    return sum(len(str(row.get(name, ""))) for row in rows)


def _plain(value: object) -> object:
    """Numbers as texts; everything else as it is, to be refused by its type."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _kind(value: object) -> str:
    names = {bool: "true or false", list: "a list", dict: "an object", bytes: "bytes"}
    return names.get(type(value), type(value).__name__)
