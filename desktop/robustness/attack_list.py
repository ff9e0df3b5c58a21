"""The attacks by level: which ones run, how their last search went, and what it came to."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from desktop.robustness.attacks import BY_LEVEL, ENSEMBLE, OFFERED
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.runs import Points, Run, no_points
from desktop.robustness.words import (
    attack_help,
    attack_words,
    drop_line,
    level_words,
    percent,
    short_drop,
    translate,
)
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme

SPARK_PX = (48, 18)
_NONE = no_points()


class Spark(QWidget):
    """The search's accuracy, falling, as a line without axes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points = _NONE
        self.setFixedSize(QSize(*SPARK_PX))

    def show_points(self, points: Points) -> None:
        """Show a curve, float32 [steps, 3]."""
        if points is not self._points:
            self._points = points
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line with its last point."""
        if len(self._points) < 1:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        queries, accuracy = self._points[:, 0], self._points[:, 1]
        span = max(1.0, float(queries[-1] - queries[0]))
        low, high = min(float(np.nanmin(accuracy)), 0.3), max(float(np.nanmax(accuracy)), 0.6)
        area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        line = QPolygonF()
        before: float | None = None
        for x, y in zip(queries, accuracy, strict=True):
            left = area.left() + area.width() * float(x - queries[0]) / span
            top = area.bottom() - area.height() * (float(y) - low) / (high - low)
            if before is not None:
                line.append(QPointF(left, before))
            line.append(QPointF(left, top))
            before = top
        color = self._theme.data_color(0)
        painter.setPen(QPen(color, 1.5))
        painter.drawPolyline(line)
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(line.last(), 2, 2)
        painter.end()


class AttackList(LabView):
    """A line for each attack; what is checked runs."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__(model, lab, theme)
        self.boxes: dict[str, QCheckBox] = {}
        self.sparks: dict[str, Spark] = {}
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        row = 0
        for level, attacks in (*BY_LEVEL.items(), (None, (ENSEMBLE,))):
            grid.addWidget(label(level_words(level), "label"), row, 0, 1, 3)
            grid.setRowMinimumHeight(row, theme.px(20))
            for attack in attacks:
                row += 1
                self._add(grid, row, attack)
            row += 1
        self.other = QLineEdit()
        self.other.setPlaceholderText(translate("Robust", "A registered attack, by name"))
        name(
            self.other,
            translate("Robust", "A registered attack, by name"),
            translate("Robust", "An attack that your lab registered; it runs beside the others"),
        )
        self.other.editingFinished.connect(self._other)
        grid.addWidget(self.other, row, 0, 1, 3)

    def _add(self, grid: QGridLayout, row: int, attack: str) -> None:
        box = QCheckBox(attack_words(attack))
        name(box, attack_words(attack), attack_help(attack))
        box.toggled.connect(lambda on: self.model.toggle_attack(attack, on=on))
        spark, value = Spark(self.theme), label("", "muted")
        value.setMinimumWidth(self.theme.px(52))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(box, row, 0)
        grid.addWidget(spark, row, 1)
        grid.addWidget(value, row, 2)
        self.boxes[attack], self.sparks[attack], self.values[attack] = box, spark, value

    def _other(self) -> None:
        typed = self.other.text().strip()
        known = set(self.model.setup.value.attacks) & set(OFFERED)
        if typed in OFFERED:
            self.other.clear()
            self.boxes[typed].setChecked(True)
        elif typed:
            self.model.change("Attacks", attacks=(*sorted(known, key=OFFERED.index), typed))
        else:
            self.model.change("Attacks", attacks=tuple(sorted(known, key=OFFERED.index)))

    def refresh(self) -> None:
        """Show what is chosen, and the newest run of each attack on this prompt."""
        setup = self.model.setup.value
        newest: dict[str, Run] = {}
        for run in self.lab.attacks():
            if run.prompt == setup.prompt:
                newest.setdefault(run.attack, run)
        for attack, box in self.boxes.items():
            box.setChecked(attack in setup.attacks)
            self._show_last(attack, newest.get(attack))
        others = [one for one in setup.attacks if one not in OFFERED]
        if not self.other.hasFocus():
            self.other.setText(", ".join(others))

    def _show_last(self, attack: str, run: Run | None) -> None:
        self.sparks[attack].show_points(run.curve if run is not None else _NONE)
        self.values[attack].setText(value_words(run))
        told = drop_line(run.drop) if run is not None and run.drop is not None else ""
        self.values[attack].setToolTip(told)


def value_words(run: Run | None) -> str:
    """PDR or drop of a run that is done, the accuracy of one under way."""
    if run is None:
        return ""
    if run.drop is not None:
        return short_drop(run.drop)
    if run.is_under_way and run.searched is not None:
        return percent(run.searched.search_accuracy)
    return "…" if run.is_under_way else ""
