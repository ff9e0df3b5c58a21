"""A set of pictures as it is known before a run: thumbnails, light, and what could not be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from desktop.neuro.stimulus.reading import file_stamp, to_rgba
from desktop.neuro.stimulus.shapes import draw_target
from desktop.neuro.stimulus.sources import Source
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
    stamps : tuple of int
        `file_stamp` of each when it was read.
    problems : tuple of AppError
        One for each file that was left out.
    """

    source: Source
    pictures: tuple[Picture, ...]
    thumbs: tuple[QImage, ...]
    lights: tuple[PictureLight, ...]
    target: PictureLight
    stamps: tuple[int, ...]
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
        listed = self.source.pictures()
        pictures: list[Picture] = []
        thumbs: list[QImage] = []
        stamps: list[int] = []
        problems: list[AppError] = []
        for place, picture in enumerate(listed):
            if self._stopped.is_set():
                raise AppError("cancelled")
            stamp = file_stamp(picture)
            try:
                thumbs.append(self.source.image(picture, THUMB_PX))
            except AppError as error:
                problems.append(error)
            else:
                pictures.append(picture)
                stamps.append(stamp)
            self.progress(place + 1, len(listed))
        if not pictures:
            raise problems[0]
        lights = tuple(PictureLight.of(to_rgba(thumb)) for thumb in thumbs)
        return LoadedSet(
            source=self.source,
            pictures=tuple(pictures),
            thumbs=tuple(thumbs),
            lights=lights,
            target=target,
            stamps=tuple(stamps),
            problems=tuple(problems),
        )
