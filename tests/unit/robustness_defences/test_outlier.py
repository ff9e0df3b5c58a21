"""Random strings and empty tails go; words, misspelt ones too, stay."""

from __future__ import annotations

import string
from random import Random

import numpy as np
import pytest

from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.outlier import LIMIT_BITS, LetterModel, outlier_defence
from worker.robustness.defences.vocabulary import Vocabulary

CLEAN = "Classify this review as positive or negative.\nReview: {content}\nSentiment:"


@pytest.fixture(scope="module")
def defence(vocabulary: Vocabulary) -> Defence:
    return outlier_defence(Guarded(("positive", "negative")), vocabulary)


def random_string(rng: Random) -> str:
    return "".join(rng.choice(string.ascii_letters + string.digits) for _ in range(10))


def test_strings_of_checklist_are_dropped(defence: Defence) -> None:
    rng = Random(1)
    tails = [random_string(rng) for _ in range(50)]
    for place in ("negative. {}\n", "negative. {} {}\n"):
        prompts = [CLEAN.replace("negative.\n", place.format(tail, tail)) for tail in tails]
        assert [defence.views(prompt) for prompt in prompts] == [(CLEAN,)] * 50


@pytest.mark.parametrize(
    "tail",
    [
        " and true is true",
        " and false is not true",
        " and true is true and true is true and true is true and true is true and true is true",
        ", and 1 equals 1",
    ],
)
def test_truisms_are_dropped(defence: Defence, tail: str) -> None:
    attacked = CLEAN.replace("negative.", f"negative.{tail}")
    assert defence.views(attacked) == (CLEAN,)
    assert defence.views(f"Classify {{content}}{tail}") == ("Classify {content}",)


def test_sentences_that_say_something_stay(defence: Defence) -> None:
    for prompt in (
        CLEAN,
        "Tell me if the premise is right and the answer is not wrong: {content}",
        "Is it true or false? And the reviewer is happy or sad? {content}",
        "Sentense with typoes and mistaks, Facebook, iPhone and TripAdvisor: {content}",
    ):
        assert defence.views(prompt) == (prompt,)


def test_a_prompt_of_nothing_but_outliers_is_left_alone(defence: Defence) -> None:
    assert defence.views("xQ9zKp3Wvv {content}") == ("xQ9zKp3Wvv {content}",)


def test_unseen_words_are_below_the_limit_and_random_strings_above(vocabulary: Vocabulary) -> None:
    rng = Random(2)
    frequent = list(vocabulary.counts)[:20_000]
    held = set(rng.sample([word for word in frequent if len(word) > 4], 500))
    model = LetterModel.of({w: vocabulary.counts[w] for w in frequent if w not in held})
    words = np.array([model.bits(word) for word in held])
    strings = np.array([model.bits(random_string(rng)) for _ in range(300)])
    assert (words > LIMIT_BITS).mean() < 0.005
    assert (strings > LIMIT_BITS).mean() > 0.99


def test_bits_are_those_of_the_shares() -> None:
    """Two words of one letter: after the beginning each follows in one of two cases."""
    model = LetterModel.of({"a": 1, "b": 1})
    # Order by order: from 1/32, each context has seen two letters, twice or four times.
    assert model.bits("a") == model.bits("b")
    assert model.bits("a") < model.bits("c")
    assert model.bits("a") < model.bits("aa")
