"""Demonstrations by a bi-encoder that learned from a language model: LLM-R itself, and EPR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from worker.icl.selection.corpus import Chosen, Corpus, Query, Rows, Vectors, best

# Texts as vectors float32 [n, D] of length 1.
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class LowRankHead:
    """Turns vectors a little: e' = normalize(e + e A B), with A [D, R] and B [R, D]."""

    a: npt.NDArray[np.float32]
    b: npt.NDArray[np.float32]

    def __call__(self, vectors: Vectors) -> Vectors:
        """The turned vectors float32 [..., D], of length 1."""
        turned = vectors + vectors @ self.a @ self.b
        lengths = np.linalg.norm(turned, axis=-1, keepdims=True).clip(1e-9)
        return np.asarray(turned / lengths, np.float32)


@dataclass(frozen=True)
class HeadedDense:
    """The most similar after the head has turned query and pool alike."""

    corpus: Corpus
    head: LowRankHead
    name: str

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        if not queries:
            return []
        turned = self.head(np.stack([query.vector for query in queries]))
        return _nearest(self.corpus, self._vectors, queries, turned, k)

    @cached_property
    def _vectors(self) -> Vectors:
        return self.head(self.corpus.vectors)


@dataclass(frozen=True)
class TrainedDense:
    """The most similar by a trained encoder of its own.

    As in LLM-R, the query is its input and a demonstration its input and answer.
    """

    corpus: Corpus
    encode: Encode
    name: str

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        if not queries:
            return []
        vectors = self.encode([query.example.input for query in queries])
        return _nearest(self.corpus, self._vectors, queries, vectors, k)

    @cached_property
    def _vectors(self) -> Vectors:
        return self.encode([example.text for example in self.corpus.examples])


def _nearest(
    corpus: Corpus, vectors: Vectors, queries: Sequence[Query], turned: Vectors, k: int
) -> list[list[Chosen]]:
    found = []
    for query, vector in zip(queries, turned, strict=True):
        rows: Rows = corpus.allowed(query.example)
        found.append(best(rows, vectors[rows] @ vector, k))
    return found
