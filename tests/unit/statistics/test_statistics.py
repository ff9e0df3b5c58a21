"""Intervals and tests agree with scipy, statsmodels' definitions and counting by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from shared.icl.metrics import total
from shared.statistics.paired import holm, mcnemar, sign_p
from worker.statistics.bootstrap import compared, mean_interval, mean_of_tasks, resampled_totals
from worker.statistics.intervals import clopper_pearson, interval, wilson


@given(st.integers(1, 400), st.data())
@settings(max_examples=60, deadline=None)
def test_wilson_is_that_of_scipy(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    found = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((found.low, found.high), abs=1e-12)
    wide = stats.binomtest(hits, n).proportion_ci(0.99, method="wilson")
    assert wilson(hits, n, 0.99) == pytest.approx((wide.low, wide.high), abs=1e-12)


@given(st.integers(1, 400), st.data())
@settings(max_examples=60, deadline=None)
def test_the_exact_interval_is_that_of_scipy(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    found = stats.binomtest(hits, n).proportion_ci(0.9, method="exact")
    assert clopper_pearson(hits, n, 0.9) == pytest.approx((found.low, found.high), abs=1e-12)


@given(st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_the_sign_test_is_that_of_scipy(wins: int, losses: int) -> None:
    expected = stats.binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert sign_p(wins, losses) == pytest.approx(expected, abs=1e-12)


def test_mcnemar_counts_what_only_one_of_them_has_right() -> None:
    first = np.array([True] * 9 + [False] * 2 + [True] * 30)
    second = np.array([False] * 9 + [True] * 2 + [True] * 30)
    assert mcnemar(first, second) == pytest.approx(stats.binomtest(2, 11).pvalue)
    assert mcnemar(first, first) == 1.0


def test_resamples_of_few_items_are_those_of_counting_all_of_them() -> None:
    items = np.array([[0.0, 1.0], [1.0, 1.0], [0.25, 0.0], [1.0, 0.5]])
    every = np.array([items[list(rows)].mean(axis=0) for rows in product(range(4), repeat=4)])
    found = resampled_totals(items, (0,), 40_000)
    for system in range(2):
        values, counts = np.unique(np.round(every[:, system], 9), return_counts=True)
        seen = np.round(found[:, system], 9)
        assert set(np.unique(seen)) <= set(values)
        shares = np.array([(seen == value).mean() for value in values])
        assert shares == pytest.approx(counts / len(every), abs=0.01)
    # The same rows are drawn for both: the difference is spread as that of the pairs.
    exact, drawn = every[:, 0] - every[:, 1], found[:, 0] - found[:, 1]
    assert drawn.std() == pytest.approx(exact.std(), rel=0.02)
    assert interval(drawn) == pytest.approx(tuple(np.quantile(exact, (0.025, 0.975))), abs=0.07)


def test_f1_of_resamples_is_that_of_the_metric() -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 2, (7, 2, 3)).astype(np.float64)
    found = resampled_totals(counts, (3,), 600)
    again = np.random.default_rng((3,))
    rows = again.integers(0, 7, (500, 7))
    for place in (0, 13, 499):
        for system in range(2):
            expected = total(counts[rows[place], system])
            assert found[place, system] == pytest.approx(expected)


def test_every_task_weighs_the_same_whatever_its_size() -> None:
    small, large = np.array([[1.0], [1.0]]), np.zeros((200, 1))
    both = mean_of_tasks([resampled_totals(one, (0,), 100) for one in (small, large)])
    assert both == pytest.approx(np.full((100, 1), 0.5))


def test_a_difference_that_never_changes_sign_has_the_smallest_p() -> None:
    found = compared(0.2, np.full(9_999, 0.2))
    assert found.p == pytest.approx(2 / 10_000)
    assert found.ci95 == (0.2, 0.2)
    assert compared(0.0, np.zeros(9_999)).p == 1.0


def test_p_of_the_bootstrap_is_near_that_of_a_paired_t_test() -> None:
    rng = np.random.default_rng(0)
    items = np.stack([rng.normal(0.12, 1, 400), np.zeros(400)], axis=1)
    drawn = resampled_totals(items, (1,))
    difference = items[:, 0] - items[:, 1]
    found = compared(difference.mean(), drawn[:, 0] - drawn[:, 1])
    assert found.p == pytest.approx(stats.ttest_1samp(difference, 0).pvalue, abs=0.01)


@given(st.lists(st.floats(0, 1), max_size=12))
@settings(max_examples=60, deadline=None)
def test_holm_is_the_step_down_of_its_definition(ps: list[float]) -> None:
    found = holm(ps)
    for place, p in enumerate(ps):
        # Rejected at a level where it and everything smaller pass their own thresholds.
        smaller = sorted(other for other in ps if other <= p)
        expected = max((len(ps) - rank) * other for rank, other in enumerate(smaller))
        assert found[place] == pytest.approx(min(1.0, expected))
    assert all(a >= p for a, p in zip(found, ps, strict=True))


def test_clusters_are_drawn_and_not_values() -> None:
    """Copies of a value make no interval narrower."""
    values = np.random.default_rng(5).random(30)
    alone = mean_interval(values, np.arange(30), 1)
    copied = mean_interval(np.repeat(values, 50), np.repeat(np.arange(30), 50), 1)
    assert np.ptp(copied) == pytest.approx(np.ptp(alone), rel=0.1)


def test_clusters_that_all_agree_claim_no_certainty() -> None:
    assert mean_interval(np.ones(12), np.arange(12) // 3, 0) == wilson(4, 4)
