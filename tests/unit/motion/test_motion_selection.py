"""Click-to-select on pictures whose object is known."""

from __future__ import annotations

import numpy as np
import pytest

from shared.motion.selection import Box, Click, select_region

WIDTH, HEIGHT = 400, 260


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, np.ndarray]:
    """A grained green disc before a grained, shaded ground, and where the disc is."""
    rng = np.random.default_rng(4)
    ys, xs = np.mgrid[:HEIGHT, :WIDTH]
    picture = np.stack([120 + xs * 0.15, 90 + 0 * xs, 130 + ys * 0.2], axis=-1)
    inside = (xs - 250) ** 2 + ((ys - 120) * 1.2) ** 2 < 60**2
    picture[inside] = (60, 170, 70)
    picture += rng.normal(0, 8, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8), inside


def overlap(mask: np.ndarray, inside: np.ndarray) -> float:
    chosen = mask > 127
    return float((chosen & inside).sum() / (chosen | inside).sum())


def test_a_click_selects_the_object_under_it(scene: tuple[np.ndarray, np.ndarray]) -> None:
    picture, inside = scene
    mask = select_region(picture, Click(240, 130), (WIDTH, HEIGHT))
    assert mask.dtype == np.uint8 and set(np.unique(mask)) <= {0, 255}
    assert overlap(mask, inside) > 0.95


def test_a_box_selects_what_is_in_it(scene: tuple[np.ndarray, np.ndarray]) -> None:
    picture, inside = scene
    mask = select_region(picture, Box(330, 200, 170, 50), (WIDTH, HEIGHT))
    assert overlap(mask, inside) > 0.95


def test_the_mask_has_the_size_asked_for_and_is_the_same_each_time(
    scene: tuple[np.ndarray, np.ndarray],
) -> None:
    picture, inside = scene
    first = select_region(picture, Click(240, 130), (800, 520))
    again = select_region(picture, Click(240, 130), (800, 520))
    assert first.shape == (520, 800) and np.array_equal(first, again)
    assert overlap(first, np.repeat(np.repeat(inside, 2, 0), 2, 1)) > 0.95


def test_what_an_object_encloses_belongs_to_it(scene: tuple[np.ndarray, np.ndarray]) -> None:
    picture = scene[0]
    picture = picture.copy()
    picture[115:125, 245:255] = (230, 40, 40)
    mask = select_region(picture, Click(220, 110), (WIDTH, HEIGHT))
    assert (mask[115:125, 245:255] == 255).all()


@pytest.mark.parametrize("where", [Click(-4, 20), Click(500, 20), Box(20, 20, 20, 90)])
def test_nothing_is_selected_outside_or_in_a_box_without_area(
    where: Click | Box, scene: tuple[np.ndarray, np.ndarray]
) -> None:
    assert not select_region(scene[0], where, (WIDTH, HEIGHT)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3, 3)])
def test_tiny_pictures_are_taken(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*shape, 3), dtype=np.uint8)
    mask = select_region(picture, Click(0.5, 0.5), (shape[1], shape[0]))
    assert mask.shape == shape and mask[0, 0] == 255


def test_a_plain_picture_is_one_object() -> None:
    picture = np.full((50, 70, 3), 90, np.uint8)
    mask = select_region(picture, Click(20, 20), (70, 50))
    assert mask[20, 20] == 255
