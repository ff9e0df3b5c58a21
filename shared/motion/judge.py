"""How well a video follows what was asked, measured on its pixels alone.

The asked tracks are used for two things only: where each point starts in the first frame, and what
the measured positions are compared with. They are never a first guess for the tracker, so a video
that does not follow its drags cannot be measured as if it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.light import clipped_share, even_light
from shared.motion.tracks import Tracks

_WINDOW_PX = 15  # at 144 px of height, where most figures are measured; larger pictures use more
_LEVELS = 4
_FORWARD_BACKWARD_PX = 1.0
# Smallest eigenvalue of the window's gradient matrix, of gray values in [0, 1]. On six photographs
# points down to here are measured to 0.5 px or better; what is left out is sky and white walls.
_MIN_TEXTURE = 1e-5
_MIN_MATCH = 0.6  # normalised correlation of the window with the same window of frame 0
_LEAK_GRID = 12
# Of the window, 12 px at 144 px of height. On four photographs that move away from the border,
# points that start 8 px from it are off by up to 30 px (the picture ends within what they are
# compared by), at 11 px by up to 3 px and at 12 px by less than 1 px, 0.03 px on average.
_EDGE = 0.7
# Where the light blows out or swallows more of a window than this, its detail is gone: growing to
# 1.6 times, one point in eight gets more than half a pixel off, with this limit one in a hundred.
_CLIPPED = 0.1


@dataclass(frozen=True)
class Judgement:
    """What the pixels say.

    Attributes
    ----------
    epe_per_drag_px : list of float or None
        For each object and camera track, in order: mean distance between the asked and the measured
        point over the frames in which the point is visible and was found. None: not measurable (no
        texture, out of the frame, hidden, too close to its border, or lost in most frames).
    leak_px : float or None
        Mean distance of the pinned points from their places; without pins, of points of the region
        that should stay still. None: neither was there to measure.
    """

    epe_per_drag_px: list[float | None]
    leak_px: float | None


def judge(
    frames: Sequence[np.ndarray], tracks: Tracks, still: np.ndarray | None = None
) -> Judgement:
    """Measure a video against the asked tracks.

    Points are followed from frame to frame by pyramidal Lucas-Kanade (Bouguet 2000), each step
    checked forward and backward, and each position is then matched once more against frame 0 to
    take out the drift of the chain. Pictures are compared without their light: a prompt may ask
    for an evening, and the drags are followed as well as before.

    Parameters
    ----------
    frames : sequence of np.ndarray
        T pictures uint8 [H, W, 3] RGB or [H, W] gray.
    tracks : Tracks
        What was asked, in px of these frames.
    still : np.ndarray, optional
        bool [H, W], where nothing should move; used for the leak when no point is pinned.
    """
    gray = [to_gray(frame) for frame in frames]
    start = tracks.xy[0]
    xy, found = _measure(gray, start)
    found = found & tracks.visible[: len(gray)] & tracks.visible[0]
    distance = np.linalg.norm(xy - tracks.xy[: len(gray)], axis=-1)
    pinned = np.array([role == "pin" for role in tracks.role], dtype=bool)
    drags = np.flatnonzero(~pinned)
    epe = [_mean(distance[1:, n], found[1:, n], tracks.visible[1:, n]) for n in drags]
    pins = np.flatnonzero(pinned)
    leaks = [_mean(distance[1:, n], found[1:, n], tracks.visible[1:, n]) for n in pins]
    if not len(pins) and still is not None:
        leaks = _leak_of_region(gray, still)
    known = [leak for leak in leaks if leak is not None]
    return Judgement(epe, float(np.mean(known)) if known else None)


def to_gray(frame: np.ndarray) -> np.ndarray:
    """Luminance of a frame, uint8 [H, W]."""
    return frame if frame.ndim == 2 else np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY))


def _measure(gray: Sequence[np.ndarray], start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Follow points under any light, as long as they keep away from the border."""
    xy, found = follow_points(gray, start, any_light=True)
    height, width = gray[0].shape
    from_border = np.minimum(xy, (width, height) - xy).min(axis=-1)
    away = from_border >= _EDGE * _window_px(height)
    return xy, np.logical_and.accumulate(found & away, axis=0)


