"""Small pictures of scenes, drawn on a thread when they are first asked for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.widgets.background import Background

THUMB_PX = 96
MOST_KEPT = 600
# Older questions are for what is not on the screen any more.
MOST_WANTED = 16


@dataclass(frozen=True)
class Thumbnail:
    """A scene at 96 px, and what it shows in words."""

    image: QImage
    caption: str


class Thumbnails(QObject):
    """Keeps what was drawn.

    Attributes
    ----------
    ready : Signal of int
        The thumbnail of that picture is there now.
    """

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("eeg-thumbnails", self)
        self._kept: OrderedDict[int, Thumbnail | None] = OrderedDict()
        self._wanted: list[int] = []
        self._drawing: int | None = None

    def get(self, number: int) -> Thumbnail | None:
        """The thumbnail if it is there; otherwise it is drawn and `ready` follows."""
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        if number not in self._wanted and number != self._drawing:
            self._wanted.append(number)
            del self._wanted[:-MOST_WANTED]
            self._start()
        return None

    def _start(self) -> None:
        if self._drawing is not None or not self._wanted:
            return
        # The newest question first: it is what is looked at.
        number = self._drawing = self._wanted.pop()
        self._background.run(
            lambda: _draw(number),
            lambda made: self._made(number, made),
            lambda _: self._made(number),
        )

    def _made(self, number: int, thumbnail: Thumbnail | None = None) -> None:
        self._drawing = None
        self._kept[number] = thumbnail
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(number)
        self._start()

    def close(self) -> None:
        """Let go of the thread."""
        self._wanted.clear()
        self._background.close()


def image_of(pixels: np.ndarray) -> QImage:
    """A QImage of its own from uint8 [H, W, 3]."""
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    raw = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return raw.convertToFormat(QImage.Format.Format_RGB32)


def _draw(number: int) -> Thumbnail:
    # Reads the pack of pictures, and takes OpenCV with it.
    from shared.neuro.scenes.captions import caption
    from shared.neuro.scenes.renderer import render
    from shared.neuro.scenes.scene import scene_of

    scene = scene_of(number)
    return Thumbnail(image_of(render(scene, THUMB_PX).pixels), caption(scene))
