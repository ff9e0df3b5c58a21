"""Each row runs once, with others that begin alike where that saves work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.lm.batches import batches_of

PROMPT = tuple(range(100, 160))
rows_strategy = st.lists(
    st.tuples(st.integers(0, 60), st.lists(st.integers(0, 3), min_size=1, max_size=12)),
    min_size=1,
    max_size=40,
)


@given(rows_strategy, st.integers(16, 400), st.integers(1, 9))
def test_every_row_runs_once_within_the_limits(
    rows: list[tuple[int, list[int]]], most_tokens: int, most_rows: int
) -> None:
    sequences = [PROMPT[:length] + tuple(rest) for length, rest in rows]
    limits = [len(one) - 1 for one in sequences]
    made = batches_of(sequences, limits, most_tokens, most_rows)
    assert sorted(row for batch in made for row in batch.rows) == list(range(len(rows)))
    for batch in made:
        heads = {sequences[row][: batch.prefix] for row in batch.rows}
        assert len(heads) == 1
        assert all(batch.prefix <= limits[row] for row in batch.rows)
        assert len(batch.rows) <= most_rows
        width = max(len(sequences[row]) for row in batch.rows) - batch.prefix
        assert len(batch.rows) == 1 or width * len(batch.rows) <= most_tokens


def test_long_beginnings_are_shared_by_those_who_have_them() -> None:
    """Many share ten tokens, and among them groups share sixty: those are worth more."""
    sequences = [
        (*PROMPT[:10], *([group] * 50), member) for group in range(6) for member in range(8)
    ]
    made = batches_of(sequences, [60] * len(sequences), 10_000, 64)
    assert sorted(batch.prefix for batch in made) == [60] * 6


def test_nothing_is_shared_where_it_saves_little() -> None:
    sequences = [(1, 2, 3, 4, 5, 6, 7, 8, 9, n) for n in range(3)]
    assert [batch.prefix for batch in batches_of(sequences, [9] * 3, 100, 10)] == [0]
