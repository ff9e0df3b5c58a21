"""Labelled texts that the small model learns from, and those that judge it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from shared.errors import AppError
from shared.icl.templates import load_templates, render
from worker.icl.data.catalogue import SOURCES
from worker.icl.data.suite import SUITE_FILE, load_suite

# By the data set's name in the benchmark: what kind of text it is, and the field that holds it.
KINDS = {
    "movie_reviews": ("movie", "sentence"),
    "product_reviews": ("product", "text"),
    "tweet_sentiment": ("tweet", "text"),
    "r8": ("news", "text"),
}
MOST_WORDS = 48
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class LabelledText:
    """A text, which kind it is of, and its label: a sentiment, or the topic of news."""

    kind: str
    text: str
    label: str


@dataclass(frozen=True)
class Texts:
    """Parts of the data sets as the benchmark splits them.

    `test` are the benchmark's queries, which suites of attacks ask as well: never trained on.
    """

    train: tuple[LabelledText, ...]
    validation: tuple[LabelledText, ...]
    test: tuple[LabelledText, ...]


def load_texts(folder: Path) -> Texts:
    """All texts out of the folder that `python3 installer data` filled.

    Of film reviews all that are in neither validation nor test are trained on, not only the
    benchmark's demonstrations: the model has no other source of words.

    Raises
    ------
    AppError
        `bad_request` where a file is not there; it names the command that fetches it.
    """
    parts: dict[str, list[LabelledText]] = {"train": [], "validation": [], "test": []}
    templates = load_templates(SUITE_FILE)
    for task in load_suite(folder, names=tuple(KINDS)):
        kind, field = KINDS[task.name]
        source = next(one for one in SOURCES if one.name == task.name)
        held = {one.input: "validation" for one in task.validation}
        held |= {one.input: "test" for one in task.test}
        pool = {one.input for one in task.pool}
        rows: dict[str, list[LabelledText]] = {"train": [], "validation": [], "test": []}
        for row in source.rows(folder):
            text = str(row.fields[field])
            answer = str(row.fields["answer"])
            if len(text.split()) > MOST_WORDS or not text.strip():
                continue
            asked = render(templates[task.name], row.fields, row_id="", labelled=False).input
            part = held.get(asked) or ("train" if asked in pool or kind == "movie" else "")
            if part:
                rows[part].append(LabelledText(kind, text, answer.casefold()))
        closed = {_key(one.text) for part in ("validation", "test") for one in rows[part]}
        rows["train"] = [one for one in rows["train"] if _key(one.text) not in closed]
        for part, some in rows.items():
            parts[part] += some
    if not parts["train"]:
        raise AppError("bad_request", reason="There are no texts to train on.")
    return Texts(*(tuple(parts[part]) for part in ("train", "validation", "test")))


def topics(texts: Texts) -> tuple[str, ...]:
    """The topics of news, the frequent ones first."""
    counts = Counter(one.label for one in texts.train if one.kind == "news")
    return tuple(topic for topic, _ in counts.most_common())


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
