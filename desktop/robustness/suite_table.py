"""The rows of a suite: data set, family, attack, and what it took."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.core.tokens import LABEL_PX
from desktop.robustness.runs import Run
from desktop.robustness.suite_words import cell_help, cell_texts, is_below
from desktop.robustness.words import translate
from desktop.widgets.controls import name
from desktop.widgets.tables import set_up_rows
from desktop.widgets.theme import Theme
from shared.tasks.robustness_evaluate import SuiteCell

ROW_PX, ATTACKED = 26, 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SuiteTable(QTableWidget):
    """Grows with its run; the newest row is in sight unless a person scrolled away."""

    def __init__(self, theme: Theme) -> None:
        titles = (
            translate("Suites", "Data set"),
            translate("Suites", "Prompts"),
            translate("Robust", "Attack"),
            translate("Robust", "Clean"),
            translate("Suites", "Attacked"),
            translate("Robust", "PDR"),
        )
        super().__init__(0, len(titles))
        self._theme = theme
        self._shown: tuple[str, tuple[SuiteCell, ...]] = ("", ())
        self.setHorizontalHeaderLabels(list(titles))
        set_up_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        # All columns fit beside the settings in small letters only.
        self.setStyleSheet(
            f"QTableWidget {{ font-size: {theme.px(LABEL_PX)}px; }}"
            " QTableWidget::item { padding: 0 3px 0 7px; border: 0; }"
            " QHeaderView::section { padding: 4px 4px 4px 8px; }"
        )
        header = self.horizontalHeader()
        # Where not all columns fit, they are scrolled to rather than squeezed.
        header.setMinimumSectionSize(theme.px(56))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(len(titles)):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_RIGHT if column >= ATTACKED - 1 else _LEFT)
        name(
            self,
            translate("Suites", "Attacks of the suite"),
            translate("Suites", "Held-out accuracy of each attack on each prompt, as they come"),
        )

    def show_run(self, run: Run | None) -> None:
        """Show the rows that came; those that stand there stay."""
        cells = run.cells if run is not None else ()
        job_id, before = self._shown
        if run is None or job_id != run.job_id or cells[: len(before)] != before:
            before = ()
        several = len({cell.model for cell in cells}) > 1
        if several and len({cell.model for cell in before}) < 2:
            before = ()  # each row names its model now
        bar = self.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        self.setRowCount(len(cells))
        for row in range(len(before), len(cells)):
            assert run is not None
            self._fill(row, cells[row], run, several)
        if follows and len(cells) > len(before):
            self.scrollToBottom()
        self._shown = (run.job_id if run is not None else "", cells)

    def _fill(self, row: int, cell: SuiteCell, run: Run, several: bool) -> None:
        told = cell_help(cell)
        for column, text in enumerate(cell_texts(cell, several_models=several)):
            item = QTableWidgetItem(text)
            item.setTextAlignment(_RIGHT if column >= ATTACKED - 1 else _LEFT)
            item.setToolTip(told)
            if column == ATTACKED and is_below(cell, run):
                item.setForeground(self._theme.color("bad"))
            self.setItem(row, column, item)
