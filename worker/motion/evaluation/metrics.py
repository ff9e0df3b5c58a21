"""Figures of one window: a video beside the real one, and its points beside the true tracks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from shared.motion.judge import follow_points, to_gray

# Equal pictures have no finite PSNR and JSON no infinity; 8-bit pictures that differ in one value
# of one pixel reach 99 dB at 256 x 144 px.
MAX_PSNR_DB = 100.0
CLIP_PX = 20.0
MIN_HOLE_PX = 256  # pixels in all frames of a window; fewer say nothing

METRICS = ("psnr", "ssim", "epe_all_px", "epe_ctrl_px", "hole_psnr", "leak_px")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of one backend on one window; None where nothing was measurable.

    Attributes
    ----------
    psnr, ssim : float
        Mean over frames 1 to T - 1.
    epe_all_px, epe_ctrl_px : float
        Mean distance from the true tracks of all trackable points and of the dragged ones, each
        at most 20 px, as much as a lost point counts.
    lost : float
        Share of the points and frames in which the point was lost.
    hole_psnr : float or None
        Over the pixels for which the picture has no content.
    leak_px : float or None
        How far pinned background points moved, where the background is truly still.
    zero_drags_psnr : float or None
        Without drags: the least similar frame to the picture.
    """

    clip: str
    window: int
    backend: str
    psnr: float
    ssim: float
    epe_all_px: float
    epe_ctrl_px: float
    lost: float
    hole_psnr: float | None = None
    leak_px: float | None = None
    zero_drags_psnr: float | None = None
    seconds: float = 0.0


def psnr(frame: np.ndarray, truth: np.ndarray, where: np.ndarray | None = None) -> float:
    """Peak signal-to-noise ratio of uint8 pictures in dB, at most 100, over the pixels `where`."""
    error = np.square(frame.astype(np.float64) - truth)
    mean = float((error if where is None else error[where]).mean())
    return MAX_PSNR_DB if mean <= 0 else min(MAX_PSNR_DB, 10 * math.log10(255**2 / mean))


def video_psnr(frames: np.ndarray, truth: np.ndarray) -> float:
    """Mean PSNR of frames 1 to T - 1 of uint8 [T, H, W, 3], dB."""
    return float(np.mean([psnr(a, b) for a, b in zip(frames[1:], truth[1:], strict=True)]))


def video_ssim(frames: np.ndarray, truth: np.ndarray) -> float:
    """Mean SSIM of frames 1 to T - 1 over the colours (Wang et al. 2004: Gaussian, sigma 1.5)."""
    from skimage.metrics import structural_similarity

    values = [
        structural_similarity(  # type: ignore[no-untyped-call]
            frame,
            other,
            channel_axis=2,
            data_range=255,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        for frame, other in zip(frames[1:], truth[1:], strict=True)
    ]
    return float(np.mean(values))


def hole_psnr(frames: np.ndarray, truth: np.ndarray, holes: np.ndarray) -> float | None:
    """PSNR over the pixels of `holes` bool [T, H, W] in frames 1 to T - 1, dB; None: too few."""
    if holes[1:].sum() < MIN_HOLE_PX:
        return None
    return psnr(frames[1:], truth[1:], holes[1:])


def point_errors(frames: Sequence[np.ndarray], xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance of points from their true tracks, re-tracked from the pixels of a video.

    Parameters
    ----------
    frames : sequence of np.ndarray
        T pictures uint8 [H, W, 3].
    xy : np.ndarray
        float64 [T, P, 2], the true tracks; only their start is known to the tracker.

    Returns
    -------
    error_px : np.ndarray
        float64 [T - 1, P], at most 20; 20 where the point was lost.
    lost : np.ndarray
        bool [T - 1, P].
    """
    found_xy, found = follow_points([to_gray(frame) for frame in frames], xy[0])
    distance = np.linalg.norm(found_xy - xy, axis=-1)
    error = np.where(found, np.minimum(distance, CLIP_PX), CLIP_PX)
    return error[1:], ~found[1:]
