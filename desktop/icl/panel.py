"""The page of an open pool: pool and query, demonstrations, prompt; below, what compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QSplitter, QVBoxLayout, QWidget

from desktop.icl.accuracy_run import AccuracyRun
from desktop.icl.answer_card import AnswerCard
from desktop.icl.batch import BatchRun
from desktop.icl.demo_bar import DemoBar
from desktop.icl.demo_list import ColumnTitles, DemoList
from desktop.icl.drawer import HEIGHT_PX, Drawer, DrawerActions
from desktop.icl.index_session import IndexSession
from desktop.icl.model import PickModel
from desktop.icl.model_row import ModelRow
from desktop.icl.pick_session import PickSession
from desktop.icl.pool_pane import PoolPane
from desktop.icl.pool_session import PoolSession
from desktop.icl.prompt_view import PromptView, TokenMeter
from desktop.icl.query_card import QueryCard
from desktop.icl.sections import measured
from desktop.icl.setup import Query
from desktop.icl.words import translate
from desktop.widgets.controls import label, name, rule
from desktop.widgets.theme import Theme
from shared.icl.pool.store import PoolRow


@dataclass(frozen=True)
class Parts:
    """The models and sessions that the views follow."""

    model: PickModel
    pool: PoolSession
    index: IndexSession
    session: PickSession
    batch: BatchRun
    accuracy: AccuracyRun


@dataclass(frozen=True)
class PanelActions:
    """What the page asks of the workspace."""

    open_queries: Callable[[], object]
    add_file: Callable[[], object]
    show_sources: Callable[[], object]
    export: Callable[[], object]
    row_menu: Callable[[object, QPoint], object]
    run_batch: Callable[[], object]
    run_accuracy: Callable[[], object]
    models: Callable[[], tuple[str, ...]]


class Panel(QWidget):
    """All views of one pool; made anew when the language changes."""

    closed = Signal()

    def __init__(self, parts: Parts, theme: Theme, actions: PanelActions) -> None:
        super().__init__()
        self._parts, self._theme = parts, theme
        model = parts.model
        self.query = QueryCard(model, parts.pool, theme, actions.open_queries)
        self.pool = PoolPane(
            parts.pool, theme, self.query.labels, actions.add_file, actions.show_sources
        )
        self.bar = DemoBar(model, parts.index, theme, actions.export)
        self.demos = DemoList(model, theme, self.query.labels, self._rows)
        self.titles = ColumnTitles(self.demos, theme)
        self.prompt = PromptView(model, theme)
        self.meter = TokenMeter(theme)
        self.lm = ModelRow(model, theme, actions.models)
        self.answer = AnswerCard(model, theme)
        self.drawer = Drawer(
            model,
            parts.pool,
            parts.batch,
            parts.accuracy,
            theme,
            DrawerActions(
                self.query.labels,
                parts.session.try_orders,
                actions.run_batch,
                actions.run_accuracy,
                self._open_pair,
                self._ask_row,
            ),
        )
        self._make_instruction()
        self._lay_out()
        self.pool.query_wanted.connect(lambda row: model.ask(Query.of(row.example)))
        self.pool.menu_wanted.connect(actions.row_menu)
        self.demos.query_wanted.connect(self._ask_row)
        self._connections = [
            model.pick.changed.connect(lambda _: self.refresh()),
            model.setup.changed.connect(lambda _: self.refresh()),
            model.queries_changed.connect(self._show_can_run),
        ]
        parts.index.changed.connect(self._show_can_run)
        self._show_can_run()
        self.refresh()

    def _make_instruction(self) -> None:
        self.instruction = QLineEdit()
        self.instruction.setPlaceholderText(
            translate("Icl", "Instruction above the demonstrations")
        )
        name(
            self.instruction,
            translate("Icl", "Instruction"),
            translate("Icl", "A text above the demonstrations; empty for none"),
        )
        self.instruction.textChanged.connect(self._instruct)

    def _instruct(self, text: str) -> None:
        if text != self._parts.model.setup.value.instruction:
            self._parts.model.change("Instruction", instruction=text)

    def _lay_out(self) -> None:
        left = _column(self.query, self.pool)
        middle = _column(self.bar, self.titles, self.demos)
        right = QFrame()
        right.setProperty("role", "panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(6)
        column.addWidget(label(translate("Icl", "Prompt"), "label"))
        column.addWidget(self.instruction)
        column.addWidget(self.prompt, 1)
        column.addWidget(self.meter)
        column.addWidget(rule())
        column.addWidget(self.lm)
        column.addWidget(self.answer)
        self.outer = _splitter(Qt.Orientation.Horizontal, left, middle, right)
        self.outer.setSizes([380, 460, 384])
        for place in range(3):
            self.outer.setStretchFactor(place, (1, 2, 2)[place])
        self.inner = _splitter(Qt.Orientation.Vertical, self.outer, self.drawer)
        self.inner.setStretchFactor(0, 1)
        self.drawer.opened.connect(self._drawer_opened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.inner, 1)

    def _drawer_opened(self, is_open: bool) -> None:
        total = sum(self.inner.sizes())
        if not is_open:
            self.inner.setSizes([total, 0])
        elif self.drawer.height() < HEIGHT_PX:
            height = self._theme.px(HEIGHT_PX)
            self.inner.setSizes([max(1, total - height), height])

    def _open_pair(self, query: Query, row_id: str) -> None:
        self._parts.model.ask(query)
        self._parts.model.chosen.value = row_id

    def splitters(self) -> dict[str, QSplitter]:
        """The splitters whose sizes are remembered."""
        return {"icl.outer": self.outer}

    def release(self) -> None:
        """Let go of models, sessions and theme."""
        for disconnect in self._connections:
            disconnect()
        self._parts.index.changed.disconnect(self._show_can_run)
        for part in (
            self.query, self.pool, self.bar, self.demos, self.titles, self.prompt, self.meter,
            self.lm, self.answer, self.drawer,
        ):  # fmt: skip
            part.release()

    def _show_can_run(self) -> None:
        ready = self._parts.index.state.step == "ready"
        can_run = ready and bool(self._parts.model.queries)
        self.drawer.heatmap.set_can_start(can_run)
        self.drawer.compare.accuracy.set_can_start(can_run)

    def refresh(self) -> None:
        """Show the newest prompt."""
        setup, pick = self._parts.model.setup.value, self._parts.model.pick.value
        shown = measured(pick, setup)
        self.prompt.show_prompt(shown)
        self.meter.show_prompt(shown)
        if self.instruction.text() != setup.instruction:
            self.instruction.setText(setup.instruction)

    def _rows(self, ids: Sequence[str]) -> Mapping[str, PoolRow]:
        pool = self._parts.pool.pool
        return pool.by_id(ids) if pool is not None else {}

    def _ask_row(self, row_id: str) -> None:
        row = self._rows([row_id]).get(row_id)
        if row is not None:
            self._parts.model.ask(Query.of(row.example))


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter


def _column(*widgets: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    column.setStretch(len(widgets) - 1, 1)
    return frame
