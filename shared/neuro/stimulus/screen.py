"""Sizes on a screen: degrees of the visual field, pixels, and the field of a flash."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec
import numpy as np

SizeUnit = Literal["deg", "px"]

FIELD_DEG = 10.0
# What WCAG 2.3.1 takes for 10 degrees where the viewing distance is not known.
FIELD_PX = (341, 256)
FIELD_SCREEN_PX = (1024, 768)


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """A screen and where the person sits; `width_px` are device pixels."""

    width_px: int = 1920
    height_px: int = 1080
    width_cm: float = 53.0
    distance_cm: float = 60.0

    def px(self, size_deg: float) -> float:
        """Pixels that something of `size_deg` in the middle of the screen covers."""
        size_cm = 2 * self.distance_cm * math.tan(math.radians(size_deg) / 2)
        return size_cm * self.width_px / self.width_cm

    def deg(self, size_px: float) -> float:
        """Visual angle of `size_px` in the middle of the screen."""
        size_cm = size_px * self.width_cm / self.width_px
        return math.degrees(2 * math.atan(size_cm / 2 / self.distance_cm))


@dataclass(frozen=True)
class FlashField:
    """The part of the visual field in which the area of a flash is judged.

    Where the size in degrees is known: a disc of 10 degrees, a quarter of which is the .006 sr of
    WCAG 2.3.1. Otherwise a block of 341×256 px at 1024×768, larger on larger screens.

    Attributes
    ----------
    width, height : float
        Its size in cells of the grid of a picture.
    """

    width: float
    height: float
    is_disc: bool

    @classmethod
    def of(cls, screen: Screen, size_px: float, unit: SizeUnit, cells: int) -> FlashField:
        """For a picture of `size_px` by `size_px` that is divided into `cells` by `cells`."""
        cell_px = size_px / cells
        if unit == "deg":
            side = screen.px(FIELD_DEG) / cell_px
            return cls(side, side, True)
        width, height = (
            size * field / base / cell_px
            for size, field, base in zip(
                (screen.width_px, screen.height_px), FIELD_PX, FIELD_SCREEN_PX, strict=True
            )
        )
        return cls(width, height, False)

    @property
    def area(self) -> float:
        """Its area in cells."""
        return self.width * self.height * (math.pi / 4 if self.is_disc else 1.0)

    def share(self, mask: np.ndarray) -> float:
        """The largest part of the field that `mask` (bool [H, W]) covers, wherever the field lies.

        In [0, 1].
        """
        return _share(self, mask.shape[0], mask.shape[1], np.packbits(mask).tobytes())

    def _half_width(self, dy: float) -> int:
        """Cells on each side of the middle, in a row `dy` away, that belong to the field."""
        if not self.is_disc:
            return math.ceil(self.width / 2)
        return math.floor(math.sqrt(max(0.0, self.width**2 / 4 - dy**2)) + 0.5)

    def count(self, mask: np.ndarray) -> int:
        """The most cells of `mask` that lie in the field, centred on any corner of a cell."""
        rows = np.flatnonzero(mask.any(axis=1))
        if not len(rows):
            return 0
        columns = np.flatnonzero(mask.any(axis=0))
        inner = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        height, width = inner.shape
        if self._covers(width, height):
            return int(inner.sum())
        sums = np.zeros((height, width + 1), np.int64)
        np.cumsum(inner, axis=1, out=sums[:, 1:])
        best = np.zeros((height + 1, width + 1), np.int64)
        centres = np.arange(width + 1)
        reach = math.ceil(self.height / 2)
        for offset in range(-reach, reach):  # row `y + offset`, half a cell from corner `y`
            half = self._half_width(offset + 0.5)
            first, last = max(0, -offset), min(height, height - 1 - offset)
            if half <= 0 or first > last:
                continue
            row = sums[first + offset : last + offset + 1]
            right = np.minimum(centres + half, width)
            left = np.maximum(centres - half, 0)
            best[first : last + 1] += row[:, right] - row[:, left]
        return int(best.max())

    def _covers(self, width: int, height: int) -> bool:
        if self.is_disc:
            return math.hypot(width, height) <= self.width
        return width <= self.width and height <= self.height


@lru_cache(maxsize=4096)
def _share(field: FlashField, height: int, width: int, packed: bytes) -> float:
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=height * width)
    return min(1.0, field.count(bits.reshape(height, width).astype(bool)) / field.area)
