"""The pictures of a set in a row of thumbnails."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView

from desktop.neuro.stimulus.loading import LoadedSet
from desktop.widgets.strip import lay_as_strip
from desktop.widgets.theme import Theme

THUMB_PX = 48


class ThumbModel(QAbstractListModel):
    """Makes an icon when it is first seen: a thousand at once would hold the window up."""

    def __init__(self, side_px: int) -> None:
        super().__init__()
        self._side_px = side_px
        self._loaded: LoadedSet | None = None
        self._icons: dict[int, QIcon] = {}

    def show_set(self, loaded: LoadedSet | None) -> None:
        """Take over another set."""
        self.beginResetModel()
        self._loaded, self._icons = loaded, {}
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """One row for each picture."""
        if self._loaded is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._loaded.pictures)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Icon and words of a picture."""
        row = index.row()
        if self._loaded is None or not 0 <= row < len(self._loaded.pictures):
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            if row not in self._icons:
                self._icons[row] = _icon(self._loaded.thumbs[row], self._side_px)
            return self._icons[row]
        picture = self._loaded.pictures[row]
        words = picture.caption or picture.concept
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{picture.category}: {words}"
        return words if role == Qt.ItemDataRole.AccessibleTextRole else None


class ThumbStrip(QListView):
    """Emits `picked` with the place of the picture that was chosen."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        side = theme.px(THUMB_PX)
        self._model = ThumbModel(side)
        self.setModel(self._model)
        lay_as_strip(self, side, 24)
        chosen = theme.color("selection").name()
        self.setStyleSheet(
            "QListView::item { border-radius: 4px; }"
            f" QListView::item:selected {{ background: {chosen}; }}"
        )
        self.setAccessibleName(self.tr("Pictures of the set"))
        self.setToolTip(self.tr("Choose a picture to see it at its size"))

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return self._model.rowCount()

    @property
    def row(self) -> int:
        """The place of the chosen picture; -1 without one."""
        return self.currentIndex().row()

    def show_set(self, loaded: LoadedSet | None) -> None:
        """Show a set's thumbnails and choose the first."""
        self._model.show_set(loaded)
        self.setCurrentIndex(self._model.index(0, 0))

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Say which was chosen."""
        super().currentChanged(current, previous)
        if current.row() >= 0:
            self.picked.emit(current.row())


def _icon(thumb: QImage, side_px: int) -> QIcon:
    """A thumbnail in the middle of a square, in its own colours also where it is chosen."""
    square = QPixmap(side_px, side_px)
    square.fill(Qt.GlobalColor.transparent)
    small = thumb.scaled(
        side_px,
        side_px,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter = QPainter(square)
    painter.drawImage((side_px - small.width()) // 2, (side_px - small.height()) // 2, small)
    painter.end()
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon
