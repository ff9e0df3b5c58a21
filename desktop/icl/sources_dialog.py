"""The pool's files: how many rows each gave, and what was left out of it, row by row."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.icl.pool_session import PoolSession
from desktop.icl.words import count_words, translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme
from shared.icl.pool.store import Source

MOST_SHOWN = 2_000


class SourcesDialog(QDialog):
    """Lists files; one is looked at, resumed or taken out."""

    def __init__(self, session: PoolSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(translate("Icl", "Files of the pool {name}").format(name=session.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.px(760), theme.px(460))
        self.files = QListWidget()
        name(self.files, translate("Icl", "Files"))
        self.files.setFixedHeight(theme.px(120))
        self.files.currentRowChanged.connect(lambda _: self._show_bad())
        self.detail = label("", "muted")
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bad = QTableWidget(0, 4)
        name(self.bad, translate("Icl", "Rows that were left out"))
        self._lay_out()
        session.summed.connect(self._fill)
        self._fill()

    def _lay_out(self) -> None:
        self.bad.setHorizontalHeaderLabels(
            [
                translate("Icl", "Line"),
                translate("Icl", "Kind"),
                translate("Icl", "Why it was left out"),
                translate("Icl", "How it begins"),
            ]
        )
        self.bad.verticalHeader().hide()
        self.bad.setStyleSheet("QTableView::item { padding-left: 8px; }")
        self.files.setStyleSheet("QListWidget::item { padding: 6px 8px; }")
        self.bad.setShowGrid(False)
        self.bad.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.bad.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.bad.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.bad.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.bad.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.resume = button(
            translate("Icl", "Resume the import"), translate("Icl", "Go on where it stopped"),
            self._resume,
        )  # fmt: skip
        self.discard = button(
            translate("Icl", "Take its rows out"),
            translate("Icl", "Remove all rows of this file from the pool"),
            self._discard, "danger",
        )  # fmt: skip
        close = button(translate("Icl", "Close"), translate("Icl", "Close"), self.accept)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.resume)
        ends.addWidget(self.discard)
        ends.addStretch(1)
        ends.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.files)
        column.addWidget(self.detail)
        column.addWidget(self.bad, 1)
        column.addLayout(ends)

    def _fill(self) -> None:
        kept = max(0, self.files.currentRow())
        self.files.clear()
        for source in self._session.summary.sources:
            words = translate("Icl", "{name}  ·  {rows} rows, {bad} left out").format(
                name=source.name, rows=count_words(source.rows), bad=count_words(source.bad_rows)
            )
            if source.state != "done":
                words += "  ·  " + translate("Icl", "not finished")
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, source.number)
            self.files.addItem(item)
        self.files.setCurrentRow(min(kept, self.files.count() - 1))
        self._show_bad()

    @property
    def source(self) -> Source | None:
        """The file that is looked at."""
        place, sources = self.files.currentRow(), self._session.summary.sources
        return sources[place] if 0 <= place < len(sources) else None

    def _show_bad(self) -> None:
        source, pool = self.source, self._session.pool
        bad = pool.bad_rows(source.number, MOST_SHOWN) if source and pool is not None else ()
        self.bad.setRowCount(len(bad))
        for row, one in enumerate(bad):
            for column, text in enumerate((str(one.line), one.kind, one.reason, one.start)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.bad.setItem(row, column, item)
        busy = bool(self._session.importing)
        self.resume.setVisible(source is not None and source.state != "done")
        self.resume.setEnabled(not busy)
        self.discard.setEnabled(source is not None and not busy)
        if source is None:
            self.detail.setText("")
            return
        words = translate("Icl", "{path}\nSHA-256 {hash} · imported {at}")
        self.detail.setText(
            words.format(path=source.path, hash=source.sha256[:16], at=_local(source.added_at))
        )

    def _resume(self) -> None:
        if self.source is not None:
            self._session.resume(self.source)
            self.accept()

    def _discard(self) -> None:
        if self.source is not None:
            self._session.discard(self.source)

    def done(self, result: int) -> None:
        """Let go of the session."""
        self._session.summed.disconnect(self._fill)
        super().done(result)


def _local(at: str) -> str:
    """A time in UTC, ISO 8601, as the clock on the wall says."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
