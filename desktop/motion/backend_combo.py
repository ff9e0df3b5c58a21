"""The chooser of the backend: each with its sentence, those that cannot run with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from desktop.motion.backend_choices import BackendChoice
from desktop.motion.backend_words import backend_summary, obstacle_words
from desktop.widgets.sentence_items import SENTENCE_ROLE, SentenceDelegate
from shared.motion.backends import BackendName

POPUP_WIDTH_PX = 420


class BackendCombo(QComboBox):
    """All backends; `chosen` reports a person's choice by name."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(SentenceDelegate(POPUP_WIDTH_PX, self))
        self.view().setMinimumWidth(POPUP_WIDTH_PX)
        self.setMaxVisibleItems(12)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def set_choices(self, choices: Mapping[BackendName, BackendChoice]) -> None:
        """Offer these; what cannot run stays visible with its reason but cannot be chosen."""
        current = self.currentData()
        self.blockSignals(True)
        self._items.clear()
        for name, choice in choices.items():
            item = QStandardItem(choice.info.title)
            item.setData(name, Qt.ItemDataRole.UserRole)
            reason = obstacle_words(choice)
            sentence = "\n".join(filter(None, (backend_summary(name), reason)))
            item.setData(sentence, SENTENCE_ROLE)
            item.setData(sentence, Qt.ItemDataRole.ToolTipRole)
            item.setData(sentence, Qt.ItemDataRole.AccessibleDescriptionRole)
            item.setEnabled(not reason)
            self._items.appendRow(item)
        self.blockSignals(False)
        self.show_backend(current or "warp")

    def show_backend(self, name: str) -> None:
        """Show a backend as the current one, without reporting it."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(name))
        self.blockSignals(False)
