"""Two runs side by side: what each found, and what the difference is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop.robustness.diff_view import DiffView
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.runs import Run
from desktop.robustness.words import drop_line, model_words, points, run_name, translate
from desktop.widgets.controls import IconButton, label
from desktop.widgets.theme import Theme
from shared.robustness.figures import Drop


def difference(one: Drop, other: Drop) -> str:
    """How much more accuracy the second attack takes, and whether the intervals are apart."""
    gap = other.drop - one.drop
    apart = one.drop_ci95[0] > other.drop_ci95[1] or other.drop_ci95[0] > one.drop_ci95[1]
    words = translate("Robust", "Difference of the drops: {gap}; their intervals overlap.")
    if apart:
        words = translate("Robust", "Difference of the drops: {gap}; their intervals are apart.")
    return words.format(gap=points(gap, signed=True))


class CompareView(LabView):
    """The chosen run above, the second below."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__(model, lab, theme)
        self.setMinimumWidth(theme.px(420))
        self.titles: list[QLabel] = []
        self.lines: list[QLabel] = []
        self.diffs: list[DiffView] = []
        self.gap = label("", "muted")
        self.gap.setWordWrap(True)
        close = IconButton(theme, "ph.x", self._close, color="muted", size_px=14)
        close.describe(translate("Robust", "End the comparison"))
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for place in range(2):
            title, line = label(""), label("", "label")
            line.setWordWrap(True)
            words = (
                translate("Robust", "The first adversarial prompt"),
                translate("Robust", "The second adversarial prompt"),
            )[place]
            diff = DiffView(theme, words)
            diff.setMinimumHeight(theme.px(40))
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(title)
            column.addWidget(line)
            column.addWidget(diff, 1)
            self.titles.append(title)
            self.lines.append(line)
            self.diffs.append(diff)
            pair.addLayout(column, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.gap, 1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        outer.setSpacing(4)
        outer.addLayout(pair, 1)
        outer.addLayout(foot)
        self.hide()

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        for diff in self.diffs:
            diff.release()

    def _close(self) -> None:
        self.model.compared.value = ""

    def refresh(self) -> None:
        """Show both runs."""
        runs = [self.lab.get(one) for one in (self.model.chosen.value, self.model.compared.value)]
        for place, run in enumerate(runs):
            self._show(place, run)
        drops = [run.drop for run in runs if run is not None and run.drop is not None]
        self.gap.setText(difference(*drops) if len(drops) == 2 else "")

    def _show(self, place: int, run: Run | None) -> None:
        if run is None:
            return
        words = translate("Robust", "{attack} on {model}")
        self.titles[place].setText(words.format(attack=run_name(run), model=model_words(run.model)))
        self.lines[place].setText(drop_line(run.drop) if run.drop is not None else "")
        self.diffs[place].show_pair(run.prompt, run.adversarial)
