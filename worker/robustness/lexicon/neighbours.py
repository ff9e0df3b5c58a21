"""Words that stand near another: counter-fitted vectors, and synonyms of WordNet."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from worker.robustness.lexicon.stop_words import FOLDER


@dataclass(frozen=True)
class WordVectors:
    """Vectors of length 1 for words in small letters, the most frequent first.

    Attributes
    ----------
    words : tuple of str, n of them
    vectors : float32 [n, D]
    """

    words: tuple[str, ...]
    vectors: npt.NDArray[np.float32]

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def nearest(self, word: str, count: int) -> tuple[str, ...]:
        """Up to `count` words nearest to another, itself left out; none for a word unknown."""
        row = self.places.get(word.lower())
        if row is None:
            return ()
        cosines = self.vectors @ self.vectors[row]
        cosines[row] = -np.inf
        some = np.argpartition(-cosines, min(count, len(cosines) - 1))[:count]
        order = some[np.lexsort((some, -cosines[some]))]  # equals by their frequency
        return tuple(self.words[place] for place in order)

    def cosine(self, one: str, other: str) -> float | None:
        """Between -1 and 1; None where one of them is not known."""
        rows = [self.places.get(word.lower()) for word in (one, other)]
        if rows[0] is None or rows[1] is None:
            return None
        return float(self.vectors[rows[0]] @ self.vectors[rows[1]])


@cache
def word_vectors(path: Path = FOLDER / "vectors.npz") -> WordVectors:
    """The vectors that come with the program; read once."""
    with np.load(path, allow_pickle=False) as file:
        vectors = file["vectors"].astype(np.float32)
        words = str(file["words"]).split("\n")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return WordVectors(tuple(words), vectors)


@cache
def _synonyms() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(
        gzip.decompress((FOLDER / "synonyms.json.gz").read_bytes())
    )
    return table


def synonyms(word: str) -> tuple[str, ...]:
    """Synonyms of any of a word's senses in Open English WordNet, single words only."""
    return tuple(_synonyms().get(word.lower(), ()))


def in_case_of(word: str, like: str) -> str:
    """A word with the capitals of another: small, CAPITALS or First."""
    if like.islower():
        return word.lower()
    if like.isupper() and len(like) > 1:
        return word.upper()
    if like[:1].isupper() and like[1:].islower():
        return word.capitalize()
    return word
