"""The prior of pictures: where decoded embeddings are drawn to, and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from worker.neuro.decoding.prior import FILE, Prior


def unit(values: np.ndarray) -> np.ndarray:
    return (values / np.linalg.norm(values, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def known() -> np.ndarray:
    return unit(np.random.default_rng(1).normal(size=(50, 8)))


def test_the_surer_the_nearer_to_one_picture(known: np.ndarray) -> None:
    noise = np.random.default_rng(2).normal(size=8)
    decoded = unit(known[7] + 0.2 * noise / np.linalg.norm(noise))
    prior = Prior(known, 60.0)
    cosines = [float(prior.likely(decoded, sure) @ known[7]) for sure in (0.05, 0.3, 1.0)]
    assert cosines == sorted(cosines)
    assert cosines[-1] > 0.99


def test_nothing_known_of_it_gives_the_mean_of_all(known: np.ndarray) -> None:
    found = Prior(known, 60.0).likely(known[3], 0.0)
    np.testing.assert_allclose(found, unit(known.mean(axis=0)), atol=1e-6)


def test_it_is_the_mean_by_softmax(known: np.ndarray) -> None:
    decoded = unit(np.random.default_rng(3).normal(size=8))
    weights = np.exp(12.0 * known.astype(np.float64) @ decoded)
    expected = unit((weights[:, None] * known).sum(axis=0))
    np.testing.assert_allclose(Prior(known, 40.0).likely(decoded, 0.3), expected, atol=1e-5)


def test_it_is_read_as_it_was_written(known: np.ndarray, tmp_path: Path) -> None:
    Prior(known, 85.0).save(tmp_path)
    found = Prior.load(tmp_path)
    assert found.sharpness == 85.0
    np.testing.assert_allclose(found.embeddings, known, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(found.embeddings, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("body", [b"", b"something else", b"\x00" * 64])
def test_other_files_are_refused_in_words(body: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(body)
    with pytest.raises(AppError) as caught:
        Prior.load(tmp_path)
    assert caught.value.code == "bad_model"
