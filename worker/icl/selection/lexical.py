"""BM25: words in common, as LLM-R's first candidates (the paper's section 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.icl.selection.corpus import Chosen, Corpus, Query, Rows, ranked


@dataclass(frozen=True)
class Lexical:
    """The k that share the most telling words."""

    corpus: Corpus
    name: str = "bm25"

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        return ranked(self.corpus, queries, k, self.scores)

    def scores(self, query: Query, rows: Rows) -> npt.NDArray[np.float32]:
        """BM25 [len(rows)] of the query with rows; 0 where no word is shared."""
        index, tokenize = self._index
        words = [word for word in tokenize([query.example.input])[0] if word]
        if not words or not len(rows):
            return np.zeros(len(rows), np.float32)
        return np.asarray(index.get_scores(words)[rows], np.float32)

    @cached_property
    def _index(self) -> tuple[Any, Any]:
        import bm25s

        def tokenize(texts: list[str]) -> list[list[str]]:
            found: Any = bm25s.tokenize(
                texts, stopwords="en", return_ids=False, show_progress=False
            )
            return [list(each) for each in found]

        index = bm25s.BM25()
        texts = [example.input for example in self.corpus.examples]
        index.index(tokenize(texts), show_progress=False)
        return index, tokenize
