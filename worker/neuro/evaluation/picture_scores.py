"""How alike pictures are: pixel correlation, SSIM, and identification in named feature spaces."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from worker.neuro.evaluation.retrieval import hit_table, rank
from worker.statistics.intervals import Floats

Pixels = npt.NDArray[np.uint8]
COLOURS = "mean colours of 8 × 8 fields"
_FIELD = 8


def pixel_correlation(made: Pixels, seen: Pixels) -> Floats:
    """Pearson's correlation of all values of each pair, float64 [n]; 0 for an even picture."""
    a = made.reshape(len(made), -1).astype(np.float64)
    b = seen.reshape(len(seen), -1).astype(np.float64)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    length = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray((a * b).sum(axis=1) / np.where(length > 0, length, 1.0))


def structural_similarity(made: Pixels, seen: Pixels) -> Floats:
    """SSIM of each pair in grey, Gaussian window of sigma 1.5, range 1: float64 [n]."""
    from skimage import metrics

    ssim: Any = metrics.structural_similarity
    pairs = zip(_grey(made), _grey(seen), strict=True)
    found = [
        ssim(
            a,
            b,
            data_range=1.0,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        for a, b in pairs
    ]
    return np.array(found, np.float64)


def _grey(pixels: Pixels) -> Floats:
    from skimage.color import rgb2gray

    return np.asarray(rgb2gray(pixels), np.float64)


def colour_fields(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Mean colours of 8 × 8 fields, centred picture by picture, float32 [n, 192]."""
    n, height, width, _ = pixels.shape
    high, wide = height // _FIELD, width // _FIELD
    cut = pixels[:, : high * _FIELD, : wide * _FIELD].astype(np.float64)
    fields = cut.reshape(n, _FIELD, high, _FIELD, wide, 3).mean(axis=(2, 4)).reshape(n, -1)
    return np.asarray(fields - fields.mean(axis=1, keepdims=True), np.float32)


def identification(
    made: npt.NDArray[np.float32], seen: npt.NDArray[np.float32], ways: int
) -> Floats:
    """Probability [n, n] of finding column j among `ways` seen pictures, were it the answer.

    The diagonal is two-way or n-way identification of each picture.
    """
    ranking = rank(made, seen, np.arange(len(seen)))
    return hit_table(ranking, 1, ways)


def overlap(made: npt.NDArray[np.floating], seen: npt.NDArray[np.floating]) -> Floats:
    """Intersection over union of masks [n, H, W] at one half, [n]; 0 where both are empty."""
    a, b = made >= 0.5, seen >= 0.5
    either = (a | b).sum(axis=(1, 2))
    return np.asarray((a & b).sum(axis=(1, 2)) / np.maximum(either, 1), np.float64)
