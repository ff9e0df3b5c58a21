"""Scroll areas whose content keeps its width, whether or not there is something to scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

_HIDDEN = "QScrollBar::handle:disabled { background: transparent; }"


def keep_bar_room(area: QScrollArea) -> None:
    """Always keep room for the vertical bar, and show its handle where it moves something.

    A picture that keeps its shape is lower where it is narrower: with a bar that takes its width
    all may fit, without it not, and Qt would show and hide the bar until the stack is full.
    """
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bar = area.verticalScrollBar()
    bar.setStyleSheet(_HIDDEN)
    bar.setEnabled(bar.maximum() > bar.minimum())
    bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
