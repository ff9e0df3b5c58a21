"""Forward warping: softmax splatting, and the inverse of a smooth motion made with it.

Niklaus & Liu, "Softmax Splatting for Video Frame Interpolation", CVPR 2020, equation 7.
"""

from __future__ import annotations

import cv2
import numpy as np


def softmax_splat(
    values: np.ndarray, target: np.ndarray, importance: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Send samples to their targets; where several meet, softmax of the importance decides.

    Parameters
    ----------
    values : np.ndarray
        float32 [S, C].
    target : np.ndarray
        float32 [S, 2], pixel positions (x, y); (0, 0) is the centre of the first pixel.
    importance : np.ndarray
        float32 [S]; a sample counts with its exponential.
    width, height : int
        Size of the result.

    Returns
    -------
    mean : np.ndarray
        float64 [H, W, C], weighted means; 0 where nothing arrived.
    weight : np.ndarray
        float64 [H, W], the sum of weights; the hole mask is `weight == 0`.
    """
    top_left = np.floor(target)
    fraction = target - top_left
    # One border pixel on each side takes what falls just outside; the rest is left out.
    index = top_left.astype(np.int32) + 1
    inside = ((index >= 0) & (index <= (width, height))).all(axis=1)
    if not inside.all():
        index, fraction = index[inside], fraction[inside]
        values, importance = values[inside], importance[inside]
    stride = width + 2
    size = stride * (height + 2)
    flat = index[:, 1] * stride + index[:, 0]
    strength = np.exp(importance - importance.max(initial=-np.inf))
    right, below = fraction[:, 0], fraction[:, 1]
    left, above = 1 - right, 1 - below
    weights = np.concatenate([left * above, right * above, left * below, right * below])
    weights *= np.tile(strength, 4)
    bins = np.concatenate([flat, flat + 1, flat + stride, flat + stride + 1])
    weight = np.bincount(bins, weights, size)
    sums = [np.bincount(bins, weights * np.tile(column, 4), size) for column in values.T]
    safe = np.where(weight > 0, weight, 1.0)
    mean = np.stack([total / safe for total in sums], axis=1)
    shape = (height + 2, stride)
    return mean.reshape(*shape, -1)[1:-1, 1:-1], weight.reshape(shape)[1:-1, 1:-1]


def invert_motion(
    displacement: np.ndarray, origin_px: tuple[float, float], step_px: int, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where the content of each output pixel comes from.

    Coordinates are splatted instead of colours, cracks where the motion stretches are closed, and
    a few fixed-point steps `x <- y - u(x)` make the result exact, so that the picture is sampled
    once and stays sharp.

    Parameters
    ----------
    displacement : np.ndarray
        float32 [gh, gw, 2], u at the centres of cells of `step_px` (4 or 8 n), the first cell's
        corner at `origin_px`. Beyond the cells u goes on as at their edge.
    width, height : int
        Output size in px, at (0, 0).

    Returns
    -------
    source : np.ndarray
        float32 [H, W, 2], continuous source positions.
    error_px : np.ndarray
        float32 [H, W]: how far `source` lands from its pixel; large where nothing truly lands.
    """
    coarse = min(_COARSEST, step_px // 2)
    samples = (
        displacement.shape[1] * step_px // coarse,
        displacement.shape[0] * step_px // coarse,
    )
    u = cv2.resize(displacement, samples, interpolation=cv2.INTER_LINEAR)
    xs = origin_px[0] + (np.arange(samples[0], dtype=np.float32) + 0.5) * coarse
    ys = origin_px[1] + (np.arange(samples[1], dtype=np.float32) + 0.5) * coarse
    target_x = (u[..., 0] + xs) / coarse - 0.5
    target_y = (u[..., 1] + ys[:, None]) / coarse - 0.5
    target = np.stack([target_x.ravel(), target_y.ravel()], axis=1)
    # Of content that meets, what moves further is in front (as a guess: the drags say no more).
    importance = 0.25 * np.hypot(u[..., 0], u[..., 1]).ravel()
    half = (-(-width // coarse), -(-height // coarse))
    mean, weight = softmax_splat(u.reshape(-1, 2), target, importance, *half)
    guess = close_cracks(mean.astype(np.float32), weight.astype(np.float32))
    full = (half[0] * coarse, half[1] * coarse)
    guess = cv2.resize(guess, full, interpolation=cv2.INTER_LINEAR)[:height, :width]
    return _refine(guess[..., 0], guess[..., 1], u, origin_px, coarse)


# The splat takes every second, on large pictures every fourth sample and pixel: enough for the
# first guess of a smooth inverse.
_COARSEST = 4
_STEPS = 3


def _refine(
    guess_x: np.ndarray,
    guess_y: np.ndarray,
    u: np.ndarray,
    origin_px: tuple[float, float],
    coarse: int,
) -> tuple[np.ndarray, np.ndarray]:
    height, width = guess_x.shape
    flow_x, flow_y = guess_x, guess_y
    px = np.arange(width, dtype=np.float32) + np.float32(0.5)
    py = (np.arange(height, dtype=np.float32) + np.float32(0.5))[:, None]
    # OpenCV rounds positions to 1/32 sample, here 1/16 or 1/8 px: the flow changes little over
    # that.
    offset_x = (px - np.float32(origin_px[0])) / coarse - np.float32(0.5)
    offset_y = (py - np.float32(origin_px[1])) / coarse - np.float32(0.5)
    for _ in range(_STEPS):
        before_x, before_y = flow_x, flow_y
        found = cv2.remap(
            u,
            offset_x - flow_x / coarse,
            offset_y - flow_y / coarse,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        flow_x, flow_y = found[..., 0], found[..., 1]
    error_px = np.maximum(np.abs(flow_x - before_x), np.abs(flow_y - before_y))
    # Where the motion folds the steps jump about; there the splat's own mean is the better picture.
    trust = np.clip(2.0 - 4.0 * error_px, 0.0, 1.0)
    source_x = px - (guess_x + trust * (flow_x - guess_x))
    source_y = py - (guess_y + trust * (flow_y - guess_y))
    return np.dstack([source_x, source_y]), error_px


def close_cracks(mean: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Fill what the splat missed from coarser levels (push-pull, Gortler et al. 1996, section 3.4).

    `mean` float32 [H, W, C] counts where `weight` float32 [H, W] > 0; returns float32 [H, W, C].
    """
    known = np.minimum(weight * 1e3, 1.0).astype(np.float32)
    if known.min() >= 1.0 or not known.any():
        return mean
    return _push_pull(mean * known[..., None], known)


def _push_pull(total: np.ndarray, known: np.ndarray) -> np.ndarray:
    height, width = known.shape
    mean = total / np.maximum(known, 1e-6)[..., None]
    if known.min() >= 1.0 or max(height, width) <= 1:
        return np.asarray(mean)
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    small_total = cv2.resize(total, half, interpolation=cv2.INTER_AREA).reshape(
        half[1], half[0], -1
    )
    small_known = cv2.resize(known, half, interpolation=cv2.INTER_AREA).reshape(half[1], half[0])
    # Pull: a cell that is known in part counts as known, so that holes do not fade to zero.
    gain = np.minimum(1.0, 4.0 * small_known) / np.maximum(small_known, 1e-6)
    below = _push_pull(small_total * gain[..., None], small_known * gain)
    up = cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR).reshape(total.shape)
    return np.asarray(mean * known[..., None] + up * (1 - known)[..., None])
