"""A table of drops as colours with their figures, for models, attacks, sources and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from desktop.core.tokens import LABEL_PX, contrast
from desktop.robustness.words import drop_line, interval, short_drop, translate
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme
from shared.robustness.figures import Drop

ROW_PX, COLUMN_PX = 40, 78
_CELL = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class MatrixCell(NamedTuple):
    """One cell; `key` is what a click opens, empty for nothing."""

    figures: Drop
    key: str = ""
    told: str = ""


def heat(theme: Theme, share: float | None) -> QColor:
    """From the surface to orange as accuracy is lost, to blue where it is won."""
    if share is None:
        return theme.color("raised")
    zero = theme.color("raised")
    full = theme.data_color(1 if share >= 0 else 0)
    part = min(1.0, abs(share))
    ends = (
        (zero.red(), full.red()), (zero.green(), full.green()), (zero.blue(), full.blue()),
    )  # fmt: skip
    return QColor(*(round(a + part * (b - a)) for a, b in ends))


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, cell = self._theme, index.data(_CELL)
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = cell[0] if cell else None
        color = heat(theme, figures.pdr if isinstance(figures, Drop) else None)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color if isinstance(figures, Drop) else theme.color("background"))
        painter.drawRoundedRect(rect, 3, 3)
        if isinstance(figures, Drop):
            self._words(painter, rect, figures, color)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(COLUMN_PX), self._theme.px(ROW_PX))

    def _words(self, painter: QPainter, rect: QRectF, figures: Drop, color: QColor) -> None:
        theme = self._theme
        inks = (theme.color("text").name(), theme.color("background").name())
        ink = QColor(max(inks, key=lambda one: contrast(one, color.name())))
        if figures.pdr is None:
            ink = theme.color("muted")
        painter.setPen(ink)
        half = rect.height() / 2
        above = QRectF(rect.left(), rect.top() + 2, rect.width(), half)
        below = QRectF(rect.left(), rect.top() + half - 1, rect.width(), half)
        painter.setFont(theme.font(bold=True))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, short_drop(figures))
        painter.setFont(theme.font(LABEL_PX - 1))
        ends = figures.pdr_ci95 or figures.drop_ci95
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, interval(ends))


class MatrixTable(QTableWidget):
    """Read only.

    Attributes
    ----------
    opened : Signal of str
        The key of a cell that was clicked, or entered by key.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, title: str, told: str) -> None:
        super().__init__()
        self._theme = theme
        self._delegate = _Delegate(theme)
        self._shape: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        fit = QHeaderView.ResizeMode.ResizeToContents
        self.horizontalHeader().setSectionResizeMode(fit)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionsClickable(False)
        self.setCornerButtonEnabled(False)
        name(self, title, told)
        self.cellClicked.connect(self._open)
        self.cellActivated.connect(self._open)

    def show_cells(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Mapping[tuple[int, int], MatrixCell],
    ) -> None:
        """Show a matrix; cells that are missing stay empty."""
        shape = (tuple(rows), tuple(columns))
        if shape != self._shape:
            self._shape = shape
            self.clear()
            self.setRowCount(len(rows))
            self.setColumnCount(len(columns))
            self.setHorizontalHeaderLabels(list(columns))
            self.setVerticalHeaderLabels(list(rows))
        for row in range(len(rows)):
            for column in range(len(columns)):
                self._put(row, column, cells.get((row, column)))
        self.viewport().update()

    def _put(self, row: int, column: int, cell: MatrixCell | None) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.setItem(row, column, item)
        item.setData(_CELL, cell)
        if cell is None:
            item.setToolTip(translate("Robust", "Not measured"))
            return
        told = "\n".join(filter(None, (cell.told, drop_line(cell.figures))))
        item.setToolTip(told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)

    def cell(self, row: int, column: int) -> MatrixCell | None:
        """What is shown there."""
        item = self.item(row, column)
        found = item.data(_CELL) if item is not None else None
        return MatrixCell(*found) if found else None

    def _open(self, row: int, column: int) -> None:
        cell = self.cell(row, column)
        if cell is not None and cell.key:
            self.opened.emit(cell.key)
