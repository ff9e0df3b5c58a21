"""Rings around where every moving point is at the play-head."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop.motion import overlay
from desktop.motion.document import Layer, MotionDocument
from desktop.motion.drags import document_tracks, rendered_layers
from desktop.motion.model import MotionModel
from desktop.motion.sheet import Surface
from desktop.widgets.theme import Theme
from shared.motion.tracks import Tracks
from shared.tasks.motion import Point

SIZE_PX = 18


class PositionRings:
    """Draws each colour's ring once and blits it: fifty drawn anew take 5 ms of every frame."""

    def __init__(self, model: MotionModel, theme: Theme) -> None:
        self._model, self._theme = model, theme
        self._tracks: tuple[MotionDocument, Tracks] | None = None
        self._rings: dict[tuple[int, float], QPixmap] = {}

    def clear(self) -> None:
        """Draw anew next time, for another theme."""
        self._rings.clear()

    def positions(self) -> list[tuple[int, Point]]:
        """Layer id and picture position of every moving point at the play-head, camera included."""
        return [(layer.layer_id, point) for layer, point in self._moving()]

    def paint(self, painter: QPainter, surface: Surface) -> None:
        """Draw all rings onto a canvas."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for layer, point in self._moving():
            x, y = surface.view.to_screen(point)
            at = QPointF(x - SIZE_PX / 2, y - SIZE_PX / 2)
            colour = self._theme.data_color(layer.colour)
            painter.drawPixmap(at, self._ring(colour, surface.ratio))

    def _moving(self) -> list[tuple[Layer, Point]]:
        document = self._model.document
        if document.picture is None:
            return []
        if self._tracks is None or self._tracks[0] is not document:
            size = document.picture.width, document.picture.height
            self._tracks = (document, document_tracks(document, *size))
        tracks = self._tracks[1]
        layers = rendered_layers(document)
        xy = tracks.xy[min(self._model.frame.value, document.frames - 1)].tolist()
        return [
            (layers[index], (xy[n][0], xy[n][1]))
            for n, index in enumerate(tracks.layer.tolist())
            if tracks.role[n] != "pin"
        ]

    def _ring(self, colour: QColor, ratio: float) -> QPixmap:
        key = (colour.rgb(), ratio)
        if key not in self._rings:
            pixmap = QPixmap(QSize(SIZE_PX, SIZE_PX) * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(QColor(0, 0, 0, 0))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            overlay.draw_position(painter, (SIZE_PX / 2, SIZE_PX / 2), colour)
            painter.end()
            self._rings[key] = pixmap
        return self._rings[key]
