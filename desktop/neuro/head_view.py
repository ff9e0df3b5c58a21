"""The head from above: a map of power or voltage, or the quality of each channel."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from desktop.core.tokens import LABEL_PX
from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channels import Channel, ChannelModel
from desktop.neuro.head_model import (
    QUALITY,
    VOLTAGE,
    HeadValues,
    band_hz,
    band_values,
    voltage_values,
)
from desktop.neuro.words import QUALITY_TOKENS, quality_words
from desktop.widgets.theme import Theme
from shared.neuro.electrodes import directions
from shared.neuro.topography import EDGE_DEG, OUTLINE_DEG, HeadMap, flattened, head_map

MAP_PX = 96
EDGE = EDGE_DEG / OUTLINE_DEG
POWER_MAP, VOLTAGE_MAP = "magma", "CET-D1A"
BAR_WIDTH_PX = 10
LEAST_ELECTRODES = 3
MARGIN_PX = 10


class HeadView(QWidget):
    """Follows the analysis; `show_voltages` brings what is new while the voltage is shown."""

    def __init__(
        self,
        analysis: AnalysisFeed,
        channels: ChannelModel,
        theme: Theme,
        scale_uv: Callable[[], float],
    ) -> None:
        super().__init__()
        self._analysis, self._channels, self._theme = analysis, channels, theme
        self._scale_uv = scale_uv
        self.mode = "alpha"
        self.setAccessibleName(self.tr("Head from above"))
        self.setMouseTracking(True)
        self.setMinimumSize(180, 140)
        self._placed: list[Channel] = []
        self._flat = np.empty((0, 2))
        self._used: tuple[int, ...] = ()
        self._map: HeadMap | None = None
        self._wanted: tuple[str, ...] = ()
        self._values: HeadValues | None = None
        self._image: QImage | None = None
        analysis.changed.connect(self._analysed)
        self._connections = [
            channels.channels.changed.connect(lambda _: self._place()),
            channels.bad.changed.connect(lambda _: self._place()),
            channels.selected.changed.connect(lambda _: self.update()),
            theme.changed.connect(self._recolor),
        ]
        self._place()

    def sizeHint(self) -> QSize:
        """Room for a head and its colour bar."""
        return QSize(260, 200)

    # --- electrodes -------------------------------------------------------------------------------

    def _place(self) -> None:
        self._placed = [c for c in self._channels.signals if c.place is not None]
        self._flat = flattened(directions([c.place or "" for c in self._placed]))
        bad = set(self._channels.bad.value)
        used = [i for i, c in enumerate(self._placed) if c.label not in bad]
        self._used = tuple(used)
        wanted = tuple(self._placed[i].place or "" for i in used)
        if wanted != self._wanted:
            self._wanted, self._map = wanted, None
            if len(wanted) >= LEAST_ELECTRODES:
                places = directions(wanted)
                self._analysis.background.run(
                    lambda: head_map(places, MAP_PX), lambda made: self._mapped(wanted, made)
                )
        self._analysed()

    def _mapped(self, wanted: tuple[str, ...], made: HeadMap) -> None:
        if wanted == self._wanted:
            self._map = made
            self._draw()

    # --- values -----------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Show something else."""
        self.mode = mode
        self._values = None
        self._analysed()

    def _analysed(self) -> None:
        latest = self._analysis.latest
        if self.mode in (VOLTAGE, QUALITY):
            self._draw()
            return
        before = self._values.high if self._values is not None else None
        if latest is None:
            self._values = None
        else:
            self._values = band_values(latest.band_power(*band_hz(self.mode)), before)
        self._draw()

    def show_voltages(self, values: dict[str, float]) -> None:
        """The voltages now, by label."""
        if self.mode == VOLTAGE:
            self._values = voltage_values(values, self._scale_uv())
            self._draw()

    def _recolor(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self._image = None
        values, made = self._values, self._map
        if self.mode != QUALITY and values is not None and made is not None:
            given = np.array(
                [values.values.get(self._placed[i].label, math.nan) for i in self._used]
            )
            self._image = self._picture(made, made.image(given), values)
        self.update()

    def _picture(self, made: HeadMap, picture: np.ndarray, values: HeadValues) -> QImage:
        span = values.high - values.low or 1.0
        levels = np.clip((np.nan_to_num(picture) - values.low) / span * 255, 0, 255)
        colors = _color_table(self.mode)[levels.astype(np.uint8)]
        alpha = (made.weight * made.inside * 255).astype(np.uint8)
        argb = np.ascontiguousarray(np.dstack([colors[..., ::-1], alpha]))
        size = picture.shape[0]
        return QImage(argb.data, size, size, 4 * size, QImage.Format.Format_ARGB32).copy()

    # --- paint ------------------------------------------------------------------------------------

    def _circle(self) -> tuple[QPointF, float]:
        """Centre and radius of the head's outline, px."""
        bar = self._bar_px()
        width, height = self.width() - bar, self.height()
        radius = min(width, height - 6) / 2 / EDGE - MARGIN_PX / 2
        return QPointF(width / 2, height / 2 + 2), max(radius, 10.0)

    def _bar_px(self) -> int:
        return 0 if self.mode == QUALITY else self._theme.px(72)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Map, outline, electrodes, colour bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        centre, radius = self._circle()
        if self._image is not None:
            self._paint_map(painter, self._image, centre, radius * EDGE)
        if not self._is_hinted:
            self._paint_head(painter, centre, radius)
        self._paint_electrodes(painter, centre, radius)
        if self.mode != QUALITY:
            self._paint_bar(painter)
        self._paint_hint(painter)
        painter.end()

    def _paint_map(self, painter: QPainter, image: QImage, centre: QPointF, half_px: float) -> None:
        """As the filling of a circle: the image's own edge would be a staircase."""
        place = QTransform.fromTranslate(centre.x() - half_px, centre.y() - half_px)
        place.scale(2 * half_px / image.width(), 2 * half_px / image.height())
        brush = QBrush(image)
        brush.setTransform(place)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        inner = half_px * (1 - 3 / image.width())
        painter.drawEllipse(centre, inner, inner)

    def _paint_head(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        painter.setPen(QPen(self._theme.color("edge"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)
        nose = QPainterPath(centre + QPointF(-0.12 * radius, -0.992 * radius))
        nose.lineTo(centre + QPointF(0, -1.13 * radius))
        nose.lineTo(centre + QPointF(0.12 * radius, -0.992 * radius))
        painter.drawPath(nose)
        for side in (-1, 1):
            ear = QPainterPath(centre + QPointF(side * 0.985 * radius, -0.17 * radius))
            ear.cubicTo(
                centre + QPointF(side * 1.13 * radius, -0.2 * radius),
                centre + QPointF(side * 1.1 * radius, 0.2 * radius),
                centre + QPointF(side * 0.985 * radius, 0.17 * radius),
            )
            painter.drawPath(ear)

    def _paint_electrodes(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        latest = self._analysis.latest
        bad, selected = set(self._channels.bad.value), self._channels.selected.value
        size = 5.0 if self.mode == QUALITY else 2.2
        for channel, at in zip(self._placed, self._points(centre, radius), strict=True):
            quality = latest.quality.get(channel.label) if latest is not None else None
            if self.mode == QUALITY:
                token = QUALITY_TOKENS[quality.verdict] if quality is not None else "edge"
                painter.setPen(QPen(self._theme.color("canvas"), 1))
                painter.setBrush(self._theme.color(token))
            else:
                painter.setPen(QPen(self._theme.color("canvas"), 0.7))
                painter.setBrush(self._theme.color("text"))
            if channel.label in bad:
                painter.setPen(QPen(self._theme.color("bad"), 1.5))
                painter.setBrush(self._theme.color("canvas"))
            painter.drawEllipse(at, size, size)
            if channel.label == selected:
                painter.setPen(QPen(self._theme.color("text"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, size + 3, size + 3)

    def _points(self, centre: QPointF, radius: float) -> list[QPointF]:
        return [
            QPointF(centre.x() + radius * x, centre.y() - radius * y)
            for x, y in self._flat.tolist()
        ]

    def _paint_bar(self, painter: QPainter) -> None:
        values = self._values
        if values is None or self._map is None:
            return
        font = self._theme.font(LABEL_PX)
        metrics = QFontMetricsF(font)
        height = min(self.height() - 60, self._theme.px(120))
        top = (self.height() - height) / 2 + 6
        left = self.width() - self._bar_px() + 8
        gradient = QLinearGradient(0, top + height, 0, top)
        table = _color_table(self.mode)
        for step in range(0, 256, 15):
            gradient.setColorAt(step / 255, QColor(*table[step].tolist()))
        bar = QRectF(left, top, BAR_WIDTH_PX, height)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(gradient)
        painter.drawRect(bar)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        x = bar.right() + 6
        middle = (values.low + values.high) / 2
        for share, value in ((0.0, values.low), (0.5, middle), (1.0, values.high)):
            y = bar.bottom() - share * height + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(x, y), f"{value:+g}" if values.low < 0 else f"{value:g}")
        painter.drawText(QPointF(left, top - 10), values.unit)

    @property
    def _is_hinted(self) -> bool:
        """Whether there is nothing to show but what to do."""
        shows = len(self._wanted) >= LEAST_ELECTRODES or (self.mode == QUALITY and self._placed)
        return not shows

    def _paint_hint(self, painter: QPainter) -> None:
        if not self._is_hinted:
            return
        painter.setFont(self._theme.font(LABEL_PX))
        painter.setPen(self._theme.color("muted"))
        words = self.tr(
            "Fewer than 3 channels have a place. Say where the electrodes sit (Ctrl+M)."
        )
        room = QRectF(self.rect()).adjusted(24, 0, -24, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        box = painter.boundingRect(room, flags, words).adjusted(-8, -4, 8, 4)
        painter.fillRect(box, self._theme.color("canvas", 0.85))
        painter.drawText(room, flags, words)

    # --- mouse ------------------------------------------------------------------------------------

    def channel_at(self, at: QPointF) -> Channel | None:
        """The electrode below a point."""
        centre, radius = self._circle()
        best: tuple[float, Channel] | None = None
        for channel, place in zip(self._placed, self._points(centre, radius), strict=True):
            distance = math.hypot(at.x() - place.x(), at.y() - place.y())
            if distance < 10 and (best is None or distance < best[0]):
                best = (distance, channel)
        return best[1] if best is not None else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the channel."""
        channel = self.channel_at(event.position())
        if channel is not None:
            self._channels.selected.value = channel.label

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which electrode lies below, and how good it is."""
        channel = self.channel_at(event.position())
        latest = self._analysis.latest
        if channel is None:
            self.setToolTip("")
            return
        parts = [channel.label]
        value = self._values.values.get(channel.label) if self._values is not None else None
        if self._values is not None and value is not None and math.isfinite(value):
            parts.append(f"{value:.3g} {self._values.unit}")
        if latest is not None:
            parts.append(quality_words(latest.quality.get(channel.label)))
        self.setToolTip(" · ".join(parts))

    def release(self) -> None:
        """Let go of models and theme."""
        self._analysis.changed.disconnect(self._analysed)
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()


def _color_table(mode: str) -> np.ndarray:
    """Red, green, blue uint8 [256, 3]: around zero for voltages, from black for power."""
    name = VOLTAGE_MAP if mode == VOLTAGE else POWER_MAP
    return np.asarray(pg.colormap.get(name).getLookupTable(nPts=256))[:, :3]
