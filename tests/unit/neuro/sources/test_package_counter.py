"""Boards that count in their own ways, and what is missing from them."""

from __future__ import annotations

import numpy as np
import pytest

from worker.neuro.sources.package_counter import PackageCounter


def numbers(count: int, low: int, high: int, step: int, repeat: int) -> np.ndarray:
    cycle = np.arange(low, high + 1, step)
    return np.repeat(np.tile(cycle, count // len(cycle) + 1)[:count], repeat)


@pytest.mark.parametrize(
    ("low", "high", "step", "repeat"),
    [(0, 255, 1, 1), (0, 65535, 1, 1), (1, 100, 1, 1), (0, 200, 1, 2), (0, 254, 2, 1)],
)
@pytest.mark.parametrize("pieces", [1, 37])
def test_a_counter_of_any_kind_that_misses_nothing(
    low: int, high: int, step: int, repeat: int, pieces: int
) -> None:
    counter = PackageCounter()
    whole = numbers(700, low, high, step, repeat)
    assert sum(counter.lost(part) for part in np.array_split(whole, pieces)) == 0


@pytest.mark.parametrize(("high", "step"), [(255, 1), (100, 1), (254, 2)])
@pytest.mark.parametrize("hole", [(400, 1), (411, 7), (290, 60)])
def test_what_is_missing_is_counted_once_the_way_of_counting_is_known(
    high: int, step: int, hole: tuple[int, int]
) -> None:
    counter = PackageCounter()
    whole = numbers(700, 0, high, step, 1)
    first, count = hole
    holed = np.concatenate([whole[:first], whole[first + count :]])
    assert sum(counter.lost(part) for part in np.array_split(holed, 50)) == count


def test_nothing_is_said_before_it_is_known_how_a_board_counts() -> None:
    assert PackageCounter().lost(np.array([0, 2, 4, 6, 8])) == 0
