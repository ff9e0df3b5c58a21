"""How a row of a data set becomes a query and an answer: the paper's 30 tasks, as data.

Placeholders are names in braces. The value of one is put in as it is, so braces inside it mean
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import Literal

import msgspec

from shared.errors import AppError
from shared.icl.example import Example

TEMPLATES_FILE = Path(__file__).resolve().parents[2] / "resources" / "icl" / "templates.json"
CATEGORIES = ("CQA", "Comm", "Coref", "NLI", "Para", "RC", "Sent", "D2T", "Summ")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

Metric = Literal["accuracy", "em_squad", "em_triviaqa", "rouge_l", "f1_yes"]


class Template(msgspec.Struct, frozen=True):
    """Texts with placeholders; `answer` has exactly one."""

    query: str
    answer: str = "{answer}"

    @property
    def query_fields(self) -> tuple[str, ...]:
        """Names that the query needs, each once, in order."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.query)))

    @property
    def answer_field(self) -> str:
        """Name of the field that holds the answer."""
        names = _PLACEHOLDER.findall(self.answer)
        if len(names) != 1:
            raise AppError(
                "bad_field",
                field="answer template",
                value=self.answer,
                limit=f"exactly one placeholder such as {{answer}}, and it has {len(names)}",
            )
        return str(names[0])


class TaskTemplate(msgspec.Struct, frozen=True):
    """One task: its templates, how it is answered and how it is measured.

    Attributes
    ----------
    kind : "labels" | "choice" | "text"
        The same labels for every row; options that each row brings; or free text.
    labels : tuple[str, ...]
        Of kind `labels`, in the order of the data set's label numbers.
    option_count : int
        Of kind `choice`.
    held_out : bool
        Left out of training in the paper, to measure generalisation.
    pool_task : str | None
        Task whose rows are its demonstrations if not its own: MNLI's two test sets share one
        training set; empty for none, so that demonstrations come from every task (WSC273).
    """

    name: str
    category: str
    kind: Literal["labels", "choice", "text"]
    templates: tuple[Template, ...]
    metric: Metric
    train_rows: int
    test_rows: int
    labels: tuple[str, ...] = ()
    option_count: int = 0
    held_out: bool = False
    second_metric: Metric | None = None
    pool_task: str | None = None

    def template(self, index: int = 0) -> Template:
        """The template of that index, counted round as LMOps does."""
        return self.templates[index % len(self.templates)]


class _Document(msgspec.Struct, frozen=True):
    source: str
    tasks: tuple[TaskTemplate, ...]


def load_templates(path: Path = TEMPLATES_FILE) -> dict[str, TaskTemplate]:
    """Tasks by name, in the file's order.

    Raises
    ------
    AppError
        `missing_file`; `bad_json` when the file does not have the shape of a template file.
    """
    try:
        document = msgspec.json.decode(path.read_bytes(), type=_Document)
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from None
    return {task.name: task for task in document.tasks}


def fill(template: str, fields: Mapping[str, object], *, task: str = "") -> str:
    """The template with its placeholders replaced; numbers and lists of texts are written out.

    Raises
    ------
    AppError
        `bad_request` that names the missing field and those that are there.
    """

    def value(match: re.Match[str]) -> str:
        return _written(match.group(1), fields, task)

    return _PLACEHOLDER.sub(value, template)


def render(
    task: TaskTemplate,
    fields: Mapping[str, object],
    *,
    row_id: str,
    index: int = 0,
    group: str = "",
    labelled: bool = True,
) -> Example:
    """The example of one raw row of a data set.

    The answer of kind `labels` is a label or its number; of kind `choice` an option, its letter or
    its number, with the list `options` in the row; of kind `text` a text or a list of accepted
    texts. Without `labelled` the answer may be missing, or -1.

    Raises
    ------
    AppError
        `bad_request` for a missing field or an answer that is none of the options.
    """
    template = task.template(index)
    query = fill(template.query, fields, task=task.name)
    options = _options(task, fields)
    raw = fields.get(template.answer_field)
    if not labelled and (raw is None or raw == -1 or raw == "" or raw == []):
        return Example(row_id, task.name, query, options=options, group=group)
    if raw is None:
        raise _missing(template.answer_field, fields, task.name)
    answers = tuple(
        _answer(task, options, one) for one in (raw if isinstance(raw, list) else [raw])
    )
    texts = tuple(
        fill(template.answer, {template.answer_field: one}, task=task.name) for one in answers
    )
    if not texts:
        raise _missing(template.answer_field, fields, task.name)
    return Example(row_id, task.name, query, texts[0], options, group, texts[1:])


def _options(task: TaskTemplate, fields: Mapping[str, object]) -> tuple[str, ...]:
    if task.kind == "labels":
        return task.labels
    if task.kind == "text":
        return ()
    found = fields.get("options")
    if found is None:
        raise _missing("options", fields, task.name)
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise _refused(task, "options", found, "a list of texts")
    return tuple(found)


def _answer(task: TaskTemplate, options: tuple[str, ...], raw: object) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool) and task.kind != "text":
        if 0 <= raw < len(options):
            return options[raw]
        raise _refused(task, "answer", raw, f"a number from 0 to {len(options) - 1}")
    if not isinstance(raw, str):
        raise _refused(task, "answer", raw, "a text")
    if task.kind == "text" or raw in options:
        return raw
    if task.kind == "choice" and len(raw) == 1 and raw in ascii_uppercase[: len(options)]:
        return options[ascii_uppercase.index(raw)]
    raise _refused(task, "answer", raw, f"one of {' | '.join(options)}")


def _written(name: str, fields: Mapping[str, object], task: str) -> str:
    value = fields.get(name)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if value is None:
        raise _missing(name, fields, task)
    raise AppError("bad_field", field=name, value=repr(value)[:80], limit="a text")


def _missing(name: str, fields: Mapping[str, object], task: str) -> AppError:
    there = ", ".join(sorted(fields)) or "none"
    of_task = f" of the task {task}" if task else ""
    return AppError(
        "bad_request", reason=f"The template{of_task} needs the field {name}; there are: {there}."
    )


def _refused(task: TaskTemplate, name: str, value: object, limit: str) -> AppError:
    field = f"{name} of the task {task.name}"
    return AppError("bad_field", field=field, value=repr(value)[:80], limit=limit)
