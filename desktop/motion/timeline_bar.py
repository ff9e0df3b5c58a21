"""One layer's bar on the timeline: its speed, its easing and its keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.motion.document import Layer, key_moments
from desktop.motion.drags import CURVE_STEPS
from desktop.motion.model import MotionModel
from desktop.motion.timeline_grid import KEY_PX
from desktop.widgets.theme import Theme
from shared.motion.easing import ease

BAR_TOP_PX, BAR_MARGIN_PX = 6, 13


class BarPainter:
    """Draws bars; `time_x` gives the widget x of a moment in [0, 1]."""

    def __init__(self, model: MotionModel, theme: Theme, time_x: Callable[[float], float]) -> None:
        self._model, self._theme, self._time_x = model, theme, time_x

    def paint(self, painter: QPainter, layer: Layer, top: int, row_px: int) -> None:
        """Draw the bar of a layer whose row begins at `top`."""
        colour = self._theme.data_color(layer.colour)
        middle = top + row_px / 2
        if layer.role == "pin":
            # A thin line needs more contrast than a bar: pale yellow is lost on white.
            light = self._theme.color("surface").lightnessF() > 0.5
            pen = QPen(colour.darker(170) if light else colour, 1.5)
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            start, end = QPointF(self._time_x(0), middle), QPointF(self._time_x(1), middle)
            painter.drawLine(start, end)
            return
        moments = key_moments(layer)
        tint = QColor(colour)
        tint.setAlphaF(0.16)
        bar = QRectF(self._time_x(moments[0]), top + BAR_TOP_PX, 0, row_px - BAR_MARGIN_PX)
        bar.setRight(self._time_x(moments[-1]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(bar.adjusted(-4, 0, 4, 0), 4, 4)
        self._paint_speed(painter, layer, bar, colour)
        if layer.easing is not None:
            self._paint_easing(painter, layer, bar)
        self._paint_keys(painter, layer, moments, middle)

    def _paint_speed(self, painter: QPainter, layer: Layer, bar: QRectF, colour: QColor) -> None:
        # How fast the point moves, over the bar's height.
        curve = self._model.curve(layer.layer_id)
        if curve is None or len(curve) < 2:
            return
        speed = np.hypot(*np.diff(curve[::CURVE_STEPS], axis=0).T)
        if speed.max() <= 1e-9:
            return
        height = (bar.height() - 3) * speed / speed.max()
        steps = len(speed)
        points = [QPointF(self._time_x(0), bar.bottom())]
        points.append(QPointF(self._time_x(0), bar.bottom() - height[0]))
        for index, value in enumerate(height):
            points.append(QPointF(self._time_x((index + 0.5) / steps), bar.bottom() - value))
        points.append(QPointF(self._time_x(1), bar.bottom() - height[-1]))
        points.append(QPointF(self._time_x(1), bar.bottom()))
        fill = QColor(colour)
        fill.setAlphaF(0.28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.save()
        painter.setClipRect(bar)
        painter.drawPolygon(QPolygonF(points))
        painter.restore()

    def _paint_easing(self, painter: QPainter, layer: Layer, bar: QRectF) -> None:
        moments = np.linspace(0, 1, 33)
        done = ease(moments, layer.easing)
        x, y = bar.left() + moments * bar.width(), bar.bottom() - done * bar.height()
        painter.setPen(QPen(self._theme.color("text"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(x, y, strict=True)]))

    def _paint_keys(
        self, painter: QPainter, layer: Layer, moments: tuple[float, ...], middle: float
    ) -> None:
        colour, selection = self._theme.data_color(layer.colour), self._model.selection.value
        for index, moment in enumerate(moments):
            x, chosen = self._time_x(moment), (layer.layer_id, index) in selection
            size = KEY_PX + (1.5 if chosen else 0)
            corners = [
                (x, middle - size),
                (x + size, middle),
                (x, middle + size),
                (x - size, middle),
            ]
            painter.setPen(QPen(self._theme.color("background"), 1.2))
            painter.setBrush(self._theme.color("text") if chosen else colour)
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
