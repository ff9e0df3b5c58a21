"""The retrieved demonstrations: pin, ban, drag to reorder, bars that grow while scores come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.icl.demo_delegate import ENTRY_ROLE, Columns, DemoDelegate, button_boxes, entry_words
from desktop.icl.demo_entries import Entry, entries, moved, scales
from desktop.icl.demo_paint import LEFT, RIGHT
from desktop.icl.matches import content_words
from desktop.icl.model import PickModel
from desktop.icl.setup import arranged, with_ban, with_pin
from desktop.icl.words import translate
from desktop.widgets.controls import name
from desktop.widgets.theme import Theme
from shared.icl.pool.store import PoolRow
from shared.tasks.icl_pick import PickedDemo

Index = QModelIndex | QPersistentModelIndex


class DemoListModel(QAbstractListModel):
    """One row for each entry; rows that stay are only repainted."""

    def __init__(self, model: PickModel) -> None:
        super().__init__()
        self._model = model
        self.entries: tuple[Entry, ...] = ()
        self.of_last = 0

    def show(self, shown: tuple[Entry, ...], of_last: int) -> None:
        """Show these entries."""
        self.of_last = of_last
        old = [entry.demo.id if entry.demo else "" for entry in self.entries]
        new = [entry.demo.id if entry.demo else "" for entry in shown]
        if old == new:
            self.entries = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self.entries = shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Demonstrations and the line between."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The line between cannot be chosen."""
        if index.isValid() and self.entries[index.row()].demo is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The `Entry` under `ENTRY_ROLE`; texts for people and assistive technology."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.demo.input if entry.demo is not None else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry_words(entry, self.of_last)
        return None


class DemoList(QListView):
    """The list itself.

    Attributes
    ----------
    query_wanted : Signal of str
        A row is to be the query.
    """

    query_wanted = Signal(str)

    def __init__(
        self,
        model: PickModel,
        theme: Theme,
        labels: Callable[[], tuple[str, ...]],
        rows: Callable[[Sequence[str]], Mapping[str, PoolRow]],
    ) -> None:
        super().__init__()
        self._pick_model, self._theme, self._rows_of = model, theme, rows
        self._banned: dict[str, PickedDemo] = {}
        self._shown_query = ""
        self.rows = DemoListModel(model)
        self.painting = DemoDelegate(theme, labels, self)
        self._pressed: tuple[QPoint, str] | None = None
        self._drop_row = -1
        self.setModel(self.rows)
        self.setItemDelegate(self.painting)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name(self, translate("Icl", "Demonstrations"))
        self._connections = [
            model.pick.changed.connect(lambda _: self.refresh()),
            model.setup.changed.connect(lambda _: self.refresh()),
            model.chosen.changed.connect(self._choose),
        ]
        theme.changed.connect(self._repaint)
        self.refresh()

    def release(self) -> None:
        """Let go of model and theme."""
        for disconnect in self._connections:
            disconnect()
        self._theme.changed.disconnect(self._repaint)

    def _repaint(self) -> None:
        self.viewport().update()

    def refresh(self) -> None:
        """Show the newest pick."""
        pick, setup = self._pick_model.pick.value, self._pick_model.setup.value
        counts, queries = self._pick_model.uses()
        self.painting.scales = scales(pick)
        self.painting.words = content_words(pick.setup.query.text)
        self.rows.show(entries(pick, setup, counts, self._banned_rows()), queries)
        self._choose(self._pick_model.chosen.value)
        if pick.setup.query.text != self._shown_query:
            self._shown_query = pick.setup.query.text
            self.scrollToTop()

    def _banned_rows(self) -> list[PickedDemo]:
        """Banned rows out of the pool: the worker sends them no more."""
        wanted = self._pick_model.setup.value.banned
        unknown = [row_id for row_id in wanted if row_id not in self._banned]
        if unknown:
            for row_id, row in self._rows_of(unknown).items():
                one = row.example
                self._banned[row_id] = PickedDemo(
                    id=row_id, task=one.task, input=one.input, output=one.output
                )
        return [self._banned[row_id] for row_id in wanted if row_id in self._banned]

    def _choose(self, row_id: str) -> None:
        if self._current_id() == row_id:
            return
        for place, entry in enumerate(self.rows.entries):
            if entry.demo is not None and entry.demo.id == row_id:
                self.setCurrentIndex(self.rows.index(place))
                return

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Every view points at the chosen row."""
        super().currentChanged(current, previous)
        entry: Entry | None = current.data(ENTRY_ROLE)
        if entry is not None and entry.demo is not None:
            self._pick_model.chosen.value = entry.demo.id

    # --- what a gesture does ----------------------------------------------------------------------

    @property
    def inside(self) -> tuple[str, ...]:
        """Ids of the prompt, top first."""
        return tuple(
            entry.demo.id for entry in self.rows.entries if entry.demo and entry.place >= 0
        )

    def pin(self, row_id: str) -> None:
        """Pin a row, or let it go."""
        setup = self._pick_model.setup.value
        if setup.arranged and row_id not in setup.arranged and row_id not in setup.pinned:
            self._pick_model.edit("Pin", arranged(setup, (*setup.arranged, row_id)))
            setup = self._pick_model.setup.value
        self._pick_model.edit("Pin", with_pin(setup, row_id))

    def ban(self, row_id: str) -> None:
        """Ban a row, or take it back."""
        self._pick_model.edit("Ban", with_ban(self._pick_model.setup.value, row_id))

    def move_to(self, row_id: str, to: int) -> None:
        """Put a row in front of place `to` of the prompt; beyond its end takes it out."""
        after = moved(self.inside, row_id, to)
        if after != self.inside and after:
            self._pick_model.edit("Order", arranged(self._pick_model.setup.value, after))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P pins, B bans, Alt with the arrows moves."""
        entry = self._current()
        if entry is None or entry.demo is None:
            super().keyPressEvent(event)
            return
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        row_id, place = entry.demo.id, entry.place
        if event.key() == Qt.Key.Key_P:
            self.pin(row_id)
        elif event.key() in (Qt.Key.Key_B, Qt.Key.Key_Delete):
            self.ban(row_id)
        elif alt and event.key() == Qt.Key.Key_Up:
            self.move_to(row_id, max(0, place - 1) if place >= 0 else len(self.inside))
        elif alt and event.key() == Qt.Key.Key_Down and place >= 0:
            self.move_to(row_id, place + 2)
        else:
            super().keyPressEvent(event)

    def _current_id(self) -> str:
        entry = self._current()
        return entry.demo.id if entry is not None and entry.demo is not None else ""

    def _current(self) -> Entry | None:
        entry: Entry | None = self.currentIndex().data(ENTRY_ROLE)
        return entry

    def _hit(self, at: QPoint) -> tuple[int, Entry | None, str]:
        """Row, entry and button under a point."""
        index = self.indexAt(at)
        entry: Entry | None = index.data(ENTRY_ROLE) if index.isValid() else None
        if entry is None or entry.demo is None:
            return index.row(), entry, ""
        pin, ban = button_boxes(self.visualRect(index))
        what = "pin" if pin.contains(at) else "ban" if ban.contains(at) else ""
        return index.row(), entry, what

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        at = event.position().toPoint()
        _, entry, what = self._hit(at)
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton and entry is not None and entry.demo:
            if what:
                getattr(self, what)(entry.demo.id)
                return
            self._pressed = (at, entry.demo.id)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a dragged row would go."""
        at = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (at - self._pressed[0]).manhattanLength() >= QApplication.startDragDistance()
            if far or self._drop_row >= 0:
                self._drop_row = self._row_at(at)
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.viewport().update()
            return
        row, _, what = self._hit(at)
        if self.painting.hovered != (row, what):
            self.painting.hovered = (row, what)
            self.viewport().update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a dragged row down."""
        pressed, row = self._pressed, self._drop_row
        self._pressed, self._drop_row = None, -1
        if pressed is not None and row >= 0:
            self.unsetCursor()
            self.viewport().update()
            self.move_to(pressed[1], row)
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A row becomes the query."""
        _, entry, what = self._hit(event.position().toPoint())
        if what and entry is not None and entry.demo is not None:
            self.mousePressEvent(event)
        elif entry is not None and entry.demo is not None:
            self.query_wanted.emit(entry.demo.id)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.painting.hovered = (-1, "")
        self.viewport().update()
        super().leaveEvent(event)

    def _row_at(self, at: QPoint) -> int:
        """In front of which line a row would be put."""
        index = self.indexAt(at)
        if not index.isValid():
            return 0 if at.y() < 0 else len(self.rows.entries)
        below = at.y() > self.visualRect(index).center().y()
        return index.row() + (1 if below else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and a line where a dragged one would go."""
        super().paintEvent(event)
        if self._drop_row < 0 or not self.rows.entries:
            return
        painter = QPainter(self.viewport())
        last = len(self.rows.entries) - 1
        rect = self.visualRect(self.rows.index(min(self._drop_row, last)))
        y = rect.top() if self._drop_row <= last else rect.bottom()
        painter.fillRect(
            QRect(8, y - 1, self.viewport().width() - 16, 3), self._theme.color("accent")
        )
        painter.end()


