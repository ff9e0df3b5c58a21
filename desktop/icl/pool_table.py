"""The pool as a table of a million rows: only the pages that are seen are read."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from shared.icl.pool.store import Pool, PoolRow

Index = QModelIndex | QPersistentModelIndex
INPUT, OUTPUT, WORDS = range(3)
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
PAGE_ROWS, PAGES = 128, 48
translate = QCoreApplication.translate


class PoolTableModel(QAbstractTableModel):
    """Rows by number; a page is read from disk when one of its rows is asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: Pool | None = None
        self._rowids: array[int] = array("q")
        self._pages: OrderedDict[int, list[PoolRow]] = OrderedDict()
        self.reads = 0

    def show(self, pool: Pool | None, rowids: array[int]) -> None:
        """Show these rows of a pool."""
        grown = (
            pool is self._pool
            and 0 < len(self._rowids) < len(rowids)
            and rowids[: len(self._rowids)] == self._rowids
        )
        if grown:  # an import goes on: what is seen stays where it is
            self.beginInsertRows(QModelIndex(), len(self._rowids), len(rowids) - 1)
            self._pages.pop(len(self._rowids) // PAGE_ROWS, None)
            self._rowids = rowids
            self.endInsertRows()
            return
        self.beginResetModel()
        self._pool, self._rowids = pool, rowids
        self._pages.clear()
        self.endResetModel()

    def clear(self) -> None:
        """Let go of the pool."""
        self.show(None, array("q"))

    def row_at(self, place: int) -> PoolRow | None:
        """The row at a place; None if it is gone."""
        page = place // PAGE_ROWS
        rows = self._pages.get(page)
        if rows is None:
            if self._pool is None:
                return None
            self.reads += 1
            start = page * PAGE_ROWS
            wanted = self._rowids[start : start + PAGE_ROWS]
            found = {row.rowid: row for row in self._pool.page(wanted)}
            # A row that was taken out meanwhile leaves its place empty, not the next one in it.
            rows = [found[rowid] for rowid in wanted if rowid in found]
            self._pages[page] = rows
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        offset = place % PAGE_ROWS
        return rows[offset] if offset < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows that pass the filter."""
        return 0 if parent.isValid() else len(self._rowids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Input, output and words."""
        return 0 if parent.isValid() else WORDS + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles, and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                translate("Icl", "Input"),
                translate("Icl", "Answer"),
                translate("Icl", "Words"),
            )[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return translate("Icl", "Click to sort; click again to turn the order round")
        if role == Qt.ItemDataRole.TextAlignmentRole and section == WORDS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for people and assistive technology; the `PoolRow` under `ROW_ROLE`."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        example = row.example
        if role == Qt.ItemDataRole.DisplayRole:
            return (one_line(example.input), one_line(example.output), str(row.words))[
                index.column()
            ]
        if role == Qt.ItemDataRole.ToolTipRole:
            where = translate("Icl", "{task} · {id} · line {line}")
            where = where.format(task=example.task, id=example.id, line=row.line)
            return f"{example.input[:600]}\n→ {example.output[:200]}\n{where}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one_line(example.input)} → {example.output}"
        return None


def one_line(text: str, longest: int = 300) -> str:
    """The start of a text on one line."""
    return " ".join(text[: longest * 2].split())[:longest]
