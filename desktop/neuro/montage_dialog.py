"""Where the electrodes sit: each label of the source and its place of the 10-05 system."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.channels import Channel
from desktop.widgets.controls import Paragraph, button, label, name
from shared.neuro.electrodes import match_all, positions

WIDTH_PX, HEIGHT_PX = 460, 560


class MontageDialog(QDialog):
    """Edits the places; `saved` is called with what differs from the guess by name."""

    def __init__(
        self,
        parent: QWidget,
        source: str,
        channels: tuple[Channel, ...],
        saved: Callable[[Mapping[str, str]], object],
    ) -> None:
        super().__init__(parent)
        self._channels, self._saved = channels, saved
        self._guess = match_all([channel.label for channel in channels])
        self.setWindowTitle(self.tr("Where the electrodes sit"))
        self.resize(WIDTH_PX, HEIGHT_PX)
        heading = label(source, "title")
        text = Paragraph(WIDTH_PX - 48)
        text.setText(
            self.tr(
                "Each channel's place in the 10-05 system. The head, and which neighbours a "
                "channel is compared with, follow it. It is kept for this source."
            )
        )
        self.table = QTableWidget(len(channels), 2)
        name(self.table, self.tr("Places"), self.tr("Channels and their places"))
        self.table.setHorizontalHeaderLabels([self.tr("Channel"), self.tr("Place")])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(1, 150)
        self._places = ["", *positions()]
        self.combos = [self._row(row, channel) for row, channel in enumerate(channels)]
        self.summary = label("", "label")
        self.by_name = button(
            self.tr("By name"), self.tr("Take the places that the names say"), self._by_name
        )
        self.cancel = button(self.tr("Cancel"), self.tr("Change nothing"), self.reject)
        self.save = button(
            self.tr("Save"), self.tr("Use these places for this source"), self._save, "primary"
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.by_name)
        buttons.addWidget(self.summary)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(text)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self._refresh()

    def _row(self, row: int, channel: Channel) -> QComboBox:
        item = QTableWidgetItem(channel.label)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(row, 0, item)
        combo = QComboBox()
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.addItems(self._places)
        combo.setItemText(0, self.tr("none"))
        completer = combo.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        combo.setCurrentIndex(self._places.index(channel.place or ""))
        title = self.tr("Place of {channel}").format(channel=channel.label)
        name(combo, title)
        combo.currentIndexChanged.connect(lambda _: self._refresh())
        self.table.setCellWidget(row, 1, combo)
        return combo

    def mapping(self) -> dict[str, str]:
        """Label → place for what is not what the label says; "" for no place."""
        found = {}
        for channel, guess, combo in zip(self._channels, self._guess, self.combos, strict=True):
            place = self._places[max(0, combo.currentIndex())]
            if place != (guess or ""):
                found[channel.label] = place
        return found

    def _taken_twice(self) -> list[str]:
        chosen = [self._places[max(0, combo.currentIndex())] for combo in self.combos]
        return sorted({place for place in chosen if place and chosen.count(place) > 1})

    def _refresh(self) -> None:
        twice = self._taken_twice()
        placed = sum(combo.currentIndex() > 0 for combo in self.combos)
        words = self.tr("{count} of {all} placed").format(count=placed, all=len(self.combos))
        if twice:
            words = self.tr("Twice: {places}").format(places=", ".join(twice[:3]))
        self.summary.setText(words)
        self.save.setEnabled(not twice)

    def _by_name(self) -> None:
        for guess, combo in zip(self._guess, self.combos, strict=True):
            combo.setCurrentIndex(self._places.index(guess or ""))

    def _save(self) -> None:
        self._saved(self.mapping())
        self.accept()
