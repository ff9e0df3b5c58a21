"""A text is encoded once, and its vector is that of the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.unit.icl_evaluation.toy import encode
from worker.icl.tasks.vector_store import COMMIT_TEXTS, VectorStore


class Counting:
    """The toy encoder, counting."""

    fingerprint, dimensions = "toy", 30

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        return encode(texts)


def vectors(
    store: VectorStore, encoder: Counting, texts: list[str]
) -> tuple[list[int], np.ndarray]:
    steps, told = store.encode(encoder, texts), []  # type: ignore[arg-type]
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value


def test_known_texts_are_read_back_bit_by_bit(tmp_path: Path) -> None:
    texts = [f"film {'x' * (n % 9)}" for n in range(40)]
    first, again = Counting(), Counting()
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        _, made = vectors(store, first, texts)
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        told, read = vectors(store, again, texts[::-1])
    assert np.array_equal(made, encode(texts))
    assert np.array_equal(read, made[::-1])
    assert len(first.texts) == len(set(texts))
    assert not again.texts
    assert not told


def test_another_encoder_has_vectors_of_its_own(tmp_path: Path) -> None:
    other = Counting()
    other.fingerprint = "other"
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        vectors(store, Counting(), ["film"])
        vectors(store, other, ["film"])
    assert other.texts == ["film"]


def test_what_was_encoded_before_an_end_is_kept(tmp_path: Path) -> None:
    texts = [
        f"film {n:05d}".translate(str.maketrans("0123456789", "abcdefghij")) for n in range(2500)
    ]
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        steps = store.encode(Counting(), texts)  # type: ignore[arg-type]
        assert next(steps) == COMMIT_TEXTS
        steps.close()
    again = Counting()
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        told, made = vectors(store, again, texts)
    assert len(again.texts) == len(texts) - COMMIT_TEXTS
    assert told == [2048, 2500]
    assert np.array_equal(made, encode(texts))


def test_no_text_gives_no_vector(tmp_path: Path) -> None:
    with VectorStore(tmp_path / "vectors.sqlite") as store:
        assert vectors(store, Counting(), [])[1].shape == (0, 30)
