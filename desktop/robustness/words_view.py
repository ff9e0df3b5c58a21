"""Fragile words at the left, robust ones at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from desktop.robustness.fragile_words import FragileWord, fragile_words
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.setup import labels_of
from desktop.robustness.words import translate
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme

MOST_WORDS, SCALE = 40, 4.0
_WORD = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class _Odds(QStyledItemDelegate):
    """Log-odds as a bar with whiskers around zero."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, word = self._theme, index.data(_WORD)
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        if not word:
            return
        one = FragileWord(*word)
        area = rect.adjusted(8, 0, -8, 0)

        def x(value: float) -> float:
            return area.center().x() + area.width() / 2 * max(-1.0, min(1.0, value / SCALE))

        middle = area.center().y()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.drawLine(round(x(0)), round(rect.top()), round(x(0)), round(rect.bottom()))
        begin, end = sorted((x(0.0), x(one.log_odds)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.data_color(1 if one.log_odds > 0 else 0))
        painter.drawRoundedRect(QRectF(begin, middle - 4, max(1.0, end - begin), 8), 2, 2)
        painter.setPen(QPen(theme.color("text"), 1.2))
        low, high = x(one.ci95[0]), x(one.ci95[1])
        painter.drawLine(round(low), round(middle), round(high), round(middle))
        painter.restore()


class WordTable(QTableWidget):
    """Words with their odds."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(0, 4)
        self._delegate = _Odds(theme)
        self.setItemDelegateForColumn(1, self._delegate)
        self.setHorizontalHeaderLabels(
            [
                title,
                translate("Robust", "Log-odds, 95 % interval"),
                translate("Robust", "changed"),
                translate("Robust", "kept"),
            ]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(24))
        self.setStyleSheet("QTableWidget::item { padding: 0 5px 0 9px; border: 0; }")
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column in range(4):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_align(column) if column > 1 else left)
        name(self, title)

    def show_words(self, words: tuple[FragileWord, ...]) -> None:
        """Show these, best first."""
        self.setRowCount(len(words))
        for row, one in enumerate(words):
            texts = (one.word, "", str(one.changed), str(one.kept))
            told = translate("Robust", "log-odds {value} [{low}, {high}], z = {z}").format(
                value=f"{one.log_odds:+.2f}", low=f"{one.ci95[0]:+.2f}",
                high=f"{one.ci95[1]:+.2f}", z=f"{one.z:+.2f}",
            )  # fmt: skip
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(told)
                item.setTextAlignment(_align(column))
                if column == 1:
                    item.setData(_WORD, tuple(one))
                self.setItem(row, column, item)


def _align(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column > 1 else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class WordsView(LabView):
    """Over all attacks that took accuracy."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__(model, lab, theme)
        self._shown: tuple[FragileWord, ...] | None = None
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.fragile = WordTable(theme, translate("Robust", "Fragile words"))
        self.robust = WordTable(theme, translate("Robust", "Robust words"))
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.fragile, 1)
        row.addWidget(self.robust, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addLayout(row, 1)

    def refresh(self) -> None:
        """Count over the newest runs."""
        labels = labels_of(self.model.setup.value, self.model.facts.value)
        runs = (*self.lab.attacks(), *self.lab.runs("robustness.evaluate"))
        found = fragile_words(runs, labels)
        if found == self._shown:
            return
        self._shown = found
        self.fragile.show_words(tuple(word for word in found if word.z > 0)[:MOST_WORDS])
        self.robust.show_words(tuple(word for word in found[::-1] if word.z <= 0)[:MOST_WORDS])
        for table in (self.fragile, self.robust):
            table.setVisible(bool(found))
        self.said.setText(
            translate(
                "Robust",
                "Words that attacks changed when they took accuracy, against those they left alone;"
                " an interval that crosses zero says nothing yet.",
            )
            if found
            else translate("Robust", "Appears when attacks have taken accuracy.")
        )
