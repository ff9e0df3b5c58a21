"""A set of pictures as it is known before a run: thumbnails, light, and what could not be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from desktop.neuro.stimulus.reading import read_picture, to_rgba
from desktop.neuro.stimulus.shapes import draw_shape, draw_target, shape_pictures
from desktop.neuro.stimulus.sources import Source, list_pictures
from shared.errors import AppError
from shared.neuro.stimulus.light import PictureLight
from shared.neuro.stimulus.pictures import Picture

THUMB_PX = 128

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class LoadedSet:
    """Pictures that can be shown.

    Attributes
    ----------
    thumbs : tuple of QImage
        Each fitted into 128 px.
    problems : tuple of AppError
        One for each file that was left out.
    """

    source: Source
    pictures: tuple[Picture, ...]
    thumbs: tuple[QImage, ...]
    lights: tuple[PictureLight, ...]
    target: PictureLight
    problems: tuple[AppError, ...] = ()


@dataclass
class Loading:
    """One set that is being read on another thread, and its stop."""

    source: Source
    progress: Progress = lambda done, total: None
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Read no further: `run` raises `cancelled`."""
        self._stopped.set()

    def run(self) -> LoadedSet:
        """Read the set; files that cannot be read are left out and named.

        Raises
        ------
        AppError
            `cancelled`, or what is wrong with the source or with all of its files.
        """
        target = PictureLight.of(to_rgba(draw_target(THUMB_PX)))
        is_drawn = self.source.kind == "shapes"
        listed = shape_pictures() if is_drawn else list_pictures(self.source)
        pictures: list[Picture] = []
        thumbs: list[QImage] = []
        problems: list[AppError] = []
        for place, picture in enumerate(listed):
            if self._stopped.is_set():
                raise AppError("cancelled")
            try:
                thumbs.append(full_picture(picture, THUMB_PX))
            except AppError as error:
                problems.append(error)
            else:
                pictures.append(picture)
            self.progress(place + 1, len(listed))
        if not pictures:
            raise problems[0]
        lights = tuple(PictureLight.of(to_rgba(thumb)) for thumb in thumbs)
        return LoadedSet(
            self.source, tuple(pictures), tuple(thumbs), lights, target, tuple(problems)
        )


def full_picture(picture: Picture, side_px: int) -> QImage:
    """A picture fitted into a square, ARGB32; drawn or read."""
    if not picture.file:
        return draw_shape(picture, side_px)
    return read_picture(Path(picture.file), side_px)
