"""The channels as rows: quality in words, shown or hidden, bad or not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QPixmap

from desktop.core.tokens import LABEL_PX
from desktop.neuro.analysis import Analysis
from desktop.neuro.channels import Channel, ChannelModel, kilohms
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.signal_colors import channel_color
from desktop.neuro.words import QUALITY_TOKENS, quality_words
from desktop.widgets.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NAME, QUALITY, OHMS, SHOWN, BAD = range(5)
Role = Qt.ItemDataRole


class ChannelTableModel(QAbstractTableModel):
    """All signal channels; the other kinds are no lanes and have no row."""

    def __init__(self, channels: ChannelModel, theme: Theme) -> None:
        super().__init__()
        self._channels, self._theme = channels, theme
        self._rows: tuple[Channel, ...] = ()
        self._analysis: Analysis | None = None
        self._ohms: dict[str, float] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._colors: dict[tuple[int, bool], QColor] = {}
        self.restyle()
        self.reset()

    def restyle(self) -> None:
        """The theme is another: what cells are drawn with is made anew, once and not for each."""
        self._pixmaps.clear()
        self._colors.clear()
        self._font = self._theme.font(LABEL_PX)
        self._name_font, self._bad_font = (self._theme.font(bold=True) for _ in range(2))
        self._bad_font.setStrikeOut(True)

    def _pixmap(self, icon: str, token: str, size_px: int) -> QPixmap:
        key = (icon, token, size_px)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._theme.pixmap(icon, token, size_px)
        return self._pixmaps[key]

    def reset(self) -> None:
        """The channels are others."""
        self.beginResetModel()
        self._rows = self._channels.signals
        self.endResetModel()

    def refresh(self) -> None:
        """Something about them changed."""
        if self._rows:
            last = self.index(len(self._rows) - 1, BAD)
            self.dataChanged.emit(self.index(0, 0), last)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Quality as measured now."""
        self._analysis = analysis
        self.refresh()

    def take_impedances(self, store: SampleStore | None) -> None:
        """The newest impedances, where channels carry them."""
        self._ohms = impedances(self._channels, store)

    @property
    def has_impedances(self) -> bool:
        """Whether there is an impedance to show."""
        return bool(self._ohms)

    def channel(self, row: int) -> Channel | None:
        """The channel of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, label: str | None) -> int:
        """The row of a label, or −1."""
        return next((i for i, c in enumerate(self._rows) if c.label == label), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One for each signal channel."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Name, quality, impedance, shown, bad."""
        return 5

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a cell shows."""
        channel, column = self._rows[index.row()], index.column()
        hidden = channel.label in self._channels.hidden.value
        bad = channel.label in self._channels.bad.value
        if column == NAME:
            return self._name(channel, role, bad=bad)
        if column in (QUALITY, OHMS):
            return self._measured(channel, column, role)
        return self._switch(column, role, hidden=hidden, bad=bad)

    def _name(self, channel: Channel, role: int, *, bad: bool) -> Any:
        if role == Role.DisplayRole:
            return channel.label
        if role == Role.ForegroundRole:
            key = (channel.region, bad)
            if key not in self._colors:
                color = channel_color(self._theme, channel, bad=bad, selected=False)
                self._colors[key] = color
            return self._colors[key]
        if role == Role.FontRole:
            return self._bad_font if bad else self._name_font
        if role == Role.ToolTipRole:
            where = channel.place or QCoreApplication.translate("Eeg", "no place on the head")
            return f"{channel.label}: {where}"
        return None

    def _measured(self, channel: Channel, column: int, role: int) -> Any:
        quality = self._analysis.quality.get(channel.label) if self._analysis else None
        if column == OHMS:
            ohms = self._ohms.get(channel.label)
            return f"{ohms:.0f} kΩ" if role == Role.DisplayRole and ohms is not None else None
        if role == Role.DisplayRole:
            return quality_words(quality)
        if role == Role.DecorationRole:
            token = QUALITY_TOKENS[quality.verdict] if quality is not None else "line"
            return self._pixmap("ph.circle-fill", token, 12)
        if role == Role.FontRole:
            return self._font
        if role == Role.ForegroundRole:
            return self._theme.color("muted")
        if role == Role.ToolTipRole and quality is not None:
            return _figures(channel.label, quality)
        return None

    def _switch(self, column: int, role: int, *, hidden: bool, bad: bool) -> Any:
        if role == Role.DecorationRole:
            if column == SHOWN:
                icon, token = ("ph.eye-slash", "muted") if hidden else ("ph.eye", "text")
            else:
                icon, token = ("ph.flag-fill", "bad") if bad else ("ph.flag", "muted")
            return self._pixmap(icon, token, 16)
        if role == Role.ToolTipRole:
            if column == SHOWN:
                return QCoreApplication.translate("Eeg", "Show or hide  (H)")
            return QCoreApplication.translate("Eeg", "Bad or not  (B)")
        return None


def impedances(channels: ChannelModel, store: SampleStore | None) -> dict[str, float]:
    """kΩ by the label of the signal channel that an impedance channel is named after."""
    found = [c for c in channels.channels.value if c.kind == "impedance"]
    if store is None or not found:
        return {}
    rows, _ = store.read(store.next_index - 1, store.next_index)
    if not len(rows):
        return {}
    result = {}
    for signal in channels.signals:
        name = signal.label.casefold()
        match = next((c for c in found if _bare(c.label) == name), None)
        if match is not None and rows[0, match.index] == rows[0, match.index]:
            result[signal.label] = kilohms(match.unit, float(rows[0, match.index]))
    return result


def _bare(label: str) -> str:
    """A label without what says that it is an impedance: "Z-C3", "C3_Z", "Imp C3", "C3 imp"."""
    words = label.replace("-", " ").replace("_", " ").casefold().split()
    return " ".join(word for word in words if word not in {"z", "imp", "impedance"})


def _figures(label: str, quality: Any) -> str:
    words = QCoreApplication.translate(
        "Eeg",
        "{label}: {amplitude} µV in 1–45 Hz, mains {line} % of the power, "
        "correlation {correlation}, {missing} % missing, {railed} % at the limit",
    )
    correlation = "–" if quality.correlation is None else f"{quality.correlation:.2f}"
    return words.format(
        label=label,
        amplitude=f"{quality.amplitude_uv:.1f}",
        line=round(100 * quality.line_share),
        correlation=correlation,
        missing=f"{100 * quality.missing_share:.1f}",
        railed=f"{100 * quality.railed_share:.1f}",
    )
