"""The run that is looked at: how far it is, its best prompt as a diff, its curve, its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSplitter, QVBoxLayout, QWidget

from desktop.robustness.diff_view import DiffView
from desktop.robustness.figures import figures_of
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.model import RobustModel
from desktop.robustness.plots import SearchPlot
from desktop.robustness.runs import Run
from desktop.robustness.tiles import Tiles, TilesArea
from desktop.robustness.words import (
    cost_words,
    model_words,
    run_name,
    step_words,
    translate,
)
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.theme import Theme
from desktop.widgets.words import duration


@dataclass(frozen=True)
class SearchActions:
    """What the page asks of the workspace."""

    copy: Callable[[], object]
    export: Callable[[], object]
    make_check: Callable[[], object]
    retry: Callable[[str], object]


class SearchView(LabView):
    """Follows the chosen attack."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme, actions: SearchActions) -> None:
        super().__init__(model, lab, theme)
        self.setProperty("role", "panel")
        self.title, self.state = label("", "title"), label("", "muted")
        self.state.setWordWrap(True)
        self.title.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(translate("Robust", "Progress"))
        self.diff = DiffView(theme, translate("Robust", "The best adversarial prompt"))
        self.plot = SearchPlot(theme)
        self.tiles = Tiles(theme)
        self.tiles_area = TilesArea(self.tiles)
        self._make_buttons(actions)
        self._lay_out()
        self.refresh()

    def _make_buttons(self, actions: SearchActions) -> None:
        self.retry = button(
            translate("Robust", "Try again"),
            translate("Robust", "Go on; what was asked is not asked again"),
            lambda: actions.retry(self.model.chosen.value),
        )
        self.copy = button(
            translate("Robust", "Copy"),
            translate("Robust", "Copy the adversarial prompt  (Ctrl+Shift+C)"),
            actions.copy,
        )
        self.check = button(
            translate("Robust", "Make this a check…"),
            translate("Robust", "Write a suite that fails when the prompt gets weaker"),
            actions.make_check,
        )
        self.export = button(
            translate("Robust", "Export…"),
            translate("Robust", "HTML, CSV, JSON lines or JUnit  (Ctrl+E)"),
            actions.export,
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        heads = QVBoxLayout()
        heads.setSpacing(0)
        heads.addWidget(self.title)
        heads.addWidget(self.state)
        top.addLayout(heads, 1)
        for widget in (self.retry, self.copy, self.check, self.export):
            top.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(self.diff, 1)
        column.addWidget(self.tiles_area)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self.plot)
        self.split.setSizes([560, 400])
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.diff.setMinimumHeight(self.theme.px(56))
        self.plot.setMinimumSize(self.theme.px(220), self.theme.px(120))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 16, 8)
        outer.setSpacing(8)
        outer.addLayout(top)
        outer.addWidget(self.progress)
        outer.addWidget(self.split, 1)

    def release(self) -> None:
        """Let go of everything."""
        super().release()
        self.diff.release()
        self.plot.release()

    @property
    def run(self) -> Run | None:
        """The attack that is looked at: the chosen one, else the newest."""
        chosen = self.lab.get(self.model.chosen.value)
        if chosen is not None and chosen.task.endswith(".attack"):
            return chosen
        return next(iter(self.lab.attacks()), None)

    def refresh(self) -> None:
        """Show the newest state."""
        run = self.run
        self.progress.setVisible(run is not None and run.is_under_way)
        self.copy.setEnabled(run is not None and bool(run.adversarial))
        for widget in (self.check, self.export):
            widget.setEnabled(run is not None and run.drop is not None)
        self.retry.setVisible(run is not None and run.step in ("failed", "cancelled"))
        if run is None:
            self.title.setText(translate("Robust", "No attack yet"))
            set_role(self.state, "muted")
            self.state.setText(
                translate("Robust", "Run one: its best prompt and its curve appear here.")
            )
            self.diff.show_pair("", "")
            self.plot.show_search(self.plot.empty)
            self.tiles.show_figures(())
            return
        words = translate("Robust", "{attack} on {model}")
        self.title.setText(words.format(attack=run_name(run), model=model_words(run.model)))
        set_role(self.state, "bad" if run.step == "failed" else "muted")
        self.state.setText(state_words(run))
        self._show_progress(run)
        self.diff.show_pair(run.prompt or self.model.setup.value.prompt, run.adversarial)
        drop, shown = run.drop, run.shown
        clean = drop.clean.value if drop is not None else None
        if clean is None and shown is not None and shown.search_clean is not None:
            clean = shown.search_clean.value
        chance = drop.chance if drop is not None else None
        self.plot.show_search(run.curve, clean, chance)
        self.tiles.show_figures(figures_of(run))
        name(self.title, self.title.text(), self.title.text())

    def _show_progress(self, run: Run) -> None:
        searched = run.searched
        done, total = run.done, run.total
        if searched is not None and searched.candidates_total:
            done, total = searched.candidates_done, searched.candidates_total
        self.progress.setRange(0, 1000 if total else 0)
        self.progress.setValue(min(999, round(1000 * done / total)) if total else 0)


def state_words(run: Run) -> str:
    """How far a run is; for one that is done, what it cost."""
    if run.step == "done" and run.attacked is not None:
        one = run.attacked
        words = cost_words(one.queries, one.cached, one.tokens) + " · " + duration(one.seconds)
        if one.bad_rows:
            bad = translate("Robust", "{n} rows left out")
            words += " · " + bad.format(n=one.bad_rows)
        return words
    words = step_words(run)
    if run.step == "running" and run.searched is not None and run.searched.current:
        words += " · " + run.searched.current.strip(": ")
    return words
