"""The sheet of keys: all shortcuts of the workspace in front and of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.commands import Command, CommandRegistry
from desktop.widgets.controls import IconButton, label, name
from desktop.widgets.overlay import Overlay
from desktop.widgets.shortcuts import native_keys
from desktop.widgets.theme import Theme

WIDTH_PX, MAX_HEIGHT_PX = 760, 560


class KeySheet(Overlay):
    """Two columns: what the workspace's keys do, what the window's do."""

    def __init__(self, window: QWidget, theme: Theme, registry: CommandRegistry) -> None:
        super().__init__(window, WIDTH_PX)
        self._registry = registry
        self.title = label("", "title")
        self.closer = IconButton(theme, "ph.x", self.dismiss, color="muted", size_px=16)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.closer)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 12, 12, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._area)

    def open_for(self, scope: str, workspace_title: str) -> None:
        """Show the keys that work in a workspace."""
        self.title.setText(self.tr("Keys"))
        self.closer.describe(self.tr("Close"))
        name(self._area, self.tr("Keys"))
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(24)
        groups = [(workspace_title, self._registry.in_scope(scope))] if scope else []
        groups.append((self.tr("Window"), self._registry.in_scope("")))
        for title, commands in groups:
            keyed = [command for command in commands if command.keys]
            if keyed:
                columns.addLayout(self._group(title, keyed), 1)
        self._area.setWidget(body)
        self._area.setFixedHeight(min(MAX_HEIGHT_PX, body.sizeHint().height() + 4))
        self.open()
        self.closer.setFocus()

    def _group(self, title: str, commands: Sequence[Command]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(title, "label"), 0, 0)
        for row, command in enumerate(commands, 1):
            words = label(command.title)
            words.setWordWrap(True)
            grid.addWidget(words, row, 0)
            keys = QHBoxLayout()
            keys.setSpacing(4)
            keys.addStretch(1)
            for key in command.keys:
                badge = label(native_keys(key), "key")
                keys.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addLayout(keys, row, 1)
        grid.setRowStretch(len(commands) + 1, 1)
        return grid
