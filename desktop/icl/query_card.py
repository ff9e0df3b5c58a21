"""The query: typed, taken from the pool, or one after the other from a file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
)

from desktop.icl.model import PickModel
from desktop.icl.pool_session import PoolSession
from desktop.icl.setup import Query
from desktop.icl.words import translate
from desktop.widgets.controls import IconButton, label, name
from desktop.widgets.theme import Theme

MOST_ANSWERS = 60


class QueryCard(QFrame):
    """Text, task and, where it is known, the right answer."""

    def __init__(
        self,
        model: PickModel,
        pool: PoolSession,
        theme: Theme,
        open_queries: Callable[[], object],
    ) -> None:
        super().__init__()
        self._model, self._pool = model, pool
        self.setProperty("role", "panel")
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(
            translate("Icl", "Type a query, or double-click a row of the pool")
        )
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(88))
        name(self.text, translate("Icl", "Query"))
        self.text.textChanged.connect(self._typed)
        self.answer = QComboBox()
        self.answer.setEditable(True)
        self.answer.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.answer.lineEdit()
        if line is not None:
            line.setPlaceholderText(translate("Icl", "right answer, if known"))
        name(
            self.answer,
            translate("Icl", "Right answer"),
            translate(
                "Icl",
                "With the right answer, each demonstration shows whether it helps. Without it, ConE"
                " and entropy are shown instead.",
            ),
        )
        self.answer.setMinimumWidth(theme.px(90))
        self.answer.currentTextChanged.connect(self._answered)
        self.task = QComboBox()
        name(self.task, translate("Icl", "Task"), translate("Icl", "Task of the query"))
        self.task.setMinimumWidth(theme.px(80))
        self.task.activated.connect(self._task_chosen)
        self._lay_out(theme, open_queries)
        self._connections = [
            model.setup.changed.connect(lambda _: self.refresh()),
            model.queries_changed.connect(self.refresh),
        ]
        pool.summed.connect(self._pool_changed)
        self._pool_changed()

    def _lay_out(self, theme: Theme, open_queries: Callable[[], object]) -> None:
        self.previous = IconButton(theme, "caret-left", lambda: self._model.step_query(-1))
        self.previous.describe(translate("Icl", "Previous query"), "Ctrl+Up")
        self.place = label("", "muted")
        self.next = IconButton(theme, "caret-right", lambda: self._model.step_query(1))
        self.next.describe(translate("Icl", "Next query"), "Ctrl+Down")
        self.open = IconButton(theme, "folder-open", open_queries, color="muted")
        self.open.describe(translate("Icl", "Open a file of queries"), "Ctrl+Shift+O")
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(label(translate("Icl", "Query"), "label"))
        top.addStretch(1)
        for widget in (self.previous, self.place, self.next, self.open):
            top.addWidget(widget)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.task, 1)
        below.addWidget(self.answer, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addLayout(top)
        column.addWidget(self.text)
        column.addLayout(below)

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()
        self._pool.summed.disconnect(self._pool_changed)

    # --- what is typed ----------------------------------------------------------------------------

    def _typed(self) -> None:
        query = self._model.setup.value.query
        text = self.text.toPlainText()
        if text == query.text:
            return
        # What is typed is no row of the pool any more; its task and answer may still be meant.
        self._model.ask(Query(text, query.output, query.task), step=False)

    def _answered(self, text: str) -> None:
        query = self._model.setup.value.query
        if text != query.output:
            self._model.ask(msgspec.structs.replace(query, output=text), step=False)

    def _task_chosen(self, place: int) -> None:
        task = self.task.itemData(place) or ""
        query = self._model.setup.value.query
        if task != query.task:
            self._model.ask(Query(query.text, "", task))

    # --- what is shown ----------------------------------------------------------------------------

    def _pool_changed(self) -> None:
        tasks = self._pool.summary.tasks
        with QSignalBlocker(self.task):
            self.task.clear()
            for task in tasks:
                self.task.addItem(task, task)
        self.task.setVisible(len(tasks) > 1)
        query = self._model.setup.value.query
        if len(tasks) > 1 and query.task not in tasks:
            self._model.ask(msgspec.structs.replace(query, task=tasks[0]), step=False)
        self.refresh()

    def labels(self) -> tuple[str, ...]:
        """Labels of the query's task, where it has few."""
        query = self._model.setup.value.query
        for facet in self._pool.summary.facets:
            if facet.task == query.task or not query.task:
                return tuple(text for text, _ in facet.labels[:MOST_ANSWERS])
        return ()

    def refresh(self) -> None:
        """Show the settings' query."""
        query = self._model.setup.value.query
        if self.text.toPlainText() != query.text:
            with QSignalBlocker(self.text):
                self.text.setPlainText(query.text)
        choices = list(query.options or self.labels())
        with QSignalBlocker(self.answer):
            known = [self.answer.itemText(i) for i in range(self.answer.count())]
            if known != choices:
                self.answer.clear()
                self.answer.addItems(choices)
            if self.answer.currentText() != query.output or not query.output:
                found = self.answer.findText(query.output, Qt.MatchFlag.MatchExactly)
                self.answer.setCurrentIndex(found)
                self.answer.setEditText(query.output)
        with QSignalBlocker(self.task):
            self.task.setCurrentIndex(max(0, self.task.findData(query.task)))
        self._show_place()

    def _show_place(self) -> None:
        count = len(self._model.queries)
        for widget in (self.previous, self.place, self.next):
            widget.setVisible(count > 1)
        place = self._model.place
        self.place.setText(f"{place + 1 if place >= 0 else '–'} / {count}")
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < count - 1)
