"""Retrievers side by side: what each found for one query, and how often each is right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from desktop.icl.accuracy_page import AccuracyPage
from desktop.icl.accuracy_run import AccuracyRun
from desktop.icl.compare_table import CompareTable, columns_of
from desktop.icl.model import PickModel
from desktop.icl.words import OFFERED, retriever_help, retriever_words, translate
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme
from shared.icl.retrievers import RetrieverName
from shared.tasks.icl_pick import MAX_COMPARED

FEWEST_ROWS = 8


class CompareView(QFrame):
    """Which retrievers are compared, on the query that is shown or on all of the file."""

    def __init__(
        self,
        model: PickModel,
        run: AccuracyRun,
        theme: Theme,
        labels: Callable[[], tuple[str, ...]],
        start: Callable[[], object],
    ) -> None:
        super().__init__()
        self._model = model
        self.table = CompareTable(model, theme, labels)
        self.accuracy = AccuracyPage(model, run, theme, start)
        self.choose: QPushButton = button(
            translate("Icl", "Compare with…"),
            translate("Icl", "Choose up to three other retrievers"),
            self._menu,
        )
        self.said = label("", "muted")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.choose)
        top.addLayout(self._make_modes())
        top.addWidget(self.said, 1)
        top.addWidget(self.accuracy.bar, 1)
        self.accuracy.bar.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.table)
        area.setFrameShape(QFrame.Shape.NoFrame)
        for part in (area.viewport(), self.table):
            part.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        self.pages = QStackedWidget()
        self.pages.addWidget(area)
        self.pages.addWidget(self.accuracy)
        column.addWidget(self.pages, 1)
        self._connections = [
            model.pick.changed.connect(lambda _: self.refresh()),
            model.setup.changed.connect(lambda _: self.refresh()),
        ]
        self.refresh()

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()
        self.table.release()
        self.accuracy.release()

    def _make_modes(self) -> QHBoxLayout:
        self.modes: list[QToolButton] = []
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for place, (text, told) in enumerate(
            (
                (translate("Icl", "This query"), translate("Icl", "What each finds for it")),
                (
                    translate("Icl", "All queries"),
                    translate("Icl", "How often the model is right with each, and exact tests"),
                ),
            )
        ):
            choice = QToolButton()
            choice.setText(text)
            choice.setCheckable(True)
            choice.setChecked(place == 0)
            name(choice, text, told)
            choice.clicked.connect(lambda _=False, n=place: self.show_page(n))
            self._group.addButton(choice)
            self.modes.append(choice)
            row.addWidget(choice)
        return row

    def show_page(self, page: int) -> None:
        """Show the query's lists (0), or the figures of all queries (1)."""
        self.modes[page].setChecked(True)
        self.pages.setCurrentIndex(page)
        self.said.setVisible(page == 0)
        self.accuracy.bar.setVisible(page == 1)

    def refresh(self) -> None:
        """Show the newest lists."""
        pick, setup = self._model.pick.value, self._model.setup.value
        others = pick.compared.lists if pick.compared is not None else ()
        lists = (pick.retrieved, *others) if pick.retrieved is not None else ()
        rows = max(setup.k, FEWEST_ROWS)
        self.table.show_columns(columns_of(lists, rows) if others else ())
        if not setup.compare:
            words = translate(
                "Icl", "See what other retrievers find for this query, and what they share."
            )
        elif not others:
            words = translate("Icl", "Asking the others…")
        else:
            words = translate("Icl", "The first {rows} of each; lines join what two share.")
            words = words.format(rows=rows)
        self.said.setText(words)

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        setup = self._model.setup.value
        for one in OFFERED:
            if one in (setup.retriever, "zero"):
                continue
            action = menu.addAction(retriever_words(one))
            action.setToolTip(retriever_help(one))
            action.setCheckable(True)
            action.setChecked(one in setup.compare)
            action.setEnabled(one in setup.compare or len(setup.compare) < MAX_COMPARED)
            action.triggered.connect(lambda _=False, n=one: self.toggle(n))
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def toggle(self, one: RetrieverName) -> None:
        """Compare with a retriever, or no more."""
        compare = self._model.setup.value.compare
        after = tuple(n for n in compare if n != one) if one in compare else (*compare, one)
        self._model.change("Compare", compare=after[:MAX_COMPARED])
