"""Regions of a picture by their distance from the edge: grown, shrunk, with a soft edge."""

from __future__ import annotations

import cv2
import numpy as np


def signed_distance_px(region: np.ndarray) -> np.ndarray:
    """Distance of each pixel's centre from the region's edge, float32 [H, W]; inside negative.

    `region` is bool [H, W]. The edge lies between pixels, so no pixel is at 0. Without an edge,
    in an empty region and a full one, all pixels are far outside or inside.
    """
    far = np.float32(4 * sum(region.shape))
    if not region.any() or region.all():
        return np.where(region, -far, far)
    outside = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    inside = cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.where(region, 0.5 - inside, outside - 0.5).astype(np.float32)


def grow(region: np.ndarray, by_px: float) -> np.ndarray:
    """The region grown by a distance (shrunk when negative), bool [H, W].

    Beyond the picture there is nothing: shrinking does not eat in from the picture's border.
    """
    return np.asarray(signed_distance_px(region) < by_px)


def feather(region: np.ndarray, width_px: float) -> np.ndarray:
    """How much of each pixel belongs to the region, float32 [H, W] in [0, 1].

    It falls smoothly from 1 to 0 over `width_px` > 0 across the edge, where it is one half.
    """
    part = np.clip(0.5 - signed_distance_px(region) / np.float32(width_px), 0.0, 1.0)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)
