"""The list of channels: a click on the eye hides, a click on the flag marks as bad."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.analysis_feed import AnalysisFeed
from desktop.neuro.channel_table import BAD, NAME, OHMS, QUALITY, SHOWN, ChannelTableModel
from desktop.neuro.channels import ChannelModel
from desktop.neuro.sample_store import SampleStore
from desktop.widgets.controls import button, label, name
from desktop.widgets.theme import Theme

ROW_PX = 24


class ChannelList(QWidget):
    """Follows the channels and what is measured of them."""

    def __init__(
        self,
        channels: ChannelModel,
        analysis: AnalysisFeed,
        theme: Theme,
        toggle_bad: Callable[[str], object],
        store: Callable[[], SampleStore | None],
    ) -> None:
        super().__init__()
        self._channels, self._analysis, self._theme = channels, analysis, theme
        self._toggle_bad, self._store = toggle_bad, store
        self.model = ChannelTableModel(channels, theme)
        self.table = QTableView()
        self.table.setModel(self.model)
        name(self.table, self.tr("Channels"), self.tr("Channels and their quality"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        self.table.verticalHeader().setMinimumSectionSize(theme.px(ROW_PX))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(theme.px(ROW_PX))
        for column, width in ((NAME, 64), (OHMS, 56), (SHOWN, 28), (BAD, 28)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(QUALITY, QHeaderView.ResizeMode.Stretch)
        self.summary = label("", "label")
        self.show_all = button(
            self.tr("Show all"),
            self.tr("Give every channel its lane again"),
            channels.show_all,
            "link",
        )
        top = QHBoxLayout()
        top.setContentsMargins(12, 4, 4, 4)
        top.addWidget(self.summary, 1)
        top.addWidget(self.show_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        self.table.clicked.connect(self._clicked)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        analysis.changed.connect(self._measured)
        self._connections = [
            channels.channels.changed.connect(lambda _: self._reset()),
            channels.hidden.changed.connect(lambda _: self._refresh()),
            channels.bad.changed.connect(lambda _: self._refresh()),
            channels.selected.changed.connect(lambda _: self._select()),
            theme.changed.connect(self._restyle),
        ]
        self._measured()
        self._select()

    def _reset(self) -> None:
        self.model.reset()
        self._measured()
        self._select()

    def _measured(self) -> None:
        self.model.take_impedances(self._store())
        self.model.show_analysis(self._analysis.latest)
        self.table.setColumnHidden(OHMS, not self.model.has_impedances)
        self._refresh()

    def _restyle(self) -> None:
        self.model.restyle()
        self._refresh()

    def _refresh(self) -> None:
        self.model.refresh()
        analysis, channels = self._analysis.latest, self._channels
        parts = []
        if analysis is not None:
            verdicts = [quality.verdict for quality in analysis.quality.values()]
            parts.append(
                self.tr("{good} of {count} good").format(
                    good=verdicts.count("good"), count=len(verdicts)
                )
            )
        if channels.bad.value:
            parts.append(self.tr("{count} marked bad").format(count=len(channels.bad.value)))
        if channels.hidden.value:
            parts.append(self.tr("{count} hidden").format(count=len(channels.hidden.value)))
        self.summary.setText(" · ".join(parts))
        self.show_all.setVisible(bool(channels.hidden.value))

    def _select(self) -> None:
        row = self.model.row_of(self._channels.selected.value)
        if row < 0:
            self.table.clearSelection()
        elif self.table.currentIndex().row() != row:
            self.table.setCurrentIndex(self.model.index(row, NAME))

    def _row_chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        channel = self.model.channel(current.row())
        if channel is not None:
            self._channels.selected.value = channel.label

    def _clicked(self, index: QModelIndex) -> None:
        channel = self.model.channel(index.row())
        if channel is None:
            return
        if index.column() == SHOWN:
            self._channels.toggle_hidden(channel.label)
        elif index.column() == BAD:
            self._toggle_bad(channel.label)

    def release(self) -> None:
        """Let go of models and theme."""
        self._analysis.changed.disconnect(self._measured)
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
