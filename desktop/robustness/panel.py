"""The page of open samples: settings at the left; prompt, search and what compares runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.robustness.defend_view import DefendView, Start
from desktop.robustness.explain_view import ExplainView
from desktop.robustness.heat_view import HeatView
from desktop.robustness.lab import Lab
from desktop.robustness.model import RobustModel
from desktop.robustness.prompt_card import PromptCard
from desktop.robustness.runs_view import RunsView
from desktop.robustness.search_view import SearchActions, SearchView
from desktop.robustness.setup_pane import SetupActions, SetupPane
from desktop.robustness.suite_view import SuiteActions, SuiteView
from desktop.robustness.tabs import Page, Tabs
from desktop.robustness.transfer_view import TransferView
from desktop.robustness.words import translate
from desktop.robustness.words_view import WordsView
from desktop.widgets.theme import Theme

TABS_PX = 236


@dataclass(frozen=True)
class PanelActions:
    """What the page asks of the workspace."""

    setup: SetupActions
    search: SearchActions
    explain: Callable[[int], object]
    transfer: Callable[[tuple[str, ...], str], object]
    defend: Start
    suite: SuiteActions
    open_library: Callable[[], object]
    refuse: Callable[[str], object]


class Panel(QWidget):
    """All views; made anew when the language changes."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme, actions: PanelActions) -> None:
        super().__init__()
        self._theme = theme
        self.setup = SetupPane(model, lab, theme, actions.setup)
        self.prompt = PromptCard(model, theme, actions.open_library)
        self.prompt.editor.refused.connect(actions.refuse)
        self.search = SearchView(model, lab, theme, actions.search)
        self.runs = RunsView(model, lab, theme)
        self.explain = ExplainView(model, lab, theme, actions.explain)
        self.heat = HeatView(model, lab, theme)
        self.transfer = TransferView(model, lab, theme, actions.transfer)
        self.defend = DefendView(model, lab, theme, actions.defend)
        self.words = WordsView(model, lab, theme)
        self.suite = SuiteView(model, lab, theme, actions.suite)
        self.tabs = Tabs(
            theme,
            (
                Page("runs", translate("Robust", "Runs"), self.runs),
                Page("explain", translate("Robust", "Explain"), self.explain),
                Page("heat", translate("Robust", "Models × attacks"), self.heat),
                Page("transfer", translate("Robust", "Transfer"), self.transfer),
                Page("defend", translate("Robust", "Defences"), self.defend),
                Page("words", translate("Robust", "Words"), self.words),
                Page("suite", translate("Suites", "Suites"), self.suite),
            ),
        )
        self.right = _splitter(Qt.Orientation.Vertical, self.prompt, self.search, self.tabs)
        self.right.setSizes([150, 330, theme.px(TABS_PX)])
        self.right.setStretchFactor(1, 1)
        self.outer = _splitter(Qt.Orientation.Horizontal, self.setup, self.right)
        self.outer.setSizes([theme.px(300), 924])
        self.outer.setStretchFactor(1, 1)
        self.tabs.opened.connect(self._opened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.outer)

    def _opened(self, is_open: bool) -> None:
        sizes = self.right.sizes()
        height = self._theme.px(TABS_PX)
        if is_open and sizes[2] < height // 2:
            self.right.setSizes([sizes[0], max(1, sizes[1] + sizes[2] - height), height])
        elif not is_open:
            self.right.setSizes([sizes[0], sizes[1] + sizes[2], 0])

    def splitters(self) -> dict[str, QSplitter]:
        """The splitters whose sizes are remembered."""
        return {"robustness.outer": self.outer, "robustness.right": self.right}

    def release(self) -> None:
        """Let go of models and theme."""
        for part in (self.setup, self.prompt, self.search, self.tabs):
            part.release()


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
