"""Tables that are read: whole rows, no grid, and the keyboard passes through them."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableWidget


def set_up_rows(table: QTableWidget) -> None:
    """Make a table one of rows that nobody edits or sorts."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionsClickable(False)
    table.horizontalHeader().setHighlightSections(False)
