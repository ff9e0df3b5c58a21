"""The picture under the drags: everything that does not follow the pointer, drawn once."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.motion.pictures import level_for
from desktop.motion.sheet import Surface
from desktop.motion.view_transform import ViewTransform
from desktop.widgets.theme import Theme

ONION_OPACITY = 0.28
Stage = Literal["original", "frame", "estimate"]


class Backdrop:
    """Keeps one pixmap for as long as what it shows stays the same: a hover then costs one blit.

    Attributes
    ----------
    levels : tuple of QImage
        The picture in its sizes, largest first; empty without a picture.
    frame : QImage or None
        Shown stretched over the picture in its place.
    onion : tuple of QImage
        Shown faintly over it.
    estimate : QImage or None
        A frame that sampling will still change.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.levels: tuple[QImage, ...] = ()
        self.frame: QImage | None = None
        self.onion: tuple[QImage, ...] = ()
        self.estimate: QImage | None = None
        self._kept: tuple[object, QPixmap] | None = None

    def clear(self) -> None:
        """Draw anew next time, for another theme."""
        self._kept = None

    def picture_rect(self, view: ViewTransform) -> QRectF:
        """Where the picture lies on the canvas."""
        if not self.levels:
            return QRectF()
        width, height = self.levels[0].width(), self.levels[0].height()
        return QRectF(view.x, view.y, width * view.zoom, height * view.zoom)

    def pixmap(self, surface: Surface, stage: Stage) -> QPixmap:
        """The canvas without drags, with what is on stage in the picture's place."""
        view, size, ratio = surface.view, surface.size, surface.ratio
        image = self._shown(view, ratio, stage)
        onion = self.onion if stage == "frame" else ()
        key = (surface, image.cacheKey() if image else 0, [x.cacheKey() for x in onion])
        if self._kept is None or self._kept[0] != key:
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(self._theme.color("canvas"))
            if image is not None:
                painter = QPainter(pixmap)
                self._paint(painter, image, view, size)
                painter.setOpacity(ONION_OPACITY)
                for skin in onion:
                    self._paint(painter, skin, view, size)
                painter.end()
            self._kept = (key, pixmap)
        return self._kept[1]

    def _shown(self, view: ViewTransform, ratio: float, stage: Stage) -> QImage | None:
        if not self.levels:
            return None
        instead = {"original": None, "frame": self.frame, "estimate": self.estimate}[stage]
        return instead or level_for(self.levels, view.zoom * ratio)

    def _paint(self, painter: QPainter, image: QImage, view: ViewTransform, size: QSize) -> None:
        target = self.picture_rect(view)
        shown = target.intersected(QRectF(QRect(0, 0, size.width(), size.height())))
        shown = shown.adjusted(-2, -2, 2, 2).intersected(target)
        if shown.isEmpty():
            return
        fx, fy = image.width() / target.width(), image.height() / target.height()
        source = QRectF(
            (shown.x() - target.x()) * fx,
            (shown.y() - target.y()) * fy,
            shown.width() * fx,
            shown.height() * fy,
        )
        smooth = view.zoom < 4 or image not in self.levels
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(shown, image, source)
