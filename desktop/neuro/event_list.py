"""Everything that happened, the newest below; a click goes there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.events import Event, EventLog
from desktop.neuro.words import event_words, slot_time
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme

_ICONS = {
    "info": ("ph.info", "muted"),
    "good": ("ph.check-circle", "good"),
    "warning": ("ph.warning", "warning"),
    "error": ("ph.warning-circle", "bad"),
    "marker": ("ph.flag", "accent"),
    "note": ("ph.note", "warning"),
    "span": ("ph.note", "warning"),
}


class EventList(QWidget):
    """Follows the log."""

    def __init__(
        self,
        log: EventLog,
        theme: Theme,
        rate_hz: Callable[[], float],
        go_to: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._log, self._theme, self._rate_hz, self._go_to = log, theme, rate_hz, go_to
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name(self.list, self.tr("Events"), self.tr("Events; a double-click goes there"))
        self._empty: QLabel = label(
            self.tr("Nothing yet. Lost samples, markers and notes are listed here."), "muted"
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(16, 12, 16, 12)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.list.itemActivated.connect(self._chosen)
        self._connections = [
            log.added.connect(self._add),
            log.cleared.connect(self._fill),
            theme.changed.connect(self._fill),
        ]
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for event in self._log.events:
            self._add(event)
        self._stack.setCurrentIndex(1 if self._log.events else 0)

    def _add(self, event: Event) -> None:
        self._stack.setCurrentIndex(1)
        icon, color = _ICONS.get(event.kind, _ICONS[event.severity])
        item = QListWidgetItem(
            self._theme.icon(icon, color, 16),
            f"{slot_time(event.index, self._rate_hz())}  {event_words(event)}",
        )
        item.setToolTip(event.text)
        item.setData(Qt.ItemDataRole.UserRole, event.index)
        bar = self.list.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 4
        self.list.addItem(item)
        if at_end:
            self.list.scrollToBottom()

    def _chosen(self, item: QListWidgetItem) -> None:
        self._go_to(item.data(Qt.ItemDataRole.UserRole))

    def release(self) -> None:
        """Let go of log and theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
