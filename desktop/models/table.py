"""The models in a table: what each is, how large, under which licence, and whether it is ready."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.models.words import (
    kind_words,
    licence_words,
    model_help,
    size_words,
    state_words,
    translate,
    workspace_words,
)
from desktop.widgets.controls import name
from desktop.widgets.tables import set_up_rows
from desktop.widgets.theme import Theme
from shared.models import ModelInfo

ROW_PX, SIZE, STATE = 30, 3, 5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelTable(QTableWidget):
    """One row a model; `chosen` is the one that the keyboard or mouse is at."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(0, STATE + 1)
        self._theme = theme
        self._infos: tuple[ModelInfo, ...] = ()
        set_up_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        # Texts begin below their titles.
        self.setStyleSheet("QTableWidget::item { padding: 0 4px 0 12px; border: 0; }")
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.retranslate()

    @property
    def chosen(self) -> ModelInfo | None:
        """The model of the selected row."""
        rows = self.selectionModel().selectedRows()
        return self._infos[rows[0].row()] if rows else None

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        titles = (
            translate("Models", "Model"),
            translate("Models", "What it does"),
            translate("Models", "Used in"),
            translate("Models", "Size"),
            translate("Models", "Licence"),
            translate("Models", "State"),
        )
        self.setHorizontalHeaderLabels(list(titles))
        for column in range(len(titles)):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_RIGHT if column == SIZE else _LEFT)
        name(
            self,
            translate("Models", "Models"),
            translate("Models", "What came with Vitrine and what you added"),
        )
        self.show_models(self._infos)

    def show_models(self, infos: Sequence[ModelInfo]) -> None:
        """Show all models; the row that was selected stays so."""
        before = self.chosen
        self._infos = tuple(infos)
        self.setRowCount(len(self._infos))
        for row, info in enumerate(self._infos):
            texts = (
                info.title or info.id,
                kind_words(info.kind),
                workspace_words(info.kind),
                size_words(info.size_bytes),
                licence_words(info),
                state_words(info),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT if column == SIZE else _LEFT)
                item.setToolTip(model_help(info))
                if column == STATE:
                    item.setForeground(self._theme.color("good" if info.ready else "bad"))
                self.setItem(row, column, item)
            if before is not None and info.id == before.id:
                self.selectRow(row)
