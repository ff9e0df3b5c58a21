"""The benchmark, loaded: every task's demonstrations, validation and test."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.templates import TEMPLATES_FILE, Metric, TaskTemplate, load_templates, render
from worker.icl.data.catalogue import SOURCES, TaskSource
from worker.icl.data.raw import RawRow
from worker.icl.data.splits import Sizes, split, without_copies

SUITE_FILE = TEMPLATES_FILE.with_name("suite.json")
FOLDER = "benchmark-data"
# Of a demonstration without its template's words: about 96 tokens with them.
MOST_WORDS = 64
SHORTEST_CUT_WORDS = 12
QUICK = Sizes(pool=300, validation=40, test=60)


class SuiteTask(msgspec.Struct, frozen=True):
    """One task, ready to be retrieved for, trained on and evaluated.

    Attributes
    ----------
    held_out : bool
        No selector may be trained on it.
    pool, validation, test : tuple[Example, ...]
        Demonstrations to choose from, and queries; no group is in two of them.
    copies : int
        Rows that were taken out because a later part has them, or nearly.
    unused : int
        Rows that have no usable answer or are too long.
    """

    name: str
    category: str
    kind: Literal["labels", "choice", "text"]
    metric: Metric
    held_out: bool
    pool: tuple[Example, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]
    copies: int = 0
    unused: int = 0


def data_folder(home: Path) -> Path:
    """Where `python3 installer data` puts the files of this home."""
    return home / FOLDER


def task_names() -> tuple[str, ...]:
    """Names of all tasks, in the order of the suite."""
    return tuple(source.name for source in SOURCES)


def load_suite(
    folder: Path, seed: int = 0, quick: bool = False, names: Sequence[str] | None = None
) -> tuple[SuiteTask, ...]:
    """The tasks out of the folder that `python3 installer data` filled.

    Parameters
    ----------
    seed : int
        Of the splits; the same seed gives the same rows on every machine.
    quick : bool
        The first rows of each part only, so that nothing is tested that the whole suite trains on.
    names : Sequence[str] | None
        Only these tasks; None for all.

    Raises
    ------
    AppError
        `not_found` for an unknown name; `bad_request` where a file is not there (it names the
        command that fetches it) or is not as its data set's files are.
    """
    known = {source.name: source for source in SOURCES}
    for name in names or ():
        if name not in known:
            raise AppError("not_found", what="The task", value=name)
    templates = {**load_templates(), **load_templates(SUITE_FILE)}
    chosen = SOURCES if names is None else tuple(known[name] for name in names)
    return tuple(load_task(one, templates[one.name], folder, seed, quick) for one in chosen)


def load_task(
    source: TaskSource, template: TaskTemplate, folder: Path, seed: int, quick: bool = False
) -> SuiteTask:
    """One task; its split depends on the seed and its name only."""
    found = [_fitting(row, source.cut) for row in source.rows(folder)]
    rows = [row for row in found if row is not None and _has_answer(row, template)]
    rng = np.random.default_rng([seed, zlib.crc32(source.name.encode())])
    parts = split(rows, Sizes(), source.per_group, rng)
    if quick:
        sizes = (QUICK.pool, QUICK.validation, QUICK.test)
        parts = tuple(part[:size] for part, size in zip(parts, sizes, strict=True))  # type: ignore[assignment]
    labels = template.labels or _labels(rows, template)
    template = msgspec.structs.replace(template, labels=labels)
    pool, validation, test = (
        [_example(template, place, rows[place]) for place in part] for part in parts
    )
    pool, validation, copies = without_copies(pool, validation, test)
    return SuiteTask(
        name=source.name,
        category=template.category,
        kind=template.kind,
        metric=template.metric,
        held_out=source.held_out,
        pool=tuple(pool),
        validation=tuple(validation),
        test=tuple(test),
        copies=copies,
        unused=len(found) - len(rows),
    )


def _example(template: TaskTemplate, place: int, row: RawRow) -> Example:
    name = f"{template.name}-{place}"
    return render(template, row.fields, row_id=name, group=row.group)


def _labels(rows: Sequence[RawRow], template: TaskTemplate) -> tuple[str, ...]:
    """The labels that occur, where the data set's file says them and not its template."""
    if template.kind != "labels":
        return ()
    field = template.template().answer_field
    return tuple(sorted({str(row.fields[field]) for row in rows}))


def _has_answer(row: RawRow, template: TaskTemplate) -> bool:
    """True where there is an answer; with options, one of at least two that differ."""
    answer = row.fields.get(template.template().answer_field)
    if not answer:
        return False
    options = row.fields.get("options")
    if template.kind != "choice" or not isinstance(options, list | tuple):
        return template.kind != "labels" or not template.labels or answer in template.labels
    return len(options) > 1 and len(set(options)) == len(options) and answer in options


def _fitting(row: RawRow, cut: str) -> RawRow | None:
    """The row within the limit of words, its field `cut` shortened at its end; None if it cannot.

    Options do not count, because only the answer is shown; of several answers the first does.
    """
    words = {name: _words(one) for name, one in row.fields.items() if name != "options"}
    surplus = sum(words.values()) - MOST_WORDS
    if surplus <= 0:
        return row if all(_is_shown(value) for value in row.fields.values()) else None
    left = words.get(cut, 0) - surplus
    if not cut or left < SHORTEST_CUT_WORDS:
        return None
    shortened = " ".join(str(row.fields[cut]).split()[:left])
    return msgspec.structs.replace(row, fields={**row.fields, cut: shortened})


def _is_shown(value: object) -> bool:
    return not isinstance(value, str) or bool(value.strip())


def _words(value: object) -> int:
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, list | tuple) and value:
        return len(str(value[0]).split())
    return 0
