"""The pictures of a set in a row of thumbnails."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from desktop.neuro.stimulus.loading import LoadedSet
from desktop.widgets.theme import Theme

THUMB_PX = 48


class ThumbStrip(QListWidget):
    """Emits `picked` with the place of the picture that was chosen."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        side = theme.px(THUMB_PX)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(side, side))
        self.setGridSize(QSize(side + 8, side + 8))
        self.setFixedHeight(side + 24)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Pictures of the set"))
        self.setToolTip(self.tr("Choose a picture to see it at its size"))
        self.currentRowChanged.connect(self._pick)

    def show_set(self, loaded: LoadedSet | None) -> None:
        """Show a set's thumbnails and choose the first."""
        with QSignalBlocker(self):
            self.clear()
            if loaded is None:
                return
            for picture, thumb in zip(loaded.pictures, loaded.thumbs, strict=True):
                item = QListWidgetItem(_icon(thumb, self.iconSize().width()), "")
                words = picture.caption or picture.concept
                item.setToolTip(f"{picture.category}: {words}")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                self.addItem(item)
            self.setCurrentRow(0)
        self._pick(0)

    def _pick(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)


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
