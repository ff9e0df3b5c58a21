"""Pools too large for an exact search are searched by an index that is built once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.icl.example import Example
from shared.tasks.icl import IclIndexRequest, IclRetrieveRequest
from shared.tasks.icl_pick import IclPickRequest
from tests.unit.icl_evaluation.toy import rows
from tests.unit.icl_tasks.conftest import Bench
from worker.icl.index import vector_index
from worker.icl.tasks import kept_index
from worker.icl.tasks.index import index
from worker.icl.tasks.pick import pick
from worker.icl.tasks.retrieve import retrieve


@pytest.fixture(autouse=True)
def _few_rows_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_index, "FLAT_UP_TO", 100)


def retrieved(bench: Bench, pool: str, queries: str, **wanted: str) -> tuple[list, float, set]:
    request = IclRetrieveRequest(pool=pool, queries=queries, k=5, **wanted)
    steps, result, out = bench.run(retrieve, request)
    lines = (out / "retrieved.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines], result.search_recall, {s.stage for s in steps}


def kept(bench: Bench) -> list[Path]:
    return list((bench.root / "home" / kept_index.FOLDER).iterdir())


@pytest.fixture
def large(bench: Bench) -> tuple[str, str]:
    """One task of 400 rows, one of 40; the queries are of both, and two are rows of the pool."""
    pool = [*rows("topic", 400), *rows("facts", 40, kind="text")]
    asked = [*rows("topic", 10, 400), *rows("facts", 4, 40, kind="text"), pool[3], pool[200]]
    return bench.file("pool.jsonl", pool), bench.file("queries.jsonl", asked)


@pytest.mark.parametrize("retriever", ["minilm", "mmr", "rrf"])
def test_an_index_finds_what_an_exact_search_finds(
    bench: Bench, large: tuple[str, str], retriever: str
) -> None:
    exact, all_of_them, _ = retrieved(bench, *large, retriever=retriever, search="exact")
    assert all_of_them == 1
    found, recall, stages = retrieved(bench, *large, retriever=retriever)
    assert "indexing" in stages
    assert 0.97 <= recall <= 1
    # By their scores: of equally similar rows either search may take another one.
    for one, other in zip(exact, found, strict=True):
        np.testing.assert_allclose(one["scores"], other["scores"], atol=0.02)
    for line in found:
        task = line["query_id"].split("-")[0]
        assert line["query_id"] not in line["demo_ids"]
        assert all(name.startswith(task) for name in line["demo_ids"]), "of its own task only"


def test_the_index_is_asked_and_not_only_built(
    bench: Bench, large: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    search = vector_index.VectorIndex.search

    def seen(self, queries, k, **rest):  # type: ignore[no-untyped-def]
        asked.append(len(queries))
        return search(self, queries, k, **rest)

    bench.run(index, IclIndexRequest(pool=large[0]))
    monkeypatch.setattr(vector_index.VectorIndex, "search", seen)
    lines, _, stages = retrieved(bench, *large, retriever="minilm")
    assert "indexing" not in stages, "icl.index has built it"
    # Four queries are of a task that is small enough.
    assert sum(asked) == len(lines) - 4
    bench.run(pick, IclPickRequest(pool=large[0], query="film", task="topic", retriever="minilm"))
    assert sum(asked) > len(lines) - 4, "the picker asks it, too"


def test_another_pool_has_another_index_and_few_are_kept(bench: Bench) -> None:
    for count in range(101, 102 + kept_index.MOST_KEPT):
        pool = bench.file(f"{count}.jsonl", rows("topic", count))
        bench.run(index, IclIndexRequest(pool=pool))
    assert len(kept(bench)) == kept_index.MOST_KEPT
    assert not [path for path in kept(bench) if path.name.startswith(".")]


def test_damaged_files_are_told_with_what_to_do(bench: Bench, large: tuple[str, str]) -> None:
    bench.run(index, IclIndexRequest(pool=large[0]))
    (folder,) = kept(bench)
    (folder / vector_index.INDEX_FILE).write_bytes(b"IHNf not an index")
    with pytest.raises(AppError) as caught:
        retrieved(bench, *large, retriever="minilm")
    assert "icl.index" in str(caught.value.params["fix"])
    bench.run(index, IclIndexRequest(pool=large[0]))
    assert retrieved(bench, *large, retriever="minilm")[0]


def test_a_row_beside_a_copy_of_itself_still_gets_all_that_were_asked_for(bench: Bench) -> None:
    own = rows("topic", 150)
    twins = [Example(f"twin-{n}", "topic", own[0].input, own[0].output) for n in range(30)]
    pool = bench.file("pool.jsonl", [*own, *twins])
    queries = bench.file("queries.jsonl", own[:1])
    lines, _, _ = retrieved(bench, pool, queries, retriever="minilm")
    assert len(lines[0]["demo_ids"]) == 5
    assert not [name for name in lines[0]["demo_ids"] if name.startswith("twin")]
