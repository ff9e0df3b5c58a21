"""Defences as switches, and what they win back: before, after, and after an attack that knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.tokens import LABEL_PX
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.transfer_view import attack_choice
from desktop.robustness.words import (
    defence_help,
    defence_words,
    drop_line,
    interval,
    percent,
    points,
    rate_words,
    step_words,
    translate,
)
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.theme import Theme
from shared.robustness.figures import Drop
from shared.tasks.robustness import ROBUSTNESS_DEFEND, DefenceName, Defended

DEFENCES: tuple[DefenceName, ...] = get_args(DefenceName)
Start = Callable[[tuple[DefenceName, ...], str, bool, bool], object]
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DefendView(LabView):
    """Switches at the left, the table at the right."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme, start: Start) -> None:
        super().__init__(model, lab, theme)
        self._start = start
        self.boxes: dict[DefenceName, QCheckBox] = {}
        self.table = self._make_table()
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.said)
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(24)
        row.addWidget(self._switches())
        row.addLayout(right, 1)

    def _switches(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        for place, defence in enumerate(DEFENCES):
            box = _box(defence_words(defence), defence_help(defence))
            box.setChecked(defence in ("unicode", "spelling"))
            box.toggled.connect(lambda _: self.refresh())
            grid.addWidget(box, place, 0)
            self.boxes[defence] = box
        self.separately = _box(
            translate("Robust", "Each alone, too"),
            translate("Robust", "Measure every defence by itself besides all together"),
        )
        self.adaptive = _box(
            translate("Robust", "Adaptive attack"),
            translate(
                "Robust",
                "Attack again, knowing the defences: without this they look better than they are",
            ),
        )
        self.adaptive.setChecked(True)
        self.attack = attack_choice()
        self.attack.setCurrentIndex(self.attack.findData("deepwordbug"))
        self.run = button(
            translate("Robust", "Defend"),
            translate("Robust", "Put the defences before the prompt and measure again"),
            self._begin,
            "primary",
        )
        side = QVBoxLayout()
        side.setSpacing(6)
        for widget in (self.attack, self.separately, self.adaptive, self.run):
            side.addWidget(widget)
        side.addStretch(1)
        grid.addLayout(side, 0, 1, len(DEFENCES) + 1, 1)
        grid.setRowStretch(len(DEFENCES), 1)
        return part

    def _make_table(self) -> QTableWidget:
        titles = (
            translate("Robust", "Defences"),
            translate("Robust", "After"),
            translate("Robust", "Attacked again"),
            translate("Robust", "Transferred"),
            translate("Robust", "Won back, cost"),
        )
        table = QTableWidget(0, len(titles))
        table.setHorizontalHeaderLabels(list(titles))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.theme.px(44))
        # All columns fit beside the switches in small letters only.
        size_px = self.theme.px(LABEL_PX)
        table.setStyleSheet(
            f"QTableWidget {{ font-size: {size_px}px; }}"
            " QTableWidget::item { padding: 0 3px 0 7px; border: 0; }"
            " QHeaderView::section { padding: 4px 4px 4px 8px; }"
        )
        header = table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(len(titles)):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(_RIGHT if column else left)
        name(
            table,
            translate("Robust", "What the defences win back"),
            translate("Robust", "Accuracy on held-out samples, with intervals of 95 %"),
        )
        return table

    @property
    def chosen(self) -> tuple[DefenceName, ...]:
        """The defences that are switched on, in their order."""
        return tuple(one for one, box in self.boxes.items() if box.isChecked())

    def _begin(self) -> None:
        self._start(
            self.chosen,
            str(self.attack.currentData()),
            self.separately.isChecked(),
            self.adaptive.isChecked(),
        )

    def refresh(self) -> None:
        """Show the newest run."""
        can = bool(self.chosen) and self.model.problem in ("", "attacks")
        self.run.setEnabled(can)
        run = self.lab.newest(ROBUSTNESS_DEFEND.name)
        rows = run.defended if run is not None else ()
        self.table.setRowCount(len(rows))
        self.table.setVisible(bool(rows))
        for row, one in enumerate(rows):
            self._fill(row, one)
        self.table.resizeRowsToContents()
        set_role(self.said, "bad" if run is not None and run.step == "failed" else "muted")
        if run is None:
            words = translate(
                "Robust",
                "Switch defences on: you see what they win back, what they cost in accuracy, and"
                " what is left of it once the attack knows them.",
            )
        elif run.step == "done":
            words = translate("Robust", "Accuracy under attack, held out. Undefended: {rate}.")
            before = run.defended[0].before.attacked if run.defended else None
            words = words.format(rate=rate_words(before) if before is not None else "–")
        else:
            words = step_words(run)
        self.said.setText(words)

    def _fill(self, row: int, one: Defended) -> None:
        defences = " + ".join(defence_words(defence) for defence in one.defences)
        won = percent(one.won_back, 0) if one.won_back is not None else "–"
        told = translate(
            "Robust", "Share of the drop that is won back; clean accuracy that it costs: {interval}"
        )
        worth = (f"{won}\n{points(-one.cost, signed=True)}", told)
        texts = (
            (defences, f"{defences}\n{rate_words(one.clean)}"),
            _under(one.after),
            _under(one.adaptive),
            _under(one.transferred),
            (worth[0], worth[1].format(interval=interval(one.cost_ci95))),
        )
        for column, (text, told) in enumerate(texts):
            item = self.table.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.table.setItem(row, column, item)
                if column:
                    item.setTextAlignment(_RIGHT)
            item.setText(text)
            item.setToolTip(told)


def _under(drop: Drop | None) -> tuple[str, str]:
    """Accuracy under attack with its interval, and the drop."""
    if drop is None:
        return "–", translate("Robust", "Not measured")
    rate = drop.attacked
    return f"{percent(rate.value)}\n{interval(rate.ci95)}", drop_line(drop)


def _box(title: str, told: str) -> QCheckBox:
    box = QCheckBox(title)
    name(box, title, told)
    return box