class ColumnTitles(QWidget):
    """Titles over the bars of the list."""

    def __init__(self, demos: DemoList, theme: Theme) -> None:
        super().__init__()
        self._demos, self._theme = demos, theme
        self.setFixedHeight(theme.px(22))
        theme.changed.connect(self.update)
        demos.rows.dataChanged.connect(lambda *_: self.update())
        demos.rows.modelReset.connect(lambda: self.update())
        self.setAccessibleName(translate("Icl", "Columns"))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the titles."""
        painter, theme = QPainter(self), self._theme
        width = self._demos.viewport().width()
        rewards = self._demos.painting.scales.reward is not None
        columns = Columns(QRect(0, 0, width, self.height()), theme, rewards=rewards)
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        measure = self._demos.painting.scales.measure
        score = {
            "gain": translate("Icl", "Δ log p of answer"),
            "cone": translate("Icl", "ConE, no answer"),
        }.get(measure, translate("Icl", "LM score"))
        left = columns.similarity_bar.left()
        height = self.height()
        similarity = QRect(left, 0, columns.reward_bar.left() - left - 4, height)
        painter.drawText(similarity, LEFT, translate("Icl", "similarity"))
        if rewards:
            reward = columns.reward_bar.united(columns.reward_value)
            box = QRect(reward.left(), 0, reward.width(), height)
            painter.drawText(box, LEFT, translate("Icl", "reward (SD)"))
        signed = columns.signed_bar.left()
        box = QRect(signed, 0, columns.signed_value.right() - signed, height)
        painter.drawText(box, LEFT, score)
        painter.drawText(
            QRect(columns.tokens.left(), 0, columns.tokens.width(), height),
            RIGHT,
            translate("Icl", "tokens"),
        )
        painter.end()
