"""The drag map of DragNUWA: sparse frame-to-frame motion spread by a Gaussian."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

# The released 1.5 filter, made for pictures 576 px wide.
KERNEL_PX, SIGMA_PX, MADE_FOR_PX = 199, 20.0, 576


def gaussian_kernel(kernel_px: int = KERNEL_PX, sigma_px: float = SIGMA_PX) -> Tensor:
    """Square Gaussian of peak 1, [k, k]; it is not normalised.

    The centre keeps the drag's whole displacement, and drags that are close add up, as in the
    released model (`guassian_filter.weight`).
    """
    axis = _profile(kernel_px, sigma_px)
    return axis[:, None] * axis[None, :]


def _profile(kernel_px: int, sigma_px: float) -> Tensor:
    if kernel_px % 2 == 0:
        raise ValueError(f"kernel_px is {kernel_px}; a centred kernel has an odd size")
    offset = torch.arange(kernel_px, dtype=torch.float32) - (kernel_px - 1) / 2
    return torch.exp(-offset.square() / (2 * sigma_px**2))


def scaled_filter(width_px: int) -> tuple[int, float]:
    """Kernel and sigma for a picture of another width, the same part of it."""
    factor = width_px / MADE_FOR_PX
    return 2 * round((KERNEL_PX - 1) / 2 * factor) + 1, SIGMA_PX * factor


def blur_map(sparse: Tensor, kernel_px: int, sigma_px: float) -> Tensor:
    """Each channel of `sparse` [B, C, H, W] filtered with the kernel of peak 1.

    The Gaussian is separable, so two passes of one dimension equal the released two-dimensional
    depthwise convolution.
    """
    channels = sparse.shape[1]
    profile = _profile(kernel_px, sigma_px).to(sparse)
    rows = profile.expand(channels, 1, 1, kernel_px)
    columns = profile[:, None].expand(channels, 1, kernel_px, 1)
    half = kernel_px // 2
    blurred = F.conv2d(sparse, rows, padding=(0, half), groups=channels)
    return F.conv2d(blurred, columns, padding=(half, 0), groups=channels)


def sparse_map(
    xy: np.ndarray, visible: np.ndarray, width: int, height: int, scale: int = 1
) -> np.ndarray:
    """Frame-to-frame motion written at where the points are: DragNUWA 1.5's `input_drag`.

    Parameters
    ----------
    xy : np.ndarray
        [T, N, 2], px of a `width` x `height` frame.
    visible : np.ndarray
        bool [T, N].
    scale : int
        Cells of the map in px; 1 as released.

    Returns
    -------
    np.ndarray
        float32 [T, 2, H / scale, W / scale]; map 0 is zero, and map t holds `xy[t] - xy[t - 1]` at
        the place of t - 1, in px. Points outside the frame write nothing.
    """
    frames, count = visible.shape
    rows, columns = height // scale, width // scale
    maps = np.zeros((frames, 2, rows, columns), dtype=np.float32)
    cell = np.floor(xy / scale).astype(int)
    for t in range(1, frames):
        for n in range(count):
            x, y = cell[t - 1, n]
            if visible[t - 1, n] and 0 <= x < columns and 0 <= y < rows:
                maps[t, :, y, x] = xy[t, n] - xy[t - 1, n]
    return maps


def drag_map(
    xy: np.ndarray, visible: np.ndarray, width: int, height: int, scale: int = 1
) -> Tensor:
    """The condition g of the paper, float32 [T, 2, H / scale, W / scale] px (section 3.2).

    `sparse_map` filtered with the released kernel, scaled to this picture's width.
    """
    kernel_px, sigma_px = scaled_filter(width // scale)
    sparse = torch.from_numpy(sparse_map(xy, visible, width, height, scale))
    return blur_map(sparse, kernel_px, sigma_px)
