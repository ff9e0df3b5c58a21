"""Paths that stand still, kept together as one picture.

Drawing a path with its ticks costs about a millisecond and a document may hold 64 of them. A click
or a key changes one or two: only what they cover is drawn again. While the view moves, the picture
moves with it; once it rests the paths are drawn anew, a few at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QRegion

from desktop.motion.document import Layer
from desktop.motion.sheet import Sheet, Surface
from desktop.motion.view_transform import ViewTransform

MARGIN_PX = 18  # of arrow heads, keys and crosses around the points
SLICE_S = 0.006


@dataclass(frozen=True, eq=False)
class StillPath:
    """A layer and the picture positions [K, 2] that it reaches over."""

    layer: Layer
    points: np.ndarray

    def box(self, view: ViewTransform) -> QRect:
        """What it covers on a canvas in `view`."""
        low = self.points.min(axis=0) * view.zoom + (view.x, view.y) - MARGIN_PX
        high = self.points.max(axis=0) * view.zoom + (view.x, view.y) + MARGIN_PX
        corners = np.clip([np.floor(low), np.ceil(high)], -1e6, 1e6).astype(int).tolist()
        return QRect(QPoint(*corners[0]), QPoint(*corners[1]))


class PathSheet:
    """Draws layers by `paint(painter, layer, view)` once and shows the picture from then on.

    `reach(layer)` gives the picture positions [K, 2] that a layer reaches over.
    """

    def __init__(
        self,
        paint: Callable[[QPainter, Layer, ViewTransform], None],
        reach: Callable[[Layer], np.ndarray],
    ) -> None:
        self._paint, self._reach = paint, reach
        self._paths: tuple[StillPath, ...] = ()
        self._frames = 0
        self._sheet: Sheet | None = None
        self._coming: Sheet | None = None
        self._left: list[StillPath] = []

    def clear(self) -> None:
        """Draw all anew next time."""
        self._sheet = self._coming = None

    def draw(
        self, painter: QPainter, layers: Sequence[Layer], frames: int, surface: Surface
    ) -> None:
        """Draw these layers of a document of `frames`; in another view than last time, moved."""
        sheet = self._sheet
        if sheet is None or sheet.surface.ratio != surface.ratio or frames != self._frames:
            sheet = self._sheet = Sheet(surface)
            self._coming, self._frames = None, frames
            self._paths = tuple(StillPath(layer, self._reach(layer)) for layer in layers)
            self._fill(sheet, QRegion(sheet.area))
        elif list(map(id, layers)) != [id(path.layer) for path in self._paths]:
            self._coming = None
            self._mend(sheet, layers)
        sheet.draw(painter, surface.view)

    def sharpen(self, surface: Surface) -> bool:
        """Draw a part of the last paths anew for `surface`; True when nothing is left to draw."""
        if self._sheet is None or self._sheet.surface == surface:
            self._coming = None
            return True
        if self._coming is None or self._coming.surface != surface:
            self._coming, self._left = Sheet(surface), list(reversed(self._paths))
        until = time.perf_counter() + SLICE_S
        with self._coming.painter() as painter:
            while self._left and time.perf_counter() < until:
                self._paint_seen(painter, self._left.pop(), self._coming)
        if self._left:
            return False
        self._sheet, self._coming = self._coming, None
        return True

    def _mend(self, sheet: Sheet, layers: Sequence[Layer]) -> None:
        known = {id(path.layer): path for path in self._paths}
        before = self._paths
        self._paths = tuple(
            known.get(id(layer)) or StillPath(layer, self._reach(layer)) for layer in layers
        )
        region = QRegion()
        for path in _changed(before, self._paths):
            box = path.box(sheet.surface.view).intersected(sheet.area)
            region = region.united(QRegion(box))
        if not region.isEmpty():
            self._fill(sheet, region)

    def _fill(self, sheet: Sheet, region: QRegion) -> None:
        with sheet.painter() as painter:
            painter.setClipRegion(region)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(sheet.area, QColor(0, 0, 0, 0))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            for path in self._paths:
                if region.intersects(path.box(sheet.surface.view)):
                    self._paint_seen(painter, path, sheet)

    def _paint_seen(self, painter: QPainter, path: StillPath, sheet: Sheet) -> None:
        if path.box(sheet.surface.view).intersects(sheet.area):
            self._paint(painter, path.layer, sheet.surface.view)


def _changed(old: Sequence[StillPath], new: Sequence[StillPath]) -> list[StillPath]:
    """What lies in one only; everything when those in both have another order."""
    before, after = ({id(path.layer): path for path in paths} for paths in (old, new))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        return [*old, *new]
    return [
        *(path for key, path in before.items() if key not in after),
        *(path for key, path in after.items() if key not in before),
    ]
