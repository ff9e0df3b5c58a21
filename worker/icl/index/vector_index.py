"""A pool's vectors in faiss, of a kind that fits their number, checked against an exact search."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.paths import write_atomic

Kind = Literal["flat", "hnsw", "ivfpq"]
FLAT_UP_TO, HNSW_UP_TO = 200_000, 2_000_000
CHECKED_QUERIES, CHECKED_TOP = 200, 10
# Of two million vectors, so many queries take 160 MB of similarities at once.
_CHECKED_TOGETHER = 20
# Product quantisation alone finds 6 of 10; so many are ranked again by their own vectors.
RERANKED = 200
_HNSW_LINKS, _EF_BUILD = 32, 80
# A million take minutes: so many are added between two words about it.
_ADDED_TOGETHER = 20_000
# So few are dropped afterwards: a filter inside the search costs eight times as much.
_FEW_BANNED = 200
_PQ_BYTES = 48
# How far a search looks (hnsw: efSearch; ivfpq: nprobe): no further than the self-test asks for.
_EFFORTS: dict[Kind, tuple[int, ...]] = {
    "flat": (0,),
    "hnsw": (96, 192, 384, 768, 1536),
    "ivfpq": (64, 128, 256),
}
_ENOUGH = 0.98
# Of the similarities of vectors that are ranked again in float16.
_ROUNDING = 1e-4
INDEX_FILE, ABOUT_FILE, VECTORS_FILE = "index.faiss", "index.json", "vectors.npy"


class IndexInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What an index is, beside its file.

    `recall` is the share of the places of the 10 nearest, for 200 vectors of its own and each
    without itself, that it gave to vectors as similar as an exact search does. `effort` is how far
    a search looks, as the self-test chose it.
    """

    kind: Kind
    count: int
    dimensions: int
    encoder: str
    recall: float
    effort: int


@dataclass(frozen=True)
class Found:
    """Ids int64 [q, k] and similarities float32 [q, k], best first; -1 where there is no more."""

    ids: npt.NDArray[np.int64]
    similarities: npt.NDArray[np.float32]


@dataclass
class VectorIndex:
    """Vectors of length 1 with ids that stay the same when rows are banned or added."""

    info: IndexInfo
    _index: Any
    _ids: npt.NDArray[np.int64]
    _vectors: npt.NDArray[np.float16] | None = None

    def search(
        self,
        queries: npt.NDArray[np.float32],
        k: int,
        *,
        among: npt.NDArray[np.int64] | None = None,
        banned: Sequence[int] = (),
    ) -> Found:
        """The k most similar of each query, float32 [q, D].

        Parameters
        ----------
        among : int64 [m], optional
            Only these ids, as those of a task: the filter works inside the search, so that there
            are k of them where there are k at all.
        """
        dropped: Sequence[int] = ()
        if among is None and 0 < len(banned) <= _FEW_BANNED:
            dropped, banned = banned, ()
        wanted = k + len(dropped)
        asked = max(wanted, RERANKED) if self.info.kind == "ivfpq" else wanted
        similarities, ids = self._index.search(
            np.ascontiguousarray(queries, np.float32),
            min(asked, max(1, self.info.count)),
            params=self._parameters(among, banned),
        )
        if self.info.kind == "ivfpq":
            similarities, ids = self._reranked(queries, ids)
        if len(dropped):
            similarities, ids = _without(ids, similarities, dropped)
        return _padded(ids[:, :k], similarities[:, :k], k)

    def save(self, folder: Path) -> None:
        """Write index, vectors for ranking again, and what they are."""
        import faiss

        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._index, str(folder / INDEX_FILE))
        if self._vectors is not None:
            np.save(folder / VECTORS_FILE, self._vectors)
        np.save(folder / "ids.npy", self._ids)
        body = msgspec.json.format(msgspec.json.encode(self.info)) + b"\n"
        write_atomic(folder / ABOUT_FILE, body)

    def _reranked(
        self, queries: npt.NDArray[np.float32], ids: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        assert self._vectors is not None
        order = np.argsort(self._ids)
        places = order[np.searchsorted(self._ids, ids, sorter=order).clip(0, len(order) - 1)]
        own = np.asarray(self._vectors[places], np.float32)
        similarities = np.einsum("qd,qkd->qk", queries, own).astype(np.float32)
        similarities[ids < 0] = -np.inf
        best = np.argsort(-similarities, axis=1, kind="stable")
        return np.take_along_axis(similarities, best, 1), np.take_along_axis(ids, best, 1)

    def _parameters(self, among: npt.NDArray[np.int64] | None, banned: Sequence[int]) -> Any:
        faiss = _faiss()
        selector: Any = None
        if among is not None:
            kept = np.setdiff1d(among, np.asarray(banned, np.int64))
            selector = faiss.IDSelectorBatch(kept)
        elif len(banned):
            selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(np.asarray(banned, np.int64)))
        if self.info.kind == "hnsw":
            # A filter leaves few of the neighbours: the search has to look further.
            wide = self.info.effort if selector is None else 8 * self.info.effort
            return faiss.SearchParametersHNSW(sel=selector, efSearch=wide)
        if self.info.kind == "ivfpq":
            return faiss.SearchParametersIVF(sel=selector, nprobe=self.info.effort)
        return None if selector is None else faiss.SearchParameters(sel=selector)


