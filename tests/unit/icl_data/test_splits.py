"""Splits: groups stay whole, sizes hold, copies of what is tested go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icl.example import Example
from worker.icl.data.raw import RawRow
from worker.icl.data.splits import Sizes, split, without_copies


def rows_of(groups: list[int]) -> list[RawRow]:
    return [RawRow({}, f"g{group}" if group else "") for group in groups]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=120),
    st.integers(0, 3),
    st.integers(0, 5),
)
def test_no_row_and_no_group_is_in_two_parts(groups: list[int], per_group: int, seed: int) -> None:
    rows = rows_of(groups)
    sizes = Sizes(pool=40, validation=10, test=20)
    parts = split(rows, sizes, per_group, np.random.default_rng(seed))
    places = [place for part in parts for place in part]
    assert len(places) == len(set(places))
    owners = [{rows[place].group for place in part} - {""} for part in parts]
    assert not (owners[0] & owners[1] or owners[0] & owners[2] or owners[1] & owners[2])
    assert len(parts[0]) <= 40
    assert len(parts[1]) <= 10
    assert len(parts[2]) <= 20


def test_many_rows_fill_every_part() -> None:
    parts = split(rows_of([0] * 5_000), Sizes(), 0, np.random.default_rng(0))
    assert [len(part) for part in parts] == [3_000, 300, 500]


def test_few_rows_are_shared_out() -> None:
    parts = split(rows_of([0] * 1_000), Sizes(), 0, np.random.default_rng(0))
    assert [len(part) for part in parts] == [550, 150, 300]


def test_a_group_gives_no_more_than_its_rows() -> None:
    rows = rows_of([1] * 50 + list(range(2, 40)))
    parts = split(rows, Sizes(), 2, np.random.default_rng(0))
    taken = [place for part in parts for place in part]
    assert sum(place < 50 for place in taken) == 2


def test_a_test_side_is_the_only_source_of_the_test() -> None:
    rows = [RawRow({}, side="train")] * 60 + [RawRow({}, side="test")] * 60
    pool, validation, test = split(rows, Sizes(), 0, np.random.default_rng(0))
    assert all(place >= 60 for place in test)
    assert all(place < 60 for place in [*pool, *validation])
    assert (len(pool), len(validation), len(test)) == (42, 18, 36)


def test_the_seed_decides() -> None:
    rows = rows_of([0] * 100)
    first, again, other = (split(rows, Sizes(), 0, np.random.default_rng(n)) for n in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.fixture
def texts() -> list[Example]:
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abdefgiklmnoprstu"), rng.integers(3, 9))) for _ in range(400)]
    return [
        Example(str(number), "t", " ".join(rng.choice(words, 25)), "Yes") for number in range(60)
    ]


def test_copies_of_later_parts_go_and_are_counted(texts: list[Example]) -> None:
    pool, validation, test = texts[:40], texts[40:50], texts[50:]
    shouted = Example("a", "t", test[0].input.upper(), "No")
    changed = Example("b", "t", validation[0].input + " indeed", "No")
    known = Example("c", "t", test[1].input, "Yes")
    twice = Example("d", "t", pool[3].input, pool[3].output)
    kept, checked, gone = without_copies(
        [*pool, shouted, changed, twice], [*validation, known], test
    )
    assert kept == pool
    assert checked == validation
    assert gone == 4


def test_an_answer_within_another_row_is_no_copy(texts: list[Example]) -> None:
    query = Example("q", "t", texts[50].input, " ".join(texts[0].input.split()[:3]))
    kept, _, gone = without_copies(texts[:40], (), [query])
    assert (len(kept), gone) == (40, 0)
