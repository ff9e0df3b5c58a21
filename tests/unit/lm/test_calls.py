"""All that is wanted is asked once, whatever kind it is, and is known for good."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.unit.lm.doubles import Counting, pairs
from worker.lm.cached import cached_choices, cached_texts
from worker.lm.calls import LmCalls, answer
from worker.lm.language_model import Prompt, Question
from worker.lm.score_cache import ScoreCache

QUESTIONS = tuple(Question(f"Question {n}?", (" yes", " perhaps", " no")) for n in range(5))
PROMPTS = (Prompt("Once", 4), Prompt("Once", 8), Prompt("Twice", 4, (".",)), Prompt("Twice", 4))


@pytest.fixture
def cache(tmp_path: Path) -> ScoreCache:
    return ScoreCache(tmp_path / "deep" / "scores.sqlite")


def test_every_kind_is_answered_and_kept(cache: ScoreCache) -> None:
    calls = LmCalls(tuple(pairs(5)), QUESTIONS, PROMPTS)
    model = Counting()
    told: list[tuple[int, int]] = []
    with cache:
        found = answer(model, cache, calls, done=lambda known, total: told.append((known, total)))
        assert model.asked == len(calls) == cache.count() == 14
        assert told[-1] == (14, 14)
        again = Counting()
        assert answer(again, cache, calls) == found
        assert again.asked == 0
    assert found.scores[calls.scores[0]].tokens == 2
    assert found.choices[QUESTIONS[0]] == (-4 / 3, -8 / 3, -1)  # to the last bit
    assert found.texts[Prompt("Once", 8)] == "4 8 \n"
    assert found.texts[Prompt("Twice", 4, (".",))] == "5 4 ."


def test_plans_are_put_together_without_repeats() -> None:
    plans = [LmCalls(tuple(pairs(3)), QUESTIONS), LmCalls(tuple(pairs(5)), (), PROMPTS)]
    whole = LmCalls.together(plans)
    assert whole == LmCalls(tuple(pairs(5)), QUESTIONS, PROMPTS)


def test_what_is_wanted_twice_is_asked_once(cache: ScoreCache) -> None:
    model = Counting()
    with cache:
        assert len(cached_choices(model, cache, QUESTIONS * 3)) == 15
        assert cached_texts(model, cache, ["a", "b", "a"], 3) == ["1 3 \n"] * 3
    assert model.asked == 7


def test_a_question_in_another_order_or_of_another_model_is_another_question(
    cache: ScoreCache,
) -> None:
    with cache:
        cached_choices(Counting(), cache, QUESTIONS)
        turned = [Question(one.prompt, one.options[::-1]) for one in QUESTIONS]
        model = Counting()
        assert cached_choices(model, cache, turned)[0] == (-1, -8 / 3, -4 / 3)
        other = Counting("b")
        cached_choices(other, cache, QUESTIONS)
    assert (model.asked, other.asked) == (5, 5)


def test_numbers_that_cannot_be_are_kept_as_they_are(cache: ScoreCache) -> None:
    with cache:
        cache.keep_choices("m", QUESTIONS[:1], [(-math.inf, -0.0, 1e-300)])
        assert cache.choices("m", QUESTIONS[:1]) == [(-math.inf, -0.0, 1e-300)]


def test_a_cache_takes_over_what_another_one_knows(tmp_path: Path, cache: ScoreCache) -> None:
    calls = LmCalls(tuple(pairs(5)), QUESTIONS, PROMPTS)
    with ScoreCache(tmp_path / "other.sqlite") as other:
        answer(Counting(), other, calls)
    with cache:
        answer(Counting(), cache, LmCalls(tuple(pairs(3))))
        assert cache.absorb(tmp_path / "other.sqlite") == 11
        assert cache.absorb(tmp_path / "other.sqlite") == 0
        model = Counting()
        answer(model, cache, calls)
    assert model.asked == 0
