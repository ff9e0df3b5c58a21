"""What the pointer is on: found once per place, named, and where a double click would put a key."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF

from desktop.motion.document import key_moments
from desktop.motion.hits import Hit
from desktop.motion.labels import layer_name
from desktop.motion.model import MotionModel
from desktop.motion.tools import Pointer
from desktop.motion.view_transform import ViewTransform
from shared.tasks.motion import Point


class Hover:
    """Remembers what was found: one paint asks several times, a look at 50 paths takes 2 ms.

    Attributes
    ----------
    at : QPointF or None
        Where the pointer is on the canvas; None while it is elsewhere.
    """

    def __init__(self, model: MotionModel) -> None:
        self._model = model
        self.at: QPointF | None = None
        self._found: tuple[tuple[object, ...], Hit | None] | None = None

    def hit(self, view: ViewTransform) -> Hit | None:
        """What lies under the pointer."""
        model = self._model
        if self.at is None or model.in_gesture:
            return None
        now = (model.document, model.selection.value, view, self.at)
        if self._found is None or not all(
            old is new for old, new in zip(self._found[0], now, strict=True)
        ):
            x, y = view.to_picture((self.at.x(), self.at.y()))
            hits = model.hits(Pointer(x, y, 1.0 / view.zoom))
            self._found = (now, hits[0] if hits else None)
        return self._found[1]

    def ghost_point(self, view: ViewTransform) -> Point | None:
        """Where on a hovered path a double click would put a key, in picture px."""
        hit = self.hit(view) if self._model.tool_name.value in ("select", "drag") else None
        curve = self._model.curve(hit.layer_id) if hit is not None and hit.key is None else None
        if hit is None or curve is None:
            return None
        place, whole = hit.time * (len(curve) - 1), np.arange(len(curve))
        return float(np.interp(place, whole, curve[:, 0])), float(
            np.interp(place, whole, curve[:, 1])
        )

    def text(self, view: ViewTransform) -> str:
        """The layer under the pointer and the frame at that place of its path."""
        hit = self.hit(view)
        layer = self._model.document.layer(hit.layer_id) if hit else None
        if hit is None or layer is None or self._model.view.value == "result":
            return ""
        name = layer_name(layer)
        if layer.role == "pin":
            return name
        moment = hit.time if hit.key is None else key_moments(layer)[hit.key]
        frame = 1 + round(moment * (self._model.document.frames - 1))
        words = QCoreApplication.translate("MotionCanvas", "{name} · frame {frame}")
        return words.format(name=name, frame=frame)
