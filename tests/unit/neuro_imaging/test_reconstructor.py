"""Pixel level, sample level, both: each can be left out, and wrong shapes are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.neuro_imaging.small import DIMENSIONS, small_maker
from tests.unit.neuro_imaging.squares import squares
from worker.neuro.imaging.first_pictures import boxes_of, cover_of, first_pictures
from worker.neuro.imaging.reconstructor import Reconstructor, ReconstructorSettings
from worker.neuro.imaging.sampler import Sharpened


def chain() -> Reconstructor:
    return Reconstructor(small_maker(), ReconstructorSettings(steps=3, strength=0.5))


def embeddings(count: int) -> np.ndarray:
    values = np.random.default_rng(0).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def test_each_level_alone_and_both_make_pictures() -> None:
    given, maps = embeddings(2), squares(2).maps()
    made = [
        chain().reconstruct(embedding, saliency, 1)
        for embedding, saliency in ((given, None), (None, maps), (given, maps))
    ]
    assert all(each.shape == (2, 64, 64, 3) and each.dtype == np.uint8 for each in made)
    assert not np.array_equal(made[0], made[2])
    assert not np.array_equal(made[1], made[2])


def test_a_seed_repeats_a_picture_whatever_else_is_made() -> None:
    given = embeddings(3)
    together = chain().reconstruct(given, None, 7)
    again = chain().reconstruct(given[:1], None, 7)
    assert np.abs(together[:1].astype(int) - again).max() <= 1
    assert not np.array_equal(again, chain().reconstruct(given[:1], None, 8))


def test_steps_are_shown_as_they_come() -> None:
    seen: list[Sharpened] = []
    made = chain().reconstruct(embeddings(1), None, 1, seen.append)
    assert [each.step for each in seen] == [0, 1, 2, 3]
    np.testing.assert_array_equal(seen[-1].pictures, made)


def test_what_the_first_picture_shows_is_kept_at_strength_0() -> None:
    maker = small_maker()
    still = Reconstructor(maker, ReconstructorSettings(strength_alone=0.0))
    maps = squares(2).maps()
    seen: list[Sharpened] = []
    made = still.reconstruct(None, maps, 1, seen.append)
    assert len(seen) == 1
    np.testing.assert_array_equal(made, seen[0].pictures)


def test_first_pictures_show_object_and_surroundings() -> None:
    data = squares(1)
    around = np.full((1, 64, 64, 3), 20, np.uint8)
    inside = data.masks[0] == 255
    grey = first_pictures(data.maps(), None)[0]
    np.testing.assert_array_equal(grey, data.maps()[0])
    filled = first_pictures(data.maps(), around)[0]
    np.testing.assert_array_equal(filled[~inside], 20)
    np.testing.assert_array_equal(filled[inside], data.pixels[0][inside])
    place = first_pictures(data.masks.astype(np.float32) / 255, None)[0]
    assert place[inside].min() > place[~inside].max()


def test_boxes_are_where_the_maps_have_an_object() -> None:
    data = squares(6)
    told = boxes_of(cover_of(data.maps()))
    for box, mask in zip(told, data.masks, strict=True):
        y, x = np.nonzero(mask)
        np.testing.assert_allclose(box[:2] * 64, (x.mean() + 0.5, y.mean() + 0.5), atol=0.6)
        np.testing.assert_allclose(box[2:] * 64, 24, atol=5)
    blurred = 0.4 * data.masks.astype(np.float32) / 255
    np.testing.assert_allclose(boxes_of(blurred), told, atol=0.02)


def test_wrong_shapes_are_told() -> None:
    with pytest.raises(AppError, match="embedding"):
        chain().reconstruct(None, None, 0)
    with pytest.raises(AppError, match=r"\[n, 16\]"):
        chain().reconstruct(np.zeros((1, 3), np.float32), None, 0)
    with pytest.raises(AppError, match=r"\[n, 64, 64\]"):
        chain().reconstruct(None, np.zeros((1, 32, 32), np.float32), 0)
    with pytest.raises(AppError, match="as many"):
        chain().reconstruct(embeddings(2), squares(1).maps(), 0)


def test_files_keep_the_chain(tmp_path: Path) -> None:
    one = chain()
    one.save(tmp_path)
    again = Reconstructor.load(tmp_path)
    assert again.settings == one.settings
    (tmp_path / "reconstructor.json").write_text('{"steps": "many"}')
    with pytest.raises(AppError, match="cannot be used"):
        Reconstructor.load(tmp_path)
