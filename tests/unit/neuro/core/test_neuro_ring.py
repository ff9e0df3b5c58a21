"""The ring buffer against a plain list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.neuro.gap_rows import with_gap_rows
from shared.neuro.ring import RingBuffer
from shared.neuro.timing import Gap

RATE_HZ = 10.0


def gap(start: int, count: int) -> Gap:
    return Gap(start, count, start / RATE_HZ, (start + count) / RATE_HZ)


# Each step: samples, then a gap (0 for none) with samples behind it.
steps = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 60), st.integers(0, 5)), max_size=12)


@settings(deadline=None, max_examples=60)
@given(steps, st.integers(0, 120), st.integers(0, 60))
def test_a_ring_holds_what_a_list_holds(
    parts: list[tuple[int, int, int]], start: int, length: int
) -> None:
    ring = RingBuffer(2, 3.0, RATE_HZ)
    everything: list[tuple[float, float]] = []
    gaps = []
    value = 0.0
    for before, missing, after in parts:
        count = before + after
        samples = np.array([[value + i, -value - i] for i in range(count)], np.float32)
        rows = [tuple(row) for row in samples.tolist()]
        marks = [gap(len(everything) + before, missing)] if missing else []
        ring.append(samples.reshape(count, 2), marks)
        everything += [*rows[:before], *[(np.nan, np.nan)] * missing, *rows[before:]]
        gaps += marks
        value += count
    oldest = max(0, len(everything) - 30)
    assert (ring.next_index, ring.first_index) == (len(everything), oldest)
    got, first, marks = ring.read(start, start + length)
    first_expected = max(start, oldest)
    expected = everything[first_expected : max(first_expected, start + length)]
    assert first == first_expected
    assert np.array_equal(got, np.array(expected, np.float32).reshape(-1, 2), equal_nan=True)
    stop = first + len(got)
    assert list(marks) == [
        g for g in gaps if g.start_index < stop and g.start_index + g.n_missing > first
    ]


def test_last_seconds_and_copies() -> None:
    ring = RingBuffer(1, 5.0, RATE_HZ)
    samples = np.arange(30, dtype=np.float32)[:, None]
    ring.append(samples)
    samples[:] = -1
    got, first, _ = ring.last(2.0)
    assert first == 10
    assert got[:, 0].tolist() == list(range(10, 30))
    got[:] = -1
    assert ring.last(9.0)[0][:, 0].tolist() == list(range(30))


def test_an_hour_of_silence_costs_no_more_than_the_ring() -> None:
    ring = RingBuffer(128, 2.0, 1000.0)
    hour = Gap(1, 3_600_000, 0.0, 3600.0)
    ring.append(np.ones((2, 128), np.float32), [hour])
    got, first, gaps = ring.last(1.0)
    assert ring.next_index == 3_600_002
    assert first == 3_600_002 - 1000
    assert np.isnan(got[:-1]).all()
    assert (got[-1] == 1).all()
    assert gaps == (hour,)


def test_a_gap_at_the_wrong_place_is_refused() -> None:
    ring = RingBuffer(1, 5.0, RATE_HZ)
    ring.append(np.zeros((4, 1), np.float32))
    with pytest.raises(ValueError, match="slot 9"):
        ring.append(np.zeros((2, 1), np.float32), [gap(9, 3)])
    with pytest.raises(ValueError, match="slot 2"):
        ring.append(np.zeros((2, 1), np.float32), [gap(2, 3)])
    assert ring.next_index == 4


def test_only_as_many_rows_as_there_is_room_for() -> None:
    rows, after = with_gap_rows(np.ones((5, 1)), 100, [gap(102, 50), gap(153, 4)], most=10)
    assert after == 100 + 5 + 54
    assert np.isnan(rows[:, 0]).tolist() == [True] * 10 + [False] + [True] * 4 + [False] * 2