def build_index(
    vectors: npt.NDArray[np.float32],
    ids: npt.NDArray[np.int64],
    encoder: str,
    kind: Kind | None = None,
) -> VectorIndex:
    """An index of vectors float32 [n, D] of length 1; see `building`."""
    steps = building(vectors, ids, encoder, kind)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: VectorIndex = end.value
            return made


def building(
    vectors: npt.NDArray[np.float32],
    ids: npt.NDArray[np.int64],
    encoder: str,
    kind: Kind | None = None,
) -> Generator[int, None, VectorIndex]:
    """Build an index of vectors float32 [n, D] of length 1, telling how many are in it.

    Its kind follows from n unless told.

    Raises
    ------
    AppError
        `bad_field` for an empty pool.
    """
    import faiss

    if not len(vectors):
        limit = "at least one example; import some first"
        raise AppError("bad_field", field="pool", value="0 examples", limit=limit)
    chosen = kind or kind_for(len(vectors))
    dense = np.ascontiguousarray(vectors, np.float32)
    inner = _empty(chosen, dense)
    if not inner.is_trained:
        inner.train(dense)
    index = faiss.IndexIDMap2(inner)
    for begin in range(0, len(dense), _ADDED_TOGETHER):
        yield begin
        part = slice(begin, begin + _ADDED_TOGETHER)
        index.add_with_ids(dense[part], ids[part])
    yield len(dense)
    kept = dense.astype(np.float16) if chosen == "ivfpq" else None
    info = IndexInfo(
        kind=chosen,
        count=len(dense),
        dimensions=dense.shape[1],
        encoder=encoder,
        recall=1.0,
        effort=_EFFORTS[chosen][0],
    )
    made = VectorIndex(info, index, ids, kept)
    if chosen != "flat":
        _choose_effort(made, dense, ids)
    return made


def load_index(folder: Path, encoder: str) -> VectorIndex:
    """What `save` wrote.

    Raises
    ------
    AppError
        `bad_model` for damaged files, and for an index that another encoder has made.
    """
    import faiss

    fix = "Build the index again: vitrine-worker run icl.index"
    try:
        info = msgspec.json.decode((folder / ABOUT_FILE).read_bytes(), type=IndexInfo)
        index = faiss.read_index(str(folder / INDEX_FILE))
        ids = np.load(folder / "ids.npy", allow_pickle=False)
        path = folder / VECTORS_FILE
        vectors = np.load(path, mmap_mode="r", allow_pickle=False) if path.is_file() else None
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        reason = (str(error).splitlines() or ["it is damaged"])[-1][:200]
        raise AppError("bad_model", model=folder.name, reason=reason, fix=fix) from error
    if info.encoder != encoder:
        reason = "another encoder has made it, so its vectors mean other things"
        raise AppError("bad_model", model=folder.name, reason=reason, fix=fix)
    return VectorIndex(info, index, ids, vectors)


