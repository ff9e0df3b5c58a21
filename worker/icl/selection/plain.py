"""Selectors that look at no label and no language model: none, random, cluster centres, similar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from worker.icl.selection.corpus import Chosen, Corpus, Query, Rows


@dataclass(frozen=True)
class Zero:
    """No demonstration at all."""

    name: str = "zero"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return [[] for _ in queries]


@dataclass(frozen=True)
class Random:
    """k at random, others for each query."""

    corpus: Corpus
    name: str = "random"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        found = []
        for query in queries:
            rows = self.corpus.allowed(query.example)
            picked = rng.choice(rows, min(k, len(rows)), replace=False)
            found.append([Chosen(int(row), 0.0) for row in picked])
        return found


@dataclass(frozen=True)
class Dense:
    """The k most similar by the vectors of the inputs."""

    corpus: Corpus
    name: str = "minilm"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return [self.corpus.nearest(query, k) for query in queries]


@dataclass(frozen=True)
class KMeans:
    """The examples nearest to k cluster centres of the task: the same for every query."""

    corpus: Corpus
    name: str = "kmeans"
    _centres: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`; a centre that is the query itself gives way to the next nearest."""
        seed = int(rng.integers(0, 2**31))
        found = []
        for query in queries:
            rows = self.corpus.allowed(query.example)
            key = (query.example.task, k)
            if key not in self._centres:
                self._centres[key] = self._fit(rows, k, seed)
            allowed = set(rows.tolist())
            kept = [Chosen(row, 0.0) for row in self._centres[key] if row in allowed]
            found.append(kept[:k])
        return found

    def _fit(self, rows: Rows, k: int, seed: int) -> list[int]:
        from sklearn.cluster import KMeans as Clusters

        if len(rows) <= k:
            return [int(row) for row in rows]
        vectors = self.corpus.vectors[rows]
        centres = Clusters(n_clusters=k, random_state=seed, n_init=1).fit(vectors).cluster_centers_
        order = np.argsort(-(centres @ vectors.T), axis=1)
        nearest = [int(rows[row]) for row in order[:, 0]]
        spare = [int(rows[row]) for row in order[:, 1]]
        return list(dict.fromkeys([*nearest, *spare]))