def follow_points(
    gray: Sequence[np.ndarray], start: np.ndarray, *, any_light: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Follow points from frame 0 through a video.

    Parameters
    ----------
    gray : sequence of np.ndarray
        T pictures uint8 [H, W].
    start : np.ndarray
        [N, 2], continuous px in frame 0.
    any_light : bool
        Follow them while the light changes; where it does not, this is a little less exact
        (0.04 px instead of 0.03 px on average) and sees less close to the border.

    Returns
    -------
    xy : np.ndarray
        float64 [T, N, 2].
    found : np.ndarray
        bool [T, N]. A point that was lost once stays lost: what is found later may be another.
    """
    height, width = gray[0].shape
    count = len(start)
    xy = np.zeros((len(gray), count, 2))
    found = np.zeros((len(gray), count), dtype=bool)
    xy[0] = start
    if not count:
        return xy, found
    window = _window_px(height)
    found[0] = _has_texture(gray[0], start, window)
    seen = [even_light(frame, window) for frame in gray] if any_light else gray
    origin = np.asarray(start, np.float32) - 0.5
    current = origin.copy()
    for t in range(1, len(gray)):
        moved, ok = _step(seen[t - 1], seen[t], current, window)
        anchored, anchored_ok = _match_first(seen[0], seen[t], origin, moved, window)
        current = np.where(anchored_ok[:, None], anchored, moved).astype(np.float32)
        inside = ((current >= 0) & (current <= (width - 1, height - 1))).all(axis=1)
        found[t] = found[t - 1] & ok & inside
        xy[t] = current + 0.5
    if any_light:
        found = np.logical_and.accumulate(found & _keeps_detail(gray, xy, window), axis=0)
    return xy, found & _looks_alike(gray, xy, found, window)


def _window_px(height: int) -> int:
    return max(_WINDOW_PX, 2 * round(_WINDOW_PX * height / 288) + 1)


def _step(
    before: np.ndarray, after: np.ndarray, points: np.ndarray, window: int
) -> tuple[np.ndarray, np.ndarray]:
    moved, status, _ = _lucas_kanade(before, after, points, None, window)
    back, status_back, _ = _lucas_kanade(after, before, moved, None, window)
    close = np.linalg.norm(back - points, axis=1) <= _FORWARD_BACKWARD_PX
    return moved, status & status_back & close


def _match_first(
    first: np.ndarray, now: np.ndarray, origin: np.ndarray, guess: np.ndarray, window: int
) -> tuple[np.ndarray, np.ndarray]:
    """Match frame 0 directly, from where the chain arrived; accepted when it barely moves it."""
    moved, status, _ = _lucas_kanade(first, now, origin, guess, window)
    back, status_back, _ = _lucas_kanade(now, first, moved, origin, window)
    agrees = np.linalg.norm(back - origin, axis=1) <= 0.5
    near = np.linalg.norm(moved - guess, axis=1) <= 1.5
    return moved, status & status_back & agrees & near


def _lucas_kanade(
    before: np.ndarray,
    after: np.ndarray,
    points: np.ndarray,
    guess: np.ndarray | None,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    moved, status, error = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points.reshape(-1, 1, 2),
        points.reshape(-1, 1, 2).copy() if guess is None else guess.reshape(-1, 1, 2).copy(),
        winSize=(window, window),
        # From a guess only the fine levels: a coarse one would pull it away again.
        maxLevel=_LEVELS - 1 if guess is None else 0,
        criteria=(cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 0.005),
        flags=0 if guess is None else cv2.OPTFLOW_USE_INITIAL_FLOW,
        minEigThreshold=1e-5,
    )
    return moved.reshape(-1, 2), status.ravel() > 0, error


def _has_texture(gray: np.ndarray, points: np.ndarray, window: int) -> np.ndarray:
    eigen = cv2.cornerMinEigenVal(np.asarray(gray / 255.0, dtype=np.float32), window, ksize=3)
    x, y = np.floor(points).astype(int).T
    height, width = gray.shape
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    values = eigen[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return np.asarray(inside & (values > _MIN_TEXTURE))


def _keeps_detail(gray: Sequence[np.ndarray], xy: np.ndarray, window: int) -> np.ndarray:
    pairs = zip(gray, xy, strict=True)
    share = np.array([clipped_share(frame, points, window) for frame, points in pairs])
    return np.asarray(np.abs(share - share[0]) <= _CLIPPED)


def _looks_alike(
    gray: Sequence[np.ndarray], xy: np.ndarray, found: np.ndarray, window: int
) -> np.ndarray:
    """Whether the window resembles that of frame 0, or (as it turns) of the frame before."""
    alike = found.copy()
    for n in map(int, np.flatnonzero(found[0])):
        first = _patch(gray[0], xy[0, n], window)
        for t in map(int, np.flatnonzero(found[:, n])):
            match = _correlation(first, _patch(gray[t], xy[t, n], window))
            neighbour = _correlation(
                _patch(gray[max(t - 1, 0)], xy[max(t - 1, 0), n], window),
                _patch(gray[t], xy[t, n], window),
            )
            if max(match, neighbour) < _MIN_MATCH:
                alike[t:, n] = False
                break
    return alike


def _patch(gray: np.ndarray, at: np.ndarray, window: int) -> np.ndarray:
    centre = (float(at[0]) - 0.5, float(at[1]) - 0.5)
    return np.asarray(cv2.getRectSubPix(gray, (window, window), centre), dtype=np.float64)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-9))


def _mean(distance: np.ndarray, found: np.ndarray, visible: np.ndarray) -> float | None:
    if not visible.any() or found.sum() < 0.5 * visible.sum():
        return None
    return float(distance[found].mean())


def _leak_of_region(gray: Sequence[np.ndarray], still: np.ndarray) -> list[float | None]:
    height, width = still.shape
    x = (np.arange(_LEAK_GRID * 2) + 0.5) * width / (_LEAK_GRID * 2)
    y = (np.arange(_LEAK_GRID) + 0.5) * height / _LEAK_GRID
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    window = _window_px(height)
    # A window that touches what moves would measure that instead.
    safe = cv2.erode(still.astype(np.uint8), np.ones((window, window), np.uint8)) > 0
    points = points[safe[points[:, 1].astype(int), points[:, 0].astype(int)]]
    xy, found = _measure(gray, points)
    distance = np.linalg.norm(xy - points, axis=-1)
    usable = found[-1]
    return [float(distance[1:, n].mean()) for n in np.flatnonzero(usable)]
