"""The pool as a map: a point for each row of a sample, the query as a star, lines to its demos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.icl.demo_paint import LEFT, label_color
from desktop.icl.model import PickModel
from desktop.icl.pool_session import PoolSession
from desktop.icl.word_map import MOST_ROWS, Floats, WordMap, fit
from desktop.icl.words import count_words, translate
from desktop.widgets.background import Background
from desktop.widgets.theme import Theme
from shared.icl.example import Example
from shared.icl.pool.store import Pool

POINT_PX, NEAR_PX = 5.0, 10


def sample_map(path: Path, rowids: list[int]) -> tuple[WordMap, list[Example], Floats]:
    """The map of a pool's rows, spread evenly over it."""
    step = max(1, len(rowids) // MOST_ROWS)
    with Pool(path, create=False) as pool:
        rows = [row.example for row in pool.page(rowids[::step][:MOST_ROWS])]
    texts = [row.input for row in rows]
    found = fit(texts)
    return found, rows, found.place(texts)


class MapView(QWidget):
    """Painted in one go; a click asks the row, the wheel zooms, a drag moves."""

    def __init__(
        self,
        model: PickModel,
        pool: PoolSession,
        theme: Theme,
        labels: Callable[[], tuple[str, ...]],
        ask: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._model, self._pool, self._theme = model, pool, theme
        self._labels, self._ask = labels, ask
        self._background = Background("pool-map", self)
        self._map: WordMap | None = None
        self.rows: list[Example] = []
        self.places: Floats = np.zeros((0, 2), np.float32)
        self._content = ""
        self._zoom, self._shift = 1.0, QPointF()
        self._pressed: QPointF | None = None
        self._moved = False
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.setAccessibleName(translate("Icl", "Map of the pool"))
        self._connections = [
            model.pick.changed.connect(lambda _: self.update()),
            model.chosen.changed.connect(lambda _: self.update()),
        ]
        pool.summed.connect(self.refresh)
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of everything."""
        for disconnect in self._connections:
            disconnect()
        self._pool.summed.disconnect(self.refresh)
        self._theme.changed.disconnect(self.update)
        self._background.close()

    @property
    def is_busy(self) -> bool:
        """Whether the map is being made."""
        return self._background.is_busy

    def refresh(self) -> None:
        """Make the map of the pool's newest content, once somebody looks."""
        content, pool = self._pool.summary.content, self._pool.pool
        if not self.isVisible() or pool is None or content == self._content:
            return
        if self._pool.importing or not self._pool.summary.rows:
            return
        self._content, path = content, pool.path
        rowids = list(self._pool.rowids) or list(pool.rowids())
        self._background.run(
            lambda: sample_map(path, rowids), lambda found: self._take(content, found)
        )

    def _take(self, content: str, found: tuple[WordMap, list[Example], Floats]) -> None:
        if content == self._content:
            self._map, self.rows, self.places = found
            self._zoom, self._shift = 1.0, QPointF()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.refresh()

    # --- where things are -------------------------------------------------------------------------

    def points(self, places: Floats) -> list[QPointF]:
        """Pixels of places; the sample fills the widget at zoom 1."""
        if not len(self.places):
            return []
        low, high = self.places.min(axis=0), self.places.max(axis=0)
        span = np.maximum(high - low, 1e-6)
        share = (places - low) / span
        width, height = self.width() - 48, self.height() - 56
        middle = QPointF(self.width() / 2, self.height() / 2)
        found = []
        for x, y in share:
            at = QPointF(24 + x * width, 16 + (1 - y) * height)
            found.append(middle + (at - middle) * self._zoom + self._shift)
        return found

    def row_at(self, at: QPoint) -> Example | None:
        """The row whose point is nearest, if one is near."""
        points = self.points(self.places)
        if not points:
            return None
        distances = [(point - QPointF(at)).manhattanLength() for point in points]
        nearest = int(np.argmin(distances))
        return self.rows[nearest] if distances[nearest] <= NEAR_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a move."""
        self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map."""
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._moved or by.manhattanLength() > 4:
            self._moved, self._pressed = True, event.position()
            self._shift += by
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click makes the row the query."""
        row = None if self._moved else self.row_at(event.position().toPoint())
        self._pressed = None
        if row is not None:
            self._ask(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all again."""
        self._zoom, self._shift = 1.0, QPointF()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        factor = 1.2 ** (event.angleDelta().y() / 120)
        after = min(max(self._zoom * factor, 1.0), 30.0)
        factor, self._zoom = after / self._zoom, after
        middle = QPointF(self.width() / 2, self.height() / 2)
        at = event.position() - middle
        self._shift = at + (self._shift - at) * factor if after > 1 else QPointF()
        self.update()

    def event(self, event: QEvent) -> bool:
        """The text under the mouse."""
        if isinstance(event, QHelpEvent):
            row = self.row_at(event.pos())
            QToolTip.showText(
                event.globalPos(), f"{row.input[:400]}\n→ {row.output}" if row else ""
            )
            return True
        return bool(super().event(event))

    # --- paint ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Points, then lines to the demonstrations, then the star, then what it is."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(LABEL_PX))
        if self._map is None:
            painter.setPen(theme.color("muted"))
            words = translate("Icl", "Drawing the map…") if self.is_busy else ""
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            painter.end()
            return
        labels = self._labels()
        painter.setPen(Qt.PenStyle.NoPen)
        for row, point in zip(self.rows, self.points(self.places), strict=True):
            color = label_color(theme, row.output, labels)
            color.setAlphaF(0.55)
            painter.setBrush(color)
            painter.drawEllipse(point, POINT_PX / 2, POINT_PX / 2)
        self._picked(painter)
        painter.setPen(theme.color("muted"))
        words = translate(
            "Icl",
            "{shown} of {rows} rows by their words (two principal components, {share} of the"
            " variance); click a point to ask it",
        )
        box = QRectF(12, self.height() - 24, self.width() - 24, 20)
        painter.drawText(
            box, LEFT,
            words.format(
                shown=count_words(len(self.rows)), rows=count_words(self._pool.summary.rows),
                share=f"{self._map.explained:.0%}",
            ),
        )  # fmt: skip
        painter.end()

    def _picked(self, painter: QPainter) -> None:
        pick, theme = self._model.pick.value, self._theme
        if self._map is None or pick.retrieved is None:
            return
        demos = pick.in_prompt
        texts = [pick.setup.query.text, *(demo.input for demo in demos)]
        star, *points = self.points(self._map.place(texts))
        chosen = self._model.chosen.value
        for place, (demo, point) in enumerate(zip(demos, points, strict=True)):
            color = theme.data_color(place)
            painter.setPen(QPen(color, 2.0 if demo.id == chosen else 1.2))
            painter.drawLine(star, point)
            painter.setBrush(color)
            painter.setPen(QPen(theme.color("background"), 1.5))
            painter.drawEllipse(point, 6, 6)
        painter.setPen(QPen(theme.color("background"), 1.5))
        painter.setBrush(theme.color("text"))
        painter.drawPolygon(_star(star, 10))


def _star(at: QPointF, radius: float) -> QPolygonF:
    angles = -np.pi / 2 + np.arange(10) * np.pi / 5
    lengths = np.where(np.arange(10) % 2, radius * 0.45, radius)
    return QPolygonF(
        [
            at + QPointF(float(length * np.cos(angle)), float(length * np.sin(angle)))
            for angle, length in zip(angles, lengths, strict=True)
        ]
    )
