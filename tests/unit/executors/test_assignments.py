"""Which engine runs which item, on a simulated clock: everything ends once, whatever dies."""

from __future__ import annotations

import heapq
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.jobs import MAX_ATTEMPTS
from worker.executors.assignments import Assignments


def simulate(
    items: int, engines: int, died: float, seed: int = 0, seconds: float = 1.0
) -> tuple[list[int], list[int], float]:
    """Items that ended, items given up, and when the last ended; each start may kill its engine."""
    rng = random.Random(seed)
    work, events, at, names = Assignments[int](items), [], 0.0, iter(range(10**9))
    for _ in range(engines):
        work.join(next(names))
    ended: list[int] = []
    given_up: list[int] = []
    running: set[int] = set()
    while not work.over:
        for engine, place in work.start():
            assert place not in running  # never two engines at once
            running.add(place)
            heapq.heappush(events, (at + seconds, engine, place))
        at, engine, place = heapq.heappop(events)
        running.discard(place)
        if rng.random() < died:
            loss = work.lose(engine)
            assert loss is not None
            assert loss.place == place
            if loss.given_up:
                assert loss.attempts == MAX_ATTEMPTS
                given_up.append(place)
            work.join(next(names))
        else:
            assert work.finish(engine) == place
            ended.append(place)
    return ended, given_up, at


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(1, 12), st.sampled_from([0.0, 0.2, 0.6]), st.integers(0, 99))
def test_every_item_ends_once(items: int, engines: int, died: float, seed: int) -> None:
    ended, given_up, _ = simulate(items, engines, died, seed)
    assert sorted(ended + given_up) == list(range(items))
    if not died:
        assert not given_up


def test_ten_thousand_items_keep_a_hundred_engines_busy() -> None:
    ended, given_up, at = simulate(10_000, 100, 0.0)
    assert (len(ended), given_up) == (10_000, [])
    assert at == 100.0  # seconds: no engine ever waited


def test_dying_engines_cost_no_more_than_their_items() -> None:
    ended, given_up, at = simulate(10_000, 100, 0.01, seed=3)
    assert len(ended) + len(given_up) == 10_000
    # One item in a hundred runs again, and the last of them may find few others at work.
    assert at <= 100.0 * 1.01 + 2 * MAX_ATTEMPTS


def test_an_engine_that_was_idle_costs_nothing() -> None:
    work = Assignments[str](1)
    work.join("one")
    work.join("two")
    assert work.lose("one") is None
    assert work.start() == [("two", 0)]
