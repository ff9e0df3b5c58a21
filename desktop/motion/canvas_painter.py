"""Paints the canvas: the picture or what stands in its place, the layers, marks and the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop.motion import gesture_marks, overlay
from desktop.motion.backdrop import Backdrop, Stage
from desktop.motion.hits import Hit
from desktop.motion.hover import Hover
from desktop.motion.labels import estimate_words
from desktop.motion.layer_painter import LayerPainter
from desktop.motion.live_estimate import Estimate
from desktop.motion.model import MotionModel
from desktop.motion.pictures import to_image
from desktop.motion.position_rings import PositionRings
from desktop.motion.sheet import Surface
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class Moment:
    """What the canvas is in the middle of; `phase` moves the selected mask's edge."""

    phase: int = 0
    is_playing: bool = False
    is_panning: bool = False
    is_at_rest: bool = True


class CanvasPainter:
    """Draws a model onto a canvas, keeping what stays the same from paint to paint.

    Attributes
    ----------
    backdrop : Backdrop
        The picture and the frames that are shown.
    rings : PositionRings
        Where every moving point is at the play-head.
    hover : Hover
        What the pointer is on.
    """

    def __init__(self, model: MotionModel, theme: Theme) -> None:
        self._model, self._theme = model, theme
        self.backdrop = Backdrop(theme)
        self.rings = PositionRings(model, theme)
        self.hover = Hover(model)
        self._layers = LayerPainter(model, theme)
        self._estimate_words = ""

    def clear(self) -> None:
        """Draw all anew next time, for another theme."""
        self.backdrop.clear()
        self.rings.clear()
        self._layers.clear()

    def show_picture(self, levels: tuple[QImage, ...]) -> None:
        """Show another picture; `levels` are its sizes, largest first."""
        self.backdrop.levels, self.backdrop.frame, self.backdrop.onion = levels, None, ()
        self._layers.clear()

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Show an estimate in the picture's place, and say what it is; None shows none."""
        self.backdrop.estimate = to_image(estimate.rgb) if estimate is not None else None
        self._estimate_words = estimate_words(estimate.step) if estimate is not None else ""

    @property
    def stage(self) -> Stage:
        """What stands in the picture's place; a gesture shows what it does at once."""
        view = self._model.view.value
        if self.backdrop.estimate is not None and view == "warp" and not self._model.in_gesture:
            return "estimate"
        return "original" if view == "original" else "frame"

    def forget_missing(self) -> None:
        """Forget what was kept of layers that are gone."""
        self._layers.forget_missing()

    def sharpen(self, surface: Surface) -> bool:
        """Draw a part of what a moved view shows anew; True when nothing is left."""
        return self._layers.sharpen(surface)

    def paint(self, painter: QPainter, surface: Surface, moment: Moment) -> None:
        """Draw everything onto a canvas."""
        view, stage = self._model.view.value, self.stage
        painter.drawPixmap(0, 0, self.backdrop.pixmap(surface, stage))
        if not self.backdrop.levels:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(11))
        if view != "result":
            hit = self.hover.hit(surface.view) if moment.is_at_rest else None
            hovered = (hit.layer_id, hit.key) if hit else None
            self._layers.paint(painter, surface, hovered, moment.phase, self._mask_frame(moment))
            if view == "warp" and stage == "frame" and not self._model.in_gesture:
                self.rings.paint(painter, surface)
            self._paint_ghost(painter, surface, hit)
            self._paint_marks(painter, surface)
        if stage == "estimate":
            self._paint_estimate_words(painter, surface)
        self._paint_pointer(painter, surface, moment)

    def _mask_frame(self, moment: Moment) -> int | None:
        # A tint over a playing picture, or over an estimate, hides what one wants to see.
        if moment.is_playing or self.stage == "estimate":
            return None
        return self._model.frame.value if self._model.view.value == "warp" else 0

    def _paint_ghost(self, painter: QPainter, surface: Surface, hit: Hit | None) -> None:
        layer = self._model.document.layer(hit.layer_id) if hit is not None else None
        point = self.hover.ghost_point(surface.view) if layer is not None else None
        if point is not None and layer is not None:
            colour = self._theme.data_color(layer.colour)
            overlay.draw_ghost_key(painter, surface.view.to_screen(point), colour)

    def _paint_marks(self, painter: QPainter, surface: Surface) -> None:
        marks, view = self._model.marks.value, surface.view
        accent, rect = self._theme.color("accent"), self.backdrop.picture_rect(view)
        for guide in marks.guides:
            gesture_marks.draw_guide(painter, guide, view, rect, accent)
        if marks.band is not None:
            gesture_marks.draw_band(painter, marks.band, view, accent)
        if marks.outline:
            polygon = self._model.has_outline
            hover = self.hover.at
            pointer = (hover.x(), hover.y()) if polygon and hover else None
            gesture_marks.draw_outline(painter, marks.outline, view, pointer, polygon)

    def _paint_estimate_words(self, painter: QPainter, surface: Surface) -> None:
        rect = self.backdrop.picture_rect(surface.view)
        seen = rect.intersected(QRectF(0, 0, surface.size.width(), surface.size.height()))
        overlay.draw_badge(painter, self._estimate_words, seen.topLeft() + QPointF(8, 8))

    def _paint_pointer(self, painter: QPainter, surface: Surface, moment: Moment) -> None:
        hover = self.hover.at
        if hover is None or self._model.has_outline:
            return
        if self._model.tool_name.value in ("brush", "eraser") and not moment.is_panning:
            _draw_brush(painter, hover, self._model.brush_radius_px.value * surface.view.zoom)
            return
        text = self.hover.text(surface.view) if moment.is_at_rest else ""
        if text:
            bounds = QRectF(0, 0, surface.size.width(), surface.size.height())
            overlay.draw_label(painter, text, hover, bounds)


def _draw_brush(painter: QPainter, at: QPointF, radius: float) -> None:
    for pen in (QPen(QColor(0, 0, 0, 160), 3), QPen(QColor("white"), 1.2)):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)
