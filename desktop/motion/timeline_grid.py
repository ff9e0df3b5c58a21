"""Where rows, keys and moments lie on the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.motion.document import Layer, key_moments
from desktop.motion.model import MotionModel

HEADER_PX, RULER_PX, ROW_PX, MARGIN_PX = 208, 30, 30, 18
EYE_X, LOCK_X = HEADER_PX - 52, HEADER_PX - 28
KEY_PX = 5.5


@dataclass(frozen=True)
class Place:
    """What lies at a position: `part` is ruler, eye, lock, header, key or bar."""

    part: str
    layer_id: int | None = None
    key: int | None = None


class TimelineGrid:
    """Rows from front to back below a ruler, beside a column of names.

    `size_px` gives the widget's width and height.

    Attributes
    ----------
    scroll : int
        By how many px the rows are moved up.
    """

    def __init__(self, model: MotionModel, size_px: Callable[[], tuple[int, int]]) -> None:
        self._model, self._size_px = model, size_px
        self.scroll = 0

    def rows(self) -> list[Layer]:
        """The layers as shown, the front one first."""
        return list(reversed(self._model.document.layers))

    def time_x(self, time: float) -> float:
        """Widget x of a time in [0, 1]."""
        left, right = HEADER_PX + MARGIN_PX, self._size_px()[0] - MARGIN_PX
        return left + time * max(1, right - left)

    def x_time(self, x: float) -> float:
        """Time in [0, 1] of a widget x."""
        left, right = HEADER_PX + MARGIN_PX, self._size_px()[0] - MARGIN_PX
        return min(max((x - left) / max(1, right - left), 0.0), 1.0)

    def row_y(self, row: int) -> int:
        """Top of a row."""
        return RULER_PX + row * ROW_PX - self.scroll

    def row_at(self, y: float) -> int:
        """The row at a widget y, be there a layer or not."""
        return int((y - RULER_PX + self.scroll) // ROW_PX)

    def place_at(self, x: float, y: float) -> Place:
        """What lies at a position."""
        if y < RULER_PX:
            return Place("ruler")
        row = self.row_at(y)
        layers = self.rows()
        if row >= len(layers):
            return Place("empty")
        layer = layers[row]
        if x < HEADER_PX:
            if x >= LOCK_X - 4:
                return Place("lock", layer.layer_id)
            if x >= EYE_X - 4:
                return Place("eye", layer.layer_id)
            return Place("header", layer.layer_id)
        if layer.role != "pin":
            for index, moment in enumerate(key_moments(layer)):
                if abs(self.time_x(moment) - x) <= KEY_PX + 2:
                    return Place("key", layer.layer_id, index)
        return Place("bar", layer.layer_id)

    def scroll_to(self, value: int) -> None:
        """Move the rows, as far as there are any."""
        self.scroll = max(0, min(value, self._content_px() - self._room_px()))

    def scroll_to_layer(self, layer_id: int | None) -> None:
        """Move the rows no further than it takes to see a layer's row whole."""
        ids = [layer.layer_id for layer in self.rows()]
        if layer_id in ids:
            top = ids.index(layer_id) * ROW_PX
            self.scroll_to(min(max(self.scroll, top + ROW_PX - self._room_px()), top))

    def thumb(self) -> tuple[float, float] | None:
        """Top and height of the part of the rows' room that stands for what is seen.

        None where all rows are seen.
        """
        content, room = self._content_px(), self._room_px()
        if content <= room or room <= 0:
            return None
        return RULER_PX + self.scroll / content * room, room / content * room

    def _content_px(self) -> int:
        return len(self._model.document.layers) * ROW_PX

    def _room_px(self) -> int:
        return self._size_px()[1] - RULER_PX
