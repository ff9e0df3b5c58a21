"""Yardsticks that load nothing: the Gaussian map as a warp, Telea's holes, blur, and the oracle."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np

from shared.motion.judge import to_gray
from shared.motion.scene import Scene
from shared.motion.splat import close_cracks, invert_motion, softmax_splat

_CELL_PX = 4
_GAUSSIAN_SHARE = 20 / 576  # DragNUWA 1.5: sigma 20 px at a width of 576
_TELEA_RADIUS_PX = 3
_BLUR_LEVELS_PX = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
# How strongly a sample that looks as the real clip does at its target rules where several meet.
_CONSTANCY = 20.0


def still_frames(scene: Scene) -> Iterator[np.ndarray]:
    """The picture, again and again."""
    for _ in range(scene.num_frames):
        yield scene.still.copy()


def gaussian_frames(scene: Scene) -> Iterator[np.ndarray]:
    """The picture moved by DragNUWA's Gaussian map, uint8 [H, W, 3] each.

    Map i holds each drag's step from frame i to i + 1 where its point is in frame i, spread by a
    Gaussian whose peak is 1 and which is not normalised, so that close drags add up (DragNUWA 1.5,
    released code). The maps are followed one after the other.
    """
    height, width = scene.still.shape[:2]
    yield scene.still.copy()
    at = start = _grid(width, height)
    for step in gaussian_steps(scene.tracks.xy.astype(np.float64), _GAUSSIAN_SHARE * width):
        at = at + step(at)
        moved = (at - start).astype(np.float32)
        source, _ = invert_motion(moved, (0.0, 0.0), _CELL_PX, width, height)
        yield _sample(scene.still, source)


class _GaussianStep:
    """The map from one frame to the next as a function of positions."""

    def __init__(self, points: np.ndarray, steps: np.ndarray, sigma_px: float) -> None:
        self._points, self._steps, self._sigma_px = points, steps, sigma_px

    def __call__(self, at: np.ndarray) -> np.ndarray:
        squared = np.square(at[..., None, :] - self._points).sum(axis=-1)
        return np.asarray(np.exp(-squared / (2 * self._sigma_px**2)) @ self._steps)


def gaussian_steps(xy: np.ndarray, sigma_px: float) -> list[_GaussianStep]:
    """The T - 1 maps of tracks float64 [T, N, 2], each from positions [..., 2] to steps in px."""
    return [
        _GaussianStep(before, after - before, sigma_px) for before, after in itertools.pairwise(xy)
    ]


def telea_frames(scene: Scene) -> Iterator[np.ndarray]:
    """The warp with its holes filled by Telea's method (radius 3 px), uint8 [H, W, 3] each."""
    for t in range(scene.num_frames):
        frame, holes = scene.frame(t), scene.holes(t).astype(np.uint8)
        filled = cv2.inpaint(frame, holes, _TELEA_RADIUS_PX, cv2.INPAINT_TELEA)
        yield np.asarray(filled) if holes.any() else frame


def blurred_frames(scene: Scene, blur_px: float) -> Iterator[np.ndarray]:
    """The warp, blurred where it is least sure: the control for "the gain is only blur".

    The Gaussian's sigma is `blur_px * (distance to the nearest drag / width) * t / (T - 1)`.
    """
    height, width = scene.still.shape[:2]
    pixels = np.stack(np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5), axis=-1)
    last = max(1, scene.num_frames - 1)
    for t in range(scene.num_frames):
        gaps = np.linalg.norm(pixels[:, :, None] - scene.tracks.xy[t], axis=-1)
        # Without drags nothing moves and nothing is unsure.
        distance = gaps.min(axis=-1) if gaps.size else np.zeros((height, width))
        yield blur_by(scene.frame(t), blur_px * distance / width * t / last)


def blur_by(frame: np.ndarray, sigma_px: np.ndarray) -> np.ndarray:
    """Blur a frame uint8 [H, W, 3] by a sigma that differs from pixel to pixel, [H, W] px.

    Between two levels of blur the variance is interpolated.
    """
    sharp = frame.astype(np.float32)
    levels: list[np.ndarray] = [sharp]
    levels += [cv2.GaussianBlur(sharp, (0, 0), sigma) for sigma in _BLUR_LEVELS_PX[1:]]
    variances = np.square(_BLUR_LEVELS_PX)
    place = np.interp(np.square(sigma_px), variances, np.arange(len(levels)))
    result = np.zeros_like(sharp)
    for index, level in enumerate(levels):
        weight = np.clip(1 - np.abs(place - index), 0, 1).astype(np.float32)
        result += weight[..., None] * level
    return np.asarray(np.clip(np.rint(result), 0, 255).astype(np.uint8))


def oracle_frames(real: np.ndarray) -> Iterator[np.ndarray]:
    """The first frame moved by the clip's own dense motion: what perfect flow alone would give.

    DIS flow from frame to frame is chained along each pixel of frame 0, then softmax-splatted;
    where several pixels meet, the one that looks as the real clip does there rules (brightness
    constancy, Niklaus & Liu 2020, equation 8, with the real frame as the second). `real` is uint8
    [T, H, W, 3].
    """
    first = real[0]
    height, width = first.shape[:2]
    yield first.copy()
    colours = first.reshape(-1, 3).astype(np.float32)
    for at, now in zip(chained_flow(real), real[1:], strict=True):
        target = (at - 0.5).astype(np.float32)
        seen = _sample(now, at, cv2.INTER_LINEAR).reshape(-1, 3).astype(np.float32)
        importance = -_CONSTANCY * np.abs(colours - seen).mean(axis=1) / 255
        mean, weight = softmax_splat(colours, target.reshape(-1, 2), importance, width, height)
        closed = close_cracks(mean.astype(np.float32), weight.astype(np.float32))
        yield np.clip(np.rint(closed), 0, 255).astype(np.uint8)


def chained_flow(real: np.ndarray) -> Iterator[np.ndarray]:
    """Where each pixel of frame 0 is in frames 1 to T - 1, float32 [H, W, 2] px each (DIS flow)."""
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    gray = [to_gray(frame) for frame in real]
    height, width = gray[0].shape
    columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    at = np.stack(np.meshgrid(columns, rows), axis=-1) + np.float32(0.5)
    for before, after in itertools.pairwise(gray):
        flow = dis.calc(before, after, None)  # type: ignore[call-overload]
        at = at + _sample(flow, at, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)
        yield at


def _grid(width: int, height: int) -> np.ndarray:
    x = np.arange(0, width, _CELL_PX) + _CELL_PX / 2
    y = np.arange(0, height, _CELL_PX) + _CELL_PX / 2
    return np.stack(np.meshgrid(x, y), axis=-1)


def _sample(
    values: np.ndarray,
    source: np.ndarray,
    method: int = cv2.INTER_CUBIC,
    border: int = cv2.BORDER_REFLECT,
) -> np.ndarray:
    x, y = source[..., 0] - np.float32(0.5), source[..., 1] - np.float32(0.5)
    return np.asarray(cv2.remap(values, x, y, method, borderMode=border))
