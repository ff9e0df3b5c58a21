"""The figures of an evaluation as a table that is as high as its rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.neuro.evaluation.words import cell_words
from desktop.widgets.controls import name
from desktop.widgets.tables import set_up_rows
from desktop.widgets.theme import Theme

ROW_PX, PADDING_PX = 28, 16
# What a split is called, in the colour of what it is worth; so begin leaky figures' names.
_COLORS = {"leaky": "warning", "safe": "good"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FigureTable(QTableWidget):
    """Read only; names stand at the left, figures at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._table: tuple[tuple[str, ...], ...] = ()
        set_up_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # As far from the edges as the heads are.
        self.setStyleSheet("QTableWidget::item { padding: 0 5px 0 9px; border: 0; }")
        name(self, self.tr("Figures"), self.tr("Each figure with its interval and chance"))
        theme.changed.connect(self._fill)

    def show_table(self, table: tuple[tuple[str, ...], ...]) -> None:
        """Show rows of text, head first."""
        if table != self._table:
            self._table = table
            self._fill()

    def _fill(self) -> None:
        head, rows = self._table[:1], self._table[1:]
        self.setRowCount(len(rows))
        self.setColumnCount(len(head[0]) if head else 0)
        self.setVisible(bool(rows))
        if not rows:
            return
        words = {"leaky", "safe"}
        # A column of words begins where its head does; figures end there.
        is_text = [n == 0 or rows[0][n] in words for n in range(len(head[0]))]
        for column, text in enumerate(head[0]):
            item = QTableWidgetItem(cell_words(text))
            item.setTextAlignment(_LEFT if is_text[column] else _RIGHT)
            self.setHorizontalHeaderItem(column, item)
        for number, row in enumerate(rows):
            for column, text in enumerate(row[: len(head[0])]):
                item = QTableWidgetItem(cell_words(text) if is_text[column] else text)
                item.setTextAlignment(_LEFT if is_text[column] else _RIGHT)
                color = _COLORS.get(text.partition("_")[0])
                if is_text[column] and color is not None:
                    item.setForeground(self._theme.color(color))
                self.setItem(number, column, item)
        self._size()

    def _size(self) -> None:
        height = self._theme.px(ROW_PX)
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        self.resizeColumnsToContents()
        for column in range(1, self.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, self.columnWidth(column) + self._theme.px(PADDING_PX))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setFixedHeight(header.sizeHint().height() + self.rowCount() * height + 4)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self._fill)
