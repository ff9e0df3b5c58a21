"""One row of a pool or of a list of queries, from our own field names or those of LMOps."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

import msgspec

DEFAULT_TASK = "default"
OWN_FIELDS = ("id", "task", "input", "output", "options", "group", "answers")
LMOPS_FIELDS = ("query_id", "task_name", "query", "answers", "options", "contents")


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """A labelled text; as a query, its label may be unknown.

    Attributes
    ----------
    id : str
        Unique within its file.
    task : str
        Name of the task; a query is only given demonstrations of its own task.
    input : str
        What is shown to the language model.
    output : str
        The right answer; empty when it is not known. With `options`, one of them.
    options : tuple[str, ...]
        The answers to choose from; empty when the answer is free text.
    group : str
        Rows of one group (one passage, one author) stay on one side of a split; empty for none.
    answers : tuple[str, ...]
        Further texts that count as right.
    """

    id: str
    task: str
    input: str
    output: str = ""
    options: tuple[str, ...] = ()
    group: str = ""
    answers: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every answer that counts as right, the main one first."""
        return (self.output, *self.answers) if self.output else self.answers

    @property
    def text(self) -> str:
        """The row as a demonstration: input, line break, answer."""
        return f"{self.input}\n{self.output}"


class RowError(ValueError):
    """Why one row cannot be used; `kind` is one word for counting."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


def from_row(
    row: Mapping[str, object],
    *,
    default_id: str,
    default_task: str = DEFAULT_TASK,
    require_output: bool = True,
) -> Example:
    """The example of one decoded row.

    A row with `contents` or `query` is read as LMOps writes it: a letter as the answer stands for
    the option, `options` of one empty text mean none, and `contents` is split at its last line
    break, because LMOps joins query and answer by one.

    Raises
    ------
    RowError
        A missing field, a value that is not a text, or an answer that is not among the options.
    """
    if "contents" in row and "input" not in row:
        return _from_passage(row, default_id, default_task)
    if "query" in row and "input" not in row:
        return _checked(_from_query(row, default_id, default_task), require_output)
    example = Example(
        id=_id(row, "id", default_id),
        task=_text(row, "task", default_task) or default_task,
        input=_text(row, "input"),
        output=_text(row, "output", None if require_output else ""),
        options=_texts(row, "options"),
        group=_text(row, "group", ""),
        answers=_texts(row, "answers"),
    )
    return _checked(example, require_output)


def _from_passage(row: Mapping[str, object], default_id: str, default_task: str) -> Example:
    contents = _text(row, "contents")
    query, line_break, answer = contents.rpartition("\n")
    if not line_break:
        raise RowError("missing", "contents has no line break between the query and the answer")
    task = _text(row, "task_name", default_task)
    example = Example(id=_id(row, "id", default_id), task=task, input=query, output=answer)
    return _checked(example, require_output=True)


def _from_query(row: Mapping[str, object], default_id: str, default_task: str) -> Example:
    answers, options = _texts(row, "answers"), _texts(row, "options")
    if options == ("",):
        options = ()
    if len(options) > 1:
        answers = tuple(_option(answer, options) for answer in answers)
    return Example(
        id=_id(row, "query_id", default_id),
        task=_text(row, "task_name", default_task),
        input=_text(row, "query"),
        output=answers[0] if answers else "",
        options=options,
        answers=answers[1:],
    )


def _option(letter: str, options: tuple[str, ...]) -> str:
    """The option that a letter stands for; LMOps writes multiple-choice answers as letters."""
    if len(letter) == 1 and letter in ascii_uppercase[: len(options)]:
        return options[ascii_uppercase.index(letter)]
    return letter


def _checked(example: Example, require_output: bool) -> Example:
    if not example.input.strip():
        raise RowError("missing", "the input is empty")
    if require_output and not example.output:
        raise RowError("missing", "the output is empty")
    if example.options and example.output and example.output not in example.options:
        shown = " | ".join(example.options)
        raise RowError(
            "options", f"the output {_short(example.output)} is not among the options {shown[:120]}"
        )
    return example


def _id(row: Mapping[str, object], name: str, default: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a row number is the most common id of all
    return _text(row, name)


def _text(row: Mapping[str, object], name: str, default: str | None = None) -> str:
    value = row.get(name)
    if value is None:
        if default is None:
            raise RowError("missing", f"the column {name} is missing")
        return default
    if not isinstance(value, str):
        raise RowError("type", f"{name} is {_kind(value)}, not a text")
    return value


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise RowError("type", f"{name} is {_kind(value)}, not a list of texts")
    for item in value:
        if not isinstance(item, str):
            raise RowError("type", f"{name} holds {_kind(item)}, not only texts")
    return tuple(value)


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    names |= {list: "a list", dict: "an object", type(None): "empty"}
    return f"{names.get(type(value), type(value).__name__)} ({_short(value)})"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
