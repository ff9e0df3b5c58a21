"""What lies behind an object that moves away: the picture without it, made once for all frames."""

from __future__ import annotations

import cv2
import numpy as np

from shared.motion.splat import close_cracks


def fill_region(picture: np.ndarray, region: np.ndarray) -> np.ndarray:
    """The picture with a region painted over from its surroundings.

    Broad colours come from a push-pull pyramid of what is around; on top goes the fine detail of
    the surroundings, mirrored at the nearest point of the border, so that wood stays wood and
    grain stays grain. (Telea's method, tried first, draws a fan of streaks into a region this
    wide.)

    Parameters
    ----------
    picture : np.ndarray
        uint8 [H, W, 3].
    region : np.ndarray
        bool [H, W], what to paint over.
    """
    if not region.any():
        return picture
    if region.all():
        return np.full_like(picture, 128)
    top, bottom, left, right = _frame(region, margin=max(24, max(picture.shape[:2]) // 4))
    part, hole = picture[top:bottom, left:right], region[top:bottom, left:right]
    result = picture.copy()
    result[top:bottom, left:right] = np.where(hole[..., None], _fill(part, hole), part)
    return result


def _fill(part: np.ndarray, hole: np.ndarray) -> np.ndarray:
    colours = part.astype(np.float32)
    broad = _broad_colours(colours, hole)
    detail = np.where(hole[..., None], np.float32(0), colours - broad)
    mirrored_x, mirrored_y = _mirror(hole)
    # A mirror image can lie in the hole again, or beyond the picture: then it is what was put
    # there.
    for _ in range(3):
        grain = cv2.remap(
            detail, mirrored_x, mirrored_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        detail = np.where(hole[..., None], grain, detail)
    return np.asarray(np.clip(np.rint(broad + detail), 0, 255).astype(np.uint8))


def _broad_colours(colours: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Low-pass of the known colours, carried smoothly across the hole; float32 [H, W, 3]."""
    height, width = hole.shape
    shrink = max(1, min(height, width) // 144)  # blurred anyway: a small copy is as good
    size = (-(-width // shrink), -(-height // shrink))
    known = (~hole).astype(np.float32)
    weight = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(colours * known[..., None], size, interpolation=cv2.INTER_AREA)
    unknown = weight < 0.25
    sigma = max(1.5, min(size) / 40)
    spread = cv2.GaussianBlur(weight, (0, 0), sigma)[..., None]
    broad = cv2.GaussianBlur(total, (0, 0), sigma) / np.maximum(spread, 1e-4)
    sure = np.where(unknown, np.float32(0), np.float32(1))
    smooth = close_cracks(broad * sure[..., None], sure)
    # The pyramid's squares show as faint creases; deep inside, where nothing is known, they can be
    # blurred away.
    softened = cv2.GaussianBlur(smooth, (0, 0), 2 * sigma)
    depth = cv2.distanceTransform(unknown.astype(np.uint8), cv2.DIST_L2, 5)
    smooth = smooth + np.clip(depth / (4 * sigma), 0.0, 1.0)[..., None] * (softened - smooth)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR))


def _mirror(hole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel of a hole its mirror image in the nearest known pixel; x and y [H, W]."""
    _, labels = cv2.distanceTransformWithLabels(
        hole.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    y, x = np.asarray(np.indices(hole.shape), dtype=np.float32)
    at = np.asarray(labels, dtype=np.intp)
    nearest = np.zeros((int(at.max()) + 1, 2), np.float32)
    nearest[at[~hole]] = np.stack([x[~hole], y[~hole]], axis=1)
    border = np.take(nearest, at, axis=0)
    border_x, border_y = np.moveaxis(border, -1, 0)
    return 2 * border_x - x, 2 * border_y - y


def _frame(region: np.ndarray, margin: int) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    height, width = region.shape
    return (
        max(0, int(rows[0]) - margin),
        min(height, int(rows[-1]) + 1 + margin),
        max(0, int(columns[0]) - margin),
        min(width, int(columns[-1]) + 1 + margin),
    )
