"""The light of pictures: relative luminance and saturated red, on a coarse grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Cells across a picture: at 7 degrees a cell is .3 of a degree wide.
CELLS = 24

# sRGB (IEC 61966-2-1) to CIE XYZ; the middle row is relative luminance.
_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float64
)
_WHITE_UV = (0.1978, 0.4683)
_SATURATED = 0.8


def to_linear(srgb: np.ndarray | float) -> np.ndarray:
    """Light in [0, 1] of sRGB values in [0, 1] (WCAG 2.2, relative luminance)."""
    values = np.asarray(srgb, np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: np.ndarray | float) -> np.ndarray:
    """The inverse of `to_linear`."""
    values = np.asarray(linear, np.float64)
    curved = 1.055 * np.maximum(values, 0.0) ** (1 / 2.4) - 0.055
    return np.where(values <= 0.04045 / 12.92, values * 12.92, curved)


@dataclass(frozen=True)
class LightMap:
    """A picture as flashes see it.

    Attributes
    ----------
    luminance : np.ndarray
        Relative luminance, float64 [H, W] in [0, 1].
    is_red : np.ndarray
        Saturated red: R / (R + G + B) of the light at least .8, bool [H, W].
    uv : np.ndarray
        CIE 1976 u'v', float64 [H, W, 2]; that of white where it is black.
    """

    luminance: np.ndarray
    is_red: np.ndarray
    uv: np.ndarray

    @classmethod
    def of(cls, linear: np.ndarray) -> LightMap:
        """From light, float [H, W, 3] in [0, 1]."""
        xyz = linear.astype(np.float64) @ _TO_XYZ.T
        total = linear.sum(axis=-1)
        lit = total > 1e-6
        is_red = lit & (linear[..., 0] >= _SATURATED * total - 1e-9)
        weight = xyz @ (1.0, 15.0, 3.0)
        uv = np.empty((*total.shape, 2))
        uv[...] = _WHITE_UV
        uv[lit] = xyz[lit][:, :2] * (4.0, 9.0) / weight[lit][:, None]
        return cls(xyz[..., 1], is_red, uv)

    @classmethod
    def even(cls, luminance: float, cells: int = CELLS) -> LightMap:
        """An even gray."""
        return cls.of(np.full((cells, cells, 3), luminance))


@dataclass(frozen=True)
class PictureLight:
    """A picture's own light, before it is put on a gray.

    Attributes
    ----------
    linear : np.ndarray
        Light, float64 [CELLS, CELLS, 3], of the square the picture is fitted into, times its cover.
    cover : np.ndarray
        How much of each cell it covers, float64 [CELLS, CELLS] in [0, 1].
    """

    linear: np.ndarray
    cover: np.ndarray

    @classmethod
    def of(cls, rgba: np.ndarray, cells: int = CELLS) -> PictureLight:
        """From uint8 [H, W, 4], not premultiplied; the longer side fills the square."""
        alpha = rgba[..., 3:].astype(np.float64) / 255
        light = np.concatenate([_LINEAR_OF_BYTE[rgba[..., :3]] * alpha, alpha], axis=-1)
        height, width = light.shape[:2]
        side = max(height, width)
        top, left = (side - height) / 2, (side - width) / 2
        rows = _overlap(height, top, side, cells)
        columns = _overlap(width, left, side, cells)
        pooled = np.einsum("ai,ijc,bj->abc", rows, light, columns, optimize=True)
        pooled /= (side / cells) ** 2
        return cls(pooled[..., :3], np.clip(pooled[..., 3], 0, 1))

    @property
    def mean_luminance(self) -> float:
        """Mean relative luminance of what it covers."""
        covered = float(self.cover.sum())
        return float((self.linear @ _TO_XYZ[1]).sum() / covered) if covered > 0 else 0.0

    def on_gray(self, gray: float, brightness: float = 1.0) -> LightMap:
        """As it is shown: on a gray of luminance `gray`, all light times `brightness`."""
        return LightMap.of((self.linear + (1 - self.cover)[..., None] * gray) * brightness)


_LINEAR_OF_BYTE = to_linear(np.arange(256) / 255)


def _overlap(n: int, start: float, side: int, cells: int) -> np.ndarray:
    """Length that pixel `j`, from `start + j` on, has in common with cell `i`, float [cells, n]."""
    edges = np.arange(cells + 1) * side / cells
    low = np.maximum(edges[:-1, None], start + np.arange(n)[None])
    high = np.minimum(edges[1:, None], start + np.arange(n)[None] + 1)
    return np.asarray(np.maximum(0.0, high - low))


def dimming_table(brightness: float) -> np.ndarray:
    """The byte that each sRGB byte becomes when its light is times `brightness`, uint8 [256]."""
    return np.asarray(np.rint(255 * to_srgb(_LINEAR_OF_BYTE * brightness)), np.uint8)


def gray_byte(luminance: float) -> int:
    """The sRGB byte of a gray of that relative luminance."""
    return int(np.rint(255 * to_srgb(luminance)))
