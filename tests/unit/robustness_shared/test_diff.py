"""What an attack changed, word by word."""

from __future__ import annotations

import pytest

from shared.robustness.diff import edits_between

BEFORE = "Tell the sentiment, please: {content}\nAnswer:"


def told(after: str, before: str = BEFORE) -> list[tuple[str, int, str, str]]:
    return [(one.kind, one.at, one.before, one.after) for one in edits_between(before, after)]


def test_nothing_changed() -> None:
    assert told(BEFORE) == []
    assert told(BEFORE.replace(" the", "  the")) == []


@pytest.mark.parametrize(
    ("word", "at", "new"),
    [
        ("Tell", 0, "Tlel"),
        ("sentiment", 2, "sentimont"),
        ("sentiment", 2, "sent iment"),
        ("please", 3, "pl@ase"),
        ("please", 3, "@lease"),
        ("Answer", 5, "Anwser"),
    ],
)
def test_a_replaced_word(word: str, at: int, new: str) -> None:
    assert told(BEFORE.replace(word, new)) == [("replace", at, word, new)]


def test_a_deleted_word() -> None:
    assert told(BEFORE.replace("the ", "")) == [("delete", 1, "the", "")]


def test_an_appended_text() -> None:
    after = BEFORE.replace("please:", "please: and true is true")
    assert told(after) == [("insert", 4, "", "and true is true")]
    assert told("a b c d", "a b") == [("insert", 2, "", "c d")]


def test_several_edits_in_the_order_of_the_words() -> None:
    found = told("Tel teh sentiment, please: {content}\nAnswer: now")
    assert [edit[:2] for edit in found] == [("replace", 0), ("replace", 1), ("insert", 6)]


def test_a_whole_other_prompt() -> None:
    [edit, *_] = edits_between("Is it good: {content}", "What do you feel: {content}")
    assert (edit.kind, edit.before, edit.after) == ("replace", "Is it good", "What do you feel")
