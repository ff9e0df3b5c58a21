"""Regions of a picture by their distance from the edge: grown, shrunk, with a soft edge."""

from __future__ import annotations

import cv2
import numpy as np

_ROUNDING_PX = 1e-3  # of distances in float32


def signed_distance_px(region: np.ndarray) -> np.ndarray:
    """Distance of each pixel's centre from the region's edge, float32 [H, W]; inside negative.

    `region` is bool [H, W]. The edge lies between pixels, so no pixel is at 0. Without an edge,
    in an empty region and a full one, all pixels are far outside or inside.
    """
    far = np.float32(4 * sum(region.shape))
    if not region.any() or region.all():
        return np.asarray(np.where(region, -far, far))
    outside = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    inside = cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.where(region, 0.5 - inside, outside - 0.5), np.float32)


def grow(region: np.ndarray, by_px: float) -> np.ndarray:
    """The region grown by a disc of this radius (shrunk when negative), bool [H, W].

    A pixel joins when its centre is at most `by_px` from that of a pixel inside, and leaves when
    one outside is as near. Beyond the picture there is nothing: shrinking does not eat in from
    its border.
    """
    distance = signed_distance_px(region)
    if by_px < 0:
        return np.asarray(distance < by_px + 0.5 - _ROUNDING_PX)
    return np.asarray((distance <= by_px - 0.5 + _ROUNDING_PX) | region)


def feather(region: np.ndarray, width_px: float) -> np.ndarray:
    """How much of each pixel belongs to the region, float32 [H, W] in [0, 1].

    It falls smoothly from 1 to 0 over `width_px` > 0 across the edge, where it is one half.
    """
    part = np.clip(0.5 - signed_distance_px(region) / np.float32(width_px), 0.0, 1.0)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)


def fill_outline(points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The pixels inside a closed outline, bool [height, width] of `size` (width, height).

    `points` [N, 2] are corners in px; where the outline crosses itself, inside is what an odd
    number of its turns enclose. Fewer than three corners enclose nothing.
    """
    region = np.zeros((size[1], size[0]), np.uint8)
    if len(points) >= 3:
        # OpenCV's pixel centres are whole numbers, and it takes eighths of a pixel.
        corners = np.clip((points - 0.5) * 8, -(2.0**24), 2.0**24)
        cv2.fillPoly(region, [np.rint(corners).astype(np.int32)], 1, cv2.LINE_8, 3)
    return region > 0
