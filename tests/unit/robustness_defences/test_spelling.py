"""Misspelt words come back; words, labels and placeholders stay."""

from __future__ import annotations

from random import Random

import pytest

from shared.robustness.prompt import words_of
from tests.unit.robustness_defences.conftest import LABELS
from worker.robustness.attacks.characters import deepwordbug
from worker.robustness.attacks.registry import WordsInPlay
from worker.robustness.defences.defence import Guarded
from worker.robustness.defences.spelling import Speller
from worker.robustness.defences.vocabulary import Vocabulary

CLEAN = (
    "Determine whether the sentiment of this movie review is positive or negative.\n"
    "Review: {content}\nSentiment:"
)


@pytest.fixture
def speller(vocabulary: Vocabulary, guarded: Guarded) -> Speller:
    return Speller(vocabulary, guarded)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Determnie whehter the sentment of this moive reviw is positive", "Determine whether the "
         "sentiment of this movie review is positive"),
        ("DETERMNIE the Sentmient", "DETERMINE the Sentiment"),
        ("the senti ment of this mov ie", "the sentiment of this movie"),
        ("Is the film's tone well-meant?", "Is the film's tone well-meant?"),
        ("Use GPT4 or x86", "Use GPT4 or x86"),
    ],
)  # fmt: skip
def test_words_that_are_none_become_what_was_meant(
    speller: Speller, typed: str, meant: str
) -> None:
    assert speller.corrected(f"{typed}\n{{content}}") == f"{meant}\n{{content}}"


def test_a_prompt_of_words_stays_as_it_is(speller: Speller) -> None:
    assert speller.corrected(CLEAN) == CLEAN


def test_labels_placeholders_and_locked_words_stay_however_they_are_spelt(
    vocabulary: Vocabulary,
) -> None:
    prompt = "Say posittive or negatiff of the movei {content}\nAnsver:"
    kept = Speller(vocabulary, Guarded(("posittive", "negatiff"), locked=("movei",)))
    assert kept.corrected(prompt) == prompt
    assert "movie" in Speller(vocabulary, Guarded(("posittive", "negatiff"))).corrected(prompt)


def test_most_of_what_deepwordbug_does_is_undone(speller: Speller) -> None:
    rng = Random(0)
    play = WordsInPlay(CLEAN, words_of(CLEAN, LABELS), {}, LABELS)
    changed = [
        play.with_edit(place, text).text
        for place in play.free
        if len(play.word(place)) >= 5
        for text in deepwordbug(play, place, rng)
    ]
    back = [speller.corrected(prompt) == CLEAN for prompt in changed]
    assert len(back) >= 20
    assert sum(back) >= 0.85 * len(back)
