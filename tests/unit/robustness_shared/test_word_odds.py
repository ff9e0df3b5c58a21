"""Log-odds of words as Monroe and others define them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log, sqrt

import pytest

from shared.robustness.word_odds import WordOdds, log_odds

FRAGILE = Counter(analyze=40, the=40, tone=20, review=20)
ROBUST = Counter(answer=40, the=41, question=20, review=20, rare=1)


def word_odds(
    fragile: Mapping[str, int],
    robust: Mapping[str, int],
    background: Mapping[str, float] | None = None,
    prior_words: float = 100.0,
) -> tuple[WordOdds, ...]:
    return log_odds(fragile, robust, prior_words, background)


def test_one_word_is_what_the_formula_says() -> None:
    found = {one.word: one for one in word_odds(FRAGILE, ROBUST, prior_words=50)}
    one = found["analyze"]
    assert (one.fragile, one.robust) == (40, 0)
    total, n, m = 242, 120, 122
    alpha = 50 * 40 / total
    odds = log((40 + alpha) / (n + 50 - 40 - alpha)) - log(alpha / (m + 50 - alpha))
    assert one.delta == pytest.approx(odds)
    deviation = sqrt(1 / (40 + alpha) + 1 / alpha)
    assert one.z == pytest.approx(odds / deviation)
    assert one.ci95[0] == pytest.approx(odds - 1.96 * deviation, abs=1e-3)


def test_the_order_is_from_fragile_to_robust_and_common_words_say_nothing() -> None:
    found = word_odds(FRAGILE, ROBUST)
    assert [found[0].word, found[-1].word] == ["analyze", "answer"]
    common = next(one for one in found if one.word == "the")
    assert abs(common.z) < 0.5
    # One use is no reason to be sure, though its ratio is as large as any.
    rare = next(one for one in found if one.word == "rare")
    assert -1 < rare.z < 0


def test_both_sides_exchanged_change_the_sign() -> None:
    one = {w.word: w.z for w in word_odds(FRAGILE, ROBUST)}
    other = {w.word: w.z for w in word_odds(ROBUST, FRAGILE)}
    assert other == pytest.approx({word: -z for word, z in one.items()})


def test_words_that_are_common_elsewhere_must_show_more() -> None:
    """A stronger prior pulls a word of the background towards no difference."""
    usual = {"analyze": 500.0, "the": 10.0}
    pulled = {one.word: one for one in word_odds(FRAGILE, ROBUST, usual)}
    plain = {one.word: one for one in word_odds(FRAGILE, ROBUST)}
    assert 0 < pulled["analyze"].delta < plain["analyze"].delta


def test_no_words_give_no_odds() -> None:
    assert word_odds({}, {}) == ()
    assert word_odds({}, {"word": 2}) == ()
    assert {one.word: one.robust for one in word_odds({}, {"a": 1, "b": 2})} == {"a": 1, "b": 2}
