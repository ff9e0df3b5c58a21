"""Retrievers over the same queries: counts, exact tests, and what of a run counts."""

from __future__ import annotations

import pytest

from desktop.icl.accuracy_run import (
    Outcome,
    Trial,
    common,
    compared,
    pair_tests,
    standings,
)
from desktop.icl.setup import Query, Setup


def trial(**right: str) -> Trial:
    """A run whose retrievers are right where their text has a 1; `.` was not asked yet."""
    names = tuple(right)
    rows = [
        Outcome(
            Query(f"q{number}", "a"),
            {one: right[one][number] == "1" for one in names if right[one][number] != "."},
            dict.fromkeys(names, number % 2 == 0),
        )
        for number in range(len(right[names[0]]))
    ]
    return Trial(retrievers=names, outcomes=tuple(rows), total=len(rows))  # type: ignore[arg-type]


def test_pairs_are_tested_exactly_and_adjusted_after_holm() -> None:
    run = trial(bm25="0" * 8 + "1" * 12, minilm="1" * 8 + "1" * 11 + "0", random="0" * 9 + "1" * 11)
    tests = pair_tests(run)
    assert [(one.one, one.other) for one in tests] == [
        ("bm25", "minilm"), ("bm25", "random"), ("minilm", "random"),
    ]  # fmt: skip
    assert [(one.only_one, one.only_other) for one in tests] == [(1, 8), (1, 0), (9, 1)]
    # Twice the binomial tail: 2 (1 + 9) / 512, 1, 2 (1 + 10) / 1024.
    assert [one.p for one in tests] == pytest.approx([20 / 512, 1.0, 22 / 1024])
    assert [one.adjusted for one in tests] == pytest.approx([40 / 512, 1.0, 66 / 1024])
    assert (tests[0].right_one, tests[0].right_other, tests[0].n) == (12, 19, 20)


def test_a_difference_is_decided_by_the_adjusted_p_alone() -> None:
    alone = pair_tests(trial(bm25="0" * 6 + "1", minilm="1" * 7))[0]
    assert alone.p == alone.adjusted == pytest.approx(2 / 64)
    assert alone.is_decided
    three = pair_tests(trial(bm25="0" * 6 + "1", minilm="1" * 7, random="0" * 6 + "1"))
    assert not any(one.is_decided for one in three), "0.031 is 0.094 among three pairs"
    few = pair_tests(trial(bm25="0" * 5 + "1", minilm="1" * 6))[0]
    assert not few.could_be_decided, "five queries that all go one way have p = 0.063"


def test_only_queries_that_every_retriever_has_answered_count() -> None:
    run = trial(bm25="1101", minilm="011.")
    assert len(run.complete) == 3
    first, second = standings(run)
    assert (first.right, second.right, first.n, second.n) == (2, 2, 3, 3)
    assert first.voted == 2
    assert first.low < 2 / 3 < first.high
    assert pair_tests(run)[0].n == 3


def test_no_answers_are_no_figures() -> None:
    empty = Trial(retrievers=("bm25", "minilm"))
    assert [one.n for one in standings(empty)] == [0, 0]
    assert pair_tests(empty)[0].p == 1.0


def test_what_is_put_by_hand_for_one_query_is_not_part_of_a_run() -> None:
    setup = Setup(
        query=Query("q", "a"), retriever="bm25", compare=("minilm", "bm25"), pinned=("r1",),
        arranged=("r1",), banned=("r2",), k=6,
    )  # fmt: skip
    shared = common(setup)
    assert (shared.pinned, shared.arranged, shared.query) == ((), (), Query())
    assert (shared.banned, shared.k) == (("r2",), 6)
    assert compared(setup) == ("bm25", "minilm")
