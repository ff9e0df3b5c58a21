"""The drop of accuracy against counting, scipy, exact enumeration and simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from shared.statistics.paired import sign_p
from worker.robustness.measures.drop import (
    chance_of,
    detectable_drop,
    drop_of,
    errors_of,
    gain_of,
    rate,
    resampled_drops,
)

GOLD = np.tile(np.array([0, 1], np.int16), 100)


def answered(gold: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The right label where `right`, else the other of two."""
    return np.where(right, gold, 1 - gold).astype(np.int16)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=8, max_size=60))
@settings(max_examples=60, deadline=None)
def test_figures_are_those_of_counting(pairs: list[tuple[bool, bool]]) -> None:
    first, second = np.array(pairs).T
    gold = np.arange(len(pairs), dtype=np.int16) % 2
    found = drop_of(answered(gold, first), answered(gold, second), gold)
    assert found.clean == rate(first)
    assert found.attacked == rate(second)
    assert found.drop == pytest.approx(first.mean() - second.mean())
    lost, won = (first & ~second).sum(), (second & ~first).sum()
    assert found.discordant == (lost, won)
    expected = stats.binomtest(int(lost), int(lost + won)).pvalue if lost + won else 1.0
    assert found.p == pytest.approx(expected)
    low, high = stats.binomtest(int(first.sum()), len(first)).proportion_ci(method="wilson")
    assert found.clean.ci95 == pytest.approx((low, high))
    assert found.drop_ci95[0] <= found.drop <= found.drop_ci95[1]
    assert (found.pdr is None) == (low <= chance_of(gold))
    if found.pdr is not None:
        assert found.pdr == pytest.approx(1 - second.mean() / first.mean())
        assert found.pdr_ci95 is not None
        assert found.pdr_ci95[0] <= found.pdr <= found.pdr_ci95[1]


def test_drawing_four_counts_is_drawing_samples() -> None:
    """All resamples of four samples, counted, have the shares that drawing counts gives."""
    # Half a sample in each of four, so (2, 1, 1, 0) + 0.5 is as if of six samples.
    shares = np.array([2.5, 1.5, 1.5, 0.5]) / 6
    exact: dict[tuple[float, float], float] = {}
    for rows in product(range(4), repeat=4):
        counts = np.bincount(rows, minlength=4)
        clean, attacked = counts[0] + counts[1], counts[0] + counts[2]
        key = ((clean - attacked) / 4, round(1 - attacked / max(clean, 1), 9))
        exact[key] = exact.get(key, 0.0) + float(np.prod(shares[list(rows)]))
    drops, ratios = resampled_drops((2, 1, 1, 0), 3, 60_000)
    seen = list(zip(drops.tolist(), np.round(ratios, 9).tolist(), strict=True))
    assert set(seen) <= set(exact)
    for key, share in exact.items():
        assert seen.count(key) / len(seen) == pytest.approx(share, abs=0.006)


