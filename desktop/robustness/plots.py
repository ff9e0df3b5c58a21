"""Plots of the workspace, drawn with the theme's colours."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QFrame

from desktop.core.tokens import LABEL_PX
from desktop.robustness.runs import Points, no_points
from desktop.robustness.words import translate
from desktop.widgets.theme import Theme
from shared.tasks.robustness import CertifiedShare

SEARCH, HELD_OUT = 0, 1  # data colours: blue and orange
_EMPTY = no_points()


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Two axes with units; nothing to drag."""

    def __init__(self, theme: Theme, title: str, bottom: str, left: str) -> None:
        self.theme = theme
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        super().__init__(viewBox=box, enableMenu=False)
        self._axes = {"bottom": bottom, "left": left}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self.hideButtons()
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.getAxis("left").enableAutoSIPrefix(False)
        theme.changed.connect(self.restyle)

    def release(self) -> None:
        """Let go of the theme."""
        self.theme.changed.disconnect(self.restyle)
        self.close()

    def restyle(self) -> None:
        """Take the theme's colours."""
        theme = self.theme
        self.setBackground(theme.color("surface"))
        font = theme.font(LABEL_PX)
        style = {"color": theme.color("muted").name(), "font-size": f"{theme.px(LABEL_PX)}px"}
        for side, words in self._axes.items():
            axis = self.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=4)
            axis.setPen(QPen(theme.color("line"), 0))
            axis.setTextPen(theme.color("muted"))
            self.setLabel(side, words, **style)
        self.getAxis("left").setWidth(theme.px(52))
        self.showGrid(x=False, y=True, alpha=0.14)
        self.draw()

    def draw(self) -> None:
        """Draw what is known."""


class SearchPlot(Plot):
    """Accuracy of the best prompt so far against queries: on the search's samples, and held out."""

    def __init__(self, theme: Theme) -> None:
        self._points = _EMPTY
        self._clean: float | None = None
        self._chance: float | None = None
        super().__init__(
            theme,
            translate("Robust", "Accuracy while the search goes on"),
            translate("Robust", "Queries"),
            translate("Robust", "Accuracy (%)"),
        )
        self.setToolTip(
            translate(
                "Robust",
                "The best prompt so far: what the search sees, and what held-out samples say."
                " The gap between both is the search's optimism.",
            )
        )
        self.getAxis("bottom").tickStrings = _whole_numbers
        self._search = pg.PlotCurveItem(stepMode="right", connect="finite")
        self._held_out = pg.PlotDataItem(connect="finite", symbol="o", symbolSize=6)
        self._lines = {
            "clean": pg.InfiniteLine(angle=0, movable=False),
            "chance": pg.InfiniteLine(angle=0, movable=False),
        }
        self._names = {
            key: pg.InfLineLabel(line, position=0.98, anchors=[(1, 1), (1, 1)])
            for key, line in self._lines.items()
        }
        self._legend = pg.LegendItem(offset=(8, -8), labelTextSize=f"{LABEL_PX}px")
        for item in (*self._lines.values(), self._search, self._held_out):
            self.addItem(item)
        self._legend.setParentItem(self.getPlotItem().getViewBox())
        self.restyle()

    @property
    def empty(self) -> Points:
        """A curve of no step: always the same one."""
        return _EMPTY

    def show_search(
        self, points: Points, clean: float | None = None, chance: float | None = None
    ) -> None:
        """Show a curve, float32 [steps, 3], and the accuracies of no attack and of guessing."""
        if points is self._points and (clean, chance) == (self._clean, self._chance):
            return
        self._points, self._clean, self._chance = points, clean, chance
        self.draw()

    def draw(self) -> None:
        """Draw curves and lines."""
        theme = self.theme
        x = self._points[:, 0]
        search, held_out = 100 * self._points[:, 1], 100 * self._points[:, 2]
        self._search.setPen(pen(theme.data_color(SEARCH), 2))
        self._search.setData(x, search)
        known = np.isfinite(held_out)
        color = theme.data_color(HELD_OUT)
        self._held_out.setPen(pen(color, 2))
        self._held_out.setSymbolBrush(color)
        self._held_out.setSymbolPen(pen(color, 1))
        self._held_out.setData(x[known], held_out[known])
        lines = {
            "clean": (self._clean, "good", translate("Robust", "no attack")),
            "chance": (self._chance, "muted", translate("Robust", "chance")),
        }
        for key, (value, token, words) in lines.items():
            line, shown = self._lines[key], value is not None
            line.setVisible(shown)
            if value is not None:
                line.setValue(100 * value)
                line.setPen(pen(theme.color(token), 1, Qt.PenStyle.DashLine))
                self._names[key].setFormat(words)
                self._names[key].setColor(theme.color(token))
                self._names[key].setFont(theme.font(LABEL_PX))
                self._names[key].fill = pg.mkBrush(theme.color("surface", 0.8))
        self._fill_legend()
        last = float(x[-1]) if len(x) else 1.0
        self.setXRange(0.0, max(1.0, last) * 1.02, padding=0)
        values = np.concatenate([search, held_out[known]])
        values = np.append(values, [100 * v for v in (self._clean, self._chance) if v is not None])
        values = values[np.isfinite(values)]
        low = 10 * np.floor((float(values.min()) - 4) / 10) if len(values) else 0.0
        high = 10 * np.ceil((float(values.max()) + 4) / 10) if len(values) else 100.0
        self.setYRange(max(0.0, low), min(102.0, max(high, low + 20)), padding=0)

    def _fill_legend(self) -> None:
        self._legend.clear()
        if not len(self._points):
            return
        self._legend.setLabelTextColor(self.theme.color("text"))
        self._legend.setBrush(self.theme.color("surface", 0.85))
        self._legend.addItem(self._search, translate("Robust", "search's samples"))
        self._legend.addItem(self._held_out, translate("Robust", "held out"))


