"""Prompt families: role or task, zero-shot or few-shot, for PromptBench's data sets and our own.

A family's prompts are in our own words. `{content}` is the place of the sample, and each data set
says how the fields of its rows make the content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from shared.errors import AppError
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import filled, words_of

PROMPTS_FILE = Path(__file__).resolve().parents[2] / "resources" / "robustness" / "prompts.json"
Family = Literal["task", "role"]
Shots = Literal["zero", "few"]
Metric = Literal["accuracy", "f1", "bleu"]
FAMILIES: tuple[Family, ...] = ("task", "role")
SHOTS: tuple[Shots, ...] = ("zero", "few")
_FIELD = re.compile(r"\{(\w+)\}")


class Shot(msgspec.Struct, frozen=True):
    """A sample with its answer, as few-shot prompts show it."""

    content: str
    answer: str


class FamilyDataset(msgspec.Struct, frozen=True):
    """A data set, and what it is asked with.

    Attributes
    ----------
    promptbench : bool
        Whether PromptBench has it.
    metric : "accuracy" | "f1" | "bleu"
        What PromptBench measures it by.
    labels : tuple of str
        What may be answered; empty where the answer is free text, or labels are those of the data.
    names : mapping
        The label of each number or word that the data have in its place.
    content : str
        The content of a sample, with fields in braces.
    frame : str
        What follows the instruction: it has {content}.
    prompts : mapping
        By family, instructions.
    shots : tuple of Shot
    """

    name: str
    title: str
    metric: Metric
    labels: tuple[str, ...]
    content: str
    frame: str
    prompts: dict[Family, tuple[str, ...]]
    shots: tuple[Shot, ...] = ()
    names: dict[str, str] = {}
    promptbench: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a row that its content is made of."""
        return tuple(dict.fromkeys(_FIELD.findall(self.content)))

    def content_of(self, fields: Mapping[str, Any]) -> str:
        """The content of a row.

        Raises
        ------
        AppError
            `bad_request` that names the field which is not there.
        """

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in fields:
                known = ", ".join(sorted(fields))
                reason = f"A row of {self.title} needs the field {name}; it has {known}."
                raise AppError("bad_request", reason=reason)
            return str(fields[name])

        return _FIELD.sub(value, self.content)

    def label_of(self, answer: object) -> str:
        """The label that stands for what the data have."""
        return self.names.get(str(answer), str(answer))

    def row_of(self, fields: Mapping[str, object]) -> dict[str, object]:
        """A row of the data set's own fields and its `label` as one with content and label."""
        return {"content": self.content_of(fields), "label": self.label_of(fields.get("label"))}


class FamilyPrompt(msgspec.Struct, frozen=True):
    """A prompt of a family, whole; attacks change the instruction only."""

    dataset: str
    family: Family
    shots: Shots
    number: int
    instruction: str
    text: str
    labels: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its family, such as `role-few`."""
        return f"{self.family}-{self.shots}"

    @property
    def name(self) -> str:
        """Its name in reports, such as `sst2/role-few/1`."""
        return f"{self.dataset}/{self.kind}/{self.number}"

    def words(self, labels: Sequence[str] = ()) -> tuple[PromptWord, ...]:
        """Its words; those after the instruction are locked, demonstrations among them."""
        return locked_after(words_of(self.text, labels or self.labels), len(self.instruction))


class _Document(msgspec.Struct, frozen=True):
    source: str
    datasets: tuple[FamilyDataset, ...]


def locked_after(words: Sequence[PromptWord], end: int) -> tuple[PromptWord, ...]:
    """The same words, those from character `end` on locked."""
    return tuple(
        word if word.lock or word.begin < end else msgspec.structs.replace(word, lock="asked")
        for word in words
    )


@lru_cache(maxsize=1)
def family_datasets() -> Mapping[str, FamilyDataset]:
    """All data sets that have families, by name."""
    document = msgspec.json.decode(PROMPTS_FILE.read_bytes(), type=_Document)
    return {one.name: one for one in document.datasets}


def family_dataset(name: str) -> FamilyDataset:
    """The data set of that name.

    Raises
    ------
    AppError
        `bad_field` that names those there are.
    """
    known = family_datasets()
    if name not in known:
        raise AppError("bad_field", field="family", value=name, limit=f"one of {', '.join(known)}")
    return known[name]


def family_prompts(
    dataset: FamilyDataset, family: Family, shots: Shots, labels: Sequence[str] = ()
) -> tuple[FamilyPrompt, ...]:
    """The prompts of one family; none where it is few-shot and the data set has no examples.

    Parameters
    ----------
    labels : sequence of str
        Those of the data, where they are not the data set's.
    """
    answers = tuple(labels) or dataset.labels
    known = [one for one in dataset.shots if not answers or one.answer in answers]
    if shots == "few" and not known:
        return ()
    shown = [f"{filled(dataset.frame, one.content)} {one.answer}" for one in known]
    body = "\n\n".join([*(shown if shots == "few" else ()), dataset.frame])
    return tuple(
        FamilyPrompt(dataset.name, family, shots, number, whole, f"{whole}\n\n{body}", answers)
        for number, text in enumerate(dataset.prompts[family], start=1)
        for whole in [_with_labels(text, answers)]
    )


def all_prompts() -> tuple[FamilyPrompt, ...]:
    """Every prompt of every family, in the order of the data sets."""
    return tuple(
        prompt
        for dataset in family_datasets().values()
        for family in FAMILIES
        for shots in SHOTS
        for prompt in family_prompts(dataset, family, shots)
    )


def _with_labels(text: str, labels: Sequence[str]) -> str:
    """An instruction that names all labels."""
    if all(_names(text, label) for label in labels):
        return text
    return f"{text} Possible answers: {', '.join(labels)}."


def _names(text: str, label: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text))
