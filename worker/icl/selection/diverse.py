"""Demonstrations that are similar to the query and unlike each other: MMR and a DPP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.icl.selection.corpus import Chosen, Corpus, Query, Rows, Vectors

# Both look at so many of the most similar: of the others none would be taken.
SHORTLIST = 100


@dataclass(frozen=True)
class MaximalMarginalRelevance:
    """MMR (Carbonell and Goldstein 1998): `balance` of 1 looks at similarity alone."""

    corpus: Corpus
    balance: float = 0.5
    name: str = "mmr"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return [self._one(query, k) for query in queries]

    def _one(self, query: Query, k: int) -> list[Chosen]:
        rows, near = shortlist(self.corpus, query)
        alike = self.corpus.vectors[rows] @ self.corpus.vectors[rows].T
        chosen: list[Chosen] = []
        doubled = np.zeros(len(rows), np.float32)
        left = np.ones(len(rows), bool)
        for _ in range(min(k, len(rows))):
            scores = self.balance * near - (1 - self.balance) * doubled
            place = int(np.argmax(np.where(left, scores, -np.inf)))
            chosen.append(Chosen(int(rows[place]), float(scores[place])))
            left[place] = False
            doubled = np.maximum(doubled, alike[:, place])
        return chosen


@dataclass(frozen=True)
class Determinantal:
    """Greedy MAP of a determinantal point process (Chen et al. 2018, algorithm 1).

    The kernel is similarity among demonstrations, weighed by their relevance to the query, as in
    CEIL (Ye et al. 2023) before training; `scale` is its lambda.
    """

    corpus: Corpus
    scale: float = 0.1
    name: str = "dpp"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`; ordered by similarity to the query, as sets have no order."""
        found = []
        for query in queries:
            rows, near = shortlist(self.corpus, query)
            weight = np.exp(near.astype(np.float64) / (2 * self.scale))
            alike = (self.corpus.vectors[rows] @ self.corpus.vectors[rows].T).astype(np.float64)
            kernel = weight[:, None] * ((1 + alike) / 2) * weight[None, :]
            picked = greedy_map(kernel, k)
            ranked = sorted(picked, key=lambda place: -near[place])
            found.append([Chosen(int(rows[place]), float(near[place])) for place in ranked])
        return found


def shortlist(corpus: Corpus, query: Query) -> tuple[Rows, Vectors]:
    """The most similar rows and their cosines, best first."""
    found = corpus.nearest(query, SHORTLIST)
    rows = np.array([one.row for one in found], np.int64)
    return rows, np.array([one.score for one in found], np.float32)


def greedy_map(kernel: npt.NDArray[np.float64], k: int) -> list[int]:
    """Up to k items whose determinant grows the most, one by one; kernel float64 [n, n]."""
    count = len(kernel)
    gains = kernel.diagonal().copy()
    factors = np.zeros((min(k, count), count))
    chosen: list[int] = []
    while len(chosen) < min(k, count):
        place = int(np.argmax(gains))
        if gains[place] < 1e-10:
            break
        step = len(chosen)
        inner = factors[:step].T @ factors[:step, place]
        factors[step] = (kernel[place] - inner) / np.sqrt(gains[place])
        gains = gains - factors[step] ** 2
        gains[place] = -np.inf
        chosen.append(place)
    return chosen
