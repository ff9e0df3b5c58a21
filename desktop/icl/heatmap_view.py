"""Queries by demonstrations: which helps which, as colours that come in while the run goes on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.icl.batch import Batch, BatchRun, wilson
from desktop.icl.demo_paint import HELPS, HURTS, LEFT, RIGHT
from desktop.icl.setup import Query
from desktop.icl.words import signed, translate
from desktop.widgets.controls import button, label, set_role
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words

NAME_PX, MEAN_PX, LARGEST_PX, SMALLEST_PX = 180, 14, 22, 7
LEGEND_PX = 20


class HeatMap(QWidget):
    """One cell for each pair; blue helps, orange hurts; hatched where a row was not found."""

    def __init__(self, theme: Theme, open_pair: Callable[[Query, str], object]) -> None:
        super().__init__()
        self._theme, self._open_pair = theme, open_pair
        self.batch = Batch()
        self.columns: tuple[str, ...] = ()
        self.values: npt.NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.setMouseTracking(True)
        self.setMinimumHeight(96)
        self.setAccessibleName(translate("Icl", "Queries by demonstrations"))
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def show_batch(self, batch: Batch) -> None:
        """Show what is known."""
        self.batch, self.columns = batch, batch.columns[: self.room]
        self.values = batch.matrix(self.columns)
        self.update()

    @property
    def room(self) -> int:
        """How many columns can be told apart; the rarest others are not drawn."""
        return max(10, int((self.width() - self._theme.px(NAME_PX)) / SMALLEST_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room shows more columns."""
        super().resizeEvent(event)
        self.show_batch(self.batch)

    @property
    def scale(self) -> float:
        """The score at which a colour is full, nats per token."""
        known = np.abs(self._centered()[np.isfinite(self.values)])
        return float(max(0.1, np.quantile(known, 0.95))) if known.size else 1.0

    def _centered(self) -> npt.NDArray[np.float32]:
        """Gains as they are; ConE against the query's own mean, and turned round: lower is good."""
        if self.batch.measure != "cone" or not self.values.size:
            return self.values
        finite = np.where(np.isfinite(self.values), self.values, 0.0)
        counts = np.maximum(np.isfinite(self.values).sum(axis=1, keepdims=True), 1)
        centered: npt.NDArray[np.float32] = finite.sum(axis=1, keepdims=True) / counts - self.values
        return centered

    def area(self) -> QRectF:
        """Where the cells are."""
        rows, columns = max(1, len(self.batch.rows)), max(1, len(self.columns))
        name_px = self._theme.px(NAME_PX)
        width = self.width() - name_px - 4
        height = self.height() - MEAN_PX - LEGEND_PX - 6
        side_x = min(LARGEST_PX, width / columns)
        side_y = min(LARGEST_PX, height / rows)
        return QRectF(name_px, MEAN_PX + 4, side_x * columns, side_y * rows)

    def cell_at(self, at: QPoint) -> tuple[int, int] | None:
        """Row and column under a point."""
        area = self.area()
        if not self.values.size or not area.contains(at):
            return None
        column = int((at.x() - area.left()) / area.width() * len(self.columns))
        row = int((at.y() - area.top()) / area.height() * len(self.batch.rows))
        return min(row, len(self.batch.rows) - 1), min(column, len(self.columns) - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the pair that was clicked."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self._open_pair(self.batch.rows[cell[0]].query, self.columns[cell[1]])

    def event(self, event: QEvent) -> bool:
        """The pair under the mouse, in words."""
        if isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(*cell) if cell is not None else "")
            return True
        return bool(super().event(event))

    def words(self, row: int, column: int) -> str:
        """A pair in words."""
        demo = self.batch.demos.get(self.columns[column])
        query, value = self.batch.rows[row].query, float(self.values[row, column])
        score = signed(value) if np.isfinite(value) else translate("Icl", "not found for it")
        shown = demo.input[:200] if demo is not None else self.columns[column]
        return f"{query.text[:200]}\n\n{shown}\n\n{score}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, cells, column means and the legend."""
        painter, theme = QPainter(self), self._theme
        if not self.values.size:
            painter.end()
            return
        area, centered = self.area(), self._centered()
        painter.setFont(theme.font(LABEL_PX))
        self._names(painter, area)
        painter.drawImage(area, self._image(centered))
        self._means(painter, area, centered)
        self._legend(painter, area)
        painter.end()

    def _names(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        height = area.height() / len(self.batch.rows)
        if height < 9:
            return
        for number, row in enumerate(self.batch.rows):
            box = QRectF(8, area.top() + number * height, area.left() - 16, height)
            painter.setPen(theme.color("muted"))
            mark = {True: "✓ ", False: "✗ ", None: ""}[row.correct]
            text = mark + " ".join(row.query.text[:120].split())
            painter.drawText(box, LEFT, elided(painter, text, round(box.width())))

    def _image(self, centered: npt.NDArray[np.float32]) -> QImage:
        """A pixel for each cell; drawn without smoothing it is a map of squares."""
        share = np.clip(np.nan_to_num(centered, nan=0.0) / self.scale, -1, 1)[..., None]
        zero, helps, hurts = (
            np.asarray([c.red(), c.green(), c.blue()], np.float32)
            for c in (
                self._theme.color("raised"),
                self._theme.data_color(HELPS),
                self._theme.data_color(HURTS),
            )
        )
        colors = (
            zero + np.maximum(share, 0) * (helps - zero) + np.maximum(-share, 0) * (hurts - zero)
        )
        background = self._theme.color("background")
        colors[~np.isfinite(centered)] = (background.red(), background.green(), background.blue())
        pixels = np.ascontiguousarray(colors.astype(np.uint8))
        rows, columns = pixels.shape[:2]
        image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        return image.copy()  # the pixels end with this call

    def _means(self, painter: QPainter, area: QRectF, centered: npt.NDArray[np.float32]) -> None:
        """The mean of each column over its cells: high is generally useful."""
        known = np.isfinite(centered)
        sums = np.where(known, centered, 0).sum(axis=0)
        means = sums / np.maximum(known.sum(axis=0), 1)
        width = area.width() / len(self.columns)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, mean in enumerate(means):
            height = MEAN_PX * min(1.0, abs(float(mean)) / self.scale)
            painter.setBrush(self._theme.data_color(HELPS if mean >= 0 else HURTS))
            bar = QRectF(
                area.left() + place * width + 0.5, MEAN_PX - height + 1, max(1.0, width - 1), height
            )
            painter.drawRect(bar)
        painter.setPen(self._theme.color("muted"))
        box = QRectF(8, 0, area.left() - 16, MEAN_PX + 2)
        painter.drawText(box, RIGHT, translate("Icl", "mean"))

    def _legend(self, painter: QPainter, area: QRectF) -> None:
        theme, y = self._theme, self.height() - LEGEND_PX
        steps = 40
        for step in range(steps):
            share = 2 * step / (steps - 1) - 1
            color = QColor(theme.data_color(HELPS if share >= 0 else HURTS))
            color.setAlphaF(abs(share))
            painter.fillRect(QRectF(area.left() + 3 * step, y + 6, 3, 8), color)
        painter.setPen(theme.color("muted"))
        words = translate("Icl", "hurts −{scale} … +{scale} helps, nats per token")
        if self.batch.measure == "cone":
            words = translate("Icl", "ConE above … below the query's mean by {scale}")
        box = QRectF(area.left() + 3 * steps + 8, y, self.width(), LEGEND_PX)
        painter.drawText(box, LEFT, words.format(scale=f"{self.scale:.2f}"))


class HeatmapView(QFrame):
    """Starts and stops the run, and says what came of it."""

    def __init__(
        self,
        run: BatchRun,
        theme: Theme,
        start: Callable[[], object],
        open_pair: Callable[[Query, str], object],
    ) -> None:
        super().__init__()
        self._run = run
        self.start = button(
            translate("Icl", "Run over the queries"),
            translate("Icl", "Retrieve, score and answer the queries of the opened file"),
            start,
        )
        self.stop = button(
            translate("Icl", "Stop"), translate("Icl", "Stop after this query"), run.stop
        )
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.map = HeatMap(theme, open_pair)
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.start, self.stop):
            top.addWidget(widget)
        top.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.map, 1)
        self._can_start = False
        self._connections = [run.batch.changed.connect(lambda _: self.refresh())]
        self.refresh()

    def release(self) -> None:
        """Let go of run and theme."""
        for disconnect in self._connections:
            disconnect()
        self.map.release()

    def set_can_start(self, can: bool) -> None:
        """Whether there are queries and a pool at the worker."""
        self._can_start = can
        self.refresh()

    def refresh(self) -> None:
        """Show the newest state of the run."""
        batch = self._run.batch.value
        self.map.show_batch(batch)
        self.start.setVisible(not batch.is_running)
        self.start.setEnabled(self._can_start)
        self.stop.setVisible(batch.is_running)
        set_role(self.said, "bad" if batch.error is not None else "muted")
        if batch.error is not None:
            self.said.setText(error_words(batch.error))
        elif not batch.total:
            self.said.setText(
                translate("Icl", "See which demonstrations help which queries.")
                if self._can_start
                else translate("Icl", "Open a file of queries first (Ctrl+Shift+O).")
            )
        else:
            self.said.setText(batch_words(batch))


def batch_words(batch: Batch) -> str:
    """How far a run is, and how many answers are right."""
    words = translate("Icl", "{done} of {total} queries").format(
        done=len(batch.rows), total=batch.total
    )
    right, known = batch.answered
    if known:
        low, high = wilson(right, known)
        accuracy = translate("Icl", "{share} right, 95 % interval {low} to {high}, n = {n}")
        words += " · " + accuracy.format(
            share=f"{right / known:.1%}", low=f"{low:.1%}", high=f"{high:.1%}", n=known
        )
    return words
