"""What a query sees of its task: rows with their similarities, and the order of both kinds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from worker.icl.selection.corpus import Corpus, Query, Rows
from worker.icl.selection.lexical import Lexical


@dataclass(frozen=True)
class View:
    """Rows that may be given to a query, ascending, with cosines and BM25 float32 [n]."""

    rows: Rows
    near: npt.NDArray[np.float32]
    words: npt.NDArray[np.float32]

    @staticmethod
    def of(corpus: Corpus, lexical: Lexical, query: Query) -> View:
        """Look once, for candidates and features alike."""
        rows = corpus.allowed(query.example)
        return View(rows, corpus.similarities(query, rows), lexical.scores(query, rows))

    @cached_property
    def by_vector(self) -> npt.NDArray[np.int64]:
        """Places of the rows by cosine, best first; of equals, the earlier row."""
        return np.argsort(-self.near, kind="stable")

    @cached_property
    def by_words(self) -> npt.NDArray[np.int64]:
        """Places of the rows by BM25, best first; of equals, the earlier row."""
        return np.argsort(-self.words, kind="stable")

    def places(self, rows: Rows) -> npt.NDArray[np.int64]:
        """Where `rows` are among the rows."""
        return np.searchsorted(self.rows, rows)

    def union(self, count: int) -> npt.NDArray[np.int64]:
        """Places of the first `count` of either kind, in order of place."""
        return np.union1d(self.by_vector[:count], self.by_words[:count])
