"""The command palette: type a few letters, press Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.command_search import search
from desktop.core.commands import CommandRegistry
from desktop.widgets.controls import label, name, rule
from desktop.widgets.overlay import Overlay
from desktop.widgets.shortcuts import native_keys
from desktop.widgets.theme import Theme

WIDTH_PX, LIST_HEIGHT_PX, ROW_HEIGHT_PX = 560, 360, 36


class CommandPalette(Overlay):
    """All commands of the window and of the workspace in front."""

    def __init__(self, window: QWidget, theme: Theme, registry: CommandRegistry) -> None:
        super().__init__(window, WIDTH_PX)
        self._theme, self._registry, self._scope = theme, registry, ""
        self.line = QLineEdit()
        self.line.textChanged.connect(self._fill)
        self.line.returnPressed.connect(self._run_current)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(LIST_HEIGHT_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("role", "plain")
        self.list.itemClicked.connect(lambda _: self._run_current())
        self.nothing = label("", "muted")
        self.nothing.setFixedHeight(ROW_HEIGHT_PX)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(rule())
        column.addWidget(self.list)
        column.addWidget(self.nothing)

    def open_for(self, scope: str) -> None:
        """Show the commands that are available in a workspace."""
        self._scope = scope
        self.line.setPlaceholderText(self.tr("What do you want to do?"))
        name(self.line, self.tr("Search commands"), self.tr("Type a few letters of a command"))
        name(self.list, self.tr("Commands"))
        self.nothing.setText(self.tr("No command has these letters."))
        self.line.clear()
        self._fill("")
        self.open()
        self.line.setFocus()

    def _fill(self, query: str) -> None:
        self.list.clear()
        for command in search(query, self._registry.available(self._scope)):
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, command.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, command.title)
            enabled = command.enabled()
            if not enabled:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
            keys = native_keys(command.keys[0]) if command.keys else ""
            row = self._row(command.title, command.icon, keys, enabled)
            item.setSizeHint(QSize(0, self._theme.px(ROW_HEIGHT_PX)))
            self.list.setItemWidget(item, row)
        self._select_from(0, 1)
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)

    def _row(self, title: str, icon: str, keys: str, enabled: bool) -> QWidget:
        row = QWidget()
        row.setFixedHeight(self._theme.px(ROW_HEIGHT_PX))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(12)
        picture = label()
        picture.setFixedWidth(18)
        ratio = self.devicePixelRatioF()
        picture.setPixmap(self._theme.pixmap(icon or "ph.caret-right", "muted", 18, ratio))
        layout.addWidget(picture)
        layout.addWidget(label(title, "" if enabled else "muted"), 1)
        if keys:
            layout.addWidget(label(keys, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _select_from(self, start: int, step: int) -> None:
        count = self.list.count()
        for offset in range(count):
            index = (start + offset * step) % count
            if self.list.item(index).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(index)
                return

    def _run_current(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        # The palette is gone before the command runs: it may open a dialog.
        self.dismiss()
        self._registry.run(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the focus stays in the line."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Down,
                Qt.Key.Key_Up,
            ):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._select_from(self.list.currentRow() + step, step)
                return True
            return False
        return super().eventFilter(watched, event)
