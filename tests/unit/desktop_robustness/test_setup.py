"""What may run, and which words are locked."""

from __future__ import annotations

import msgspec
import pytest

from desktop.robustness.attacks import in_order, level_of
from desktop.robustness.model import RobustModel
from desktop.robustness.setup import (
    DataFacts,
    Setup,
    attack_request,
    problem,
    typed_labels,
    with_lock,
    words,
)

PROMPT = "Is this review positive or negative?\nReview: {content}\nSentiment:"
FACTS = DataFacts("reviews.jsonl", 240, 0, ("negative", "positive"))
SETUP = Setup(prompt=PROMPT, data="reviews.jsonl")


def locks(setup: Setup) -> dict[str, str]:
    return {word.text: word.lock for word in words(setup, FACTS)}


def test_placeholder_labels_and_template_are_locked() -> None:
    found = locks(SETUP)
    assert found["{content}"] == "placeholder"
    assert found["positive"] == found["negative"] == "label"
    assert found["Sentiment"] == "template"
    assert found["this"] == ""


@pytest.mark.parametrize("text", ["this", "Sentiment"])
def test_a_word_is_locked_and_freed_again(text: str) -> None:
    before = locks(SETUP)[text]
    word = next(word for word in words(SETUP, FACTS) if word.text == text)
    changed = with_lock(SETUP, word)
    assert bool(locks(changed)[text]) is not bool(before)
    again = next(word for word in words(changed, FACTS) if word.text == text)
    assert locks(with_lock(changed, again))[text] == before


def test_labels_and_placeholders_stay_locked() -> None:
    for word in words(SETUP, FACTS):
        if word.lock in ("label", "placeholder"):
            assert with_lock(SETUP, word) == SETUP


@pytest.mark.parametrize(
    ("changes", "facts", "why"),
    [
        ({}, FACTS, ""),
        ({"data": ""}, DataFacts(), "data"),
        ({"prompt": "Positive or negative?"}, FACTS, "content"),
        ({"labels": ("positive",)}, FACTS, "labels"),
        ({"prompt": "{content} positive"}, FACTS, "words"),
        ({"attacks": ()}, FACTS, "attacks"),
    ],
)
def test_what_is_missing(changes: dict[str, object], facts: DataFacts, why: str) -> None:
    assert problem(msgspec.structs.replace(SETUP, **changes), facts) == why


def test_every_setting_reaches_the_request() -> None:
    setup = Setup(
        prompt=PROMPT, data="d.jsonl", labels=("a", "b"), model="m", search="beam", samples=7,
        report=9, queries=11, locked=("x",), unlocked=("y",), write=True, seed=3,
    )  # fmt: skip
    request = attack_request(setup, "checklist")
    asked = msgspec.to_builtins(request) | {"attack": "checklist"}
    for name, value in msgspec.to_builtins(setup).items():
        if name != "attacks":
            assert asked[name] == value


def test_labels_are_parted_by_commas_of_both_scripts() -> None:
    assert typed_labels(" good, bad ，good,") == ("good", "bad")


def test_attacks_keep_the_order_of_the_list() -> None:
    assert in_order({"ensemble", "mine", "checklist", "textbugger"}) == (
        "textbugger", "checklist", "ensemble", "mine",
    )  # fmt: skip
    assert level_of("bertattack") == "word"
    assert level_of("ensemble") is None


def test_a_gesture_is_taken_back() -> None:
    model = RobustModel()
    model.edit("", SETUP, step=False)
    model.toggle_attack("ensemble", on=True)
    model.undo()
    assert model.setup.value == SETUP
    model.redo()
    assert model.setup.value.attacks == ("textfooler", "ensemble")
