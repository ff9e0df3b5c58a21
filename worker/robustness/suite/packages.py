"""Labelled sets out of Python packages, as samples: those that `python3 installer data` fetches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from shared.errors import AppError
from shared.robustness.families import family_dataset
from shared.robustness.samples import Sample
from worker.icl.data.catalogue import SOURCES

# Of a sample: longer ones make an attack slow and say nothing more of the prompt.
MOST_WORDS = 80


@dataclass(frozen=True)
class PackageSet:
    """A set of samples.

    Attributes
    ----------
    name : str
        As in `worker.icl.data.catalogue`.
    dataset : str
        Whose prompts fit it; see `shared.robustness.families`.
    labels : mapping
        Our label for each of its answers; empty where they are the same.
    fields : mapping
        The field of the prompts' data set for some of its own.
    options : bool
        Its answers are options, whose letters are the labels.
    """

    name: str
    dataset: str
    labels: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    options: bool = False


@dataclass(frozen=True)
class Grouped:
    """A sample, and the group of those that resemble it; empty for none."""

    sample: Sample
    group: str


_MOOD = {"Positive": "positive", "Negative": "negative"}
_SAME = {"Yes": "equivalent", "No": "not_equivalent"}
_VERDICT = {"Yes": "entailment", "Maybe": "neutral", "No": "contradiction"}
_FOLLOWS = {"Yes": "entailment", "No": "not_entailment"}
PACKAGE_SETS = (
    PackageSet("movie_reviews", "sst2", _MOOD),
    PackageSet("product_reviews", "sst2", _MOOD, {"text": "sentence"}),
    PackageSet("tweet_sentiment", "sst2", _MOOD, {"text": "sentence"}),
    PackageSet("r8", "topic"),
    PackageSet("rewordings", "mrpc", _SAME),
    PackageSet("qnli", "qnli", _FOLLOWS),
    PackageSet("vitaminc", "mnli", _VERDICT),
    PackageSet("boolq", "boolq", {"Yes": "yes", "No": "no"}),
    PackageSet("beliefs", "rte", _FOLLOWS, {"premise": "sentence1", "hypothesis": "sentence2"}),
    PackageSet("mmlu", "mmlu", options=True),
)


def package_set(name: str) -> PackageSet:
    """The set of that name.

    Raises
    ------
    AppError
        `bad_field` that names those there are.
    """
    known = {one.name: one for one in PACKAGE_SETS}
    if name not in known:
        limit = f"one of {', '.join(known)}"
        raise AppError("bad_field", field="data", value=f"package:{name}", limit=limit)
    return known[name]


def package_samples(which: PackageSet, folder: Path) -> tuple[Grouped, ...]:
    """Its samples, each content once, in the order of its file.

    Raises
    ------
    AppError
        `bad_request` that names the command which fetches the file.
    """
    [source] = [one for one in SOURCES if one.name == which.name]
    found: dict[str, Grouped] = {}
    for row in source.rows(folder):
        for grouped in _samples(which, row.fields, row.group):
            found.setdefault(" ".join(grouped.sample.content.casefold().split()), grouped)
    return tuple(found.values())


def _samples(which: PackageSet, fields: Mapping[str, Any], group: str) -> Iterator[Grouped]:
    dataset = family_dataset(which.dataset)
    named = {which.fields.get(name, name): value for name, value in fields.items()}
    answer = str(fields.get("answer", ""))
    if which.options:
        options = [str(one) for one in fields.get("options", ())]
        if len(options) != len(dataset.labels) or options.count(answer) != 1:
            return
        letters = ascii_uppercase.casefold()
        named |= dict(zip(letters, options, strict=False))
        answer = dataset.labels[options.index(answer)]
    label = which.labels.get(answer, answer)
    if label not in dataset.labels:
        return
    content = dataset.content_of(named)
    if len(content.split()) <= MOST_WORDS and all(
        str(named[one]).strip() for one in dataset.fields
    ):
        yield Grouped(Sample(content, label), group)