def test_the_interval_is_near_that_of_resampled_rows() -> None:
    rng = np.random.default_rng(2)
    first = rng.random(400) < 0.8
    second = np.where(rng.random(400) < 0.25, rng.random(400) < 0.3, first)
    gold = np.tile(GOLD, 2)
    found = drop_of(answered(gold, first), answered(gold, second), gold, resamples=20_000)
    ratio = stats.bootstrap(
        (first, second),
        lambda a, b, axis: 1 - b.mean(axis=axis) / a.mean(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=5_000,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert found.pdr_ci95 == pytest.approx((ratio.low, ratio.high), abs=0.012)


def test_the_same_seed_gives_the_same_interval_and_another_one_a_near_one() -> None:
    first = np.arange(200) % 5 > 0
    second = np.arange(200) % 3 > 0
    one, same, other = (
        drop_of(answered(GOLD, first), answered(GOLD, second), GOLD, seed=s) for s in (1, 1, 2)
    )
    assert one == same
    assert one.pdr_ci95 != other.pdr_ci95
    assert one.pdr_ci95 == pytest.approx(other.pdr_ci95, abs=0.02)


def test_nothing_that_changed_claims_no_certainty() -> None:
    right = np.arange(200) % 5 > 0
    found = drop_of(answered(GOLD, right), answered(GOLD, right), GOLD)
    assert found.drop == 0
    assert found.p == 1
    assert found.drop_ci95[0] < 0 < found.drop_ci95[1]


def test_a_model_at_chance_has_a_drop_but_no_rate_of_it() -> None:
    """Accuracies of 0.05 and 0.10 would be a PDR of -1.0 (Vicuna in PromptBench)."""
    low = drop_of(answered(GOLD, np.arange(200) < 10), answered(GOLD, np.arange(200) < 20), GOLD)
    assert low.pdr is None
    assert low.pdr_ci95 is None
    assert low.drop == pytest.approx(-0.05)
    # 0.55 of 200 is not surely above 0.5, 0.65 is.
    for hits, known in ((110, False), (130, True)):
        before = answered(GOLD, np.arange(200) < hits)
        assert (drop_of(before, before, GOLD).pdr is not None) == known


def test_chance_is_what_the_most_frequent_label_gives() -> None:
    gold = np.array([0] * 150 + [1] * 50, np.int16)
    assert chance_of(gold) == 0.75
    before = answered(gold, np.arange(200) < 150)
    assert drop_of(before, before, gold).pdr is None
    assert drop_of(before, before, gold, chance=0.5).pdr == 0.0


def test_wrong_unreadable_and_collapsed_answers_are_told_apart() -> None:
    mixed = errors_of(np.array([0, 1, -1, 1, 0], np.int16), np.array([0, 0, 0, 1, 0], np.int16))
    assert (mixed.wrong, mixed.unreadable) == pytest.approx((0.2, 0.2))
    assert mixed.largest_share == 0.5
    assert not mixed.collapsed
    always = np.ones(200, np.int16)
    assert errors_of(always, GOLD).collapsed
    assert not errors_of(always, always).collapsed
    nothing = errors_of(np.full(200, -1, np.int16), GOLD)
    assert (nothing.wrong, nothing.unreadable, nothing.largest_share) == (0, 1, 0)
    assert not nothing.collapsed


def test_the_gain_is_the_drop_the_other_way_round() -> None:
    first, second = np.arange(200) % 4 > 0, np.arange(200) % 5 > 0
    value, ends = gain_of(first, second)
    drop = drop_of(answered(GOLD, second), answered(GOLD, first), GOLD)
    assert value == pytest.approx(drop.drop)
    assert ends == drop.drop_ci95


@pytest.mark.parametrize(("drop", "discordance", "n"), [(0.05, 0.15, 468), (0.1, 0.2, 155)])
def test_detectable_drops_are_near_those_of_connors_formula(
    drop: float, discordance: float, n: int
) -> None:
    """The formula (1987) is of the test without its correction, which finds a little more."""
    found = detectable_drop(n, discordance)
    assert drop < found < 1.1 * drop


@pytest.mark.parametrize(("n", "discordance"), [(200, 0.2), (500, 0.1), (300, 0.0)])
def test_a_detectable_drop_is_found_in_four_of_five_cases(n: int, discordance: float) -> None:
    drop = detectable_drop(n, discordance)
    changed = max(discordance, drop)
    rng = np.random.default_rng(0)
    lost, won, _ = rng.multinomial(
        n, [(changed + drop) / 2, (changed - drop) / 2, 1 - changed], 1500
    ).T.tolist()
    significant = [sign_p(a, b) < 0.05 and a > b for a, b in zip(lost, won, strict=True)]
    assert np.mean(significant) == pytest.approx(0.8, abs=0.03)


def test_too_few_samples_find_nothing() -> None:
    assert detectable_drop(2, 0.5) == pytest.approx(1.0)
    assert detectable_drop(100) > detectable_drop(400) > detectable_drop(1600)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """A small simulation; `tests/bench/robustness_coverage.py` has the full one."""
    shares = np.array([0.6, 0.15, 0.05, 0.2])
    truth, ratio = 0.1, 1 - 0.65 / 0.75
    rng = np.random.default_rng(4)
    hits = np.zeros((800, 2))
    for run, counts in enumerate(rng.multinomial(400, shares, 800)):
        drops, ratios = resampled_drops(tuple(counts.tolist()), run, 1000)
        for place, (values, true) in enumerate(((drops, truth), (ratios, ratio))):
            low, high = np.quantile(values, (0.025, 0.975))
            hits[run, place] = low - 1e-12 <= true <= high + 1e-12
    assert np.all((hits.mean(axis=0) >= 0.93) & (hits.mean(axis=0) <= 0.97))
