"""Figures over many cells and prompts, against scipy and counting."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worker.robustness.measures.drop import drop_of
from worker.robustness.measures.importance import agreement, rises
from worker.robustness.measures.spread import apdr, holm_over, spread, worst_of

GOLD = np.tile(np.array([0, 1], np.int16), 100)


def dropped(before: int, after: int):
    """Of 200 samples, so many right before and after."""

    def answers(hits: int) -> np.ndarray:
        return np.where(np.arange(200) < hits, GOLD, 1 - GOLD).astype(np.int16)

    return drop_of(answers(before), answers(after), GOLD)


def test_apdr_is_the_mean_with_median_and_quartiles_and_leaves_out_cells_at_chance() -> None:
    drops = [dropped(160, 160), dropped(160, 80), dropped(180, 90), dropped(150, 120)]
    found = apdr([*zip("aabb", drops, strict=True), ("c", dropped(100, 20))])
    assert found is not None
    values = [0.0, 0.5, 0.5, 0.2]
    assert (found.n, found.left_out) == (4, 1)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.sd == pytest.approx(np.std(values, ddof=1))
    assert found.median == pytest.approx(np.median(values))
    assert found.quartiles == pytest.approx(tuple(np.quantile(values, (0.25, 0.75))))
    # Means of both prompts are 0.25 and 0.35: no resample of prompts is beyond them.
    assert found.ci95 == pytest.approx((0.25, 0.35))
    assert apdr([("a", dropped(100, 20))]) is None


def test_cells_of_one_prompt_make_the_interval_no_narrower() -> None:
    values = np.random.default_rng(0).random(20).tolist()
    alone = spread(values, range(20))
    copied = spread(values * 30, list(range(20)) * 30)
    assert alone is not None
    assert copied is not None
    assert np.ptp(copied.ci95) == pytest.approx(np.ptp(alone.ci95), rel=0.1)


def test_ps_of_attacks_are_adjusted_for_their_number() -> None:
    drops = {"a": dropped(160, 150), "b": dropped(160, 158), "c": dropped(160, 100)}
    found = holm_over(drops)
    assert list(found) == ["a", "b", "c"]
    assert found["c"] == pytest.approx(3 * drops["c"].p)
    assert found["a"] == pytest.approx(2 * drops["a"].p)
    assert found["b"] == pytest.approx(drops["b"].p)


def test_the_worst_attack_is_chosen_by_the_search_and_not_by_what_is_reported() -> None:
    found = {"lucky": (0.6, dropped(160, 90)), "best": (0.5, dropped(160, 110))}
    assert worst_of(found) == "best"
    assert worst_of({"one": (0.5, dropped(160, 90)), "two": (0.5, dropped(160, 80))}) == "one"


def test_words_without_which_answers_get_worse_have_a_rise_that_is_surely_above_zero() -> None:
    rng = np.random.default_rng(3)
    loss = rng.gamma(2, 0.3, 200)
    without = np.stack([loss + rng.normal(0.4, 0.5, 200), loss + rng.normal(0, 0.5, 200)])
    means, ends = rises(loss, without)
    assert means == pytest.approx((without - loss).mean(axis=1))
    assert ends[0][0] > 0
    assert ends[1][0] < 0 < ends[1][1]
    known = stats.norm.interval(0.95, means[0], stats.sem(without[0] - loss))
    assert ends[0] == pytest.approx(known, abs=0.02)
    assert rises(loss, np.zeros((0, 200)))[1] == ()


def test_agreement_is_spearmans_with_ties() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        first, second = rng.integers(0, 5, 12).astype(float), rng.normal(size=12).round(1)
        known = stats.spearmanr(first, second).statistic
        assert agreement(first, second) == pytest.approx(known)
    assert agreement(np.ones(5), np.arange(5.0)) is None
    assert agreement(np.ones(1), np.ones(1)) is None


def test_cells_of_one_prompt_have_no_interval() -> None:
    alone = spread([0.1, 0.3], ["a prompt", "a prompt"])
    assert alone is not None
    assert (alone.mean, alone.ci95) == (pytest.approx(0.2), None)
    two = spread([0.1, 0.3], ["a prompt", "another"])
    assert two is not None
    assert two.ci95 is not None
    assert two.ci95[0] < two.mean < two.ci95[1]
