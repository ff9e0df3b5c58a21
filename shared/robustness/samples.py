"""Labelled samples from JSON lines, and their split into a part to search on and a part to report.

An attack that is measured on the samples it was found on looks better than it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import msgspec

from shared.errors import AppError
from shared.icl.files import BadRow, json_rows
from shared.icl.lines import read_lines

# A row's fields, such as premise, hypothesis and label, as a row with content and label.
OfFields = Callable[[Mapping[str, object]], dict[str, object]]
MOST_LABELS = 100
_SHOWN = 80


class Sample(msgspec.Struct, frozen=True):
    """What is put into a prompt, and the label that is right."""

    content: str
    label: str


class SampleReport(msgspec.Struct, frozen=True):
    """What a file held: samples whose labels are among `labels`, and rows that were left out.

    `lines` says where each sample stands, from 1.
    """

    samples: tuple[Sample, ...]
    labels: tuple[str, ...]
    lines: tuple[int, ...]
    bad: tuple[BadRow, ...] = ()


class Split(msgspec.Struct, frozen=True):
    """Samples for the search, and held-out ones; in any beginning of either, labels are mixed."""

    search: tuple[Sample, ...]
    report: tuple[Sample, ...]


def read_samples(
    path: Path, labels: Sequence[str] = (), of_fields: OfFields | None = None
) -> SampleReport:
    """The samples of a file; without `labels`, the labels are those of the file, sorted.

    Labels are compared without case and outer spaces, and are then as they were given.

    Parameters
    ----------
    of_fields : callable, optional
        Makes content and label of a row that has no content of its own but a data set's fields.

    Raises
    ------
    AppError
        `missing_file`; `bad_field` where no sample, none of the labels or only one of them is in
        the file.
    """
    rows, bad = [], []
    for row in json_rows(read_lines(path)):
        made = row if isinstance(row, BadRow) else _sample(*row, of_fields)
        if isinstance(made, BadRow):
            bad.append(made)
        else:
            rows.append(made)
    if not rows:
        first = f"line {bad[0].line}: {bad[0].reason}" if bad else "it is empty"
        limit = f'at least one row such as {{"content": "…", "label": "…"}} ({first})'
        raise AppError("bad_field", field="data", value=path.name, limit=limit)
    known = tuple(labels) or _labels_of(path, [sample for _, sample in rows])
    folded = {_folded(label): label for label in known}
    samples = []
    for line, sample in rows:
        label = folded.get(_folded(sample.label))
        if label is None:
            reason = f"the label {sample.label[:_SHOWN]} is not one of {', '.join(known)[:200]}"
            bad.append(BadRow(line, "label", reason, sample.content[:_SHOWN]))
        else:
            samples.append((line, Sample(sample.content, label)))
    _check_classes(path, rows, [sample for _, sample in samples], known)
    bad.sort(key=lambda row: row.line)
    return SampleReport(
        tuple(sample for _, sample in samples),
        known,
        tuple(line for line, _ in samples),
        tuple(bad),
    )


def split_samples(samples: Sequence[Sample], search: int, report: int, seed: int) -> Split:
    """At most `search` and `report` samples, drawn with the shares of their labels.

    No more than half of all samples are searched on. Doubles, which differ in case and spaces only,
    are all on one side.
    """
    most = min(search, max(1, len(samples) // 2))
    draw = _Draw(samples, seed)
    first = draw.take(most)
    return Split(tuple(first), tuple(draw.take(report)))


class _Draw:
    """Groups of doubles, those next of the label that is most behind its share."""

    def __init__(self, samples: Sequence[Sample], seed: int) -> None:
        groups: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            groups[" ".join(sample.content.casefold().split())].append(sample)
        order = list(groups.values())
        Random(seed).shuffle(order)  # noqa: S311 - a draw, not a secret
        self._waiting: dict[str, list[list[Sample]]] = {}
        for group in order[::-1]:
            self._waiting.setdefault(group[0].label, []).append(group)
        self._waiting = dict(sorted(self._waiting.items()))
        self._shares = {
            label: sum(map(len, some)) / len(samples) for label, some in self._waiting.items()
        }
        self._taken = dict.fromkeys(self._waiting, 0)

    def take(self, count: int) -> list[Sample]:
        """The next samples; what is left of a last group is dropped."""
        found: list[Sample] = []
        while len(found) < count and any(self._waiting.values()):
            total = sum(self._taken.values()) + 1
            label = max(
                (label for label, some in self._waiting.items() if some),
                key=lambda label: self._shares[label] * total - self._taken[label],
            )
            group = self._waiting[label].pop()
            self._taken[label] += len(group)
            found += group[: count - len(found)]
        return found


def _sample(
    line: int, fields: dict[str, object], of_fields: OfFields | None
) -> tuple[int, Sample] | BadRow:
    if of_fields is not None and "content" not in fields and "label" in fields:
        try:
            fields = of_fields(fields)
        except AppError as error:
            return BadRow(line, "missing", str(error), "")
    content, label = fields.get("content"), fields.get("label")
    start = str(content)[:_SHOWN]
    for name, value in (("content", content), ("label", label)):
        if value is None:
            return BadRow(line, "missing", f"it has no {name}", start)
    if not isinstance(content, str):
        return BadRow(line, "type", "content is not a text", start)
    if isinstance(label, bool) or not isinstance(label, str | int):
        return BadRow(line, "type", "label is neither a text nor a whole number", start)
    if not content.strip():
        return BadRow(line, "empty", "content is empty", start)
    if not str(label).strip():
        return BadRow(line, "empty", "label is empty", start)
    return line, Sample(content, str(label).strip())


def _labels_of(path: Path, samples: Sequence[Sample]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for sample in samples:
        known.setdefault(_folded(sample.label), sample.label)
    if len(known) > MOST_LABELS:
        limit = f"up to {MOST_LABELS} different labels; say which with labels"
        raise AppError("bad_field", field="data", value=f"{len(known)} in {path.name}", limit=limit)
    return tuple(sorted(known.values()))


def _check_classes(
    path: Path, rows: Sequence[tuple[int, Sample]], samples: Sequence[Sample], known: Sequence[str]
) -> None:
    present = sorted({sample.label for _, sample in rows})
    if not samples:
        shown = ", ".join(present[:10])[:200]
        limit = f"labels that {path.name} has; there they are {shown}"
        raise AppError("bad_field", field="labels", value=", ".join(known)[:_SHOWN], limit=limit)
    classes = {sample.label for sample in samples}
    if len(classes) < 2:
        limit = "samples of at least two labels; with one, always the same answer is always right"
        value = f"{len(samples)} samples, all {next(iter(classes))[:_SHOWN]}"
        raise AppError("bad_field", field="data", value=value, limit=limit)


def _folded(label: str) -> str:
    return label.strip().casefold()
