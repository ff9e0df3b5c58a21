"""Softer copies and filled holes, which frames are mixed from."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from worker.motion.dragnuwa.palette import fill_holes, make_palette, soften

HEIGHT, WIDTH = 24, 32


@pytest.mark.parametrize("sigma_px", [1.5, 4.0])
def test_softening_is_opencvs_blur_with_the_edge_repeated(sigma_px: float) -> None:
    picture = np.random.default_rng(0).normal(size=(HEIGHT, WIDTH, 3)).astype(np.float32)
    side = 2 * round(2.5 * sigma_px) + 1
    expected = cv2.GaussianBlur(picture, (side, side), sigma_px, borderType=cv2.BORDER_REPLICATE)
    softened = soften(torch.from_numpy(picture).permute(2, 0, 1)[None], sigma_px)
    np.testing.assert_allclose(softened[0].permute(1, 2, 0).numpy(), expected, atol=1e-5)


def _disc(radius_px: float) -> np.ndarray:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return ((x - 14) ** 2 + (y - 11) ** 2 < radius_px**2).astype(np.float32)


@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (17, 5), (1, 1)])
def test_what_is_known_stays_and_a_flat_picture_stays_flat(
    size: tuple[int, int],
) -> None:
    flat = torch.full((2, 3, *size), 0.4)
    hole = torch.zeros(2, 1, *size)
    hole[1, :, : max(1, size[0] // 2)] = 1 if size != (1, 1) else 0
    torch.testing.assert_close(fill_holes(flat, hole), flat, atol=1e-5, rtol=0)
    noise = torch.rand((2, 3, *size), generator=torch.Generator().manual_seed(0))
    kept = fill_holes(noise, hole)
    known = (hole == 0).expand_as(noise)
    torch.testing.assert_close(kept[known], noise[known], atol=1e-5, rtol=0)


def test_a_hole_shows_nothing_of_what_was_under_it() -> None:
    hole = torch.from_numpy(_disc(6.0))[None, None]
    noise = torch.rand((1, 3, HEIGHT, WIDTH), generator=torch.Generator().manual_seed(1))
    other = torch.where(hole > 0, torch.full_like(noise, 7.0), noise)
    torch.testing.assert_close(fill_holes(noise, hole), fill_holes(other, hole), atol=0, rtol=0)


def test_a_hole_in_a_ramp_is_filled_along_the_ramp() -> None:
    """Against the picture's own pixels, and against a fill with the mean of the known ones."""
    ramp = np.linspace(-1, 1, WIDTH, dtype=np.float32) * np.ones((HEIGHT, 1), np.float32)
    hole = _disc(4.0)
    picture = torch.from_numpy(ramp).expand(1, 3, -1, -1)
    filled = fill_holes(picture, torch.from_numpy(hole)[None, None])[0, 0].numpy()
    miss = np.abs(filled - ramp)[hole > 0].mean()
    plain = np.abs(ramp[hole == 0].mean() - ramp)[hole > 0].mean()
    assert miss < 0.6 * plain
    assert filled.min() >= -1 and filled.max() <= 1


def test_where_nothing_is_known_the_fill_is_zero() -> None:
    filled = fill_holes(torch.full((1, 3, 8, 12), 5.0), torch.ones(1, 1, 8, 12))
    assert not filled.any()


def test_the_warp_itself_is_the_first_copy() -> None:
    warp, hole = torch.rand(1, 3, HEIGHT, WIDTH), torch.from_numpy(_disc(5.0))[None, None]
    palette = make_palette(warp, hole)
    assert palette.copies[0] is warp
    expected = cv2.GaussianBlur(_disc(5.0), (5, 5), 1.0, borderType=cv2.BORDER_REPLICATE)
    np.testing.assert_allclose(palette.near_hole[0, 0].numpy(), expected, atol=1e-5)