def _faiss() -> Any:
    """faiss, whose stubs lack what its Python layer adds."""
    import faiss

    return faiss


def kind_for(count: int) -> Kind:
    """Exact up to 200,000; a graph up to 2 million; compressed lists above."""
    if count <= FLAT_UP_TO:
        return "flat"
    return "hnsw" if count <= HNSW_UP_TO else "ivfpq"


def _empty(kind: Kind, vectors: npt.NDArray[np.float32]) -> Any:
    faiss = _faiss()
    count, size = vectors.shape
    if kind == "flat":
        return faiss.IndexFlatIP(size)
    if kind == "hnsw":
        graph = faiss.IndexHNSWFlat(size, _HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = _EF_BUILD
        return graph
    # faiss wants 39 training vectors for each list.
    lists = int(np.clip(4 * np.sqrt(count), 1, max(1, count // 39)))
    code = next(n for n in (_PQ_BYTES, 32, 16, 8, 4, 2, 1) if size % n == 0)
    bits = 8 if count >= 256 * 39 else 4
    coarse = faiss.IndexFlatIP(size)
    made = faiss.IndexIVFPQ(coarse, size, lists, code, bits, faiss.METRIC_INNER_PRODUCT)
    # Python's reference to the quantizer goes with this function.
    coarse.this.disown()
    made.own_fields = True
    return made


def _choose_effort(
    made: VectorIndex, vectors: npt.NDArray[np.float32], ids: npt.NDArray[np.int64]
) -> None:
    """The least effort that finds enough of the exact nearest of some vectors of the pool.

    A vector itself does not count: every search finds it, and no query of a person is in the pool.
    """
    rng = np.random.default_rng(0)
    rows = rng.choice(len(vectors), min(CHECKED_QUERIES, len(vectors)), replace=False)
    top = min(CHECKED_TOP, len(vectors) - 1)
    if not top:
        return
    enough = _least_similarity(vectors, rows, top)
    for effort in _EFFORTS[made.info.kind]:
        made.info = msgspec.structs.replace(made.info, effort=effort)
        found = made.search(vectors[rows], top + 1)
        # Of rows that are equally similar any will do: pools have many copies of a text.
        right = found.similarities >= enough[:, None] - _ROUNDING
        hits = (right & (found.ids != ids[rows][:, None])).sum(1).clip(max=top)
        recall = float(hits.mean() / top)
        made.info = msgspec.structs.replace(made.info, recall=recall)
        if recall >= _ENOUGH:
            return


def _least_similarity(
    vectors: npt.NDArray[np.float32], rows: npt.NDArray[np.int64], top: int
) -> npt.NDArray[np.float32]:
    """Similarity of the last of the `top` most similar to each of `rows` but itself."""
    found = []
    for begin in range(0, len(rows), _CHECKED_TOGETHER):
        some = rows[begin : begin + _CHECKED_TOGETHER]
        distances = -(vectors[some] @ vectors.T)
        distances[np.arange(len(some)), some] = np.inf
        found.append(-np.partition(distances, top - 1, axis=1)[:, top - 1])
    return np.concatenate(found)


def _without(
    ids: npt.NDArray[np.int64], similarities: npt.NDArray[np.float32], dropped: Sequence[int]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Those that are left move up, and as many places as were dropped are empty at the end."""
    gone = np.isin(ids, np.asarray(dropped, np.int64))
    order = np.argsort(gone, axis=1, kind="stable")
    kept = np.where(gone, -1, ids)
    return np.take_along_axis(similarities, order, 1), np.take_along_axis(kept, order, 1)


def _padded(ids: npt.NDArray[np.int64], similarities: npt.NDArray[np.float32], k: int) -> Found:
    """Fewer than k found: -1 and -inf take the places that are left."""
    missing = k - ids.shape[1]
    if missing > 0:
        ids = np.pad(ids, ((0, 0), (0, missing)), constant_values=-1)
        similarities = np.pad(similarities, ((0, 0), (0, missing)), constant_values=-np.inf)
    return Found(
        np.asarray(ids, np.int64),
        np.where(ids < 0, -np.inf, similarities).astype(np.float32),
    )
