"""Each kind of index finds what an exact search finds, among what may be found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from worker.icl.index.vector_index import Kind, build_index, kind_for, load_index

KINDS: tuple[Kind, ...] = ("flat", "hnsw", "ivfpq")


def vectors(count: int, size: int = 48, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    made = rng.normal(size=(count, 8)) @ rng.normal(size=(8, size))
    made += 0.1 * rng.normal(size=made.shape)
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


IDS = np.random.default_rng(1).permutation(10_000)[:3000].astype(np.int64)
POOL = vectors(3000)


def exact(queries: np.ndarray, k: int, rows: np.ndarray) -> list[list[int]]:
    order = np.argsort(-(queries @ POOL[rows].T), axis=1)[:, :k]
    return [[int(IDS[rows[n]]) for n in row] for row in order]


@pytest.mark.parametrize("kind", KINDS)
def test_the_nearest_are_found(kind: Kind) -> None:
    index = build_index(POOL, IDS, "e", kind)
    assert index.info.recall >= 0.97
    queries = vectors(30, seed=5)
    found = index.search(queries, 10)
    hits = [
        len(set(one) & set(other))
        for one, other in zip(exact(queries, 10, np.arange(3000)), found.ids.tolist(), strict=True)
    ]
    assert np.mean(hits) >= 9.5
    assert (np.diff(found.similarities, axis=1) <= 1e-6).all()


def test_vectors_that_are_hard_to_find_are_searched_further() -> None:
    """Without structure, a graph's first neighbours lead astray; queries are not of the pool."""
    rng = np.random.default_rng(3)
    hard = rng.normal(size=(8030, 256)).astype(np.float32)
    hard /= np.linalg.norm(hard, axis=1, keepdims=True)
    pool, queries = hard[:8000], hard[8000:]
    easy, index = (
        build_index(POOL, IDS, "e", "hnsw"),
        build_index(pool, np.arange(8000), "e", "hnsw"),
    )
    assert index.info.effort > easy.info.effort
    known = np.argsort(-(queries @ pool.T), axis=1)[:, :10].tolist()
    found = index.search(queries, 10).ids.tolist()
    hits = [len(set(one) & set(other)) for one, other in zip(known, found, strict=True)]
    assert np.mean(hits) / 10 == pytest.approx(index.info.recall, abs=0.04)


@pytest.mark.parametrize("kind", KINDS)
def test_a_filter_works_inside_the_search(kind: Kind) -> None:
    """A task of 40 among 3000 gives all the k that were asked for."""
    index = build_index(POOL, IDS, "e", kind)
    rows = np.random.default_rng(2).choice(3000, 40, replace=False)
    queries = vectors(20, seed=6)
    found = index.search(queries, 8, among=IDS[rows])
    assert set(found.ids.ravel()) <= set(IDS[rows])
    hits = [
        len(set(one) & set(other))
        for one, other in zip(exact(queries, 8, rows), found.ids.tolist(), strict=True)
    ]
    assert np.mean(hits) >= (8 if kind == "flat" else 7)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_banned_does_not_come_back(kind: Kind) -> None:
    index = build_index(POOL, IDS, "e", kind)
    queries = POOL[:5]
    own = IDS[:5]
    assert (index.search(queries, 1).ids[:, 0] == own).all()
    found = index.search(queries, 5, banned=[int(one) for one in own])
    assert not set(found.ids.ravel()) & set(own)


@pytest.mark.parametrize("kind", KINDS)
def test_files_keep_the_index(kind: Kind, tmp_path: Path) -> None:
    index = build_index(POOL, IDS, "e", kind)
    index.save(tmp_path)
    again = load_index(tmp_path, "e")
    queries = vectors(10, seed=7)
    np.testing.assert_array_equal(index.search(queries, 5).ids, again.search(queries, 5).ids)
    assert again.info == index.info


def test_an_index_of_another_encoder_is_refused(tmp_path: Path) -> None:
    build_index(POOL, IDS, "e", "flat").save(tmp_path)
    with pytest.raises(AppError, match="another encoder"):
        load_index(tmp_path, "other")
    (tmp_path / "index.faiss").write_bytes(b"nonsense")
    with pytest.raises(AppError, match="cannot be used"):
        load_index(tmp_path, "e")


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 12), st.integers(1, 20))
def test_fewer_than_k_leave_places_empty(count: int, k: int) -> None:
    index = build_index(POOL[:count], IDS[:count], "e", "flat")
    found = index.search(vectors(2, seed=3), k)
    assert found.ids.shape == (2, k)
    assert (found.ids >= 0).sum(axis=1).tolist() == [min(k, count)] * 2
    assert np.isneginf(found.similarities[found.ids < 0]).all()


def test_the_kind_follows_from_the_number() -> None:
    assert [kind_for(n) for n in (10, 200_000, 200_001, 3_000_000)] == [
        "flat",
        "flat",
        "hnsw",
        "ivfpq",
    ]


def test_an_empty_pool_is_said() -> None:
    with pytest.raises(AppError, match="0 examples"):
        build_index(POOL[:0], IDS[:0], "e")
