"""Filters, facets and pages of a pool, and the files that are none."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.pool.filters import PoolFilter
from shared.icl.pool.importing import import_file
from shared.icl.pool.store import Pool

ROWS = [
    {"id": "a", "task": "topic", "input": "The match ended in a draw", "output": "sport"},
    {"id": "b", "task": "topic", "input": "Shares fell on Monday", "output": "business"},
    {"id": "c", "task": "topic", "input": "the MATCH ended, in a draw!", "output": "sport"},
    {"id": "d", "task": "open", "input": "Who wrote Faust?", "output": "Goethe"},
    {"id": "e", "task": "open", "input": "谁写了红楼梦？", "output": "曹雪芹"},
]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("pool")
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    with Pool(folder / "rows.pool") as made:
        import_file(made, path)
        yield made


def ids(pool: Pool, wanted: PoolFilter) -> str:
    return "".join(one.example.id for one in pool.page(pool.rowids(wanted)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcde"), ("match", "ac"), ("mat dr", "ac"), ('"in a draw"', "ac"), ("goethe", "d"),
        ("-match", "bde"), ("ended -sport", ""), ("红楼", "e"), ("***", "abcde"), ('"', "abcde"),
        ("match OR shares", ""),
    ],
)  # fmt: skip
def test_words_are_found(pool: Pool, text: str, found: str) -> None:
    assert ids(pool, PoolFilter(text)) == found


def test_tasks_labels_and_lengths(pool: Pool) -> None:
    assert ids(pool, PoolFilter(tasks=("open",))) == "de"
    assert ids(pool, PoolFilter(labels=(("topic", "sport"), ("open", "Goethe")))) == "acd"
    assert ids(pool, PoolFilter(shortest_words=4, longest_words=5)) == "b"
    assert ids(pool, PoolFilter(repeated_only=True)) == "ac"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_valid_query(pool: Pool, text: str) -> None:
    pool.rowids(PoolFilter(text))


def test_sorts(pool: Pool) -> None:
    assert [row.words for row in pool.page(pool.rowids(sort="long"))][:2] == [6, 6]
    assert pool.page(pool.rowids(sort="output"))[0].example.output == "Goethe"
    assert list(pool.rowids(sort="row-down")) == [5, 4, 3, 2, 1]


def test_facets_count_labels_and_know_free_text(pool: Pool) -> None:
    topic, _ = pool.facets()
    assert (topic.task, topic.rows, topic.labels) == ("topic", 3, (("sport", 2), ("business", 1)))


def test_answers_that_all_differ_are_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"input": f"text {n}", "output": f"answer {n}"} for n in range(700)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with Pool(tmp_path / "a.pool") as made:
        import_file(made, path)
        (facet,) = made.facets()
        assert (facet.rows, facet.labels, facet.other) == (700, (), 700)


def test_repeated_inputs_are_known(pool: Pool) -> None:
    assert pool.repeated() == (1, 1)
    found = pool.same_input("the match ended in a DRAW.")
    assert [row.example.id for row in found] == ["a", "c"]


def test_pages_keep_the_order_that_was_asked(pool: Pool) -> None:
    assert [row.rowid for row in pool.page([4, 99, 2])] == [4, 2]
    assert pool.by_id(["d", "zz"])["d"].example.output == "Goethe"


def test_rows_come_back_whole(pool: Pool) -> None:
    assert [row.id for row in pool.examples()] == ["a", "b", "c", "d", "e"]


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.pool").write_text("not a database, and long enough to be looked at" * 30)
    with pytest.raises(AppError, match="not a pool"):
        Pool(tmp_path / "text.pool")
    other = sqlite3.connect(tmp_path / "other.pool")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(AppError, match="another program"):
        Pool(tmp_path / "other.pool")
    with pytest.raises(AppError, match="does not exist"):
        Pool(tmp_path / "none.pool", create=False)
    assert not (tmp_path / "none.pool").exists()
