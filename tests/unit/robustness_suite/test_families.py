"""Prompt families: every template parses, has its placeholder once, and names its labels."""

from __future__ import annotations

import pytest

from shared.errors import AppError
from shared.robustness.families import (
    FAMILIES,
    SHOTS,
    FamilyDataset,
    FamilyPrompt,
    all_prompts,
    family_dataset,
    family_datasets,
    family_prompts,
)
from shared.robustness.prompt import CONTENT

PROMPTBENCH = {
    "sst2": ("accuracy", 2), "cola": ("accuracy", 2), "qqp": ("accuracy", 2),
    "mrpc": ("accuracy", 2), "mnli": ("accuracy", 3), "qnli": ("accuracy", 2),
    "rte": ("accuracy", 2), "wnli": ("accuracy", 2), "mmlu": ("accuracy", 4),
    "squad_v2": ("f1", 0), "iwslt2017": ("bleu", 0), "un_multi": ("bleu", 0),
    "math": ("accuracy", 0),
}  # fmt: skip


def test_all_thirteen_data_sets_are_there() -> None:
    found = {
        one.name: (one.metric, len(one.labels))
        for one in family_datasets().values()
        if one.promptbench
    }
    assert found == PROMPTBENCH


@pytest.mark.parametrize("dataset", family_datasets().values(), ids=lambda one: one.name)
def test_templates_of_a_data_set(dataset: FamilyDataset) -> None:
    assert dataset.frame.count(CONTENT) == 1
    for family in FAMILIES:
        texts = dataset.prompts[family]
        assert len(set(texts)) >= 3
        assert not any("{" in text for text in texts)
        if dataset.promptbench:
            assert all(label in text for text in texts for label in dataset.labels)
    assert {shot.answer for shot in dataset.shots} <= set(dataset.labels) or not dataset.labels
    if dataset.promptbench:
        assert len(dataset.shots) == 3
    assert dataset.fields
    content = dataset.content_of({name: f"value of {name}" for name in dataset.fields})
    assert all(f"value of {name}" in content for name in dataset.fields)
    if dataset.names:
        assert set(dataset.names.values()) == set(dataset.labels)


@pytest.mark.parametrize("prompt", all_prompts(), ids=lambda one: one.name)
def test_a_prompt(prompt: FamilyPrompt) -> None:
    assert prompt.text.count(CONTENT) == 1
    words = prompt.words()
    free = [word for word in words if not word.lock]
    assert len(free) >= 4
    assert all(word.end <= len(prompt.instruction) for word in free), "demonstrations stay"
    folded = {label.casefold() for label in prompt.labels}
    assert not folded & {word.text.casefold() for word in free}


def test_families_differ_in_shots_and_part() -> None:
    dataset = family_dataset("sst2")
    texts = {
        prompt.text
        for family in FAMILIES
        for shots in SHOTS
        for prompt in family_prompts(dataset, family, shots)
    }
    assert len(texts) == 12
    zero = family_prompts(dataset, "task", "zero")[0]
    few = family_prompts(dataset, "task", "few")[0]
    assert (zero.kind, few.name) == ("task-zero", "sst2/task-few/1")
    assert few.text.count("Sentiment:") == 4
    assert zero.text.endswith("Sentence: {content}\nSentiment:")


def test_labels_of_the_data_are_named() -> None:
    prompts = family_prompts(family_dataset("topic"), "role", "zero", ["trade", "crude oil"])
    assert all("answers: trade, crude oil." in prompt.instruction for prompt in prompts)
    assert family_prompts(family_dataset("topic"), "role", "few", ["cats", "dogs"]) == ()
    [few, *_] = family_prompts(family_dataset("topic"), "role", "few", ["grain", "trade"])
    assert few.text.count("Topic:") == 2


def test_a_row_becomes_a_sample() -> None:
    row = family_dataset("mnli").row_of({"premise": "a {b}", "hypothesis": "c", "label": 2})
    assert row == {"content": "Premise: a {b}\nHypothesis: c", "label": "contradiction"}
    with pytest.raises(AppError, match="needs the field hypothesis; it has premise"):
        family_dataset("mnli").content_of({"premise": "a"})


def test_an_unknown_data_set_is_named() -> None:
    with pytest.raises(AppError, match="nosuch is not allowed: one of sst2"):
        family_dataset("nosuch")
