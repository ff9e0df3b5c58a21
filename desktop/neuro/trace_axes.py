"""The axes of the traces: channel names at the left, time below, the scale at the right."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.name_layout import NamePlace, column_count, name_places
from desktop.widgets.theme import Theme

NAME_GAP_PX = 8
MOST_NAME_PX = 76
SCALE_WIDTH_PX = 64


class NameAxis(pg.AxisItem):  # type: ignore[misc]
    """Names of lanes in the signals' colours; side by side where lanes are low."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        super().__init__("left")
        # Its presence says that the axis is made: it is resized before that.
        self._names: list[tuple[str, QColor, bool]] = []

    def set_names(self, names: list[tuple[str, QColor, bool]]) -> None:
        """(name, colour, struck out) of each lane."""
        self._names = names
        self.refit()

    def refit(self) -> None:
        """Take the width that the names need at this height."""
        columns = column_count(self._places())
        self.setWidth(NAME_GAP_PX + columns * (self._name_px() + NAME_GAP_PX))
        self.update()

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._theme.font(LABEL_PX))

    def _name_px(self) -> int:
        metrics = self._metrics()
        widest = max((metrics.horizontalAdvance(n) for n, _, _ in self._names), default=0.0)
        # A px more: a text that fits exactly is cut.
        return min(max(math.ceil(widest) + 1, 16), MOST_NAME_PX)

    def _lane_px(self) -> float:
        view = self.linkedView()
        height = view.sceneBoundingRect().height() if view is not None else self.size().height()
        return float(height) / max(1, len(self._names))

    def _places(self) -> tuple[NamePlace, ...]:
        return name_places(len(self._names), self._lane_px(), self._metrics().ascent() + 1)

    def resizeEvent(self, event: object = None) -> None:
        """Lanes became lower or higher."""
        super().resizeEvent(event)
        if hasattr(self, "_names"):
            self.refit()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Write the names that have room."""
        metrics, name_px, lane_px = self._metrics(), self._name_px(), self._lane_px()
        painter.setFont(self._theme.font(LABEL_PX))
        right = self.size().width() - NAME_GAP_PX
        for place in self._places():
            name, color, struck = self._names[place.lane]
            painter.setPen(color)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, name_px)
            x = right - place.column * (name_px + NAME_GAP_PX)
            y = (place.lane + 0.5) * lane_px
            width = metrics.horizontalAdvance(shown)
            baseline = y + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x - width, baseline), shown)
            if struck:
                painter.drawLine(QLineF(x - width, y, x, y))


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds: of the sweep while live, since the session began when frozen and scrolled."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)
        self.restyle()

    def restyle(self) -> None:
        """Take the theme's colours and font."""
        restyle_axis(self, self._theme)
        self.setHeight(round(QFontMetricsF(self._theme.font(LABEL_PX)).height()) + 12)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Numbers with their unit."""
        places = 0 if spacing >= 1 else 1 if spacing >= 0.1 else 2
        return [f"{value:.{places}f} s" for value in values]


class ScaleAxis(pg.AxisItem):  # type: ignore[misc]
    """A bar as high as a number of µV, with that number."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scale_uv, self._lanes = 100.0, 1
        super().__init__("right")
        self.setWidth(SCALE_WIDTH_PX)

    def set_scale(self, scale_uv: float, lanes: int) -> None:
        """Height of a lane in µV, and how many lanes there are."""
        self._scale_uv, self._lanes = scale_uv, max(1, lanes)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the bar in the middle of the height."""
        height = self.size().height()
        lane_px = height / self._lanes
        # As many lanes as make a bar that can be seen; the number says how many µV that is.
        lanes = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * lane_px >= 24), 100)
        bar_px = min(lanes * lane_px, height - 8)
        value = self._scale_uv * bar_px / lane_px
        top = height / 2 - bar_px / 2
        painter.setPen(QPen(self._theme.color("muted"), 1.5))
        x = 8.0
        painter.drawLine(QLineF(x, top, x, top + bar_px))
        for y in (top, top + bar_px):
            painter.drawLine(QLineF(x - 3, y, x + 3, y))
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font(LABEL_PX))
        room = QRectF(x + 6, height / 2 - 10, SCALE_WIDTH_PX - x - 6, 20)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags, microvolts(value))


def restyle_axis(axis: pg.AxisItem, theme: Theme) -> None:
    """Give an axis the theme's colours and font."""
    axis.setPen(QPen(theme.color("line"), 1))
    axis.setTextPen(theme.color("muted"))
    axis.setStyle(tickFont=theme.font(LABEL_PX), tickLength=4, tickTextOffset=4)


def microvolts(value: float) -> str:
    """A voltage with its unit: `75 µV`, `1.5 mV`."""
    if value >= 1000:
        return f"{value / 1000:.3g} mV"
    return f"{value:.3g} µV"
