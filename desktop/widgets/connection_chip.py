"""The connection chip: what the worker does, in words, and a popover with the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.core.connection import Connection, Level, Phase, describe
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme
from desktop.widgets.words import chip_words, connection_help, device_words

POPOVER_WIDTH_PX = 320


class ConnectionPopover(QFrame):
    """Process id, device and home of the worker, and what can be done about it."""

    def __init__(
        self, home: Path, restart: Callable[[], object], open_log: Callable[[], object]
    ) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self._home = home
        self.setProperty("role", "popover")
        self.setFixedWidth(POPOVER_WIDTH_PX)
        self.title = label("", "title")
        self.help = label("", "muted")
        for text in (self.title, self.help):
            text.setWordWrap(True)
        self._values = {key: label() for key in ("pid", "device", "home", "restarts")}
        self._names = {key: label("", "label") for key in self._values}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (key, value) in enumerate(self._values.items()):
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(self._names[key], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        self.restart_button = button("", "", restart)
        self.log_button = button("", "", open_log, "link")
        for control in (self.restart_button, self.log_button):
            control.clicked.connect(self.hide)
        actions = QHBoxLayout()
        actions.addWidget(self.restart_button)
        actions.addWidget(self.log_button)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.help)
        column.addLayout(grid)
        column.addLayout(actions)

    def show_connection(self, connection: Connection) -> None:
        """Put a state into words."""
        self.title.setText(chip_words(connection))
        self.help.setText(connection_help(connection))
        self._names["pid"].setText(self.tr("Engine process"))
        self._names["device"].setText(self.tr("Device"))
        self._names["home"].setText(self.tr("Home"))
        self._names["restarts"].setText(self.tr("Restarts"))
        self._values["pid"].setText(str(connection.pid or "–"))
        self._values["device"].setText(device_words(connection.device) or "–")
        # A path has no spaces to break at: zero-width ones after each separator.
        self._values["home"].setText(str(self._home).replace("/", "/\u200b"))
        self._values["restarts"].setText(str(connection.restarts))
        offline = connection.phase in (Phase.OFFLINE, Phase.REFUSED)
        self.restart_button.setEnabled(not offline)
        self.restart_button.setText(self.tr("Restart engine"))
        name(
            self.restart_button,
            self.tr("Restart engine"),
            self.tr("Ends the worker and starts it again; its jobs go on by themselves"),
        )
        self.log_button.setText(self.tr("Open log"))
        name(self.log_button, self.tr("Open log"), self.tr("Show what happened so far"))


class ConnectionChip(QToolButton):
    """A coloured dot and words; a click opens the popover."""

    def __init__(
        self,
        theme: Theme,
        home: Path,
        restart: Callable[[], object],
        open_log: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.connection = describe(None)
        self.popover = ConnectionPopover(home, restart, open_log)
        self.popover.setParent(self, Qt.WindowType.Popup)
        self.setProperty("role", "chip")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(10, 10))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_popover)
        theme.changed.connect(self.refresh)
        self.refresh()

    def show_connection(self, connection: Connection) -> None:
        """Take a new state."""
        if connection != self.connection:
            self.connection = connection
            self.refresh()

    def refresh(self) -> None:
        """Say the state again: the theme or the language changed."""
        words = chip_words(self.connection)
        self.setText(" " + words)
        self.setIcon(dot(self._theme.color(self._token()), self.devicePixelRatioF()))
        help_text = self.tr("Worker: {state}. Click for details.").format(state=words)
        name(self, self.tr("Worker: {state}").format(state=words), help_text)
        self.popover.show_connection(self.connection)

    def _token(self) -> str:
        level = self.connection.level
        return {Level.GOOD: "good", Level.ACTIVE: "accent", Level.WAITING: "warning"}.get(
            level, "bad"
        )

    def open_popover(self) -> None:
        """Show the popover under the chip."""
        self.popover.show_connection(self.connection)
        self.popover.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - POPOVER_WIDTH_PX, self.height() + 4))
        self.popover.move(corner)
        self.popover.show()


def dot(color: QColor, ratio: float) -> QIcon:
    """A filled circle of 8 px."""
    pixmap = QPixmap(round(10 * ratio), round(10 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(1, 1, 8, 8)
    painter.end()
    return QIcon(pixmap)
