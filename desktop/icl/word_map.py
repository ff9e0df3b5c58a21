"""A flat map of texts: principal components of their words, near where words are shared."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from desktop.icl.matches import content_words

Floats = npt.NDArray[np.float32]
BUCKETS = 1024
MOST_ROWS = 2_000


class WordMap(msgspec.Struct, frozen=True):
    """Axes that were fitted to a sample, and the sample's places on them.

    Attributes
    ----------
    weights : float32 [buckets]
        Inverse document frequency.
    mean : float32 [buckets]
    axes : float32 [buckets, 2]
    explained : float
        Share of the variance that the two axes keep.
    """

    weights: Floats
    mean: Floats
    axes: Floats
    explained: float

    def place(self, texts: Sequence[str]) -> Floats:
        """Places float32 [n, 2] of further texts."""
        return np.asarray((_vectors(texts, self.weights) - self.mean) @ self.axes, np.float32)


def fit(texts: Sequence[str]) -> WordMap:
    """Fit the map to texts: TF-IDF over hashed words, then two principal components."""
    counts = _counts(texts)
    rows = max(1, len(texts))
    found_in = (counts > 0).sum(axis=0)
    weights = np.asarray(np.log((1 + rows) / (1 + found_in)) + 1, np.float32)
    vectors = _unit(counts * weights)
    mean = np.asarray(vectors.sum(axis=0) / rows, np.float32)
    centered = vectors - mean
    covariance = centered.T @ centered / rows
    values, axes = np.linalg.eigh(covariance)
    total = float(values.sum()) or 1.0
    two = axes[:, [-1, -2]].astype(np.float32)
    # An eigenvector's sign is chance; the same texts are to give the same picture.
    two *= np.sign(two[np.abs(two).argmax(axis=0), [0, 1]])
    return WordMap(weights, mean, two, float(values[-2:].sum()) / total)


def _vectors(texts: Sequence[str], weights: Floats) -> Floats:
    return _unit(_counts(texts) * weights)


def _counts(texts: Sequence[str]) -> Floats:
    counts = np.zeros((len(texts), BUCKETS), np.float32)
    for number, text in enumerate(texts):
        for word in content_words(text):
            counts[number, zlib.crc32(word.encode()) % BUCKETS] += 1
    return counts


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = (vectors / np.maximum(norms, 1e-6)).astype(np.float32)
    return unit
