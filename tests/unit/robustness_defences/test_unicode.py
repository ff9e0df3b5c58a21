"""Letters that only look like others, and ones that cannot be seen."""

from __future__ import annotations

import pytest

from worker.robustness.defences.defence import Guarded
from worker.robustness.defences.unicode import plain, unicode_defence

CLEAN = "Is the sentiment positive or negative?\nReview: {content}\nSentiment:"


@pytest.mark.parametrize(
    "attacked",
    [
        CLEAN.replace("sentiment", "sеntiment"),  # Cyrillic
        CLEAN.replace("sentiment", "sentimеոt"),  # Cyrillic and Armenian
        CLEAN.replace("sentiment", "senti\u200bment"),
        CLEAN.replace("the", "ｔｈｅ"),
        CLEAN.replace("sentiment", "𝚜entime𝒏t"),
        CLEAN.replace("Is", "\u202eIs\u202c"),
        CLEAN.replace("sentiment", "s̷̡e͓̽n̶̈t̸̃i̴̇ment"),
        CLEAN.replace("sentiment", "ѕеոtіmеոt"),
        CLEAN.replace("or", "ог"),  # a whole word of another alphabet
    ],
)
def test_what_looks_the_same_becomes_the_same(attacked: str) -> None:
    assert attacked != CLEAN
    assert plain(attacked) == CLEAN


def test_plain_prompts_and_other_languages_stay_as_they_are() -> None:
    for prompt in (
        CLEAN,
        "Ist die naïve Café-Kritik “gut” oder schlecht? {content}\nAntwort:",
        "Оцени отзыв: хороший он или плохой?\n{content}\nОтвет:",
        "Είναι θετική ή αρνητική; {content}",
        "这条评论是正面还是负面?{content}",
        "Sort by {content} — 5 × 3 = 15 € 😀",
    ):
        assert plain(prompt) == prompt, prompt


def test_the_placeholder_is_never_touched() -> None:
    assert plain("Аnswer {content}\u200b!") == "Answer {content}!"


def test_labels_of_another_alphabet_are_not_exchanged() -> None:
    views = unicode_defence(Guarded(("со", "да"))).views
    assert views("Is it со or да? Tell\u200b. {content}") == ("Is it со or да? Tell. {content}",)
    assert plain("Is it со? {content}") == "Is it co? {content}"
