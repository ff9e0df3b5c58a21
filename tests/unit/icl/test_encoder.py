"""MiniLM, from its package, as sentence-transformers runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from worker.icl.encoding.encoder import TextEncoder, default_folder, load_encoder

TEXTS = ["a cat sleeps", "a kitten is asleep", "the stock market fell by three percent today"]


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return load_encoder()


def test_vectors_are_those_of_sentence_transformers(encoder: TextEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(default_folder()), device="cpu", local_files_only=True)
    np.testing.assert_allclose(
        encoder.encode(TEXTS), reference.encode(TEXTS, normalize_embeddings=True), atol=1e-5
    )


def test_what_is_alike_is_near(encoder: TextEncoder) -> None:
    cat, kitten, market = encoder.encode(TEXTS)
    assert cat @ kitten > 0.6 > 0.2 > cat @ market


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: TextEncoder) -> None:
    together = encoder.encode([*TEXTS, "word " * 200])
    for row, text in enumerate(TEXTS):
        np.testing.assert_allclose(encoder.encode([text])[0], together[row], atol=1e-5)


def test_progress_is_told(encoder: TextEncoder) -> None:
    told: list[int] = []
    encoder.encode(["text"] * 130, told.append)
    assert told == [64, 128, 130]


def test_a_folder_that_is_no_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="cannot be used"):
        load_encoder(str(tmp_path))
    with pytest.raises(AppError, match="does not exist"):
        load_encoder(str(tmp_path / "nowhere"))