class CertificatePlot(Plot):
    """Accuracy that no change of so many words can take."""

    def __init__(self, theme: Theme) -> None:
        self._shares: tuple[CertifiedShare, ...] = ()
        super().__init__(
            theme,
            translate("Robust", "Certified accuracy"),
            translate("Robust", "Words changed"),
            translate("Robust", "Certified (%)"),
        )
        self._curve = pg.PlotDataItem(symbol="o", symbolSize=6)
        self._band = pg.ErrorBarItem(beam=0.15)
        self.addItem(self._band)
        self.addItem(self._curve)
        self.restyle()

    def show_shares(self, shares: tuple[CertifiedShare, ...]) -> None:
        """Show a certificate."""
        if shares != self._shares:
            self._shares = shares
            self.draw()

    def draw(self) -> None:
        """Draw points with their intervals."""
        color = self.theme.color("good")
        x = np.asarray([one.changed for one in self._shares], float)
        y = np.asarray([100 * one.accuracy.value for one in self._shares], float)
        ends = np.asarray([one.accuracy.ci95 for one in self._shares], float).reshape(-1, 2) * 100
        self._curve.setPen(pen(color, 2))
        self._curve.setSymbolBrush(color)
        self._curve.setSymbolPen(pen(color, 1))
        self._curve.setData(x, y)
        self._band.setVisible(bool(len(x)))
        if len(x):
            self._band.setData(
                x=x, y=y, top=ends[:, 1] - y, bottom=y - ends[:, 0], pen=pen(color, 1)
            )
        last = float(x[-1]) if len(x) else 3.0
        self.getAxis("bottom").setTickSpacing(1, 1)
        self.setXRange(-0.3, last + 0.3, padding=0)
        self.setYRange(0.0, 102.0, padding=0)


def _whole_numbers(values: list[float], scale: float, spacing: float) -> list[str]:
    return [f"{value * scale:,.0f}" for value in values]


def pen(color: QColor, width_px: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen in px: without that its width is in the axes' units."""
    made = QPen(color, width_px, style)
    made.setCosmetic(True)
    return made
