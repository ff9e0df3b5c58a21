"""The pictures that are trained on are drawn once, and never those of the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.neuro.scenes.concepts import concepts
from worker.neuro.training.scene_data import TRAINED, VALIDATED, scene_data, trained_numbers


def test_pictures_of_tests_are_not_trained_on() -> None:
    numbers = trained_numbers(TRAINED) + trained_numbers(VALIDATED)
    assert max(number // len(concepts()) for number in numbers) < 100
    assert not set(TRAINED) & set(VALIDATED)
    assert {number % len(concepts()) for number in numbers} == set(range(len(concepts())))


def test_pictures_are_drawn_once(tmp_path: Path) -> None:
    told: list[str] = []
    one = scene_data(tmp_path, "some", [3, 4, 5], told.append)
    two = scene_data(tmp_path, "some", [3, 4, 5], told.append)
    assert told == ["drawing 3 pictures"]
    np.testing.assert_array_equal(one.pixels, two.pixels)
    assert one.captions == two.captions
    assert one.labels[0].startswith("an image of")
    scene_data(tmp_path, "some", [3, 4], told.append)
    assert len(told) == 2, "other numbers are drawn anew"


def test_a_file_that_was_cut_off_is_drawn_again(tmp_path: Path) -> None:
    scene_data(tmp_path, "some", [7], lambda line: None)
    path = tmp_path / "scenes-some.npz"
    path.write_bytes(path.read_bytes()[:100])
    assert len(scene_data(tmp_path, "some", [7], lambda line: None)) == 1


def test_saliency_shows_the_object_on_grey(tmp_path: Path) -> None:
    data = scene_data(tmp_path, "some", [11], lambda line: None)
    shown, inside = data.maps()[0], data.masks[0] == 255
    np.testing.assert_array_equal(shown[data.masks[0] == 0], 128)
    assert inside.any()
    np.testing.assert_array_equal(shown[inside], data.pixels[0][inside])
