"""The traces: a raster in a plot with its axes, and what the mouse does there."""

from __future__ import annotations

import math
import time

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame

from desktop.neuro.channels import Channel, ChannelModel
from desktop.neuro.latency import LatencyMeter
from desktop.neuro.signal_colors import channel_color, raster_colors
from desktop.neuro.trace_axes import NameAxis, ScaleAxis, TimeAxis
from desktop.neuro.trace_canvas import Flag, TraceCanvas
from desktop.neuro.trace_feed import TraceFeed
from desktop.neuro.trace_model import Cursor, Stretch, TraceModel
from desktop.widgets.theme import Theme

translate = QCoreApplication.translate
DRAG_PX = 4
# The pen of a trace in lanes so high that a line of one pixel looks lost.
WIDE_LANE_PX = 60
# How often the words of marks follow the sweep; their lines are drawn with the samples.
FLAGS_S = 0.1


class TraceView(pg.PlotWidget):  # type: ignore[misc]
    """Shows the feed's page.

    Attributes
    ----------
    stretch_chosen : Signal of (Stretch, QPoint)
        Slots were dragged over; the point is where the drag ended, in this widget.
    menu_wanted : Signal of (str, QPoint)
        A channel's menu at a global position.
    scrolled : Signal of int
        Slots to scroll by; negative is back in time.
    """

    stretch_chosen = Signal(object, QPoint)
    menu_wanted = Signal(str, QPoint)
    scrolled = Signal(int)

    def __init__(
        self,
        model: TraceModel,
        channels: ChannelModel,
        feed: TraceFeed,
        theme: Theme,
        latency: LatencyMeter,
    ) -> None:
        self._model, self._channels, self._feed = model, channels, feed
        self._theme, self._latency = theme, latency
        self._names, self._times = NameAxis(theme), TimeAxis(theme)
        self._scale = ScaleAxis(theme)
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        super().__init__(
            viewBox=box,
            axisItems={"left": self._names, "bottom": self._times, "right": self._scale},
            enableMenu=False,
        )
        self._box = box
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Traces"))
        self.setMouseTracking(True)
        self.hideButtons()
        for axis in ("left", "bottom", "right"):
            self.showAxis(axis)
        box.invertY(True)
        self.canvas = TraceCanvas(self.viewport(), theme, self._painted)
        self._pressed: QPointF | None = None
        self._dragging = False
        self._pending_s = math.nan
        self._flagged_s = -math.inf
        self._wheel = 0.0
        self.is_simulated = False
        feed.page_changed.connect(self._show_page)
        feed.columns_changed.connect(self._columns_changed)
        self._connections = [
            theme.changed.connect(self._restyle),
            model.cursor.changed.connect(lambda _: self._show_cursor()),
            model.stretch.changed.connect(lambda _: self._show_stretch()),
            model.frozen.changed.connect(lambda _: self._show_tags()),
            model.stop_index.changed.connect(lambda _: self._show_tags()),
        ]
        box.sigResized.connect(self._resized)
        self._restyle()
        self._show_page()

    # --- look -------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self.setBackground(self._theme.color("canvas"))
        self.canvas.set_colors(raster_colors(self._theme))
        self.canvas.restyle()
        self._times.restyle()
        self._show_names()
        self._scale.update()

    def set_simulated(self, simulated: bool) -> None:
        """Say over the traces that nobody was measured."""
        self.is_simulated = simulated
        self._show_tags()

    def _show_tags(self) -> None:
        tags = []
        if self.is_simulated:
            tags.append((self.tr("SIMULATED"), "warning"))
        if self._model.stop_index.value is not None:
            tags.append((self.tr("LOOKING BACK"), "accent"))
        elif self._model.frozen.value:
            tags.append((self.tr("FROZEN"), "accent"))
        self.canvas.tags = tuple(tags)
        self.canvas.update()

    def _lane_channels(self) -> list[Channel]:
        signals = self._channels.signals
        page = self._feed.page
        lanes = page.spec.lanes if page is not None else self._feed.lanes()
        return [signals[lane] for lane in lanes if lane < len(signals)]

    def _show_names(self) -> None:
        bad, selected = set(self._channels.bad.value), self._channels.selected.value
        self._names.set_names(
            [
                (
                    channel.label,
                    channel_color(
                        self._theme,
                        channel,
                        bad=channel.label in bad,
                        selected=channel.label == selected,
                    ),
                    channel.label in bad,
                )
                for channel in self._lane_channels()
            ]
        )

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Ask for a picture of this size."""
        super().resizeEvent(event)
        if hasattr(self, "_box"):
            self._resized()

    def _resized(self, *_: object) -> None:
        ratio = self.devicePixelRatioF()
        rect = self._box.sceneBoundingRect()
        corner = self.mapFromScene(rect.topLeft())
        self.canvas.setGeometry(corner.x(), corner.y(), round(rect.width()), round(rect.height()))
        width, height = self.canvas.size_px
        if width < 16 or height < 16:
            return
        lanes = max(1, len(self._lane_channels()))
        pen = max(1, round(ratio * (1.5 if height / ratio / lanes >= WIDE_LANE_PX else 1.0)))
        self._feed.set_size(width, height, pen)

    # --- the page ---------------------------------------------------------------------------------

    def _show_page(self) -> None:
        page = self._feed.page
        self.canvas.set_page(page)
        if page is not None:
            spec = page.spec
            start_s = page.seconds_at(0)
            self._box.setRange(
                xRange=(start_s, start_s + spec.window_s),
                yRange=(0, max(1, len(spec.lanes))),
                padding=0,
                disableAutoRange=True,
            )
            self._scale.set_scale(spec.scale_uv, len(spec.lanes))
            self._pending_s = self._newest_s()
        self._show_names()
        self._resized()
        self._show_flags()
        self._show_cursor()
        self._show_stretch()
        self._show_tags()

    def _columns_changed(self, first: int, count: int) -> None:
        self.canvas.update_columns(first, count)
        now_s = time.monotonic()
        if now_s - self._flagged_s >= FLAGS_S:
            self._show_flags()
            self._flagged_s = now_s
        self._pending_s = self._newest_s()

    def _newest_s(self) -> float:
        store, page = self._feed.store, self._feed.page
        if store is None or page is None or not page.is_live or self._model.frozen.value:
            return math.nan
        return store.last_time_s - (store.next_index - page.next_index) / store.rate_hz

    def _painted(self) -> None:
        """Note how old the newest sample is now."""
        if not math.isnan(self._pending_s):
            self._latency.add(time.monotonic() - self._pending_s)
            self._pending_s = math.nan

    def _show_flags(self) -> None:
        store, page = self._feed.store, self._feed.page
        flags = []
        if store is not None and page is not None:
            px = self.canvas.px_per_column
            for mark in store.marks_between(page.oldest_index, page.next_index):
                start = page.column_of(max(mark.index, page.oldest_index))
                if start is None:
                    continue
                stop = None
                if mark.length:
                    end = page.column_of(min(mark.index + mark.length, page.next_index - 1))
                    stop = px * end if end is not None and end > start else None
                color = "accent" if mark.kind == "marker" else "warning"
                flags.append(Flag(px * start, mark.text, color, stop))
        self.canvas.show_flags(flags)

    def _show_cursor(self) -> None:
        cursor, page = self._model.cursor.value, self._feed.page
        self.canvas.point = None
        if cursor is not None and page is not None:
            labels = [channel.label for channel in self._lane_channels()]
            column = page.column_of(cursor.index)
            value = page.value_uv(cursor.label, cursor.index)
            if column is not None and cursor.label in labels:
                self.canvas.point = self._point(cursor, column, labels.index(cursor.label), value)
        self.canvas.update()

    def _point(
        self, cursor: Cursor, column: int, lane: int, value: float | None
    ) -> tuple[QPointF, str]:
        page = self._feed.page
        assert page is not None
        height = self.canvas.height()
        lane_px = height / len(page.spec.lanes)
        shown = 0.0 if value is None else value
        y = (lane + 0.5) * lane_px - shown * lane_px / page.spec.scale_uv
        at = QPointF(self.canvas.px_per_column * (column + 0.5), min(max(y, 0.0), height))
        seconds = f"{cursor.index / page.spec.rate_hz:.3f} s"
        if value is None:
            return at, f"{cursor.label}  {self.tr('no sample')}  {seconds}"
        # Rounded first, and no zero below zero.
        return at, f"{cursor.label}  {round(value, 1) + 0.0:+.1f} µV  {seconds}"

    def _show_stretch(self) -> None:
        stretch, page = self._model.stretch.value, self._feed.page
        self.canvas.stretch_px = None
        if stretch is not None and page is not None:
            start, stop = page.column_of(stretch.start), page.column_of(stretch.stop)
            if start is not None and stop is not None and stop > start:
                px = self.canvas.px_per_column
                self.canvas.stretch_px = (px * start, px * stop)
        self.canvas.update()

    # --- where the mouse is -----------------------------------------------------------------------

    def _in_plot(self, at: QPointF) -> QPointF | None:
        """Px in the plot, or None outside."""
        point = at - QPointF(self.canvas.pos())
        inside = 0 <= point.x() < self.canvas.width() and 0 <= point.y() < self.canvas.height()
        return point if inside else None

    def index_at(self, at: QPointF) -> int | None:
        """The slot of the raw samples at a point of this widget."""
        page = self._feed.page
        if page is None:
            return None
        x = at.x() - self.canvas.x()
        column = min(max(x / self.canvas.px_per_column, 0.0), page.spec.width_px - 1.0)
        return page.index_at(column)

    def channel_at(self, at: QPointF) -> Channel | None:
        """The channel whose lane, or name, lies at a point of this widget."""
        rect = QRectF(self.canvas.geometry())
        lanes = self._lane_channels()
        inside = rect.top() <= at.y() < rect.bottom() and at.x() < rect.right()
        if not inside or not lanes:
            return None
        lane = int((at.y() - rect.top()) / rect.height() * len(lanes))
        return lanes[min(lane, len(lanes) - 1)]

    # --- mouse ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a stretch."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            self._pressed_index = self.index_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag over a stretch."""
        event.accept()
        if self._pressed is None or self._pressed_index is None:
            return
        if (event.position() - self._pressed).manhattanLength() >= DRAG_PX:
            self._dragging = self._dragging or self._in_plot(self._pressed) is not None
        if self._dragging:
            here = self.index_at(event.position())
            if here is not None:
                ends = sorted((self._pressed_index, here))
                self._model.stretch.value = Stretch(*ends)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stretch, or choose the channel and point that were clicked."""
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        pressed, self._pressed = self._pressed, None
        stretch = self._model.stretch.value
        if self._dragging:
            self._dragging = False
            if stretch is not None and stretch.stop > stretch.start:
                self.stretch_chosen.emit(stretch, event.position().toPoint())
            return
        self._model.stretch.value = None
        channel = self.channel_at(pressed)
        if channel is None:
            return
        self._channels.selected.value = channel.label
        if self._in_plot(pressed) is not None and self._pressed_index is not None:
            self._model.cursor.value = Cursor(channel.label, self._pressed_index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As two clicks."""
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the channel below."""
        event.accept()
        channel = self.channel_at(QPointF(event.pos()))
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            channel = self._channels.get(self._channels.selected.value) or channel
        if channel is not None:
            self._channels.selected.value = channel.label
            self.menu_wanted.emit(channel.label, event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn: larger or smaller; with Ctrl: longer or shorter; with Shift or sideways: scroll."""
        event.accept()
        delta = event.angleDelta()
        sideways = delta.x() or (
            delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        page = self._feed.page
        if sideways and page is not None:
            self.scrolled.emit(round(-sideways / 120 * page.spec.window_slots / 10))
            return
        self._wheel += delta.y() / 120
        steps = int(self._wheel)
        self._wheel -= steps
        if not steps:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._model.step_window(-steps)
        else:
            self._model.step_scale(steps)

    def changeEvent(self, event: QEvent) -> None:
        """Another screen may have other pixels."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._resized()

    def release(self) -> None:
        """Let go of the models, the feed and the theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._feed.page_changed.disconnect(self._show_page)
        self._feed.columns_changed.disconnect(self._columns_changed)
        self.close()
