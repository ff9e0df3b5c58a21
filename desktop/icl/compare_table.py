"""Lists of several retrievers for one query, and lines between what they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.demo_paint import LEFT, RIGHT, label_color
from desktop.icl.model import PickModel
from desktop.icl.overlap import jaccard, rank_biased_overlap
from desktop.icl.words import retriever_words, signed, translate
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme
from shared.tasks.icl_pick import PickedDemo, Retrieved

ROW_PX, HEAD_PX, GAP_PX = 26, 40, 34


@dataclass(frozen=True)
class Column:
    """One retriever's list, and how much of it the first one has, too."""

    name: str
    demos: tuple[PickedDemo, ...]
    jaccard: float
    overlap: float


def columns_of(lists: tuple[Retrieved, ...], rows: int) -> tuple[Column, ...]:
    """The lists, best first, cut to `rows`."""
    ids = [[demo.id for demo in one.demos[:rows]] for one in lists]
    return tuple(
        Column(
            one.used or one.retriever,
            one.demos[:rows],
            jaccard(ids[0], ids[place]),
            rank_biased_overlap(ids[0], ids[place]),
        )
        for place, one in enumerate(lists)
    )


class CompareTable(QWidget):
    """Paints the columns; a click chooses a demonstration."""

    def __init__(
        self, model: PickModel, theme: Theme, labels: Callable[[], tuple[str, ...]]
    ) -> None:
        super().__init__()
        self._model, self._theme, self._labels = model, theme, labels
        self.columns: tuple[Column, ...] = ()
        self.setMouseTracking(True)
        self.setAccessibleName(translate("Icl", "Retrievers side by side"))
        self._connections = [model.chosen.changed.connect(lambda _: self.update())]
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of model and theme."""
        for disconnect in self._connections:
            disconnect()
        self._theme.changed.disconnect(self.update)

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these lists."""
        self.columns = columns
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each rank."""
        rows = max([len(column.demos) for column in self.columns], default=0)
        return QSize(400, self._theme.px(HEAD_PX) + rows * self._theme.px(ROW_PX) + 4)

    def cell(self, column: int, row: int) -> QRect:
        """Where a demonstration is drawn; row -1 is the head."""
        count = max(1, len(self.columns))
        width = (self.width() - GAP_PX * (count - 1)) // count
        x = column * (width + GAP_PX)
        if row < 0:
            return QRect(x, 0, width, self._theme.px(HEAD_PX))
        height = self._theme.px(ROW_PX)
        return QRect(x, self._theme.px(HEAD_PX) + row * height, width, height)

    def demo_at(self, at: QPoint) -> PickedDemo | None:
        """The demonstration under a point."""
        for place, column in enumerate(self.columns):
            for row, demo in enumerate(column.demos):
                if self.cell(place, row).contains(at):
                    return demo
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        demo = self.demo_at(event.position().toPoint())
        if demo is not None:
            self._model.chosen.value = demo.id

    def event(self, event: QEvent) -> bool:
        """The whole text under the mouse."""
        if isinstance(event, QHelpEvent):
            demo = self.demo_at(event.pos())
            QToolTip.showText(event.globalPos(), f"{demo.input}\n→ {demo.output}" if demo else "")
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lines first, then the cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._lines(painter)
        for place, column in enumerate(self.columns):
            self._head(painter, place, column)
            for row, demo in enumerate(column.demos):
                self._cell(painter, self.cell(place, row), row, demo)
        painter.end()

    def _lines(self, painter: QPainter) -> None:
        chosen = self._model.chosen.value
        for place in range(len(self.columns) - 1):
            rows = {demo.id: row for row, demo in enumerate(self.columns[place + 1].demos)}
            for row, demo in enumerate(self.columns[place].demos):
                if demo.id not in rows:
                    continue
                begin = self.cell(place, row)
                end = self.cell(place + 1, rows[demo.id])
                one = QPointF(begin.right() + 2, begin.center().y())
                other = QPointF(end.left() - 2, end.center().y())
                path = QPainterPath(one)
                bend = GAP_PX / 2
                path.cubicTo(one + QPointF(bend, 0), other - QPointF(bend, 0), other)
                is_chosen = demo.id == chosen
                color = self._theme.color("accent" if is_chosen else "edge")
                painter.setPen(QPen(color, 2.0 if is_chosen else 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)

    def _head(self, painter: QPainter, place: int, column: Column) -> None:
        theme, box = self._theme, self.cell(place, -1)
        painter.setFont(theme.font(BODY_PX, bold=True))
        painter.setPen(theme.color("text"))
        top = box.adjusted(4, 2, -4, -box.height() // 2)
        painter.drawText(top, LEFT, elided(painter, retriever_words(column.name), top.width()))
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        words = translate("Icl", "the retriever in use")
        if place:
            words = translate("Icl", "shares {share} · agreement {overlap}").format(
                share=f"{column.jaccard:.0%}", overlap=f"{column.overlap:.2f}"
            )
        below = box.adjusted(4, box.height() // 2, -4, -2)
        painter.drawText(below, LEFT, elided(painter, words, below.width()))

    def _cell(self, painter: QPainter, box: QRect, row: int, demo: PickedDemo) -> None:
        theme = self._theme
        if demo.id == self._model.chosen.value:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 4, 4)
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRect(box.left() + 4, box.top(), 20, box.height()), LEFT, str(row + 1))
        color = label_color(theme, demo.output, self._labels())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QRectF(box.left() + 24, box.center().y() - 3, 7, 7))
        painter.setPen(theme.color("text"))
        score = self._model.pick.value.score_of(demo.id)
        right = 4
        if score is not None and score.gain is not None:
            value = QRect(box.right() - 42, box.top(), 38, box.height())
            painter.drawText(value, RIGHT, signed(score.gain))
            right = 46
        painter.setFont(theme.font(BODY_PX))
        painter.setPen(theme.color("text"))
        text = box.adjusted(38, 0, -right, 0)
        words = " ".join(demo.input[:200].split())
        painter.drawText(text, LEFT, elided(painter, words, text.width()))
