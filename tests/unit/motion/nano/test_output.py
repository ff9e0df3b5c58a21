"""The output head: shares, blurs and the frame's colour."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from worker.motion.dragnuwa.output import CELL_PX, OutputHead, recolour
from worker.motion.dragnuwa.palette import make_palette, soften

HEIGHT, WIDTH = 24, 32


def test_no_change_of_colour_is_the_same_frame() -> None:
    frame = torch.randn(2, 3, 5, 6)
    torch.testing.assert_close(recolour(frame, torch.zeros(2, 12)), frame, atol=0, rtol=0)


def test_each_frame_has_its_own_matrix_and_offset() -> None:
    frame, change = torch.randn(2, 3, 5, 6), torch.randn(2, 12)
    turned = recolour(frame, change).numpy()
    for b in range(2):
        matrix = np.eye(3) + change[b, :9].numpy().reshape(3, 3)
        for y, x in ((0, 0), (4, 3)):
            expected = matrix @ frame[b, :, y, x].numpy() + change[b, 9:].numpy()
            np.testing.assert_allclose(turned[b, :, y, x], expected, atol=1e-5)


def _head() -> OutputHead:
    torch.manual_seed(3)
    return OutputHead(8, 8, 4)


def _frame(
    head: OutputHead, warp: torch.Tensor, hole: torch.Tensor, sure: float = 0.3, lit: float = 1.0
) -> torch.Tensor:
    torch.manual_seed(4)
    cells = (HEIGHT // CELL_PX, WIDTH // CELL_PX)
    shallow, sureness = torch.randn(1, 8, *cells), torch.full((1, 1, *cells), sure)
    deep, embedding, when = torch.randn(1, 8, 2, 2), torch.randn(1, 4), torch.tensor([[lit]])
    palette = make_palette(warp, hole)
    with torch.no_grad():
        made: torch.Tensor = head(shallow, deep, embedding, palette, hole, sureness, when)
    return made


def _holes(value: float) -> torch.Tensor:
    return torch.full((1, 1, HEIGHT, WIDTH), value)


@pytest.mark.parametrize("hole", [0.0, 0.5, 0.99])
def test_shares_of_the_mix_sum_to_one(hole: float) -> None:
    """A flat warp is its own blur: whatever the shares are, one that adds nothing returns it."""
    head = _head()
    torch.nn.init.normal_(head.choice.weight)
    flat = torch.full((1, 3, HEIGHT, WIDTH), 0.4)
    torch.testing.assert_close(_frame(head, flat, _holes(hole)), flat, atol=1e-5, rtol=0)


def _plain_head(brighter: float) -> OutputHead:
    """A head without an opinion; its own pixels are so much brighter than the fill of holes."""
    head = _head()
    assert head.pixels.bias is not None
    torch.nn.init.constant_(head.pixels.bias, brighter)
    return head


def _half_hole() -> tuple[np.ndarray, np.ndarray]:
    """A hole right of column 16, and the same with its soft edge."""
    hole = np.zeros((HEIGHT, WIDTH), np.float32)
    hole[:, 16:] = 1
    return hole, cv2.GaussianBlur(hole, (5, 5), 1.0, borderType=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("sure", [0.0, 0.7, 1.0])
def test_new_pixels_appear_in_holes_and_fade_at_their_edge(sure: float) -> None:
    hole, near = _half_hole()
    flat = torch.full((1, 3, HEIGHT, WIDTH), -0.5)
    made = _frame(_plain_head(1.0), flat, torch.from_numpy(hole)[None, None], sure)
    added = (made - flat)[0, 1].numpy()
    new = np.exp(4 * hole) * near
    share = new / (np.exp(3 - 6 * hole) + 2 * np.maximum(1 - sure, near) + new)
    np.testing.assert_allclose(added, share, atol=1e-4)
    assert added[:, :13].max() < 1e-4, "the photograph's own pixels stay"
    assert added[:, 20:].min() > 0.9


def test_softer_copies_enter_only_away_from_what_the_drags_say() -> None:
    generator = torch.Generator().manual_seed(1)
    warp = torch.rand((1, 3, HEIGHT, WIDTH), generator=generator)
    soft = [soften(warp, sigma_px) for sigma_px in (1.5, 4.0)]
    for sure in (0.0, 0.6):
        shares = np.array([np.exp(3.0), 1 - sure, 1 - sure])
        shares = shares / shares.sum()
        expected = sum(a * copy for a, copy in zip(shares, (warp, *soft), strict=True))
        made = _frame(_plain_head(0.0), warp, _holes(0.0), sure)
        torch.testing.assert_close(made, expected.float(), atol=1e-5, rtol=1e-4)
    made = _frame(_plain_head(0.0), warp, _holes(0.0), 1.0)
    torch.testing.assert_close(made, warp, atol=1e-5, rtol=0)


def test_the_light_changes_only_where_something_is_said() -> None:
    head = _plain_head(0.0)
    flat = torch.full((1, 3, HEIGHT, WIDTH), 0.25)
    with torch.no_grad():
        head.colour.bias[9:] = 0.125
    for when in (0.25, 1.0):
        said = _frame(head, flat, _holes(0.0), 1.0, lit=when)
        torch.testing.assert_close(said, flat + when * 0.125, atol=1e-5, rtol=0)
    silent = _frame(head, flat, _holes(0.0), 1.0, lit=0.0)
    torch.testing.assert_close(silent, flat, atol=1e-5, rtol=0)


def test_new_pixels_lie_in_their_own_cells() -> None:
    head = _head()
    torch.nn.init.zeros_(head.pixels.weight)
    assert head.pixels.bias is not None
    with torch.no_grad():
        head.pixels.bias.copy_(torch.arange(48.0))
        head.anywhere.copy_(torch.tensor([-90.0, -90.0, -90.0, 90.0]))
    made = _frame(head, torch.zeros(1, 3, HEIGHT, WIDTH), _holes(1.0))
    cell = torch.arange(48.0).reshape(3, CELL_PX, CELL_PX)
    torch.testing.assert_close(made[0, :, 4:8, 12:16], cell, atol=1e-4, rtol=0)
