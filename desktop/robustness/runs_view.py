"""All runs with their drop as a bar with whiskers; two can be laid side by side."""

from __future__ import annotations

import time

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from desktop.core.tokens import LABEL_PX
from desktop.robustness.compare_view import CompareView
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.runs import Run
from desktop.robustness.words import (
    count,
    drop_line,
    drop_value,
    model_words,
    p_words,
    run_name,
    search_words,
    step_words,
    translate,
)
from desktop.widgets.controls import name
from desktop.widgets.tables import set_up_rows
from desktop.widgets.theme import Theme
from desktop.widgets.words import age
from shared.robustness.figures import Drop

ROW_PX, BAR_PX = 28, 220
BAR, VALUE, WHEN = 3, 4, 7
_DROP = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole + 1
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


def bar_of(drop: Drop) -> tuple[float, tuple[float, float]]:
    """Length and whiskers: PDR where it means something, else the absolute drop."""
    if drop.pdr is not None and drop.pdr_ci95 is not None:
        return drop.pdr, drop.pdr_ci95
    return drop.drop, drop.drop_ci95


class DropBar(QStyledItemDelegate):
    """Paints a drop on one scale, from a little below zero to 100 %."""

    LOW = -0.1

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint scale, bar and whiskers."""
        theme = self._theme
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = rect.adjusted(8, 0, -8, 0)
        drop = index.data(_DROP)
        for share in (0.0, 0.5, 1.0) if isinstance(drop, Drop) else ():
            painter.setPen(QPen(theme.color("edge" if share == 0 else "line"), 1))
            x = self._x(area, share)
            painter.drawLine(round(x), round(rect.top()), round(x), round(rect.bottom()))
        if isinstance(drop, Drop):
            self._bar(painter, area, drop)
        else:
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font(LABEL_PX))
            words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            painter.drawText(area.adjusted(4, 0, 0, 0), _LEFT, words)
        painter.restore()

    def _x(self, area: QRectF, share: float) -> float:
        low = self.LOW
        shown = min(1.0, max(low, share))
        return area.left() + area.width() * (shown - low) / (1 - low)

    def _bar(self, painter: QPainter, area: QRectF, drop: Drop) -> None:
        theme = self._theme
        value, (low, high) = bar_of(drop)
        color = theme.color("muted") if drop.pdr is None else theme.data_color(1)
        begin, end = sorted((self._x(area, 0.0), self._x(area, value)))
        middle = area.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(begin, middle - 5, max(1.0, end - begin), 10), 2, 2)
        painter.setPen(QPen(theme.color("text"), 1.4))
        left, right = self._x(area, low), self._x(area, high)
        painter.drawLine(round(left), round(middle), round(right), round(middle))
        for x in (left, right):
            painter.drawLine(round(x), round(middle - 4), round(x), round(middle + 4))


class RunsView(LabView):
    """Attacks, the newest first; a click shows one, Ctrl+click a second beside it."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__(model, lab, theme)
        self.setProperty("role", "panel")
        self._ids: tuple[str, ...] = ()
        self._filling = False
        self.table = QTableWidget()
        self._delegate = DropBar(theme)
        self._set_up_table()
        self.compare = CompareView(model, lab, theme)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self.compare)
        self.split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self.refresh()

    def _set_up_table(self) -> None:
        table = self.table
        set_up_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.verticalHeader().setDefaultSectionSize(self.theme.px(ROW_PX))
        titles = (
            translate("Robust", "Attack"),
            translate("Robust", "Search"),
            translate("Robust", "Model"),
            translate("Robust", "Drop with its 95 % interval"),
            translate("Robust", "PDR"),
            "p",
            "n",
            translate("Robust", "When"),
        )
        table.setColumnCount(len(titles))
        table.setHorizontalHeaderLabels(list(titles))
        for column in (VALUE, 5, 6, 7):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_RIGHT)
        for column in (0, 1, 2, 3):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_LEFT)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(self.theme.px(44))
        table.setItemDelegateForColumn(BAR, self._delegate)
        # As far from the edges as the heads are.
        table.setStyleSheet("QTableWidget::item { padding: 0 5px 0 9px; border: 0; }")
        name(
            table,
            translate("Robust", "Runs"),
            translate("Robust", "A click shows a run, Ctrl+click a second one beside it"),
        )
        table.itemSelectionChanged.connect(self._selected)

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        self.compare.release()

    def refresh(self) -> None:
        """Show the newest runs."""
        runs = self.lab.attacks()
        ids = tuple(run.job_id for run in runs)
        self._filling = True
        if ids != self._ids:
            self._ids = ids
            self.table.setRowCount(len(runs))
        for row, run in enumerate(runs):
            self._fill(row, run)
        self._select()
        self._filling = False
        is_pair = bool(self.model.compared.value)
        self.compare.setVisible(is_pair)
        for column in (1, 2, 5, 6, WHEN):
            self.table.setColumnHidden(column, is_pair)

    def _fill(self, row: int, run: Run) -> None:
        drop = run.drop
        texts = [
            run_name(run),
            search_words(run.asked.search) if run.asked is not None else "",
            model_words(run.model) if run.model else "",
            "" if drop is not None else step_words(run),
            drop_value(drop) if drop is not None else "",
            p_words(drop.p).removeprefix("p ").removeprefix("= ") if drop is not None else "",
            count(drop.attacked.n) if drop is not None else "",
            age(max(0.0, time.time() - run.created_at)),
        ]
        told = drop_line(drop) if drop is not None else step_words(run)
        for column, text in enumerate(texts):
            item = self.table.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.table.setItem(row, column, item)
                if column >= VALUE:
                    item.setTextAlignment(_RIGHT)
            if item.text() != text:
                item.setText(text)
            item.setData(_ID, run.job_id)
            item.setToolTip(told)
            if column == BAR:
                item.setData(_DROP, drop)

    def _select(self) -> None:
        wanted = [self.model.chosen.value, self.model.compared.value]
        selection = self.table.selectionModel()
        rows = {index.row() for index in selection.selectedRows()}
        new = {self._ids.index(one) for one in wanted if one in self._ids}
        if rows == new:
            return
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in sorted(new):
            selection.select(self.table.model().index(row, 0), flags)
        if new:
            self.table.scrollTo(self.table.model().index(min(new), 0))

    def _selected(self) -> None:
        if self._filling:
            return
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        ids = [self._ids[row] for row in rows if row < len(self._ids)]
        if not ids:
            return
        if len(ids) == 1:
            self.model.compared.value = ""
            self.model.chosen.value = ids[0]
            return
        first = self.model.chosen.value if self.model.chosen.value in ids else ids[0]
        newest = self._ids[self.table.currentRow()]
        other = newest if newest != first else next(one for one in ids if one != first)
        self.model.chosen.value = first
        self.model.compared.value = other
