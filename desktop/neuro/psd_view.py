"""Power spectra of the last seconds: all channels by region, the chosen one on top."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen
from PySide6.QtWidgets import QFrame

from desktop.core.tokens import LABEL_PX
from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channels import REGIONS, ChannelModel
from desktop.neuro.signal_colors import region_color
from desktop.neuro.trace_axes import restyle_axis
from desktop.widgets.theme import Theme

LEAST_HZ = 1.0
MOST_HZ = 70.0
# Power differs by factors of millions: the range shown leaves out the rarest percent.
FLOOR_DB, CEILING_DB = -60.0, 80.0


class PsdView(pg.PlotWidget):  # type: ignore[misc]
    """Follows the analysis and the chosen channel."""

    def __init__(self, analysis: AnalysisFeed, channels: ChannelModel, theme: Theme) -> None:
        self._analysis, self._channels, self._theme = analysis, channels, theme
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        super().__init__(viewBox=box, enableMenu=False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Power spectrum"))
        self.setToolTip(
            self.tr(
                "Power spectrum of the last 4 s, re-referenced but not filtered; "
                "the chosen channel on top"
            )
        )
        self.hideButtons()
        self._range_db: tuple[float, float] | None = None
        self._regions = [pg.PlotCurveItem(connect="finite") for _ in REGIONS]
        self._chosen = pg.PlotCurveItem(connect="finite")
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line_words = pg.InfLineLabel(self._line, position=0.93)
        for item in (self._line, *self._regions, self._chosen):
            self.addItem(item)
        self._line.hide()
        analysis.changed.connect(self._show)
        self._connections = [
            channels.selected.changed.connect(lambda _: self._show()),
            channels.channels.changed.connect(lambda _: self._show()),
            theme.changed.connect(self._restyle),
        ]
        self._restyle()

    def _restyle(self) -> None:
        theme = self._theme
        self.setBackground(theme.color("canvas"))
        font = theme.font(LABEL_PX)
        for axis in ("bottom", "left"):
            restyle_axis(self.getAxis(axis), theme)
            # Qt looks for the font again each time that the axis is played back: 5 ms.
            self.getAxis(axis).setCacheMode(pg.AxisItem.CacheMode.DeviceCoordinateCache)
        self.getAxis("left").setWidth(round(QFontMetricsF(font).height()) + 38)
        style = {"color": theme.color("muted").name(), "font-size": f"{theme.px(LABEL_PX)}px"}
        self.setLabel("left", self.tr("dB (µV²/Hz)"), **style)
        self.setLabel("bottom", self.tr("Frequency (Hz)"), **style)
        self.showGrid(x=True, y=True, alpha=0.12)
        for region, curve in enumerate(self._regions):
            color = region_color(theme, region)
            color.setAlphaF(0.75)
            curve.setPen(_pen(color, 1))
        self._chosen.setPen(_pen(theme.color("text"), 1.5))
        self._line.setPen(_pen(theme.color("warning"), 1, Qt.PenStyle.DashLine))
        self._line_words.setColor(theme.color("warning"))
        self._line_words.setFont(font)
        self._show()

    def _show(self) -> None:
        latest = self._analysis.latest
        for curve in (*self._regions, self._chosen):
            curve.clear()
        self._line.setVisible(latest is not None)
        if latest is None:
            self._range_db = None
            return
        hz = latest.spectrum.hz
        shown = (hz >= LEAST_HZ) & (hz <= min(MOST_HZ, hz[-1]))
        decibels = latest.spectrum.decibels()[shown]
        hz = hz[shown]
        by_label = {channel.label: channel.region for channel in self._channels.signals}
        hidden = self._channels.hidden.value
        # One path for each region, broken between channels: a curve each would cost a frame.
        breaks = np.append(hz, np.nan)
        for region, curve in enumerate(self._regions):
            members = [
                i
                for i, label in enumerate(latest.labels)
                if by_label.get(label) == region and label not in hidden
            ]
            if members:
                rows = np.vstack([decibels[:, members], np.full(len(members), np.nan)])
                curve.setData(np.tile(breaks, len(members)), rows.T.ravel())
        selected = self._channels.selected.value
        if selected in latest.labels:
            self._chosen.setData(hz, decibels[:, latest.labels.index(selected)])
        self._line.setValue(latest.line_hz)
        self._line_words.setFormat(self.tr("mains {hz} Hz").format(hz=f"{latest.line_hz:g}"))
        self._fit(hz, decibels)

    def _fit(self, hz: np.ndarray, decibels: np.ndarray) -> None:
        known = decibels[np.isfinite(decibels)]
        if not len(known) or not len(hz):
            return
        low, high = np.percentile(known, [1, 99.5])
        low = max(FLOOR_DB, 10 * np.floor((low - 3) / 10))
        high = min(CEILING_DB, 10 * np.ceil((high + 3) / 10))
        # The range follows only what leaves it, so that the picture does not jump each second.
        if self._range_db is not None:
            low = min(low, self._range_db[0]) if low > self._range_db[0] - 10 else low
            high = max(high, self._range_db[1]) if high < self._range_db[1] + 10 else high
        self._range_db = (float(low), float(high))
        self.setXRange(0.0, float(hz[-1]), padding=0)
        self.setYRange(*self._range_db, padding=0)

    def release(self) -> None:
        """Let go of models and theme."""
        self._analysis.changed.disconnect(self._show)
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self.close()


def _pen(color: QColor, width_px: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen in px: without that its width is in Hz and dB."""
    pen = QPen(color, width_px, style)
    pen.setCosmetic(True)
    return pen
