"""A learned fall-off of moving least squares: how far each handle reaches over a picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from shared.motion.flow import Handles, default_alpha

# Within this of a handle (in px of the network's picture) its motion is never calmed.
CALM_REACH_PX = 16.0
_EPSILON_PX2 = 1e-8


@dataclass(frozen=True)
class FallOff:
    """Maps over the whole picture; all zero is plain moving least squares.

    Attributes
    ----------
    bias : np.ndarray
        float32 [h, w, N], added to the logarithm of each handle's weight, in the order of the
        group's handles.
    slope : np.ndarray
        float32 [h, w] in (-1, 1), taken from the exponent alpha.
    calm : np.ndarray
        float32 [h, w] in (-1, 1), how much of the motion is missing far from every handle.
    size_px : tuple of int
        (width, height) of the output that the handles are measured in.
    scale : float
        Output px for each px of the network's picture.
    """

    bias: np.ndarray
    slope: np.ndarray
    calm: np.ndarray
    size_px: tuple[int, int]
    scale: float

    def weights(self, handles: Handles, points: np.ndarray) -> np.ndarray:
        """Normalised weights, float64 [G, N], at points [G, 2] px; finite at a handle too."""
        squared = _squared_px2(handles, points)
        with_radius = squared * squared / (squared + np.square(handles.radius_px))
        logits = -default_alpha(handles.count) * np.log(with_radius)
        logits += self._at(self.slope, points)[:, None] * np.log(squared)
        logits += self._at(self.bias, points).reshape(logits.shape)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def share(self, handles: Handles, points: np.ndarray) -> np.ndarray:
        """How much of the motion is left at points [G, 2], float64 [G]; 1 at every handle."""
        nearest = _squared_px2(handles, points).min(axis=1) / self.scale**2
        far = 1.0 - np.exp(-nearest / (2 * CALM_REACH_PX**2))
        return np.asarray(1.0 - self._at(self.calm, points) * far)

    def _at(self, maps: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Maps [h, w, ...] at points [G, 2] px; beyond the picture they go on as at its edge."""
        rows, columns = maps.shape[:2]
        x = points[:, 0] * columns / self.size_px[0] - 0.5
        y = points[:, 1] * rows / self.size_px[1] - 0.5
        left = np.clip(np.floor(x).astype(int), 0, columns - 1)
        top = np.clip(np.floor(y).astype(int), 0, rows - 1)
        right, below = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
        tail = (1,) * (maps.ndim - 2)
        u = np.clip(x - left, 0, 1).reshape(-1, *tail)
        v = np.clip(y - top, 0, 1).reshape(-1, *tail)
        upper = (1 - u) * maps[top, left] + u * maps[top, right]
        lower = (1 - u) * maps[below, left] + u * maps[below, right]
        return np.asarray((1 - v) * upper + v * lower, np.float64)


def network_size(width: int, height: int, area_px: int = 256 * 144) -> tuple[int, int]:
    """Size at which a network looks at a `width` x `height` picture: about `area_px`, sides
    multiples of 16."""
    factor = (area_px / (width * height)) ** 0.5
    return max(16, 16 * round(width * factor / 16)), max(16, 16 * round(height * factor / 16))


def shrink(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The picture uint8 [H, W, 3] at a network's size, averaged."""
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))


def _squared_px2(handles: Handles, points: np.ndarray) -> np.ndarray:
    dx = points[:, :1] - handles.p[:, 0]
    dy = points[:, 1:] - handles.p[:, 1]
    return np.asarray(dx * dx + dy * dy + _EPSILON_PX2)
