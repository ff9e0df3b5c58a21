"""Figures side by side: a title, the value, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.robustness.figures import Figure
from desktop.widgets.controls import label, set_role
from desktop.widgets.scroll_room import keep_bar_room
from desktop.widgets.theme import Theme

COLUMNS, GAP_PX = 3, 20


class Tile(QFrame):
    """One figure."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title, self.value, self.note = label("", "label"), QLabel(), label("", "label")
        self.note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for part in (self.title, self.value, self.note):
            column.addWidget(part)
        column.addStretch(1)

    @property
    def least_px(self) -> int:
        """The width below which title or value would be cut."""
        return max(self.title.sizeHint().width(), self.value.sizeHint().width())

    def show_figure(self, figure: Figure) -> None:
        """Show a figure."""
        self.title.setText(figure.title)
        self.value.setText(figure.value)
        # A number stays with what it is of at the end of a line.
        self.note.setText(figure.note.replace("n = ", "n\u00a0=\u00a0"))
        self.note.setVisible(bool(figure.note))
        set_role(self.value, figure.tone or "title")
        font = self._theme.font(16, bold=True)
        self.value.setStyleSheet(f"font-size: {font.pixelSize()}px; font-weight: 600;")
        self.setToolTip(figure.told)
        self.setAccessibleName(f"{figure.title}: {figure.value}. {figure.note}")


class Tiles(QWidget):
    """As many to a row as there is room for, three at most.

    Attributes
    ----------
    changed : Signal
        Other figures, or another number to a row.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._columns = 0
        self.tiles: list[Tile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_PX)
        self._grid.setVerticalSpacing(8)

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show these, in their order."""
        while len(self.tiles) < len(figures):
            self.tiles.append(Tile(self._theme))
            self._columns = 0
        for place, tile in enumerate(self.tiles):
            if place < len(figures):
                tile.show_figure(figures[place])
            tile.setVisible(place < len(figures))
        self._arrange()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer to a row."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """One tile wide, so that a row can become a column."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def _widest(self) -> int:
        return max((tile.least_px for tile in self.tiles if not tile.isHidden()), default=0)

    def _arrange(self) -> None:
        widest = self._widest()
        columns = max(1, min(COLUMNS, (self.width() + GAP_PX) // (widest + GAP_PX)))
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.changed.emit()


class TilesArea(QScrollArea):
    """Room for the tiles: as high as they are, less where something else needs it."""

    def __init__(self, tiles: Tiles) -> None:
        super().__init__()
        self._tiles = tiles
        self.setWidget(tiles)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        # The tiles' own background would be the window's.
        self.viewport().setAutoFillBackground(False)
        tiles.setAutoFillBackground(False)
        keep_bar_room(self)
        tiles.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """That of the tiles."""
        layout = self._tiles.layout()
        assert layout is not None
        width = max(1, self.viewport().width())
        high = layout.heightForWidth(width) if layout.hasHeightForWidth() else 0
        return QSize(self._tiles.sizeHint().width(), max(high, layout.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """The first row."""
        width = self._tiles.minimumSizeHint().width() + self.verticalScrollBar().width()
        return QSize(width, min(self.sizeHint().height(), 64))
