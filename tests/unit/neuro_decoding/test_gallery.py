"""Embeddings of the first pictures are kept with a model, and are those of its space."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from shared.errors import AppError
from worker.models.registry import SHIPPED
from worker.neuro.decoding import neuro_model
from worker.neuro.decoding.gallery import FILE, KEPT, embedded_gallery, load_gallery
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.imaging.space import Space


def test_what_ships_is_what_the_space_makes_of_the_pictures() -> None:
    folder = SHIPPED / "neuro"
    space = Space.load(folder)
    found = load_gallery(folder, space)
    assert list(found) == list(range(KEPT))
    numbers = (0, 17, 101, KEPT - 1)
    kept = np.stack([found[number] for number in numbers])
    np.testing.assert_allclose(kept, embedded_gallery(space, numbers), atol=1e-4)


def test_kept_pictures_are_not_drawn_again(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load_neuro_model(model_folder)
    drawn: list[tuple[int, ...]] = []

    def embedded(space: Space, numbers: tuple[int, ...]) -> np.ndarray:
        drawn.append(numbers)
        return embedded_gallery(space, numbers)

    monkeypatch.setattr(neuro_model, "embedded_gallery", embedded)
    model.gallery(range(KEPT))
    assert not drawn
    model.gallery((3, KEPT + 1))
    assert drawn == [(KEPT + 1,)]


def test_a_model_without_the_file_draws_them(model_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "model")
    kept = load_neuro_model(folder).gallery((2, 4))
    (folder / FILE).unlink()
    np.testing.assert_allclose(load_neuro_model(folder).gallery((2, 4)), kept, atol=1e-5)


@pytest.mark.parametrize("harm", ["damaged", "another space", "other numbers"])
def test_a_file_that_does_not_fit_is_refused(model_folder: Path, tmp_path: Path, harm: str) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "model")
    match harm:
        case "damaged":
            (folder / FILE).write_bytes(b"no tensors")
        case "another space":
            save_file({"embeddings": np.zeros((4, 3), np.float32)}, folder / FILE)
        case "other numbers":
            save_file({"embeddings": np.zeros((4, 128), np.float64)}, folder / FILE)
    with pytest.raises(AppError) as caught:
        load_neuro_model(folder)
    assert caught.value.code == "bad_model"
    assert FILE in str(caught.value.params["model"])
