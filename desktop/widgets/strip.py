"""A list laid out as a strip of pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListView


def lay_as_strip(view: QListView, side_px: int, room_px: int) -> None:
    """One row of icons that scrolls smoothly; `room_px` is for what stands above and below them."""
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setFlow(QListView.Flow.LeftToRight)
    view.setWrapping(False)
    view.setMovement(QListView.Movement.Static)
    view.setUniformItemSizes(True)
    view.setIconSize(QSize(side_px, side_px))
    view.setGridSize(QSize(side_px + 8, side_px + 8))
    view.setFixedHeight(side_px + room_px)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
