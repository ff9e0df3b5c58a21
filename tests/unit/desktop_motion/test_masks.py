"""Mask shapes against plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.motion.mask import (
    Mask,
    grow_mask,
    mask_size,
    pack_mask,
    paint_stroke,
    scale_mask,
    smooth_mask,
    unpack_mask,
)


def blob() -> np.ndarray:
    array = np.zeros((60, 80), np.uint8)
    array[20:35, 25:50] = 255
    array[30, 70] = 255
    return array


def test_packing_is_exact_and_an_empty_mask_is_none() -> None:
    array = np.random.default_rng(0).integers(0, 256, (33, 47)).astype(np.uint8)
    packed = pack_mask(array)
    assert packed is not None
    assert np.array_equal(unpack_mask(packed), array)
    assert pack_mask(np.full((5, 5), 127, np.uint8)) is None


def test_bytes_that_do_not_fit_the_size_are_refused() -> None:
    packed = pack_mask(blob())
    assert packed is not None
    for width, height in ((80, 61), (79, 60)):
        with pytest.raises(ValueError, match="do not fit"):
            unpack_mask(Mask(width, height, packed.packed))


@pytest.mark.parametrize("radius", [0, 1, 3, 7])
def test_growing_is_dilation_by_a_disc(radius: int) -> None:
    inside = np.argwhere(blob() > 127)
    grown = grow_mask(blob(), radius) > 127
    for y in range(0, 60, 3):
        for x in range(0, 80, 3):
            near = (((inside - (y, x)) ** 2).sum(1) <= radius * radius).any()
            assert grown[y, x] == near


def test_shrinking_takes_away_what_is_near_the_outside() -> None:
    shrunk = grow_mask(blob(), -3) > 127
    assert not shrunk[30, 70]
    assert shrunk[27, 37] and not shrunk[21, 37] and not shrunk[27, 26]
    assert not (shrunk & ~(blob() > 127)).any()


def test_smoothing_softens_the_edge_and_keeps_the_middle() -> None:
    soft = smooth_mask(blob(), 2)
    assert soft[27, 37] == 255 and soft[5, 5] == 0
    assert 0 < soft[20, 37] < 255
    assert (soft[30, 70]) <= 127


def test_a_stroke_covers_exactly_the_points_within_its_radius() -> None:
    array = np.zeros((60, 80), np.uint8)
    box = paint_stroke(array, (20.0, 15.0), (60.0, 40.0), 6.0, 255)
    y, x = np.nonzero(array)
    assert box[0] <= x.min() and x.max() < box[2] and box[1] <= y.min() and y.max() < box[3]
    centres = np.stack([x + 0.5, y + 0.5], 1)
    direction = np.array([40.0, 25.0])
    along = np.clip(((centres - (20, 15)) @ direction) / (direction @ direction), 0, 1)
    distance = np.hypot(*(centres - (20, 15) - along[:, None] * direction).T)
    assert distance.max() <= 6.0
    assert len(x) == pytest.approx(np.hypot(40, 25) * 12 + np.pi * 36, rel=0.03)


def test_a_stroke_outside_the_picture_paints_nothing() -> None:
    array = np.zeros((60, 80), np.uint8)
    paint_stroke(array, (-50, -50), (-30, -50), 6, 255)
    paint_stroke(array, (500, 20), (600, 20), 6, 255)
    assert not array.any()


def test_mask_size_is_limited_and_scaling_keeps_places() -> None:
    assert mask_size(800, 600) == (800, 600)
    assert mask_size(8000, 4000) == (2048, 1024)
    double = scale_mask(blob(), 160, 120)
    assert double.shape == (120, 160)
    assert np.array_equal(double[::2, ::2], blob())


def test_a_stroke_of_almost_no_length_is_a_dot() -> None:
    dot, stroke = np.zeros((40, 40), np.uint8), np.zeros((40, 40), np.uint8)
    paint_stroke(dot, (20.0, 20.0), (20.0, 20.0), 6.0, 255)
    paint_stroke(stroke, (20.0, 20.0), (20.0, 20.0 + 1e-30), 6.0, 255)
    paint_stroke(stroke, (0.0, 0.0), (0.0, 1.2e-38), 0.1, 255)
    assert dot.any()
    assert np.array_equal(dot, stroke)
