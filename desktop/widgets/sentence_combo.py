"""A chooser whose entries say what they are and, where they cannot be chosen, why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from desktop.widgets.sentence_items import SENTENCE_ROLE, SentenceDelegate

POPUP_WIDTH_PX = 420
_TOLD = (
    SENTENCE_ROLE,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


@dataclass(frozen=True)
class Entry:
    """What a chooser offers; one with a reason stays visible but cannot be chosen."""

    value: object
    title: str
    summary: str
    reason: str = ""


class SentenceCombo(QComboBox):
    """`chosen` reports the value of what a person chose."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(SentenceDelegate(POPUP_WIDTH_PX, self))
        self.view().setMinimumWidth(POPUP_WIDTH_PX)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def offer(self, entries: Iterable[Entry], current: object) -> None:
        """Offer these in the place of those before, and show the current one."""
        with QSignalBlocker(self):
            self._items.clear()
            for entry in entries:
                item = QStandardItem(entry.title)
                item.setData(entry.value, Qt.ItemDataRole.UserRole)
                sentence = "\n".join(filter(None, (entry.summary, entry.reason)))
                for role in _TOLD:
                    item.setData(sentence, role)
                item.setEnabled(not entry.reason)
                self._items.appendRow(item)
        self.show_value(current)

    def show_value(self, value: object) -> None:
        """Show an entry as the current one, without reporting it."""
        values = [self.itemData(place) for place in range(self.count())]
        with QSignalBlocker(self):
            self.setCurrentIndex(values.index(value) if value in values else -1)
